"""The doors of extensions: asking for a later date, and each step of the table. A pending request changes nothing."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from issues.models import PaperDecision
from measures.extensions.recusal import asker_conflict, granter_conflict
from measures.extensions.workflow import ASKING, NEED_WORDS, TRANSITIONS, Transition, Whose, steps_from
from measures.models import Extension, ExtensionState, Measure
from measures.services.transitions import reports_for_own
from rectify.accounts.models import Person, User
from rectify.accounts.permissions import can, permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import recording

Moment = datetime.datetime | None
Given = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """A step as it stands before somebody; `conflict` says why it isn't theirs, "" where it is."""

    transition: Transition
    conflict: str


def steps_for(extension: Extension, user: User) -> list[Step]:
    """Return the steps that the table allows and the matrix gives `user`, each with what stands against it."""
    allowed = [step for step in steps_from(extension.state) if can(user, step.action, extension) and _open(step, extension)]
    return [Step(step, _conflict(step, extension, user)) for step in allowed]


def _open(step: Transition, extension: Extension) -> bool:
    return step.name != "acknowledge" or extension.seen_by_id is None


def _conflict(step: Transition, extension: Extension, user: User) -> str:
    match step.whose:
        case Whose.GRANTER:
            return granter_conflict(extension, user.person)
        case Whose.ASKER:
            return asker_conflict(extension, user)
    return ""


def closed_for(measure: Measure) -> str:
    """Return why a later date can't be asked for, as a sentence, or "" where it can."""
    if not measure.round.adopted:
        return "整改方案尚未审议通过，完成时限可直接修改，不需要申请延期。"
    if measure.status not in ASKING:
        return f"{measure}{measure.get_status_display()}，不能申请延期。"
    if measure.due_on is None:
        return f"{measure}没有完成时限，不需要申请延期。"
    return ""


def ask_extension(
    *,
    measure: Measure,
    by: User,
    until: datetime.date,
    reason: str,
    asked_for: Person | None = None,
    effective_at: Moment = None,
) -> Extension:
    """Ask for a later due date of `measure`; the office that types it in says who asked. Nothing changes before it is granted.

    Raises Refused where the measure is finished, has no date or has a pending request, PermissionDenied.
    """
    acting_as = permit(by, Action.WORK, measure)
    reason = _needed(reason, "请填写延期理由。", "reason")
    if asked_for is None and not reports_for_own(measure, by):
        raise Refused("请选择申请人。", field="asked_for")
    with recording(actor=by, acting_as=acting_as, action="extension.ask", reason=reason, effective_at=effective_at) as recorder:
        measure = locked(measure)
        if why := closed_for(measure):
            raise Refused(why)
        assert measure.due_on is not None
        day = timezone.localdate(effective_at or recorder.recorded_at)
        if until <= max(measure.due_on, day):
            raise Refused("延期后的时限应晚于现在的时限和今天。", field="until")
        extension = Extension(measure=measure, due_before=measure.due_on, until=until, reason=reason)
        extension.asked_by, extension.asked_for, extension.asked_on = by, asked_for, day
        checked(extension).save()
    return extension


def take_extension_step(
    *,
    extension: Extension,
    name: str,
    by: User,
    version: int | None = None,
    given: Given | None = None,
    effective_at: Moment = None,
) -> Extension:
    """Take a request one step further and return it. Granting moves the measure's date in the same transaction.

    `given` holds what the step needs, by the needs' names. Raises PermissionDenied by the matrix, Refused where the table, the
    rule of whose it is, or a missing need stands against it, Stale where the request is no longer `version`.
    """
    step = TRANSITIONS.get(name)
    if step is None:
        raise Refused("没有这样的办理步骤。")
    acting_as = permit(by, step.action, extension)
    given = {need: str(value).strip() for need, value in (given or {}).items()}
    said = next((given.get(need, "") for need in step.needs), "")
    with recording(actor=by, acting_as=acting_as, action=f"extension.{name}", reason=said, effective_at=effective_at) as recorder:
        measure, extension = locked(extension.measure), locked(extension, version)
        extension.measure = measure
        if conflict := open_conflict(step, extension) or _conflict(step, extension, by):
            raise Refused(conflict)
        for need in step.needs:
            _needed(given.get(need, ""), f"请填写{NEED_WORDS[need]}。", need.value)
        day = timezone.localdate(effective_at or recorder.recorded_at)
        if step.name == "acknowledge":
            extension.seen_by, extension.seen_on = by, day
            extension.save()
        else:
            settle(step, extension, by.person, said, day)
    return extension


def open_conflict(step: Transition, extension: Extension) -> str:
    """Return why the step can't be taken, whoever takes it, or "": the table, or the measure that has changed meanwhile."""
    if extension.state != step.source:
        return f"这份延期申请{extension.get_state_display()}，不能“{step.label}”。"
    if not _open(step, extension):
        return "驻局纪检监察组已经阅知。"
    if step.target != ExtensionState.GRANTED or step.whose is not Whose.GRANTER:
        return ""
    moved = extension.measure.due_on != extension.due_before
    changed = "申请之后完成时限已有变更，不能再按原申请批准，请撤回后重新申请。" if moved else ""
    return closed_for(extension.measure) or changed


def settle(
    step: Transition, extension: Extension, person: Person, said: str, day: datetime.date, paper: PaperDecision | None = None
) -> None:
    """Do what a step does, inside the caller's recording; measure and request are locked and everything asked."""
    extension.state = step.target
    if step.whose is Whose.GRANTER:
        extension.decided_by, extension.decided_on, extension.opinion, extension.paper = person, day, said, paper
    if step.target == ExtensionState.GRANTED:
        measure = extension.measure
        extension.number = Extension.objects.filter(measure=measure, state=ExtensionState.GRANTED).count() + 1
        measure.original_due_on = measure.original_due_on or measure.due_on
        measure.due_on = extension.until
        checked(measure).save()
    checked(extension).save()


def _needed(text: str, sentence: str, field: str) -> str:
    if not text.strip():
        raise Refused(sentence, field=field)
    return text.strip()
