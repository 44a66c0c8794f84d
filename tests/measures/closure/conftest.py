"""Issues at each point of their closure."""

import datetime
from typing import Any

import pytest

from issues.models import Issue, Meeting
from measures.closure.recusal import consultation_of
from measures.closure.services.opinions import give_opinion
from measures.closure.services.steps import take
from measures.models import Consultation
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import changed

MONDAY = datetime.datetime(2022, 5, 9, 2, tzinfo=datetime.UTC)  # 10:00 in Shanghai
AFTER = datetime.datetime(2022, 5, 30, 2, tzinfo=datetime.UTC)  # the team's five working days are long over


def asked_of(issue: Issue) -> Consultation:
    """Return the asking that is under way."""
    found = consultation_of(issue)
    assert found is not None
    return found


@pytest.fixture
def completed(world: World) -> Issue:
    """Approve 完成整改 for the world's issue, whose measures are done."""
    for measure in (world.measure, world.second):
        changed(measure, status="done", done_on=datetime.date(2022, 5, 1))
    return changed(world.issue, conclusion="completed", proposed="completed", concluded_by=world.cast.head)


@pytest.fixture
def requested(world: World, completed: Issue) -> Issue:
    return take(issue=completed, name="request", by=world.cast.director, given={"note": "已完成"}, effective_at=MONDAY)


@pytest.fixture
def answered(world: World, requested: Issue) -> Issue:
    give_opinion(consultation=asked_of(requested), by=world.cast.inspector, opinion="no_objection", effective_at=MONDAY)
    return requested


@pytest.fixture
def closed(world: World, answered: Issue) -> Issue:
    return take(issue=answered, name="approve", by=world.cast.head, given={"note": "同意"}, effective_at=MONDAY)


@pytest.fixture
def meeting(world: World) -> Meeting:
    held = datetime.date(2022, 5, 12)
    return make._made(Meeting(round=world.cast.round, kind="group", held_on=held, title="研究销号", minutes_number="第4号"))


Values = dict[str, Any]
