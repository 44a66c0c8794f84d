"""The one door for a measure's status: what the table allows, for whom the matrix allows it, with what it needs."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from measures.models import Evidence, Measure
from measures.services.conclusions import reconsider
from measures.services.recusal import verifier_conflict
from measures.workflow import NEED_WORDS, TRANSITIONS, Need, Status, Transition, steps_from
from rectify.accounts.models import Person, User
from rectify.accounts.permissions import can, permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import recording

Given = Mapping[Need, Any]
REASONS = (Need.NOTE, Need.MISSING, Need.REASON, Need.BASIS)


@dataclass(frozen=True)
class Step:
    """A transition as it stands before somebody: what they must give, and what stands against it (recusal), if anything."""

    transition: Transition
    needs: tuple[Need, ...]
    conflict: str = ""


def steps_for(measure: Measure, user: User) -> list[Step]:
    """Return the next steps that the table allows and the matrix gives `user`, each with what it needs of them."""
    return [
        Step(step, needs_of(step, measure, user), verifier_conflict(measure, user) if step.recused else "")
        for step in steps_from(measure.status)
        if can(user, step.action, measure)
    ]


def needs_of(step: Transition, measure: Measure, user: User) -> tuple[Need, ...]:
    """Return what the step needs of `user`: who reported is asked only of one who types it in for others (代录)."""
    return tuple(need for need in step.needs if need is not Need.REPORTER or not reports_for_own(measure, user))


def reports_for_own(measure: Measure, user: User) -> bool:
    """Tell whether `user` reports as one of the lead department, and not as a recorder."""
    lead = measure.lead
    return lead is not None and user.works_in(measure.round_id, lead.pk)


def transition(
    *,
    measure: Measure,
    name: str,
    by: User,
    version: int | None = None,
    given: Given | None = None,
    effective_at: datetime.datetime | None = None,
) -> Measure:
    """Take `measure` one step further and return it as it stands then.

    `given` holds what the step needs: texts, and a Person for REPORTER. Raises PermissionDenied by the matrix, Refused where the
    table, recusal or a missing need stands against it, Stale where the measure is no longer `version`.
    """
    step = TRANSITIONS.get(name)
    if step is None:
        raise Refused("没有这样的办理步骤。")
    acting_as = permit(by, step.action, measure)
    given = {need: _clean(value) for need, value in (given or {}).items()}
    reason = next((str(given[need]) for need in REASONS if need in step.needs and given.get(need)), "")
    with recording(actor=by, acting_as=acting_as, action=f"measure.{name}", reason=reason, effective_at=effective_at) as recorder:
        issue = locked(measure.issue)
        measure = locked(measure, version)
        _check(step, measure, by, given)
        _apply(step, measure, by, given, timezone.localdate(effective_at or recorder.recorded_at))
        checked(measure).save()
        if name in {"reopen", "restore"}:
            reconsider(issue)
    return measure


def _clean(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _check(step: Transition, measure: Measure, by: User, given: Given) -> None:
    if measure.status not in step.sources:
        raise Refused(f"{measure}当前为“{measure.get_status_display()}”，不能“{step.label}”。")
    if step.recused and (conflict := verifier_conflict(measure, by)):
        raise Refused(conflict)
    for need in needs_of(step, measure, by):
        if need is Need.PROOF and proven(measure):
            continue
        if not given.get(need):
            raise Refused(_missing(need), field=need.value)


def proven(measure: Measure) -> bool:
    """Tell whether there is evidence of a measure: a file that was neither taken back nor cleared. One query."""
    return Evidence.objects.filter(measure=measure).proving().exists()


def _missing(need: Need) -> str:
    if need is Need.PROOF:
        return "请先上传佐证材料；确无材料的，请说明原因。"
    return f"请{'选择' if need is Need.REPORTER else '填写'}{NEED_WORDS[need]}。"


def _apply(step: Transition, measure: Measure, by: User, given: Given, day: datetime.date) -> None:
    """Set what the step changes beside the status itself."""
    match step.name:
        case "report":
            own = reports_for_own(measure, by)
            measure.outcome = given[Need.OUTCOME]
            measure.proof_note = given.get(Need.PROOF) or ""
            measure.reported_by = by.person if own else given[Need.REPORTER]
            measure.recorded_by = by
            measure.reported_on = day
        case "verify":
            measure.status_note, measure.done_on = given[Need.NOTE], day
        case "return":
            measure.status_note = given[Need.MISSING]
        case "reopen":
            measure.status_note, measure.done_on = given[Need.REASON], None
        case "withdraw":
            measure.status_before, measure.withdrawn_at = measure.status, timezone.now()
        case "restore":
            measure.withdrawn_at = None
    measure.status = step.target or Status(measure.status_before or Status.NOT_STARTED)
    if step.name == "restore":
        measure.status_before = ""


def reopen_inside(measure: Measure, reason: str) -> None:
    """Reopen a done measure inside the recording of a look-back that found a rebound; `measure` is locked."""
    step = TRANSITIONS["reopen"]
    if measure.status not in step.sources:
        raise Refused(f"{measure}当前为“{measure.get_status_display()}”，不能“{step.label}”。", field="measures")
    measure.status, measure.status_note, measure.done_on = step.target or Status.IN_PROGRESS, reason, None
    checked(measure).save()


def name_verifier(*, measure: Measure, by: User, verifier: Person, version: int | None = None) -> Measure:
    """Let the group's head name who verifies in a small office; the entry says so. Raises PermissionDenied for anyone else."""
    acting_as = permit(by, Action.APPROVE, measure)
    if not any(post.round_id == measure.round_id and post.head for post in by.posts):
        raise PermissionDenied
    with recording(actor=by, acting_as=acting_as, action="measure.verifier", reason=f"指定{verifier}核验"):
        measure = locked(measure, version)
        measure.verifier = verifier
        checked(measure).save()
    return measure
