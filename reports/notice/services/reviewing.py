"""The steps of review: the office records when a notice went out, what came back, or why it didn't go there."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TypedDict, Unpack

from django.core.files.base import File
from django.utils import timezone

from issues.services.parts import needed
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.files.keeping import keeping, path_of
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import recording
from reports.models import ReviewAttachment, ReviewStep
from reports.workflow import REVIEW_MOVES, ReviewMove, Status

ROOM = "review"  # of the uploads' folder


class MoveValues(TypedDict, total=False):
    """What a move asks for."""

    on: date | None
    opinion: str
    reason: str
    files: Sequence[File[bytes]]


def move_step(*, step: ReviewStep, name: str, by: User, version: int | None, **values: Unpack[MoveValues]) -> ReviewStep:
    """Record that a step of review was sent, returned (with opinion and attachments) or skipped (with its reason).

    Raises Refused where the table or a missing value stands against it, Stale, PermissionDenied.
    """
    move = REVIEW_MOVES.get(name)
    if move is None:
        raise Refused("没有这样的办理步骤。")
    acting_as = permit(by, Action.DRAFT_NOTICE, step)
    with keeping(ROOM) as keeper:
        files = values.get("files") or () if "files" in move.fields else ()
        records = [ReviewAttachment(**asdict(keeper.keep(file))) for file in files]
        with recording(actor=by, acting_as=acting_as, action=f"review.{name}") as recorder:
            step = locked(step, version)
            _check(step, move)
            _apply(step, move, values)
            step.state, step.recorded_by = move.target, by
            checked(step).save()
            for record in records:
                record.notice, record.step, record.uploaded_by = step.notice, step, by
                record.uploaded_at = recorder.recorded_at
                checked(record).save()
    return step


def _check(step: ReviewStep, move: ReviewMove) -> None:
    if step.notice.status != Status.SUBMITTED or step.attempt != step.notice.attempt:
        raise Refused("这一版现在不在审核中，审核环节不能再改。")
    if step.state not in move.sources:
        raise Refused(f"“{step.name}”当前为“{step.get_state_display()}”，不能“{move.label}”。")


def _apply(step: ReviewStep, move: ReviewMove, values: MoveValues) -> None:
    match move.name:
        case "send":
            step.sent_on = _day(values)
        case "return":
            step.returned_on = _day(values)
            step.opinion = needed(values.get("opinion", ""), "请填写返回的意见；没有意见的，写“无意见”。", "opinion")
        case "skip":
            step.skip_reason = needed(values.get("reason", ""), "请写明不经此环节的原因。", "reason")


def _day(values: MoveValues) -> date:
    day = values.get("on")
    if day is None:
        raise Refused("请填写日期。", field="on")
    if day > timezone.localdate():
        raise Refused("日期不能晚于今天。", field="on")
    return day


def attachment_path(attachment: ReviewAttachment) -> Path:
    """Return where an attachment's bytes lie."""
    return path_of(ROOM, attachment.path)
