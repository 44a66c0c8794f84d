"""待我办理 says by when: the inspection team's opinion on a closure, and a look-back that is due."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from measures.models import Consultation, LookBack
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import changed
from tests.reports.reading import text_of

NOW = dt.datetime(2022, 6, 22, 2, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _on_22_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def waiting(world: World, sign_in: Any, name: str) -> str:
    client = sign_in(getattr(world.cast, name))
    return text_of(client.get(reverse("reports:waiting", args=[world.cast.round.pk])))


def ask(world: World, due_on: dt.date, **values: Any) -> None:
    changed(world.issue, conclusion="completed", closure="requested", proposed="completed", proposed_reason="已完成")
    on = dt.date(2022, 6, 1)
    make._made(Consultation(issue=world.issue, asked_by=world.cast.clerk, asked_on=on, due_on=due_on, **values))


def test_the_team_reads_until_when_it_may_answer(world: World, sign_in: Any) -> None:
    ask(world, dt.date(2022, 6, 22))
    assert "推动能力提升有差距 纪检监察组意见回复期限6月22日 具体问题" in waiting(world, sign_in, "inspector")


def test_and_that_the_day_has_passed(world: World, sign_in: Any) -> None:
    ask(world, dt.date(2022, 6, 21))
    assert "推动能力提升有差距 纪检监察组意见回复期限6月21日 已逾期 具体问题" in waiting(world, sign_in, "inspector")


def test_what_is_answered_has_no_day(world: World, sign_in: Any) -> None:
    ask(world, dt.date(2022, 6, 21), opinion="no_objection", given_on=dt.date(2022, 6, 20))
    said = waiting(world, sign_in, "head")
    assert "推动能力提升有差距 拟定理由：已完成 具体问题" in said


def test_a_look_back_says_when_it_was_planned(world: World, sign_in: Any) -> None:
    changed(world.issue, conclusion="completed", closure="closed", closed_after=0)
    for day in (dt.date(2022, 12, 1), dt.date(2022, 6, 20)):
        make._made(LookBack(issue=world.issue, planned_on=day))
    assert "推动能力提升有差距 计划2022年6月20日回头看 具体问题" in waiting(world, sign_in, "inspector")
