"""Named figures in the notice: read from the ledger and the meetings, at the cut-off."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from issues.models import Meeting, NarrativeSection
from issues.words import Conclusion, MeetingKind, Slot
from measures.figures import figures
from reports.builders.named import values
from reports.builders.notice import public_notice
from reports.render import text
from tests import factories as make
from tests.conftest import World
from tests.reports.telling import CUT_OFF, change, tell

GOLDEN = {
    "方面数": "1",
    "重点问题数": "1",
    "具体问题数": "4",
    "具体问题完成整改数": "1",
    "具体问题阶段性完成数": "2",
    "具体问题基本完成数": "0",
    "具体问题未完成数": "1",
    "举一反三事项数": "1",
    "举一反三事项完成整改数": "0",
    "举一反三事项阶段性完成数": "1",
    "举一反三事项基本完成数": "0",
    "举一反三事项未完成数": "0",
    "深度整改任务数": "1",
    "深度整改任务完成整改数": "0",
    "深度整改任务阶段性完成数": "0",
    "深度整改任务基本完成数": "0",
    "深度整改任务未完成数": "1",
    "整改意见数": "2",
    "已落实意见数": "1",
    "措施总数": "4",
    "已完成措施数": "0",
    "推动会次数": "2",
    "领导小组会议次数": "1",
    "党总支委员会会议次数": "0",
    "调度会次数": "0",
    "专题民主生活会次数": "0",
    "截至日期": "2022年6月12日",
}


@pytest.fixture
def told(world: World) -> World:
    """The told world with meetings: one of them after the cut-off, one withdrawn, one of another round."""
    tell(world)
    with make.prepared():
        for number, word in enumerate([Conclusion.PHASED, Conclusion.PHASED, Conclusion.INCOMPLETE], start=30):
            make.make_issue(world.key_problem, number, conclusion=word)
        days = [("promotion", 1), ("promotion", 12), ("promotion", 13), ("group", 5)]
        for kind, day in days:
            meeting(world, kind, day)
        meeting(world, "promotion", 2, withdrawn=True)
        make._made(Meeting(round=world.cast.other_round, kind=MeetingKind.PROMOTION, held_on=dt.date(2022, 6, 1), title="另一轮"))
    return world


def meeting(world: World, kind: str, day: int, **more: bool) -> None:
    make._made(Meeting(round=world.cast.round, kind=kind, held_on=dt.date(2022, 6, day), title="推动", **more))


def test_every_value_by_hand(told: World) -> None:
    assert values(told.cast.round, figures(told.cast.round, CUT_OFF)) == GOLDEN


def test_they_are_filled_in_wherever_people_write(told: World) -> None:
    change(told.cast.round, opening="截至{{ 截至日期 }}。", closing="共{{措施总数}}条。\n欢迎监督{{ 推动会次数 }}次。")
    write(told, "推动会{{ 推动会次数 }}次", "会议{{ 领导小组会议次数 }}次，{{ 别的 }}和单独的{{。")
    lines = text.render(public_notice(told.cast.round, CUT_OFF)).splitlines()

    assert lines[1] == "截至2022年6月12日。"
    assert "（三）推动会2次。会议1次，{{ 别的 }}和单独的{{。" in lines
    assert lines[-2:] == ["共4条。", "欢迎监督2次。联系电话：12345；电子邮箱：a@b.test。"]


def write(told: World, heading: str, body: str) -> None:
    """Write one more section of the overview."""
    make._made(NarrativeSection(round=told.cast.round, slot=Slot.OVERVIEW, order=9, heading=heading, body=body))


def test_a_measures_text_is_printed_as_it_is(told: World) -> None:
    change(told.measure, public_text="模板写作{{ 推动会次数 }}")

    assert "模板写作{{ 推动会次数 }}" in text.render(public_notice(told.cast.round, CUT_OFF))


def test_one_query(told: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    counted = figures(told.cast.round, CUT_OFF)
    with django_assert_num_queries(1):
        values(told.cast.round, counted)
