"""Named figures with their values: what `{{ 推动会次数 }}` says in a notice, as of its cut-off."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Count

from issues.models import Meeting, Round
from issues.naming import FIGURES, filled
from issues.words import MeetingKind
from measures.figures import Figures
from reports.numbering import chinese_date


@dataclass(frozen=True, slots=True)
class _Meetings:
    """How many meetings of each kind were held."""

    promotion: int = 0
    group: int = 0
    committee: int = 0
    scheduling: int = 0
    life: int = 0


@dataclass(frozen=True, slots=True)
class _Sources:
    """Where the table's paths begin."""

    figures: Figures
    meetings: _Meetings
    cut_off: str


def values(round: Round, counted: Figures) -> dict[str, str]:
    """Return every named figure's value as it is printed, on the day that `counted` is of. One query."""
    sources = _Sources(counted, _meetings(round, counted), chinese_date(counted.cut_off))
    return {figure.name: str(attrgetter(figure.source)(sources)) for figure in FIGURES}


def _meetings(round: Round, counted: Figures) -> _Meetings:
    held = Meeting.objects.filter(round=round).held_by(counted.cut_off).order_by().values_list("kind")
    return _Meetings(**{MeetingKind(kind).value: count for kind, count in held.annotate(n=Count("pk"))})


def speaker(round: Round, counted: Figures) -> Callable[[str], str]:
    """Return what fills named figures in; see `values`. One query."""
    found = values(round, counted)
    return lambda text: filled(text, found)
