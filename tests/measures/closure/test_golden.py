"""The golden file of a closure: state × step × person, hand-written, against the doors."""

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from issues.models import Issue, Meeting
from measures.closure.services.look_backs import record_look_back
from measures.closure.services.opinions import give_opinion
from measures.closure.services.steps import steps_for, take
from measures.closure.workflow import TRANSITIONS, Need
from measures.models import Consultation, LookBack
from rectify.accounts.models import User
from rectify.errors import Refused
from tests.conftest import World
from tests.measures.closure.conftest import AFTER, MONDAY, asked_of
from tests.measures.conftest import changed

GOLDEN = Path(__file__).with_name("steps.txt")
DAY_AFTER = MONDAY + datetime.timedelta(days=1)  # within the team's five working days
TABLE = ["request", "approve", "refuse", "dispute", "continue", "confirm"]
ASKED = ["asked", "silent", "agreed", "against", "settled", "deferred"]
ROW = tuple[str, str, dict[str, str], str]


def golden_rows() -> list[ROW]:
    lines = [line for line in GOLDEN.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    names = lines[0].split("|")[1].split()
    rows = []
    for line in lines[1:]:
        where, answers, then = (part.split() for part in line.split("|"))
        rows.append((where[0], where[1], dict(zip(names, answers, strict=True)), then[0]))
    return rows


def in_state(state: str, world: World, completed: Issue, meeting: Meeting) -> Issue:
    """Bring the world's issue into a state of the golden file, through the doors."""
    changed(world.measure, responsible_leader=world.cast.leader.person)
    office, head, team = world.cast.director, world.cast.head, world.cast.inspector
    if state in {"undetermined", "open"}:
        return changed(completed, conclusion="phased") if state == "undetermined" else completed
    if state == "continuing":
        given: Mapping[str, Any] = {"reason": "长期", "until": datetime.date(2022, 12, 30)}
        return take(issue=completed, name="continue", by=office, given=given, effective_at=MONDAY)
    issue = take(issue=completed, name="request", by=office, effective_at=MONDAY)
    if state in {"asked", "silent"}:
        return issue
    opinion = "supplement" if state in {"against", "settled", "deferred"} else "no_objection"
    give_opinion(consultation=asked_of(issue), by=team, opinion=opinion, text="理由", effective_at=MONDAY)
    if state in {"settled", "deferred"}:
        given = {**everything(meeting), Need.RULING: "close" if state == "settled" else "defer"}
        return take(issue=issue, name="dispute", by=office, given=given, effective_at=MONDAY)
    if state in {"agreed", "against"}:
        return issue
    issue = take(issue=issue, name="approve", by=head, given={"note": "同意"}, effective_at=MONDAY)
    if state == "changed":
        changed(world.measure, plan="改写了的措施")
    return issue


def everything(meeting: Meeting) -> dict[str, Any]:
    """Return something for every need."""
    given: dict[str, Any] = {need: f"{need}的内容" for need in Need}
    return {**given, Need.MEETING: meeting, Need.RULING: "close", Need.UNTIL: datetime.date(2099, 1, 5)}


def step_by(name: str, user: User, issue: Issue, meeting: Meeting, at: datetime.datetime) -> None:
    """Go through the door of a step."""
    if name == "opinion":
        asked = Consultation.objects.get(issue=issue)
        give_opinion(consultation=asked, by=user, opinion="no_objection", effective_at=at)
    elif name == "rebound":
        named = list(issue.measures.order_by("pk")[:1])
        back = LookBack.objects.get(issue=issue)
        record_look_back(look_back=back, by=user, result="rebound", findings="又出现了", measures=named, effective_at=at)
    else:
        take(issue=issue, name=name, by=user, given=everything(meeting), effective_at=at)


def attempt(name: str, user: User, issue: Issue, meeting: Meeting, at: datetime.datetime) -> tuple[str, str]:
    """Try a step, take it back, and return the answer and the state it led to."""
    with transaction.atomic():
        try:
            step_by(name, user, issue, meeting, at)
            answer = ("ok", Issue.objects.get(pk=issue.pk).closure)
        except PermissionDenied:
            answer = ("no", "-")
        except Refused:
            answer = ("--", "-")
        transaction.set_rollback(True)
    return answer


def test_the_golden_file_names_every_state_and_every_step() -> None:
    expected = [(state, name) for state in ["undetermined", "open", "continuing"] for name in TABLE]
    expected += [(state, name) for state in ASKED for name in [*TABLE, "opinion"]]
    expected += [(state, name) for state in ["closed", "changed"] for name in [*TABLE, "opinion", "rebound"]]

    assert [(row[0], row[1]) for row in golden_rows()] == expected
    assert list(TRANSITIONS) == [*TABLE, "rebound"]


@pytest.mark.parametrize("row", golden_rows(), ids=lambda row: f"{row[0]}-{row[1]}")
def test_a_step_is_open_to_whom_the_golden_file_says(row: ROW, world: World, completed: Issue, meeting: Meeting) -> None:
    state, name, answers, then = row
    issue = in_state(state, world, completed, meeting)
    at = AFTER if state == "silent" else DAY_AFTER

    found = {who: attempt(name, getattr(world.cast, who), issue, meeting, at) for who in answers}

    assert {who: answer for who, (answer, _) in found.items()} == answers
    assert {after for answer, after in found.values() if answer == "ok"} == ({then} if then != "-" else set())


STATES = sorted({row[0] for row in golden_rows()})


@pytest.mark.parametrize("state", STATES)
def test_what_is_shown_as_open_is_what_opens(state: str, world: World, completed: Issue, meeting: Meeting) -> None:
    """The buttons agree with the doors: `steps_for` calls open exactly what the golden file calls ok."""
    issue = in_state(state, world, completed, meeting)
    day = (AFTER if state == "silent" else DAY_AFTER).date()
    rows = [row for row in golden_rows() if row[0] == state and row[1] in TABLE]
    for who in rows[0][2]:
        shown = {step.transition.name for step in steps_for(issue, getattr(world.cast, who), day) if step.open}
        assert (who, shown) == (who, {name for _, name, answers, _ in rows if answers[who] == "ok"})
