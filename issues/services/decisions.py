"""Paper decisions (线下签批补录): the office records one with its scan, a second person confirms it, and then it holds.

What a decision brings about is the affair of whoever it is about: `confirm_decision` calls `effect` inside its own recording.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TypedDict, Unpack

from django.core.files.base import File
from django.utils import timezone

from issues.models import Meeting, PaperDecision
from issues.services.parts import assign, held, needed, same_round
from rectify.accounts.models import Person, User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.files.giving import preview_of
from rectify.files.keeping import Keeper, Kept, keeping, path_of
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.models import Tracked
from rectify.history.recording import recording

ROOM = "decisions"  # of the uploads' folder


class DecisionValues(TypedDict, total=False):
    """What is kept of a paper decision beside its scan."""

    text: str
    signatory: Person
    decided_on: date
    meeting: Meeting | None
    number: str


def record_decision(
    *,
    subject: Tracked,
    step: str,
    by: User,
    what: str,
    scan: File[bytes] | None,
    content_hash: str = "",
    check: Callable[[Tracked], None] | None = None,
    effective_at: datetime | None = None,
    **values: Unpack[DecisionValues],
) -> PaperDecision:
    """Record a decision about `subject` that was made on paper; nothing follows from it before it is confirmed.

    `step` is the step's code, `what` its word, for people: 书记签发.
    `check` is asked with the subject locked and raises Refused where the step isn't open. Raises Refused without a scan, a text,
    or one of meeting and number; PermissionDenied.
    """
    acting_as = permit(by, Action.RECORD_DECISION, subject)
    with keeping(ROOM) as keeper:
        kept = asdict(_kept(keeper, scan))
        decision = PaperDecision(step=step, content_hash=content_hash, recorded_by=by, **kept)
        assign(decision, values, DecisionValues.__annotations__)
        with recording(actor=by, acting_as=acting_as, action="decision.record", effective_at=effective_at) as recorder:
            decision.round = held(_round_of(subject))
            subject = locked(subject)
            if check is not None:
                check(subject)
            decision.subject_type, decision.subject = subject._meta.label_lower, subject.pk
            decision.subject_label, decision.recorded_at = f"{subject}　{what}"[:200], effective_at or recorder.recorded_at
            _check(decision)
            checked(decision).save()
    return decision


def _kept(keeper: Keeper, scan: File[bytes] | None) -> Kept:
    if scan is None:
        raise Refused("请上传签批件的扫描件。", field="scan")
    kept = keeper.keep(scan, field="scan")
    if not preview_of(kept.content_type):
        raise Refused("签批件的扫描件应为PDF或图片。", field="scan")
    return kept


def _round_of(subject: Tracked) -> int:
    found: int | None = subject.belongs_to().round
    if found is None:
        raise TypeError(f"{subject!r} belongs to no round: no paper decision is made about it.")
    return found


def _check(decision: PaperDecision) -> None:
    decision.text = needed(decision.text, "请填写批示内容。", "text")
    same_round(decision.round_id, decision.meeting, "meeting")
    if decision.meeting is None and not decision.number.strip():
        raise Refused("请选择会议，或填写会议、文件编号。", field="number")
    if decision.decided_on and decision.decided_on > timezone.localdate():
        raise Refused("签批日期不能晚于今天。", field="decided_on")


def confirm_conflict(decision: PaperDecision, user: User) -> str:
    """Return why `user` may not confirm `decision`, or "" where nothing stands against it: recusal is by person."""
    if decision.recorded_by_id == user.pk or decision.recorded_by.person_id == user.person_id:
        return "这份线下签批由您代录，须由他人确认。"
    if decision.signatory_id == user.person_id:
        return "您是这份签批的签批人，须由他人确认。"
    return ""


def confirm_decision(
    *,
    decision: PaperDecision,
    by: User,
    version: int | None,
    effect: Callable[[PaperDecision], None] | None = None,
    effective_at: datetime | None = None,
) -> PaperDecision:
    """Confirm what another recorded, and let `effect` do what was decided, in the same transaction.

    Raises Refused for who recorded or signed it, and where it waits no longer; Stale; PermissionDenied.
    """
    acting_as = permit(by, Action.RECORD_DECISION, decision)
    with recording(
        actor=by, acting_as=acting_as, action="decision.confirm", reason=words_of(decision), effective_at=effective_at
    ) as recorder:
        decision = _waiting(locked(decision, version))
        if conflict := confirm_conflict(decision, by):
            raise Refused(conflict)
        decision.confirmed_by, decision.confirmed_at = by, effective_at or recorder.recorded_at
        if effect is not None:
            effect(decision)
        checked(decision).save()
    return decision


def words_of(decision: PaperDecision) -> str:
    """Return who decided on paper, when, where it stands, and who typed it in, as the log tells it beside what followed."""
    where = "，".join(filter(None, (str(decision.meeting or ""), decision.number)))
    day = decision.decided_on
    return f"线下签批：{decision.signatory}，{day.year}年{day.month}月{day.day}日，{where}；由{decision.recorded_by}代录"


def withdraw_decision(*, decision: PaperDecision, by: User, version: int | None, reason: str) -> PaperDecision:
    """Withdraw a decision that was recorded wrongly and isn't confirmed, with the reason; it stays on record."""
    acting_as = permit(by, Action.RECORD_DECISION, decision)
    reason = needed(reason, "请写明撤销的原因。", "reason")
    with recording(actor=by, acting_as=acting_as, action="decision.withdraw", reason=reason):
        decision = _waiting(locked(decision, version))
        decision.withdrawn = True
        checked(decision).save()
    return decision


def _waiting(decision: PaperDecision) -> PaperDecision:
    if decision.withdrawn:
        raise Refused("这份线下签批已经撤销。")
    if decision.confirmed_by_id is not None:
        raise Refused("这份线下签批已经确认。")
    return decision


def scan_path(decision: PaperDecision) -> Path:
    """Return where the scan's bytes lie."""
    return path_of(ROOM, decision.path)
