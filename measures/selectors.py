"""Reads that the pages of a measure and an issue share."""

from django.db.models import Q, QuerySet

from issues.models import Issue
from measures.models import Assignment, Clearing, ClearingState, Evidence, Measure, ProgressNote
from rectify.accounts.models import User
from rectify.accounts.permissions import visible
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.models import Entry, Tracked
from rectify.templatetags.rectify import cdate


def evidence_of(measure: Measure) -> QuerySet[Evidence]:
    """Return a measure's evidence with who uploaded it, the newest first; what was taken back stays in sight."""
    kept = Evidence.objects.filter(measure=measure).select_related("uploaded_by__person", "provided_by")
    return kept.order_by("withdrawn", "-id")


def cleared_of(*records: Tracked) -> dict[int, Clearing]:
    """Return by key the clearings that took away the files of these records, which are of one kind. One query, none for none."""
    if not records:
        return {}
    done = Clearing.objects.with_people().filter(file=True, state=ClearingState.DONE, record__in=[r.pk for r in records])
    return {found.record: found for found in done.filter(record_type=records[0]._meta.label_lower)}


def cleared_texts(record: Tracked) -> list[Clearing]:
    """Return the clearings that took texts of a record away, the newest first. One query."""
    done = Clearing.objects.with_people().filter(state=ClearingState.DONE, record=record.pk).exclude(field="")
    return list(done.filter(record_type=record._meta.label_lower))


def refuse_cleared(record: Tracked) -> None:
    """Raise Refused where a record's file was cleared: nobody gets its bytes, even before they have left the disk."""
    if gone := cleared_of(record).get(record.pk):
        raise Refused(f"这个文件已于{cdate(gone.decided_at)}清除，不能再下载。原因：{gone.reason}")


def notes_of(measure: Measure) -> QuerySet[ProgressNote]:
    """Return a measure's progress notes with who wrote them, the newest first."""
    return ProgressNote.objects.filter(measure=measure).select_related("written_by__person", "reported_by")


def entries_of_measure(measure: Measure, user: User) -> QuerySet[Entry]:
    """Return the lines of the change log about a measure and all that hangs on it, the newest first."""
    return visible(Entry.objects.filter(measure=measure.pk).defer("payload"), user, Action.VIEW_HISTORY)


def entries_of_issue(issue: Issue, user: User) -> QuerySet[Entry]:
    """Return the lines of the change log about an issue and its measures, the newest first."""
    return visible(Entry.objects.filter(issue=issue.pk).defer("payload"), user, Action.VIEW_HISTORY)


def entries_since(measure: Measure, version: int) -> QuerySet[Entry]:
    """Return the lines by which a measure came from `version` to where it stands.

    A change of the measure, of its departments, or of both in one door is one version; its lines bear one moment.
    """
    kinds = [Measure._meta.label_lower, Assignment._meta.label_lower]
    lines = Entry.objects.filter(measure=measure.pk, record_type__in=kinds).defer("payload")
    moments = lines.order_by("-recorded_at").values_list("recorded_at", flat=True).distinct()
    return lines.filter(recorded_at__in=list(moments[: max(0, measure.version - version)]))


def departments_since(measure: Measure, version: int, part: str = "") -> QuerySet[Entry]:
    """Return of these lines those about the measure's departments, or about those of one `part`, the newest first."""
    held = Assignment.objects.filter(measure=measure, **({"part": part} if part else {}))
    return entries_since(measure, version).filter(record_type=Assignment._meta.label_lower, record__in=held.values("pk"))


def departments_at(measure: Measure, version: int) -> list[Assignment]:
    """Return the assignments that were in force when `measure` stood at `version`, the lead first."""
    since = departments_since(measure, version)
    ended, begun = ([line.record for line in since if line.created is created] for created in (False, True))
    held = Assignment.objects.filter(Q(until=None) | Q(pk__in=ended), measure=measure).exclude(pk__in=begun)
    return list(held.select_related("department").order_by("-part", "department__order", "id"))
