"""销号后有变动: what happened to a closed issue after the last entry that its approval saw.

A later entry on the issue, on its measures' plan or status, or on replaced evidence counts; progress notes, outcomes and evidence
that long-term measures go on gathering don't (the rules' section “An issue”).
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from issues.models import Issue
from measures.models import Assignment, Evidence, Measure
from rectify.history.models import Entry, EntryTag
from rectify.history.tagging import Facet, tag_of

OWN = "closure."  # the actions of the closure itself
DECIDED = ("closure", "closed_after")  # what the closure's own steps change, on paper too
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
CONFIRMING = ("closure.approve", "closure.confirm", "decision.confirm")  # what closes an issue, or confirms a change
COUNTING = [model._meta.label_lower for model in (Issue, Measure, Assignment, Evidence)]


def changes_after(issues: Iterable[Issue]) -> dict[int, list[Entry]]:
    """Return, for each closed issue that changed afterwards, the entries that say so, the earliest first. One query."""
    after = {issue.pk: issue.closed_after for issue in issues if issue.closed_after is not None}
    return changes_since(after, Measure.objects.all())


def changes_since(
    after: Mapping[int, int], measures: QuerySet[Any], until: datetime.datetime | None = None
) -> dict[int, list[Entry]]:
    """Return the same for issues by the last entry that each one's approval saw, up to `until`. One query, none without issues.

    `measures` say which of them are long-term: those of the tables, or rows of their history.
    """
    found: dict[int, list[Entry]] = defaultdict(list)
    for entry in _later(after, measures, until) if after else ():
        if entry.issue is not None and entry.pk > after[entry.issue] and _counts(entry):
            found[entry.issue].append(entry)
    return dict(found)


def changed_issues(round: int) -> dict[int, list[Entry]]:
    """Return the same for every closed issue of a round: the review's index knows what came after a closure. One query."""
    closed = Issue.objects.filter(pk=OuterRef("issue")).values("closed_after")
    tagged = EntryTag.objects.filter(tag=tag_of(round, {Facet.CLOSED: 1})).values("entry")
    entries = Entry.objects.filter(pk__in=tagged).annotate(after=Subquery(closed)).filter(id__gt=F("after"))
    found: dict[int, list[Entry]] = defaultdict(list)
    for entry in _counting(entries, Measure.objects.all()):
        if entry.issue is not None and _counts(entry):
            found[entry.issue].append(entry)
    return dict(found)


def confirmations_of(issue: Issue) -> list[Entry]:
    """Return the entries by which leaders confirmed what changed since `issue` was closed, the earliest first. One query."""
    found: list[Entry] = []
    for entry in Entry.objects.for_record(issue).filter(action__in=CONFIRMING).defer("payload").order_by("id"):
        fields = {change["field"] for change in entry.changes}
        if "closure" in fields:
            found = []
        elif "closed_after" in fields:
            found.append(entry)
    return found


def _later(after: Mapping[int, int], measures: QuerySet[Any], until: datetime.datetime | None) -> QuerySet[Entry]:
    entries = Entry.objects.filter(issue__in=after, id__gt=min(after.values()))
    if until is not None:
        entries = entries.filter(effective_at__lt=until)
    return _counting(entries, measures)


def _counting(entries: QuerySet[Entry], measures: QuerySet[Any]) -> QuerySet[Entry]:
    lasting = Exists(measures.order_by().filter(id=OuterRef("measure"), long_term=True))
    return (
        entries.filter(record_type__in=COUNTING)
        .exclude(action__startswith=OWN)
        .exclude(lasting, record_type=Evidence._meta.label_lower)
        .defer("payload")
        .order_by("id")
    )


def _counts(entry: Entry) -> bool:
    if entry.record_type == Evidence._meta.label_lower:
        return True
    if any(change["field"] in DECIDED for change in entry.changes):
        return False  # the closure itself, or a leader's confirmation, decided on paper
    quiet = QUIET.get(entry.record_type, set())
    return entry.created or any(change["field"] not in quiet for change in entry.changes)
