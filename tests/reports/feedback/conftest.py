"""What the tests of feedback share: an open window, pieces in every state, and a record's own words that could leak."""

import datetime as dt
from typing import Any

import pytest

from reports.feedback.models import Feedback, FeedbackWindow
from reports.feedback.services import open_window, register, take_step
from reports.feedback.workflow import Need
from tests.conftest import World
from tests.reports.reading import fresh

NOW = dt.datetime(2022, 6, 20, 2, tzinfo=dt.UTC)
DAY = dt.date(2022, 6, 20)
SECRET = "某科室负责人收受礼金八千元"
SENDER, CONTACT = "匿名群众甲乙丙", "13800000000"


@pytest.fixture
def on_20_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def window(world: World) -> FeedbackWindow:
    return open_window(
        round=world.cast.round,
        by=fresh(world.cast.clerk),
        opens_on=dt.date(2022, 6, 13),
        closes_on=dt.date(2022, 6, 30),
        answered_by="总队整改办",
        organ="驻局纪检监察组",
        organ_phone="12388转5",
        organ_address="文化路1号",
    )


def letter(world: World, message: str = "建议改进窗口服务", **values: Any) -> Feedback:
    """Enter a letter, as the clerk."""
    given = {"channel": "letter", "received_on": dt.date(2022, 6, 15), "message": message, **values}
    return register(round=world.cast.round, by=fresh(world.cast.clerk), **given)


def stepped(feedback: Feedback, name: str, by: Any, **given: Any) -> Feedback:
    """Take a step and return the record as it stands."""
    needs = {Need(key): value for key, value in given.items()}
    return take_step(feedback=feedback, name=name, by=fresh(by), version=feedback.version, given=needs)


def marked(world: World) -> Feedback:
    """Return a piece with much that could leak, routed first and then marked as an accusation."""
    piece = letter(world, SECRET, sender=SENDER, contact=CONTACT)
    piece = stepped(piece, "route", world.cast.clerk, department=world.cast.lead_department, route_note=f"请核实：{SECRET}")
    return stepped(piece, "mark", world.cast.clerk)
