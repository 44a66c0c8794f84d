"""Extensions and decisions on paper in 待我办理: for those alone who may and aren't recused; the list and the doors agree."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from measures.extensions.services import ask_extension, take_extension_step
from measures.figures import today
from measures.models import Extension, Measure
from measures.paper.services import confirm_paper
from rectify.errors import Refused
from reports.waiting.brief import briefly
from reports.waiting.rows import count_waiting, waiting_extensions, waiting_papers
from reports.waiting.rules import Who
from tests.conftest import World
from tests.measures.conftest import changed
from tests.measures.paper.conftest import SUBJECTS, UNTIL, extending, on_paper
from tests.reports.reading import fresh

PEOPLE = ("director", "clerk", "head", "leader", "lead", "cooperating", "outsider", "inspector", "supervisor", "two_posts")
SOON = datetime.date(2099, 6, 20)


def who_of(world: World, name: str) -> Who:
    round = type(world.cast.round).objects.get(pk=world.cast.round.pk)
    return Who(fresh(getattr(world.cast, name)), round, today(round))


def listed(world: World, found: Any) -> dict[str, list[str]]:
    rows = {name: [row.waits for row in found(who_of(world, name))] for name in PEOPLE}
    return {name: keys for name, keys in rows.items() if keys}


def doable(world: World, extension: Extension) -> set[str]:
    """Return who could grant it, by the door itself."""
    may = set()
    for name in PEOPLE:
        with transaction.atomic():
            try:
                take_extension_step(
                    extension=extension, name="grant", by=fresh(getattr(world.cast, name)), given={"opinion": "同意"}
                )
                may.add(name)
            except (PermissionDenied, Refused):
                pass
            finally:
                transaction.set_rollback(True)
    return may


@pytest.mark.parametrize(
    ("values", "until", "asked_for", "expected"),
    [
        ({}, UNTIL, "lead", {"head"}),
        ({"responsible_leader": "leader"}, UNTIL, "lead", {"head"}),  # beyond the period
        ({"responsible_leader": "leader"}, SOON, "lead", {"leader"}),
        ({"responsible_leader": "leader"}, SOON, "leader", set()),  # asked for it
        ({"responsible_leader": "leader", "responsible": "leader"}, SOON, "lead", set()),
        ({"responsible_leader": "two_posts"}, SOON, "lead", {"two_posts"}),
        ({"responsible": "head"}, UNTIL, "lead", set()),
        ({"status": "reported", "responsible_leader": "leader"}, SOON, "lead", set()),
    ],
)
def test_it_waits_for_whoever_may_grant_it(
    values: dict[str, str], until: datetime.date, asked_for: str, expected: set[str], world: World
) -> None:
    changed(world.cast.round, concentrated_until=datetime.date(2099, 6, 25))
    people = {name: getattr(world.cast, who).person for name, who in values.items() if name != "status"}
    changed(world.measure, status="in_progress", due_on=datetime.date(2099, 6, 1), **people)
    measure = Measure.objects.with_people().get(pk=world.measure.pk)
    person = getattr(world.cast, asked_for).person
    extension = ask_extension(measure=measure, by=world.cast.director, until=until, reason="批复", asked_for=person)
    changed(world.measure, status=values.get("status", "in_progress"))

    assert listed(world, waiting_extensions) == {name: ["extension"] for name in expected}
    assert doable(world, Extension.objects.get(pk=extension.pk)) == expected


def test_what_was_granted_waits_for_the_inspection_team_until_it_took_note(world: World) -> None:
    granted = take_extension_step(extension=extending(world), name="grant", by=world.cast.head, given={"opinion": "同意"})
    assert listed(world, waiting_extensions) == {"inspector": ["copied"]}
    take_extension_step(extension=granted, name="acknowledge", by=world.cast.inspector)
    assert listed(world, waiting_extensions) == {}


def test_a_paper_waits_for_another_of_the_office(world: World) -> None:
    """The clerk recorded each, the director put forward what most are about."""
    waits = {}
    for key in sorted(SUBJECTS):
        with transaction.atomic():
            decision = on_paper(world, key, SUBJECTS[key](world))
            waits[key] = sorted(listed(world, waiting_papers))
            for name in ("director", "clerk", "two_posts"):
                assert confirms(world, decision, name) == (name in waits[key])
            transaction.set_rollback(True)

    assert waits == {
        "closure-approve": ["two_posts"],
        "closure-confirm": ["two_posts"],
        "closure-refuse": ["two_posts"],
        "conclusion": ["two_posts"],
        "extension-grant": ["two_posts"],
        "extension-refuse": ["two_posts"],
        "implement": ["director", "two_posts"],
    }


def confirms(world: World, decision: Any, name: str) -> bool:
    with transaction.atomic():
        try:
            confirm_paper(decision=decision, by=fresh(getattr(world.cast, name)))
        except Refused:
            return False
        finally:
            transaction.set_rollback(True)
    return True


def test_the_overview_tells_of_both_in_one_query(world: World, django_assert_num_queries: Any) -> None:
    extension = extending(world)
    head, office = who_of(world, "head"), who_of(world, "two_posts")
    assert head.posts
    with django_assert_num_queries(1):
        told = briefly(head)
    assert [(brief.rule.key, brief.text, brief.meta) for brief in told] == [
        ("extension", "改进监管模式", "lead的姓名申请延期至2099年6月30日")
    ]
    assert told[0].url == f"/rounds/{world.cast.round.pk}/measures/{world.measure.pk}/#extensions"
    decision = on_paper(world, "extension-grant", extension)
    assert [(brief.rule.key, brief.url, brief.meta) for brief in briefly(office)] == [
        ("paper_confirm", f"/rounds/{world.cast.round.pk}/papers/{decision.pk}/confirm/", "clerk的姓名代录")
    ]


def test_the_count_and_the_lists_agree(world: World) -> None:
    extending(world)
    head = fresh(world.cast.head)
    before = count_waiting(head, world.cast.round)
    take_extension_step(extension=Extension.objects.get(), name="refuse", by=head, given={"reason": "理由不足"})
    assert before == (count_waiting(head, world.cast.round) or 0) + 1
