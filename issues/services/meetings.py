"""Meetings (会议): recording one, correcting it, withdrawing one that was entered wrongly."""

from datetime import date, datetime
from typing import TypedDict, Unpack

from issues.models import Meeting, Round
from issues.services.parts import assign, counted, needed
from issues.words import MeetingKind
from rectify.accounts.models import Person, User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import recording


class MeetingValues(TypedDict, total=False):
    """What is kept of a meeting."""

    kind: MeetingKind
    held_on: date
    title: str
    chair: Person | None
    expected: int | None
    present: int | None
    attending: str
    minutes_number: str
    summary: str


def record_meeting(*, round: Round, by: User, effective_at: datetime | None = None, **values: Unpack[MeetingValues]) -> Meeting:
    """Record a meeting of the round. Raises Refused, PermissionDenied."""
    acting_as = permit(by, Action.SEND_SHEETS, round)
    with recording(actor=by, acting_as=acting_as, action="meeting.record", effective_at=effective_at):
        meeting = Meeting(round=round)
        assign(meeting, values, MeetingValues.__annotations__)
        checked(meeting).save()
    return meeting


def edit_meeting(
    *, meeting: Meeting, by: User, version: int | None, effective_at: datetime | None = None, **values: Unpack[MeetingValues]
) -> Meeting:
    """Correct what is kept of a meeting: only what is given. Raises Refused, Stale, PermissionDenied."""
    acting_as = permit(by, Action.SEND_SHEETS, meeting)
    with recording(actor=by, acting_as=acting_as, action="meeting.edit", effective_at=effective_at):
        meeting = counted(locked(meeting, version))
        assign(meeting, values, MeetingValues.__annotations__)
        checked(meeting).save()
    return meeting


def withdraw_meeting(*, meeting: Meeting, by: User, version: int | None, reason: str) -> Meeting:
    """Withdraw a meeting that was entered wrongly, with the reason; it counts no longer and stays on record."""
    acting_as = permit(by, Action.SEND_SHEETS, meeting)
    reason = needed(reason, "请写明撤销的原因。", "reason")
    with recording(actor=by, acting_as=acting_as, action="meeting.withdraw", reason=reason):
        meeting = locked(meeting, version)
        if meeting.withdrawn:
            raise Refused("这次会议已经撤销。")
        meeting.withdrawn = True
        checked(meeting).save()
    return meeting
