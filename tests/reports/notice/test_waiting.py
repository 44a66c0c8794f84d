"""What of a notice waits for whom: the same in list and count, with recusal by person."""

from typing import Any

import pytest

from measures.figures import today
from rectify.accounts.models import User
from reports.waiting.rows import count_waiting, reason_of, waiting_notices, waiting_papers
from reports.waiting.rules import Who
from tests.conftest import World
from tests.reports.notice import way
from tests.reports.reading import fresh, text_of
from tests.reports.telling import change


def waits(world: World) -> dict[str, list[str]]:
    """Under which rules the version waits for each of the cast, those for whom nothing does left out."""
    found = {}
    for name, user in world.cast.everybody().items():
        if isinstance(user, User):
            who = Who(fresh(user), world.cast.round, today(world.cast.round))
            found[name] = [*map(reason_of, waiting_notices(who)), *map(reason_of, waiting_papers(who))]
    return {name: rules for name, rules in found.items() if rules}


def counted(world: World, before: dict[str, int | None]) -> dict[str, int]:
    """How much more waits for each than before."""
    now = counts(world)
    return {name: (now[name] or 0) - (before[name] or 0) for name in now if now[name] != before[name]}


def counts(world: World) -> dict[str, int | None]:
    everybody = world.cast.everybody().items()
    return {name: count_waiting(fresh(user), world.cast.round) for name, user in everybody if isinstance(user, User)}


OFFICE = ("director", "clerk", "two_posts")


def test_at_every_station_it_waits_for_those_whose_turn_it_is(told: World) -> None:
    before = counts(told)
    notice = way.draft(told)
    assert waits(told) == {name: ["notice_submit"] for name in OFFICE}

    notice = way.step(told, notice, "submit", "clerk", explanations=way.reasons(told))
    assert waits(told) == {name: ["notice_review"] for name in OFFICE}
    way.review(told, notice)
    assert waits(told) == {name: ["notice_approve"] for name in ("head", "leader", "two_posts")}
    assert counted(told, before) == {"head": 1, "leader": 1, "two_posts": 1}

    notice = way.step(told, way.again(notice), "approve", "leader", meeting=way.meeting(told))
    assert waits(told) == {"head": ["notice_sign"]}
    way.step(told, notice, "sign", "head", opinion="同意")
    assert waits(told) == {name: ["notice_publish"] for name in OFFICE}
    way.publish(told, way.rendered(notice))
    assert waits(told) == {}
    assert counted(told, before) == {}


def test_what_one_submitted_does_not_wait_for_oneself(told: World) -> None:
    notice = way.reviewed(told, by="two_posts")
    assert waits(told) == {name: ["notice_approve"] for name in ("head", "leader")}
    way.step(told, notice, "approve", "leader", meeting=way.meeting(told))
    change(told.cast.two_posts.posts[0], head=True)
    assert waits(told) == {"head": ["notice_sign"]}


@pytest.mark.parametrize(
    ("recorder", "signatory", "waiting"),
    [
        ("clerk", "head", ["director", "two_posts"]),
        ("clerk", "two_posts", ["director"]),
        ("two_posts", "head", ["director"]),  # not for the clerk, who submitted it
    ],
)
def test_a_paper_waits_for_another_of_the_office(recorder: str, signatory: str, waiting: list[str], told: World) -> None:
    before = counts(told)
    way.on_paper(told, way.approved(told), by=recorder, signatory=getattr(told.cast, signatory).person)
    expected = {"head": ["notice_sign"], **{name: ["paper_confirm"] for name in waiting}}
    assert waits(told) == expected
    assert counted(told, before) == dict.fromkeys(expected, 1)


def test_the_list_and_the_overview_lead_to_it(told: World, sign_in: Any) -> None:
    notice = way.approved(told)
    paper = way.on_paper(told, notice)
    address = f"{notice.get_absolute_url()}decisions/{paper.pk}/confirm/"
    for page in (f"/rounds/{told.cast.round.pk}/", f"/rounds/{told.cast.round.pk}/waiting/"):
        assert f'href="{address}"' in sign_in(told.cast.director).get(page).content.decode()
        response = sign_in(told.cast.head).get(page)
        assert f'href="{notice.get_absolute_url()}"' in response.content.decode()
        assert "待签发通报" in text_of(response)
