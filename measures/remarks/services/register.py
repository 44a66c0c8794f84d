"""The doors of the register (来文登记): recording what came on paper, correcting it, and saying how it went on."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypedDict, Unpack

from django.core.files.base import File
from django.utils import timezone

from issues.models import Issue, Round
from issues.services.parts import assign, needed, same_round
from measures.models import Measure, RegisterFile, RegisterItem, RegisterLink
from measures.remarks.register_flow import OPTIONAL, REGISTER_NEEDS, REGISTER_STEPS, RegisterNeed, RegisterStep
from measures.words import RegisterKind, RegisterPart, RegisterState
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.files.keeping import Kept, keeping, path_of
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import recording

ROOM = "register"  # of the uploads' folder
Moment = datetime.datetime | None
Subjects = Sequence[Issue | Measure]


class RegisterValues(TypedDict, total=False):
    """What is kept of a paper beside its scan and what it is about."""

    kind: RegisterKind
    number: str
    sender: str
    dated_on: datetime.date
    matter: str
    answer_by: datetime.date | None


def record_item(
    *,
    round: Round,
    by: User,
    about: Subjects = (),
    files: Sequence[File[bytes]] = (),
    effective_at: Moment = None,
    **values: Unpack[RegisterValues],
) -> RegisterItem:
    """Record a paper that came, with its scans and what it is about, if anything. Raises Refused, PermissionDenied."""
    acting_as = permit(by, Action.KEEP_REGISTER, round)
    with keeping(ROOM) as keeper:
        kept = [keeper.keep(file) for file in files]
        with recording(actor=by, acting_as=acting_as, action="register.record", effective_at=effective_at) as recorder:
            item = RegisterItem(round=round, recorded_by=by, recorded_at=effective_at or recorder.recorded_at)
            assign(item, values, RegisterValues.__annotations__)
            _check(item)
            checked(item).save()
            _link(item, about)
            _attach(item, kept, RegisterPart.RECEIVED, by, item.recorded_at)
    return item


def edit_item(
    *,
    item: RegisterItem,
    by: User,
    version: int | None,
    about: Subjects,
    files: Sequence[File[bytes]] = (),
    **values: Unpack[RegisterValues],
) -> RegisterItem:
    """Correct what is kept of a paper under way; `files` come in addition. Raises Refused, Stale, PermissionDenied."""
    acting_as = permit(by, Action.KEEP_REGISTER, item)
    with keeping(ROOM) as keeper:
        kept = [keeper.keep(file) for file in files]
        with recording(actor=by, acting_as=acting_as, action="register.edit") as recorder:
            item = locked(item, version)
            if item.state != RegisterState.OPEN:
                raise Refused(f"这份来文{item.get_state_display()}，先恢复办理再修改。")
            assign(item, values, RegisterValues.__annotations__)
            _check(item)
            checked(item).save()
            _link(item, about)
            _attach(item, kept, RegisterPart.RECEIVED, by, recorder.recorded_at)
    return item


def take_register_step(
    *,
    item: RegisterItem,
    name: str,
    by: User,
    version: int | None = None,
    given: Mapping[RegisterNeed, Any] | None = None,
    files: Sequence[File[bytes]] = (),
    effective_at: Moment = None,
) -> RegisterItem:
    """Say how it went on with a paper: replied to, done, taken up again, recorded wrongly.

    Raises Refused, Stale, PermissionDenied.
    """
    step = REGISTER_STEPS.get(name)
    if step is None:
        raise Refused("没有这样的办理步骤。")
    acting_as = permit(by, Action.KEEP_REGISTER, item)
    given = {need: value.strip() if isinstance(value, str) else value for need, value in (given or {}).items()}
    said = str(given.get(RegisterNeed.NOTE) or given.get(RegisterNeed.REASON) or "")
    if files and not step.files:
        raise Refused("这一步骤不附材料。", field="files")
    with keeping(ROOM) as keeper:
        kept = [keeper.keep(file) for file in files]
        with recording(
            actor=by, acting_as=acting_as, action=f"register.{name}", reason=said, effective_at=effective_at
        ) as recorder:
            item = locked(item, version)
            when = effective_at or recorder.recorded_at
            _check_step(step, item, given, timezone.localdate(when))
            for need in step.needs:
                if need is not RegisterNeed.REASON:
                    setattr(item, need.value, given.get(need) or "")
            item.state = step.target
            checked(item).save()
            _attach(item, kept, RegisterPart.REPLY, by, when)
    return item


def _check_step(step: RegisterStep, item: RegisterItem, given: Mapping[RegisterNeed, Any], day: datetime.date) -> None:
    if closed := step_closed(step, item):
        raise Refused(closed)
    for need in step.needs:
        if need not in OPTIONAL and not given.get(need):
            raise Refused(f"请填写{REGISTER_NEEDS[need]}。", field=need.value)
    replied_on = given.get(RegisterNeed.REPLIED_ON)
    if replied_on is not None and not item.dated_on <= replied_on <= day:
        raise Refused("回复日期不能早于来文日期，也不能晚于今天。", field=RegisterNeed.REPLIED_ON.value)


def step_closed(step: RegisterStep, item: RegisterItem) -> str:
    """Return why a step can't be taken now, "" where it can."""
    return "" if item.state in step.sources else f"这份来文{item.get_state_display()}，不能“{step.label}”。"


def _check(item: RegisterItem) -> None:
    item.sender = needed(item.sender, "请填写来文单位或批示领导。", "sender")
    item.matter = needed(item.matter, "请填写事由。", "matter")
    if item.dated_on and item.dated_on > timezone.localdate():
        raise Refused("来文日期不能晚于今天。", field="dated_on")


def _link(item: RegisterItem, about: Subjects) -> None:
    """Let the paper be about these, and about nothing else."""
    wanted = {_key(subject): subject for subject in about}
    for link in item.current:
        if wanted.pop(_key(link.measure or link.issue), None) is None:
            link.withdrawn = True
            link.save()
    for subject in wanted.values():
        same_round(item.round_id, subject, "about")
        measure = subject if isinstance(subject, Measure) else None
        issue = subject.issue if isinstance(subject, Measure) else subject
        checked(RegisterLink(item=item, issue=issue, measure=measure)).save()


def _key(subject: Issue | Measure) -> tuple[str, int]:
    return (subject._meta.label_lower, subject.pk)


def _attach(item: RegisterItem, kept: Sequence[Kept], part: RegisterPart, by: User, when: datetime.datetime) -> None:
    for file in kept:
        checked(RegisterFile(item=item, part=part, uploaded_by=by, uploaded_at=when, **asdict(file))).save()


def scan_path(path: str) -> Path:
    """Return where the bytes of a generated name lie."""
    return path_of(ROOM, path)
