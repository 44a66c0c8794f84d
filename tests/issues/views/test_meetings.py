"""The meetings' pages: by date, counted by kind, recorded, corrected and withdrawn by the office."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from issues.models import Meeting
from issues.words import MeetingKind
from tests import factories as make
from tests.conftest import World
from tests.issues.views.conftest import HUGE, SignIn, statuses, url

DAY = dt.date(2022, 4, 12)
VALUES = {"kind": "promotion", "held_on": "2022-04-12", "title": "推动整改落实"}


def meeting(world: World, day: int = 12, **values: Any) -> Meeting:
    given = {"round": world.cast.round, "kind": MeetingKind.PROMOTION, "held_on": DAY.replace(day=day), "title": f"{day}日的议题"}
    return make._made(Meeting(**{**given, **values}))


def titles(html: str) -> list[str]:
    return re.findall(r'<th scope="row">(.*?)[<\n]', html)


def figures(html: str) -> dict[str, str]:
    return dict(re.findall(r"<div><dt>(.*?)</dt><dd>(?:<a[^>]*>)?(\d+)", html))


def test_the_latest_come_first_and_each_kind_has_its_count(world: World, office: Client) -> None:
    meeting(world, 12)
    meeting(world, 20, kind=MeetingKind.COMMITTEE)
    meeting(world, 15, chair=world.cast.head.person, expected=5, present=4, minutes_number="第3号")
    meeting(world, 1, withdrawn=True)
    meeting(world, 3, held_on=dt.date(2999, 1, 1), title="还没有开的")
    meeting(world, 4, round=world.cast.other_round, title="另一轮的会议")
    html = office.get(url("meetings", world.cast.round.pk)).content.decode()

    assert titles(html) == ["还没有开的", "20日的议题", "15日的议题", "12日的议题"]
    assert figures(html) == {"党总支委员会会议": "1", "领导小组会议": "0", "推动会": "2", "调度会": "0", "专题民主生活会": "0"}
    assert "应到5、实到4" in html
    assert "head的姓名" in html
    assert "<del>1日的议题</del>" in html
    assert "另一轮的会议" not in html


def test_one_kind_alone(world: World, office: Client) -> None:
    meeting(world, 12)
    meeting(world, 20, kind=MeetingKind.COMMITTEE)
    page = url("meetings", world.cast.round.pk)

    assert titles(office.get(f"{page}?kind=promotion").content.decode()) == ["12日的议题"]
    assert "没有登记过这一种会议。" in office.get(f"{page}?kind=life").content.decode()
    assert titles(office.get(f"{page}?kind=unheard").content.decode()) == ["20日的议题", "12日的议题"]


def test_recorded_and_corrected(world: World, office: Client) -> None:
    round = world.cast.round.pk
    gone = make.make_person("已出册的人", active=False)
    form = office.get(url("meeting_new", round, kind="promotion")).content.decode()
    made = office.post(url("meeting_new", round), {**VALUES, "chair": world.cast.head.person_id, "expected": "5", "present": "4"})
    kept = Meeting.objects.get()
    edited = office.post(url("meeting_edit", round, kept.pk), {**VALUES, "version": "1", "title": "改了议题"})
    wrong = office.post(url("meeting_new", round), {**VALUES, "chair": gone.pk})

    assert '<option value="promotion" selected>' in form
    assert ("head的姓名" in form, "已出册的人" in form) == (True, False)
    assert (made["Location"], edited["Location"], wrong.status_code) == (*[url("meetings", round)] * 2, 400)
    kept = Meeting.objects.get()
    assert (kept.title, kept.chair, kept.expected, kept.version) == ("改了议题", None, None, 2)


def test_a_chair_off_the_roll_stays_offered_where_a_meeting_names_them(world: World, office: Client) -> None:
    kept = meeting(world, chair=make.make_person("已出册的人", active=False))

    assert "已出册的人" in office.get(url("meeting_edit", world.cast.round.pk, kept.pk)).content.decode()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"expected": "5", "present": "6"}, "实到人数不能多于应到人数。"),
        ({"title": ""}, "议题"),
        ({"held_on": "2022-13-01"}, "召开日期"),
        ({"kind": "unheard"}, "会议种类"),
        ({"kind": ""}, "会议种类"),
        ({"summary": "长" * 5001}, "会议意见"),
    ],
)
def test_wrong_input_comes_back(values: dict[str, str], said: str, world: World, office: Client) -> None:
    response = office.post(url("meeting_new", world.cast.round.pk), {**VALUES, "attending": "打好的列席", **values})
    summary = re.search('<div class="error-summary".*?</div>', response.content.decode(), re.DOTALL)

    assert (response.status_code, Meeting.objects.count()) == (400, 0)
    assert summary is not None
    assert said in summary.group()
    assert "打好的列席" in response.content.decode()


def test_two_at_once(world: World, office: Client) -> None:
    kept = meeting(world)
    address = url("meeting_edit", world.cast.round.pk, kept.pk)
    office.post(address, {**VALUES, "version": "1", "title": "先改的"})
    response = office.post(address, {**VALUES, "version": "1", "title": "后改的"})

    assert (response.status_code, Meeting.objects.get().title) == (409, "先改的")
    assert 'name="title" value="后改的"' in response.content.decode()


def test_withdrawing_asks_for_the_reason_first(world: World, office: Client) -> None:
    kept = meeting(world)
    address = url("meeting_withdraw", world.cast.round.pk, kept.pk)
    asked = office.get(address).content.decode()
    empty = office.post(address, {"version": "1", "reason": " "})

    assert 'data-confirm="确定撤销2022年4月12日推动会？"' in asked
    assert "12日的议题" in asked
    assert (empty.status_code, Meeting.objects.get().withdrawn) == (400, False)
    assert office.post(address, {"version": "1", "reason": "误录"}).status_code == 302
    assert Meeting.objects.get().withdrawn
    assert office.post(url("meeting_edit", world.cast.round.pk, kept.pk), {**VALUES, "version": "2"}).status_code == 400


def test_readers_get_no_buttons_and_departments_no_page(world: World, sign_in: SignIn) -> None:
    meeting(world)
    page = url("meetings", world.cast.round.pk)
    html = sign_in(world.cast.inspector).get(page).content.decode()

    assert ("12日的议题" in html, "登记会议" in html, "撤销<span" in html) == (True, False, False)
    assert {name for name, status in statuses(world, sign_in, page).items() if status == 200} == {
        "director", "clerk", "two_posts", "head", "leader", "inspector", "supervisor",
    }  # fmt: skip
    sheets = f"/rounds/{world.cast.round.pk}/sheets/"
    assert [page in sign_in(user).get(sheets).content.decode() for user in (world.cast.leader, world.cast.lead)] == [True, False]


def test_another_rounds_meeting_is_not_found(world: World, office: Client) -> None:
    foreign = meeting(world, round=world.cast.other_round)

    for name in ("meeting_edit", "meeting_withdraw"):
        for pk in (foreign.pk, HUGE):
            assert office.get(url(name, world.cast.round.pk, pk)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_with_one_row_as_with_three(
    world: World, office: Client, django_assert_num_queries: Any, rows: int
) -> None:
    for day in range(1, rows + 1):
        meeting(world, day, chair=make.make_person())
        meeting(world, day, withdrawn=True)
    with django_assert_num_queries(10):
        office.get(url("meetings", world.cast.round.pk))


def test_the_overview_counts_promotion(world: World, sign_in: SignIn) -> None:
    page = f"/rounds/{world.cast.round.pk}/"
    assert "推动会" not in sign_in(world.cast.head).get(page).content.decode()
    meeting(world, 12)
    meeting(world, 13)
    meeting(world, 14, kind=MeetingKind.LIFE)
    leads_to = f'<a href="{url("meetings", world.cast.round.pk, kind="promotion")}">2</a> <small>次</small>'

    assert leads_to in sign_in(world.cast.head).get(page).content.decode()
    assert "推动会" not in sign_in(world.cast.lead).get(page).content.decode()
