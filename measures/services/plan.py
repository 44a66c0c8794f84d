"""A measure's plan, departments and texts. After the plan's adoption they change only with a basis (issues.services.plan)."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Max
from django.utils import timezone

from issues.models import Issue
from issues.services.plan import demand_basis
from measures.models import Assignment, Measure
from measures.services.conclusions import reconsider
from measures.workflow import Status
from rectify.accounts.models import Department, Person, User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused, Stale
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import recording

Moment = datetime.datetime | None
FINISHED = {Status.REPORTED, Status.DONE}


@dataclass(frozen=True)
class Plan:
    """What the plan says of one measure."""

    plan: str
    responsible_leader: Person | None = None
    responsible: Person | None = None
    due_on: datetime.date | None = None
    long_term: bool = False
    lead: Department | None = None
    cooperating: tuple[Department, ...] = field(default=())


def create_measure(
    *,
    issue: Issue,
    by: User,
    plan: Plan,
    basis: str = "",
    outcome: str = "",
    public_text: str = "",
    effective_at: Moment = None,
) -> Measure:
    """Add a measure to `issue` with its departments; an approved 完成整改 goes back to 待认定. Returns the measure.

    `outcome` and `public_text` are what was done and said already, where a published notice is taken over.
    """
    acting_as = permit(by, Action.EDIT_LEDGER, issue)
    why = basis.strip()
    with recording(actor=by, acting_as=acting_as, action="measure.create", reason=why, effective_at=effective_at) as recorder:
        issue = locked(issue)
        if issue.withdrawn or issue.placeholder:
            raise Refused("该事项已撤销或未刊载，不能新增措施。")
        last = issue.measures.aggregate(last=Max("number"))["last"] or 0
        measure = Measure(round=issue.round, issue=issue, number=last + 1)
        _set_plan(measure, plan)
        measure.original_due_on = plan.due_on
        measure.outcome, measure.public_text = outcome.strip(), public_text.strip()
        demand_basis(issue.round, measure, basis)
        checked(measure).save()
        _assign(measure, plan.lead, plan.cooperating, timezone.localdate(effective_at or recorder.recorded_at), basis)
        reconsider(issue)
    return measure


def edit_plan(
    *, measure: Measure, by: User, plan: Plan, version: int | None = None, basis: str = "", effective_at: Moment = None
) -> Measure:
    """Change what the plan says of `measure`; after adoption `basis` (meeting or document) is demanded and kept as the reason."""
    acting_as = permit(by, Action.EDIT_LEDGER, measure)
    why = basis.strip()
    with recording(actor=by, acting_as=acting_as, action="measure.plan", reason=why, effective_at=effective_at) as recorder:
        measure = locked(measure, version)
        _set_plan(measure, plan)
        if not measure.round.adopted:
            measure.original_due_on = measure.due_on
        demand_basis(measure.round, measure, basis)
        stood = measure.version
        checked(measure).save()
        day = timezone.localdate(effective_at or recorder.recorded_at)
        if _assign(measure, plan.lead, plan.cooperating, day, basis) and measure.version == stood:
            _count(measure)
    return measure


def change_due(
    *,
    measure: Measure,
    by: User,
    due_on: datetime.date,
    version: int | None = None,
    basis: str = "",
    effective_at: Moment = None,
) -> Measure:
    """Move a measure's due date; the original one stays in sight."""
    acting_as = permit(by, Action.EDIT_LEDGER, measure)
    with recording(actor=by, acting_as=acting_as, action="measure.due", reason=basis.strip(), effective_at=effective_at):
        measure = locked(measure, version)
        _refuse_finished(measure)
        measure.due_on = due_on
        if not measure.round.adopted:
            measure.original_due_on = due_on
        demand_basis(measure.round, measure, basis)
        checked(measure).save()
    return measure


def assign_lead(
    *,
    measure: Measure,
    by: User,
    department: Department,
    version: int | None = None,
    basis: str = "",
    effective_at: Moment = None,
) -> Measure:
    """Give `measure` to another lead department; a cooperating one that takes the lead no longer cooperates."""
    acting_as = permit(by, Action.EDIT_LEDGER, measure)
    why = basis.strip()
    with recording(actor=by, acting_as=acting_as, action="measure.assign", reason=why, effective_at=effective_at) as recorder:
        measure = locked(measure, version)
        _refuse_finished(measure)
        cooperating = tuple(d for d in measure.cooperating if d != department)
        day = timezone.localdate(effective_at or recorder.recorded_at)
        if _assign(measure, department, cooperating, day, basis):
            _count(measure)
    return measure


def edit_outcome(
    *,
    measure: Measure,
    by: User,
    outcome: str,
    version: int | None = None,
    reason: str = "",
    effective_at: Moment = None,
) -> Measure:
    """Write what was done. Once reported or done only the office may, and says why."""
    finished = measure.status in FINISHED
    acting_as = permit(by, Action.EDIT_LEDGER if finished else Action.WORK, measure)
    if finished and not reason.strip():
        raise Refused("措施已报送或已完成，修改落实情况须说明原因。", field="reason")
    with recording(actor=by, acting_as=acting_as, action="measure.outcome", reason=reason.strip(), effective_at=effective_at):
        measure = locked(measure, version)
        # reported meanwhile: who may, and what it needs, was asked of the other status
        if finished != (measure.status in FINISHED):
            raise Stale(measure)
        if measure.status == Status.WITHDRAWN:
            raise Refused("已撤销的措施不能更新落实情况。")
        measure.outcome = outcome.strip()
        checked(measure).save()
    return measure


def edit_public_text(
    *, measure: Measure, by: User, public_text: str, version: int | None = None, effective_at: Moment = None
) -> Measure:
    """Write what the public may read of a measure; nothing else of it is ever printed in public."""
    acting_as = permit(by, Action.EDIT_LEDGER, measure)
    with recording(actor=by, acting_as=acting_as, action="measure.public", effective_at=effective_at):
        measure = locked(measure, version)
        measure.public_text = public_text.strip()
        checked(measure).save()
    return measure


def _refuse_finished(measure: Measure) -> None:
    if measure.status in {Status.DONE, Status.WITHDRAWN}:
        raise Refused(f"{measure}{measure.get_status_display()}，不能再调整时限和分工。")


def _set_plan(measure: Measure, plan: Plan) -> None:
    measure.plan = plan.plan.strip()
    measure.responsible_leader, measure.responsible = plan.responsible_leader, plan.responsible
    measure.due_on, measure.long_term = plan.due_on, plan.long_term


def _count(measure: Measure) -> None:
    """Count a change of the departments as one of the measure, so that a form made before it is stale.

    The entries are those of the assignments; the measure's own row says nothing new and has none.
    """
    Measure._base_manager.filter(pk=measure.pk).update(version=F("version") + 1)
    measure.version += 1


def _assign(
    measure: Measure, lead: Department | None, cooperating: tuple[Department, ...], day: datetime.date, basis: str
) -> bool:
    """End what no longer holds and begin what is new, inside the caller's recording; tell whether anything was."""
    if lead is not None and lead in cooperating:
        raise Refused("牵头部门不能同时是配合部门。", field="cooperating")
    wanted: dict[Any, str] = dict.fromkeys(cooperating, Assignment.Part.COOPERATING)
    if lead is not None:
        wanted[lead] = Assignment.Part.LEAD
    standing = {(a.department, a.part): a for a in measure.in_force()}
    ending = [assignment for pair, assignment in standing.items() if pair not in wanted.items()]
    beginning = [Assignment(measure=measure, department=d, part=part) for d, part in wanted.items() if (d, part) not in standing]
    for assignment in ending:  # first, so that no department stands twice
        assignment.until = max(day, assignment.since)
        assignment.save()
    for assignment in beginning:
        assignment.since = day
        demand_basis(measure.round, assignment, basis)
        assignment.save()
    if ending and not beginning:
        demand_basis(measure.round, Assignment(department=ending[0].department), basis)
    measure.__dict__.pop("current_assignments", None)
    return bool(ending or beginning)
