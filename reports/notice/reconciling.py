"""Where the notice's figures and what was stated, or what it prints apart, aren't the same."""

from collections import Counter

from issues.models import Round
from measures.figures import Figures
from reports.reconciliation import PRINTED_KINDS, Reconciled, reconciled, unlisted_issues


def differing(round: Round, counted: Figures) -> list[Reconciled]:
    """Return the figures that were stated otherwise, or of which not all is printed apart. One query."""
    gaps = Counter(issue.kind for issue in unlisted_issues(round))
    listed = {kind.value: getattr(counted, key).total - gaps[kind] for key, kind in PRINTED_KINDS.items()}
    return [line for line in reconciled(round, counted, listed) if line.differs or line.unlisted]
