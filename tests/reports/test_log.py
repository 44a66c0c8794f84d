"""The change log's page: who may read what, filters in the address, keyset paging, old → new."""

import datetime as dt
import re
from typing import Any

import pytest
from django.http import QueryDict
from django.urls import reverse

from measures.models import Measure
from measures.services.plan import change_due, edit_outcome
from measures.services.transitions import transition
from rectify.accounts.models import User
from rectify.history.models import Entry
from reports.review.filters import LogFilters, read_filters
from reports.review.finding import Search
from reports.review.hours import moment
from reports.review.marks import Mark
from reports.review.pages import plainer
from tests import factories as make
from tests.conftest import World
from tests.reports.reading import fresh, text_of

MORNING = dt.datetime(2022, 6, 20, 1, 30, tzinfo=dt.UTC)  # half past nine in Shanghai
TEXT = "组织专题培训2次，参加人员240余人，印发学习资料并逐人反馈测试结果，形成长效机制。"


def timeline_of(response: Any) -> list[str]:
    """Return the heads of the page's lines, in their order."""
    heads = re.findall(r'<p class="head">(.*?)</p>', response.content.decode(), re.DOTALL)
    return [re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", head)) for head in heads]


@pytest.fixture
def told(world: World) -> World:
    """Let four things happen, a day apart, to measures of two departments."""
    cast, day = world.cast, dt.timedelta(days=1)
    transition(measure=world.measure, name="start", by=fresh(cast.lead), effective_at=MORNING)
    transition(measure=world.of_deep_task, name="start", by=fresh(cast.outsider), effective_at=MORNING + day)
    started = Measure.objects.with_people().get(pk=world.measure.pk)
    edit_outcome(measure=started, by=fresh(cast.lead), outcome=TEXT, effective_at=MORNING + 2 * day)
    later, basis = dt.date(2022, 7, 15), "会议纪要第3号"
    change_due(measure=world.second, by=fresh(cast.clerk), due_on=later, basis=basis, effective_at=MORNING + 3 * day)
    return world


def get(world: World, sign_in: Any, user: User, **query: Any) -> Any:
    return sign_in(user).get(reverse("reports:log", args=[world.cast.round.pk]), {"until": "2022-06-30", **query})


START = "lead的姓名（执法一支队负责人）启动：第3-2-1条09:30"
OTHER = "outsider的姓名（办公室经办人）启动：第深1-1条09:30"
OUTCOME = "lead的姓名（执法一支队负责人）更新落实情况：第3-2-1条09:30"
DUE = "clerk的姓名（领导小组办公室经办人）调整完成时限：第3-2-2条09:30"


def test_the_newest_comes_first_by_the_day_it_happened(told: World, sign_in: Any) -> None:
    response = get(told, sign_in, told.cast.inspector)

    assert timeline_of(response) == [DUE, OUTCOME, OTHER, START]
    assert re.findall(r"<h2><time[^>]*>(.*?)</time></h2>", response.content.decode()) == [
        "2022年6月23日", "2022年6月22日", "2022年6月21日", "2022年6月20日",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("director", [DUE, OUTCOME, OTHER, START]),
        ("head", [DUE, OUTCOME, OTHER, START]),
        ("supervisor", [DUE, OUTCOME, OTHER, START]),
        ("lead", [DUE, OUTCOME, START]),
        ("cooperating", [OUTCOME, START]),
        ("outsider", [OTHER]),
    ],
)
def test_a_department_reads_what_was_its_own(told: World, sign_in: Any, name: str, seen: list[str]) -> None:
    assert timeline_of(get(told, sign_in, getattr(told.cast, name))) == seen


def test_another_rounds_log_is_not_there(told: World, sign_in: Any) -> None:
    assert get(told, sign_in, told.cast.stranger).status_code == 404
    assert get(told, sign_in, told.cast.admin).status_code == 404
    response = sign_in(told.cast.stranger).get(reverse("reports:log", args=[told.cast.other_round.pk]), {"until": "2022-06-30"})
    assert timeline_of(response) == []


def test_a_line_says_what_was_and_what_is_and_why(told: World, sign_in: Any) -> None:
    said = text_of(get(told, sign_in, told.cast.inspector, measure=told.second.pk))

    assert "会议纪要第3号 完成时限 2022年6月30日 → 改为 2022年7月15日" in said
    page = get(told, sign_in, told.cast.inspector, measure=told.second.pk).content.decode()
    assert f'<a href="/rounds/{told.cast.round.pk}/measures/{told.second.pk}/">调整完成时限：第3-2-2条</a>' in page


def test_a_long_text_is_shown_as_a_difference(told: World, sign_in: Any) -> None:
    measure = Measure.objects.with_people().get(pk=told.measure.pk)
    changed = TEXT.replace("2次", "3次")
    edit_outcome(measure=measure, by=fresh(told.cast.lead), outcome=changed, effective_at=MORNING + dt.timedelta(days=5))
    page = get(told, sign_in, told.cast.inspector, since="2022-06-25").content.decode()

    assert "组织专题培训<del>2</del><ins>3</ins>次，参加人员" in page


def test_what_had_no_old_text_stands_alone() -> None:
    first = {"label": "落实情况", "old": "", "new": "甲" * 200}

    assert plainer(first, created=False)["diff"] == [("new", "甲" * 160), ("fold", "甲" * 40)]
    assert plainer({"label": "状态", "old": "", "new": "推进中"}, created=True)["diff"] == [("same", "推进中")]
    for kept in ({"label": "x", "old": "甲", "new": "乙"}, {"label": "x", "old": "甲", "new": ""}):
        assert plainer(kept, created=False) == kept


def test_a_reason_that_a_change_repeats_is_said_once(world: World, sign_in: Any) -> None:
    from issues.models import Issue
    from measures.services.conclusions import propose

    propose(issue=world.issue, by=fresh(world.cast.clerk), conclusion="basic", reason="尚需巩固三个月", effective_at=MORNING)
    said = text_of(get(world, sign_in, world.cast.inspector, issue=Issue.objects.get(pk=world.issue.pk).pk))

    assert said.count("尚需巩固三个月") == 1


# filters


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ({"person": "cast.lead"}, [OUTCOME, START]),
        ({"action": "measure.start"}, [OTHER, START]),
        ({"type": "measures.measure"}, [DUE, OUTCOME, OTHER, START]),
        ({"action": "note.add"}, []),
        ({"kind": "due"}, [DUE]),
        ({"kind": "wording"}, [OUTCOME]),
        ({"kind": "status"}, [OTHER, START]),
        ({"kind": "conclusion"}, []),
        ({"field": "measures.measure.due_on"}, [DUE]),
        ({"field": "measures.measure.plan"}, []),
        ({"post": "department"}, [OUTCOME, OTHER, START]),
        ({"post": "执法一支队　负责人"}, [OUTCOME, START]),
        ({"post": "执法一支队"}, []),
        ({"q": "240余人"}, [OUTCOME]),
        ({"q": "会议纪要第3号"}, [DUE]),
        ({"q": "深1"}, [OTHER]),
        ({"q": "lead的姓名"}, []),
        ({"q": "%"}, []),
        ({"closed": "1"}, []),
        ({"off": "1"}, []),
        ({"problem": "key_problem"}, [DUE, OUTCOME, START]),
        ({"department": "cast.outside_department"}, [OTHER]),
        ({"department": "cast.cooperating_department"}, [OUTCOME, START]),
        ({"since": "2022-06-21", "until": "2022-06-22"}, [OUTCOME, OTHER]),
        ({"since": "2022-06-23"}, [DUE]),
        ({"until": "2022-06-20"}, [START]),
        ({"issue": "issue"}, [DUE, OUTCOME, START]),
        ({"measure": "measure"}, [OUTCOME, START]),
        ({"person": "cast.lead", "action": "measure.start"}, [START]),
        ({"person": "cast.lead", "kind": "status"}, [START]),
        ({"person": "cast.lead", "kind": "due"}, []),
        ({"department": "cast.cooperating_department", "kind": "wording"}, [OUTCOME]),
        ({"problem": "key_problem", "kind": "status"}, [START]),
        ({"measure": "measure", "kind": "status"}, [START]),
        ({"person": "cast.lead", "kind": "status", "problem": "key_problem", "q": "组织"}, []),
        ({"person": "cast.lead", "kind": "status", "problem": "key_problem", "q": "推进中"}, [START]),
        ({"record": "measures.measure:1000000"}, []),
        ({"person": 999999}, []),
    ],
    ids=str,
)
def test_filters_narrow(told: World, sign_in: Any, query: dict[str, Any], seen: list[str]) -> None:
    from operator import attrgetter

    paths = {"person", "problem", "department", "issue", "measure"}
    asked = {k: attrgetter(v)(told).pk if k in paths and isinstance(v, str) else v for k, v in query.items()}

    assert timeline_of(get(told, sign_in, told.cast.inspector, **asked)) == seen


def test_each_filter_has_a_chip_that_takes_it_away(told: World, sign_in: Any) -> None:
    page = get(told, sign_in, told.cast.inspector, person=told.cast.lead.pk, action="measure.start", measure=told.measure.pk)
    chips = re.findall(r'<a href="(\?[^"]*)" aria-label="取消筛选 [^"]*">(.*?)</a>', page.content.decode())

    assert [word for _, word in chips] == ["人员：lead的姓名", "动作：启动", "至2022年6月30日", "整改措施：第3-2-1条"]
    rest = f"?person={told.cast.lead.pk}&amp;until=2022-06-30&amp;measure={told.measure.pk}"
    assert chips[1][0] == rest


def test_a_record_out_of_sight_is_not_named(told: World, sign_in: Any) -> None:
    page = get(told, sign_in, told.cast.outsider, measure=told.measure.pk)

    assert timeline_of(page) == []
    assert "整改措施：不在列表中" in text_of(page)


def test_only_those_who_did_something_in_sight_are_offered(told: World, sign_in: Any) -> None:
    def offered(user: User) -> list[str]:
        page = get(told, sign_in, user).content.decode()
        select = re.search(r'<select id="f-person".*?</select>', page, re.DOTALL)
        assert select is not None
        return re.findall(r"<option[^>]*>(.*?)</option>", select.group())

    assert offered(told.cast.inspector) == ["全部", "clerk的姓名", "lead的姓名", "outsider的姓名"]
    assert offered(told.cast.outsider) == ["全部", "outsider的姓名"]


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ({"person": "zhang"}, "人员"), ({"person": "1" * 30}, "人员"), ({"person": "-1"}, "人员"), ({"person": "１"}, "人员"),
        ({"action": "measure.explode"}, "动作"), ({"action": "measure."}, "动作"), ({"since": "2022-13-45"}, "自"),
        ({"until": "gestern"}, "至"), ({"since": "0001-01-01"}, "自"), ({"problem": "'; DROP"}, "重点问题"),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_read_is_left_out_and_said(told: World, sign_in: Any, query: dict[str, str], label: str) -> None:
    response = get(told, sign_in, told.cast.outsider, **{"until": "2022-06-30", **query})

    assert response.status_code == 200
    assert f"筛选条件“{label}”无法识别，已略去。" in text_of(response)
    assert OTHER in timeline_of(response)


def test_filters_are_read_and_written_in_one_form() -> None:
    filters, unread = read_filters(QueryDict("person=3&action=issue.approve&since=2022-06-01&x=1"))

    assert filters == LogFilters(person=3, action="issue.approve", since=dt.date(2022, 6, 1))
    assert (unread, filters.query) == ([], "person=3&action=issue.approve&since=2022-06-01")
    assert filters.without("person") == "action=issue.approve&since=2022-06-01"


def test_a_day_begins_at_midnight_in_shanghai() -> None:
    assert moment(dt.date(2022, 6, 20)) == dt.datetime(2022, 6, 19, 16, tzinfo=dt.UTC)


def test_only_what_happened_is_offered(told: World, sign_in: Any) -> None:
    def offered(name: str, user: User) -> list[str]:
        select = re.search(rf'<select id="f-{name}".*?</select>', get(told, sign_in, user).content.decode(), re.DOTALL)
        assert select is not None
        return re.findall(r"<option[^>]*>(.*?)</option>", select.group())

    inspector, outsider = told.cast.inspector, told.cast.outsider
    assert offered("kind", inspector) == ["全部", "状态", "完成时限", "文字", "方案与分工", "新增记录", "账号与任职"]
    assert offered("kind", outsider) == ["全部", "状态", "方案与分工", "新增记录", "账号与任职"]
    assert offered("action", inspector) == ["全部", "启动", "更新落实情况", "调整完成时限"]
    assert offered("post", inspector) == [
        "全部", "领导小组办公室：全部", "领导小组办公室经办人", "责任部门：全部", "执法一支队　负责人", "办公室　经办人",
    ]  # fmt: skip
    assert "完成时限" in offered("field", inspector)
    assert "整改事项" not in offered("type", outsider)


# paging


def test_a_mark_is_read_as_it_was_written(told: World) -> None:
    entry = Entry.objects.filter(action="measure.start").earliest("effective_at")

    assert str(Mark(entry.effective_at, entry.pk)) == f"1655688600000000-{entry.pk}"
    assert Mark.read(f"1655688600000000-{entry.pk}") == (entry.effective_at, entry.pk)


@pytest.mark.parametrize("text", ["", "x", "12", "-", "1-", "-1", "1-1-1", "９-9", "9" * 17 + "-1", "1-" + "9" * 17])
def test_what_is_no_mark_is_none(text: str) -> None:
    assert Mark.read(text) is None


def test_paging_skips_and_repeats_nothing_even_at_one_moment(world: World, sign_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Search.page, "__defaults__", (None, 3))
    for number in range(3, 11):  # eight at the same moment
        measure = make.make_measure(world.issue, number, lead=world.cast.lead_department)
        transition(measure=measure, name="start", by=fresh(world.cast.lead), effective_at=MORNING)
    found: list[list[str]] = []
    query: dict[str, Any] = {"action": "measure.start"}
    while True:
        page = get(world, sign_in, world.cast.inspector, **query)
        found.append([line[-9:] for line in timeline_of(page)])
        older = re.search(r"after=([\d-]+)", page.content.decode())
        if older is None:
            break
        query["after"] = older.group(1)

    assert found == [
        ["3-2-10条09:30"[-9:], "3-2-9条09:30"[-9:], "3-2-8条09:30"[-9:]],
        ["3-2-7条09:30"[-9:], "3-2-6条09:30"[-9:], "3-2-5条09:30"[-9:]],
        ["3-2-4条09:30"[-9:], "3-2-3条09:30"[-9:]],
    ]
    assert "已到最早一条" in text_of(page)
    assert 'href="?action=measure.start&amp;until=2022-06-30">回到最新' in page.content.decode()


def test_the_way_to_the_next_page_keeps_the_filters(told: World, sign_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Search.page, "__defaults__", (None, 1))
    page = get(told, sign_in, told.cast.inspector, action="measure.start").content.decode()
    entry = Entry.objects.filter(action="measure.start").latest("effective_at")
    mark = Mark(entry.effective_at, entry.pk)

    assert f'<a rel="next" href="?action=measure.start&amp;until=2022-06-30&amp;after={mark}">更早的记录</a>' in page


# empty, queries


def test_nothing_found_and_nothing_there(told: World, sign_in: Any) -> None:
    assert "没有符合条件的变更记录。" in text_of(get(told, sign_in, told.cast.inspector, action="note.add"))
    idle = make.make_user("idle")
    department = make.make_department("新设部门")
    from rectify.accounts.roles import Role

    make.make_membership(idle, told.cast.round, Role.DEPARTMENT, department)
    response = sign_in(idle).get(reverse("reports:log", args=[told.cast.round.pk]), {"measure": told.measure.pk})
    assert "没有符合条件的变更记录。" in text_of(response)


@pytest.mark.parametrize("more", [0, 30])
@pytest.mark.parametrize(("name", "queries"), [("inspector", 12), ("lead", 13), ("director", 13)])
def test_as_many_queries_with_one_row_as_with_many(
    told: World, sign_in: Any, django_assert_num_queries: Any, name: str, queries: int, more: int
) -> None:
    for number in range(3, 3 + more):
        measure = make.make_measure(told.issue, number, lead=told.cast.lead_department)
        transition(measure=measure, name="start", by=fresh(told.cast.lead), effective_at=MORNING)
    client = sign_in(getattr(told.cast, name))
    with django_assert_num_queries(queries):
        client.get(reverse("reports:log", args=[told.cast.round.pk]), {"person": told.cast.lead.pk})
