"""The frame: places by the matrix, the round, what waits; nothing is read before a template asks."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import ResolverMatch, reverse

from measures.workflow import Status
from rectify.accounts.models import User
from rectify.accounts.permissions import can
from rectify.accounts.roles import Role
from reports.frame import NOTICE_TABS, REMEMBERED, Frame, address, frame
from tests import factories as make
from tests.conftest import Cast, World


def request_of(user: Any, path: str = "/", *, match: tuple[str, dict[str, Any]] | None = None, session: Any = None) -> Any:
    request: Any = RequestFactory().get(path)
    request.user = User.objects.select_related("person").get(pk=user.pk) if isinstance(user, User) else user
    request.session = {} if session is None else session
    request.resolver_match = None
    if match:
        app, name = match[0].rsplit(":", 1)
        request.resolver_match = ResolverMatch(frame, (), match[1], url_name=name, namespaces=list[str | None](app.split(":")))
    return request


ROUND_PLACES = {
    "director": ["总览", "台账", "调度", "监督", "通报", "设置"],
    "clerk": ["总览", "台账", "调度", "监督", "通报", "设置"],
    "head": ["总览", "台账", "调度", "监督", "通报"],
    "leader": ["总览", "台账", "调度", "监督", "通报"],
    "lead": ["总览", "台账", "调度", "监督"],
    "cooperating": ["总览", "台账", "调度", "监督"],
    "outsider": ["总览", "台账", "调度", "监督"],
    "inspector": ["总览", "台账", "调度", "监督", "通报"],
    "supervisor": ["总览", "台账", "调度", "监督", "通报"],
    "admin": ["账号", "人员", "部门"],
    "two_posts": ["总览", "台账", "调度", "监督", "通报", "设置"],
    "stranger": ["总览", "台账", "调度", "监督", "通报", "设置"],
    "nobody": [],
}


def test_everybody_sees_the_places_that_the_matrix_gives(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.frame.address", lambda name, *args: f"/{name}/")  # rooms that are still to come
    seen = {name: [p["label"] for p in Frame(request_of(user)).places] for name, user in cast.everybody().items()}

    assert seen == ROUND_PLACES


def test_a_place_without_a_page_is_left_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.frame.address", lambda name, *args: "" if name == "reports:notice" else "/x/")

    assert [p["label"] for p in Frame(request_of(cast.head)).places] == ["总览", "台账", "调度", "监督"]


def test_places_lead_into_the_own_round(cast: Cast) -> None:
    places = {p["key"]: p["url"] for p in Frame(request_of(cast.stranger)).places}

    assert places["overview"] == f"/rounds/{cast.other_round.pk}/"
    assert places["log"] == f"/rounds/{cast.other_round.pk}/log/"


def test_an_unknown_address_is_empty() -> None:
    assert address("reports:nowhere", 1) == ""
    assert address("reports:overview", 7) == "/rounds/7/"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("reports:overview", "overview"), ("reports:waiting", "overview"), ("reports:reconciliation", "overview"),
        ("measures:ledger", "ledger"), ("measures:measure", "ledger"), ("issues:issue_edit", "ledger"),
        ("reports:sheets", "sheets"), ("issues:meetings", "sheets"), ("issues:meeting_edit", "sheets"),
        ("reports:log", "log"), ("reports:notice", "notice"), ("reports:feedback_item", "notice"),
        ("issues:narrative", "notice"), ("issues:section_edit", "notice"), ("issues:section_history", "notice"),
        ("issues:section_new", "notice"),
        ("issues:settings", "settings"), ("issues:structure", "settings"),
        ("issues:administration:user_list", "users"), ("issues:administration:membership_grant", "users"),
        ("issues:administration:department_edit", "departments"), ("issues:administration:person_list", "people"),
        ("jobs:detail", ""),
    ],
)  # fmt: skip
def test_the_place_of_a_page(cast: Cast, name: str, place: str) -> None:
    assert Frame(request_of(cast.director, match=(name, {}))).place == place


def test_who_is_signed_in_with_the_posts_of_this_round(cast: Cast) -> None:
    make.make_membership(cast.two_posts, cast.other_round, Role.SUPERVISOR, post="督导组组长")
    here = Frame(request_of(cast.two_posts, match=("reports:overview", {"round_id": cast.round.pk})))
    there = Frame(request_of(cast.two_posts, match=("reports:overview", {"round_id": cast.other_round.pk})))

    assert here.me == {"name": "two_posts的姓名", "post": "副组长、领导小组办公室副主任", "is_authenticated": True}
    assert there.me["post"] == "督导组组长"
    assert Frame(request_of(cast.lead)).me["post"] == "执法一支队　负责人"
    assert Frame(request_of(cast.nobody)).me == {"name": "", "post": "", "is_authenticated": False}


def test_a_department_is_named_once(cast: Cast) -> None:
    user = make.make_user("named")
    make.make_membership(user, cast.round, Role.DEPARTMENT, cast.lead_department, post="执法一支队负责人")

    assert Frame(request_of(user)).me["post"] == "执法一支队负责人"


def test_the_round_is_the_addresses_then_the_remembered_then_the_latest(cast: Cast) -> None:
    make.make_membership(cast.head, cast.other_round, Role.LEADER)
    session: dict[str, Any] = {}

    assert Frame(request_of(cast.head, session=session)).round == cast.other_round
    assert session == {}
    at = ("reports:overview", {"round_id": cast.round.pk})
    assert Frame(request_of(cast.head, match=at, session=session)).round == cast.round
    assert session == {REMEMBERED: cast.round.pk}
    assert Frame(request_of(cast.head, session=session)).round == cast.round
    assert [r.pk for r in Frame(request_of(cast.head)).rounds] == [cast.other_round.pk, cast.round.pk]


def test_a_round_without_a_post_is_never_shown(cast: Cast) -> None:
    session: dict[str, Any] = {REMEMBERED: cast.other_round.pk}
    elsewhere = ("reports:overview", {"round_id": cast.other_round.pk})

    assert Frame(request_of(cast.head, match=elsewhere, session=session)).round == cast.round
    assert session == {REMEMBERED: cast.other_round.pk}
    assert Frame(request_of(cast.admin, match=elsewhere)).round is None


def test_what_waits_with_its_address(world: World) -> None:
    shown = Frame(request_of(world.cast.lead))

    assert (shown.waiting_count, shown.waiting_url) == (2, f"/rounds/{world.cast.round.pk}/waiting/")
    assert Frame(request_of(world.cast.inspector)).waiting_count == 0
    assert Frame(request_of(world.cast.supervisor)).waiting_count == 0
    assert (Frame(request_of(world.cast.admin)).waiting_count, Frame(request_of(world.cast.admin)).waiting_url) == (None, "")


def test_nothing_is_read_before_it_is_asked_for(cast: Cast, django_assert_num_queries: Any) -> None:
    request = request_of(cast.director)
    with django_assert_num_queries(0):
        context = frame(request)
        assert sorted(context) == [
            "me", "notice_tabs", "place", "places", "round", "rounds", "supervision_tabs", "waiting_count", "waiting_url",
        ]  # fmt: skip
        nobody = {key: value() for key, value in frame(request_of(AnonymousUser())).items()}
    assert (nobody["places"], nobody["round"], nobody["waiting_count"]) == ([], None, None)


@pytest.mark.parametrize(
    ("name", "queries"), [("director", 3), ("two_posts", 4), ("lead", 3), ("inspector", 2), ("supervisor", 2), ("admin", 1)]
)
def test_the_frame_takes_at_most_four_queries(world: World, django_assert_num_queries: Any, name: str, queries: int) -> None:
    for number in range(3, 15):
        make.make_measure(world.issue, number, lead=world.cast.lead_department, status=Status.REPORTED)
    context = frame(request_of(getattr(world.cast, name)))
    with django_assert_num_queries(queries):
        for value in [*context.values(), *context.values()]:
            value()


def test_a_request_without_user_or_session_has_an_empty_frame() -> None:
    request = RequestFactory().get("/")
    request.resolver_match = None

    assert {key: value() for key, value in frame(request).items()} == {
        "me": {"name": "", "post": "", "is_authenticated": False},
        "round": None, "rounds": [], "places": [], "place": "", "waiting_count": None, "waiting_url": "",
        "notice_tabs": [], "supervision_tabs": [],
    }  # fmt: skip


def test_an_address_that_does_not_exist_is_a_404_page_for_somebody_signed_in(world: World, sign_in: Any) -> None:
    response = sign_in(world.cast.director).get("/no/such/page/")

    assert response.status_code == 404
    assert "没有找到这个页面" in response.content.decode()


def test_the_page_shows_places_person_round_and_count(world: World, sign_in: Any) -> None:
    text = sign_in(world.cast.lead).get(reverse("reports:waiting", args=[world.cast.round.pk])).content.decode()

    assert 'lead的姓名 <span class="post">执法一支队　负责人</span>' in text
    assert '<a href="/rounds/">我的轮次</a></li><li><a href="/accounts/password/">修改密码</a>' in text
    waiting = f"/rounds/{world.cast.round.pk}/waiting/"
    assert f'<a class="waiting some" href="{waiting}">待我办理 <span class="count">2</span></a>' in text
    assert f'<a href="/rounds/{world.cast.round.pk}/" aria-current="page">' in text
    assert "<span>本轮巡视整改</span>" in text
    assert "设置" not in text


def test_what_waits_grows_with_the_clock(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with make.prepared():
        world.of_deep_task.status = Status.IN_PROGRESS
        world.of_deep_task.save()
    for day, count in ((dt.datetime(2022, 6, 1, tzinfo=dt.UTC), 0), (dt.datetime(2022, 6, 25, tzinfo=dt.UTC), 1)):
        monkeypatch.setattr("django.utils.timezone.now", lambda day=day: day)
        assert Frame(request_of(world.cast.outsider)).waiting_count == count


@pytest.mark.parametrize("name", ["clerk", "head", "leader", "inspector", "supervisor"])
def test_each_of_the_notices_pages_shows_the_same_tabs_and_marks_its_own(name: str, world: World, sign_in: Any) -> None:
    client, user = sign_in(getattr(world.cast, name)), getattr(world.cast, name)
    round = world.cast.round
    tabs = [(key, reverse(view, args=[round.pk])) for key, _, view, action in NOTICE_TABS if can(user, action, round)]
    assert len(tabs) > 5
    for key, page in tabs:
        html = client.get(page).content.decode()
        bar = html.partition('<nav class="tabs no-print"')[2].partition("</nav>")[0]
        shown = re.findall(r'<a href="([^"]+)"( aria-current="page")?>', bar)
        assert shown == [(to, ' aria-current="page"' if other == key else "") for other, to in tabs], key
        rail = html.partition('<nav class="rail"')[2].partition("</nav>")[0]
        assert re.findall(r'<a href="([^"]+)" aria-current="page">', rail) == [reverse("reports:notice", args=[round.pk])], key
