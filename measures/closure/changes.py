"""销号后有变动: what happened to a closed issue after the last entry that its approval saw.

A later entry on the issue, on its measures' plan or status, or on replaced evidence counts; progress notes, outcomes and evidence
that long-term measures go on gathering don't (the rules' section “An issue”).
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from issues.models import Issue
from measures.models import Assignment, Evidence, Measure
from rectify.history.models import Entry

OWN = "closure."  # the actions of the closure itself
# fields whose change says nothing new about what was closed
QUIET = {
    Issue._meta.label_lower: {
        "public_title",
        "disclosure",
        "disclosure_reason",
        "disclosure_body",
        "disclosure_on",
        "merged_into",
    },
    Measure._meta.label_lower: {"outcome", "public_text", "proof_note"},
}
COUNTING = [model._meta.label_lower for model in (Issue, Measure, Assignment, Evidence)]


def changes_after(issues: Iterable[Issue]) -> dict[int, list[Entry]]:
    """Return, for each closed issue that changed afterwards, the entries that say so, the earliest first. Two queries."""
    after = {issue.pk: issue.closed_after for issue in issues if issue.closed_after is not None}
    if not after:
        return {}
    later = _later(list(after), min(after.values()))
    lasting = set(
        Measure.objects.filter(pk__in={e.measure for e in later if e.measure}, long_term=True).values_list("pk", flat=True)
    )
    found: dict[int, list[Entry]] = defaultdict(list)
    for entry in later:
        if entry.issue is not None and entry.pk > after[entry.issue] and _counts(entry, lasting):
            found[entry.issue].append(entry)
    return dict(found)


def _later(issues: list[int], least: int) -> QuerySet[Entry]:
    entries = Entry.objects.filter(issue__in=issues, id__gt=least, record_type__in=COUNTING)
    return entries.exclude(action__startswith=OWN).defer("payload").order_by("id")


def _counts(entry: Entry, lasting: set[int]) -> bool:
    if entry.record_type == Evidence._meta.label_lower:
        return entry.measure not in lasting
    if any(change["field"] == "closure" for change in entry.changes):
        return False  # the closure itself, decided on paper
    quiet = QUIET.get(entry.record_type, set())
    return entry.created or any(change["field"] not in quiet for change in entry.changes)
