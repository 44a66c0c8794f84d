"""Narrative sections: the list, the forms, and moving them."""

import pytest
from django.test import Client

from issues.models import NarrativeSection
from issues.words import Slot
from tests import factories as make
from tests.conftest import World
from tests.issues.conftest import changed
from tests.issues.views.conftest import EDITORS, HUGE, OUTSIDE, VIEWERS, SignIn, statuses, url


@pytest.fixture
def sections(world: World) -> list[NarrativeSection]:
    return [
        make._made(NarrativeSection(round=world.cast.round, slot=Slot.OVERVIEW, order=order, heading=f"第{order}节", body="正文"))
        for order in (1, 2)
    ]


def orders(world: World) -> list[str]:
    rows = NarrativeSection.objects.filter(round=world.cast.round).order_by("order")
    return list(rows.values_list("heading", flat=True))


def test_the_page(world: World, sections: list[NarrativeSection], office: Client) -> None:
    make._made(NarrativeSection(round=world.cast.other_round, slot=Slot.OVERVIEW, order=1, heading="另一轮的一节"))

    html = office.get(url("narrative", world.cast.round.pk)).content.decode()

    assert [text in html for text in ("第1节", "第2节", "一、总体情况", "另一轮的一节")] == [True, True, True, False]
    assert html.count('value="up"') == html.count('value="down"') == 1


def test_viewers_get_no_buttons(world: World, sections: list[NarrativeSection], sign_in: SignIn) -> None:
    html = sign_in(world.cast.inspector).get(url("narrative", world.cast.round.pk)).content.decode()

    assert ["第1节" in html, 'value="up"' in html, "修改<span" in html] == [True, False, False]
    refused = sign_in(world.cast.lead).get(url("narrative", world.cast.round.pk))
    assert (refused.status_code, "第1节" in refused.content.decode()) == (403, False)


def test_new_and_edited(world: World, office: Client) -> None:
    round = world.cast.round.pk
    assert '<option value="next" selected>' in office.get(url("section_new", round, slot="next")).content.decode()

    made = office.post(url("section_new", round), {"slot": "next", "heading": "", "body": "一段\r\n正文"})
    section = NarrativeSection.objects.get(slot="next")
    edited = office.post(url("section_edit", round, section.pk), {"version": "1", "heading": "标题", "body": "一段\r\n正文"})

    assert (made["Location"], edited["Location"]) == (url("narrative", round),) * 2
    section.refresh_from_db()
    assert (section.heading, section.body, section.order, section.version) == ("标题", "一段\n正文", 1, 2)


@pytest.mark.parametrize(
    "data",
    [
        {"slot": "elsewhere", "body": "好"},
        {"slot": "next"},
        {"slot": "next", "body": "长" * 20001},
        {"slot": "next", "heading": "长" * 201},
    ],
)
def test_wrong_input(data: dict[str, str], world: World, office: Client) -> None:
    assert office.post(url("section_new", world.cast.round.pk), data).status_code == 400
    assert NarrativeSection.objects.count() == 0


def test_moving(world: World, sections: list[NarrativeSection], office: Client) -> None:
    address = url("section_move", world.cast.round.pk, sections[1].pk)

    up = office.post(address, {"version": "1", "direction": "up"})
    assert (up.status_code, up["Location"], orders(world)) == (302, url("narrative", world.cast.round.pk), ["第2节", "第1节"])
    again = office.post(address, {"version": "2", "direction": "up"})
    assert (again.status_code, "已经是第一节。" in again.content.decode()) == (400, True)
    stale = office.post(address, {"version": "1", "direction": "down"})
    assert (stale.status_code, orders(world)) == (409, ["第2节", "第1节"])


@pytest.mark.parametrize("data", [{}, {"version": "1"}, {"direction": "up"}, {"version": "1", "direction": "away"}])
def test_a_forged_move(data: dict[str, str], world: World, sections: list[NarrativeSection], office: Client) -> None:
    response = office.post(url("section_move", world.cast.round.pk, sections[1].pk), data)

    assert (response.status_code, orders(world)) == (400, ["第1节", "第2节"])


def test_moving_takes_a_post(world: World, sections: list[NarrativeSection], office: Client) -> None:
    assert office.get(url("section_move", world.cast.round.pk, sections[1].pk)).status_code == 405
    assert office.post(url("narrative", world.cast.round.pk)).status_code == 405


def test_stale(world: World, sections: list[NarrativeSection], office: Client) -> None:
    changed(sections[0], body="他人写的正文")

    response = office.post(
        url("section_edit", world.cast.round.pk, sections[0].pk), {"version": "1", "heading": "第1节", "body": "我写的正文"}
    )

    assert response.status_code == 409
    assert 'name="body" value="我写的正文"' in response.content.decode()


def test_who_may_edit(world: World, sections: list[NarrativeSection], sign_in: SignIn) -> None:
    answers = {**EDITORS, **VIEWERS, "lead": 404, "cooperating": 404, "outsider": 404, **OUTSIDE}

    assert statuses(world, sign_in, url("section_edit", world.cast.round.pk, sections[0].pk)) == answers


def test_who_may_make(world: World, sign_in: SignIn) -> None:
    answers = {**EDITORS, **VIEWERS, "lead": 403, "cooperating": 403, "outsider": 403, **OUTSIDE}

    assert statuses(world, sign_in, url("section_new", world.cast.round.pk)) == answers


def test_who_may_move(world: World, sections: list[NarrativeSection], sign_in: SignIn) -> None:
    address = url("section_move", world.cast.round.pk, sections[1].pk)
    answers = {
        name: sign_in(user).post(address, {"version": "9", "direction": "up"}).status_code
        for name, user in world.cast.everybody().items()
    }

    assert answers == {
        "director": 409, "clerk": 409, "two_posts": 409, **VIEWERS,
        "lead": 404, "cooperating": 404, "outsider": 404, **OUTSIDE,
    }  # fmt: skip


def test_another_rounds_section_is_not_found(world: World, office: Client) -> None:
    foreign = make._made(NarrativeSection(round=world.cast.other_round, slot=Slot.NEXT, order=1, heading="另一轮的一节"))

    for name in ("section_edit", "section_move"):
        for round in (world.cast.round.pk, world.cast.other_round.pk):
            assert office.post(url(name, round, foreign.pk), {"version": "1", "direction": "up"}).status_code == 404
        assert office.post(url(name, world.cast.round.pk, HUGE)).status_code == 404
