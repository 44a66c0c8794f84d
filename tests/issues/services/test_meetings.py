"""Meetings: the office records and corrects them; what was entered wrongly stays on record and counts no longer."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from issues.models import Meeting
from issues.services.meetings import edit_meeting, record_meeting, withdraw_meeting
from issues.words import MeetingKind
from rectify.errors import Refused, Stale
from tests.conftest import World
from tests.issues.conftest import Lines

DAY = datetime.date(2022, 4, 12)
VALUES: dict[str, Any] = {"kind": MeetingKind.COMMITTEE, "held_on": DAY, "title": "审议整改方案", "expected": 5, "present": 4}


@pytest.fixture
def meeting(world: World) -> Meeting:
    return record_meeting(round=world.cast.round, by=world.cast.director, **VALUES)


def test_a_recorded_meeting_keeps_what_was_said_of_it(meeting: Meeting, log: Callable[[], Lines]) -> None:
    kept = Meeting.objects.get()
    assert (str(kept), kept.title, kept.expected, kept.present) == ("2022年4月12日党总支委员会会议", "审议整改方案", 5, 4)
    assert log() == [("meeting.record", "issues.meeting", "")]


@pytest.mark.parametrize(("expected", "present"), [(5, 6), (None, 3)])
def test_nobody_is_present_who_was_not_expected(expected: int | None, present: int, world: World) -> None:
    with pytest.raises(Refused, match="实到人数不能多于应到人数"):
        record_meeting(round=world.cast.round, by=world.cast.clerk, **{**VALUES, "expected": expected, "present": present})
    assert Meeting.objects.count() == 0


def test_a_stale_correction_changes_nothing(meeting: Meeting, world: World) -> None:
    edit_meeting(meeting=meeting, by=world.cast.clerk, version=1, minutes_number="〔2022〕5号")
    with pytest.raises(Stale):
        edit_meeting(meeting=meeting, by=world.cast.director, version=1, minutes_number="〔2022〕6号")
    assert Meeting.objects.get().minutes_number == "〔2022〕5号"


def test_a_withdrawn_meeting_counts_no_longer(meeting: Meeting, world: World) -> None:
    other = record_meeting(round=world.cast.round, by=world.cast.clerk, **{**VALUES, "held_on": datetime.date(2022, 5, 6)})
    withdraw_meeting(meeting=meeting, by=world.cast.clerk, version=1, reason="误录")

    assert list(Meeting.objects.held_by(datetime.date(2022, 5, 31))) == [other]
    assert list(Meeting.objects.held_by(datetime.date(2022, 5, 5))) == []
    with pytest.raises(Refused, match="已经撤销"):
        withdraw_meeting(meeting=meeting, by=world.cast.clerk, version=None, reason="再撤")
    with pytest.raises(Refused, match="先恢复再修改"):
        edit_meeting(meeting=meeting, by=world.cast.clerk, version=None, title="改")


@pytest.mark.parametrize("who", ["lead", "leader", "inspector", "stranger", "admin"])
def test_others_record_no_meetings(who: str, world: World) -> None:
    with pytest.raises(PermissionDenied):
        record_meeting(round=world.cast.round, by=getattr(world.cast, who), **VALUES)
    assert Meeting.objects.count() == 0
