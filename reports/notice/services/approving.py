"""Approval by the 党总支委员会 and the head's signature: parts of a door, called inside its recording."""

from datetime import date, datetime

from django.utils import timezone

from issues.models import Meeting, PaperDecision
from issues.services.parts import same_round
from issues.words import MeetingKind
from rectify.accounts.models import Person, User
from rectify.errors import Refused
from rectify.templatetags.rectify import cdate
from reports.models import Notice

RECORD = {
    "expected": "应到人数",
    "present": "实到人数",
    "attending": "列席人员",
    "summary": "会议意见",
    "minutes_number": "纪要号",
}  # what the record of a deliberation must say


def lacking(meeting: Meeting) -> list[str]:
    """Return what the record of a meeting lacks to stand for a deliberation, in words."""
    return [word for name, word in RECORD.items() if getattr(meeting, name) in (None, "")]


def too_early(notice: Notice, meeting: Meeting) -> bool:
    """Tell whether a meeting was held on a day before the content was submitted that it would have deliberated."""
    submitted = _submitted_on(notice)
    return submitted is not None and meeting.held_on < submitted


def _submitted_on(notice: Notice) -> date | None:
    return timezone.localdate(notice.submitted_at) if notice.submitted_at else None


def meeting_conflict(notice: Notice, meeting: Meeting) -> str:
    """Return why a meeting can't stand for the deliberation of what was submitted, "" where it can."""
    if meeting.kind != MeetingKind.COMMITTEE:
        return "通报须经党总支委员会会议审议。"
    if meeting.withdrawn:
        return "这次会议记录已经撤销。"
    if meeting.held_on > timezone.localdate():
        return "这次会议还没有召开。"
    if too_early(notice, meeting):
        return f"{meeting}召开在前，{cdate(_submitted_on(notice))}送审在后，审议的不是这一稿。请选择送审当日或以后的会议。"
    missing = lacking(meeting)
    return f"{meeting}的记录还缺：{'、'.join(missing)}。请先补全会议记录。" if missing else ""


def approve(notice: Notice, by: User, moment: datetime, meeting: Meeting, paper: PaperDecision | None = None) -> None:
    """Bind the meeting's approval to the content that was submitted."""
    same_round(notice.round_id, meeting, "meeting")
    if conflict := meeting_conflict(notice, meeting):
        raise Refused(conflict, field="meeting")
    notice.meeting, notice.approved_hash = meeting, notice.content_hash
    notice.approved_by, notice.approved_at, notice.approval_paper = by, moment, paper


def sign(
    notice: Notice, signer: Person, moment: datetime, opinion: str, on: date | None = None, paper: PaperDecision | None = None
) -> None:
    """Sign the approved content off; `on` is the paper's date, else the day of `moment`."""
    notice.signed_by, notice.signed_opinion, notice.signature_paper = signer, opinion, paper
    notice.signed_on = on or timezone.localdate(moment)
