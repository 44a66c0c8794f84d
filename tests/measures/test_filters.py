"""The ledger's filters: read from an address, written back in one form, and what they let through."""

import pytest
from django.http import QueryDict

from measures.filters import Filters, concerns, read_filters
from measures.models import Measure
from measures.workflow import Light
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import changed


def row(measure: Measure) -> Measure:
    return Measure.objects.with_people().get(pk=measure.pk)


@pytest.mark.parametrize(
    ("query", "expected", "unread"),
    [
        ("", Filters(), []),
        ("status=reported&light=overdue", Filters(status="reported", light="overdue"), []),
        ("department=3&problem=4&kind=follow_on", Filters(department=3, problem=4, kind="follow_on"), []),
        ("hard=1&mine=on", Filters(hard=True, mine=True), []),
        ("hard=0&mine=", Filters(), []),
        ("q=%20%E6%A1%88%E5%8D%B7%20", Filters(q="案卷"), []),
        ("status=finished&department=x&problem=-1", Filters(), ["状态", "部门", "重点问题"]),
        ("department=99999999999999999999", Filters(), ["部门"]),
        ("department=²", Filters(), ["部门"]),
        ("all=1&unknown=2", Filters(), []),
    ],
)
def test_reading_an_address(query: str, expected: Filters, unread: list[str]) -> None:
    assert read_filters(QueryDict(query)) == (expected, unread)


def test_the_count_lines_numbers_keep_the_other_filters() -> None:
    filters, _ = read_filters(QueryDict("department=4&light=due_soon&q=a"))

    assert (filters.to_overdue, filters.to_due_soon) == ("light=overdue&department=4&q=a", "light=due_soon&department=4&q=a")


def test_the_text_is_cut_to_a_hundred_characters_without_nulls() -> None:
    filters, _ = read_filters(QueryDict("q=%00" + "a" * 150))

    assert filters.q == "a" * 100


def test_the_address_has_one_form() -> None:
    filters = Filters(status="reported", department=3, hard=True, q="案卷")

    assert filters.query == "status=reported&department=3&hard=1&q=%E6%A1%88%E5%8D%B7"
    assert read_filters(QueryDict(filters.query)) == (filters, [])
    assert filters.without("status") == "department=3&hard=1&q=%E6%A1%88%E5%8D%B7"
    assert Filters(mine=True).without("mine") == "all=1"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), True),
        (Filters(status="not_started"), True),
        (Filters(status="done"), False),
        (Filters(light="overdue"), True),
        (Filters(light="normal"), False),
        (Filters(q="监管模式"), True),
        (Filters(q="3-2-1"), True),
        (Filters(q="能力提升"), True),
        (Filters(q="没有的字"), False),
    ],
)
def test_what_a_measure_must_be(filters: Filters, expected: bool, world: World) -> None:
    assert filters.admits(row(world.measure), Light.OVERDUE, world.cast.clerk) is expected


def test_a_department_is_found_as_lead_and_as_cooperating(world: World) -> None:
    departments = (world.cast.lead_department, world.cast.cooperating_department, world.cast.outside_department)

    found = [Filters(department=d.pk).admits(row(world.measure), Light.NORMAL, world.cast.clerk) for d in departments]

    assert found == [True, True, False]


def test_what_an_issue_must_be(world: World) -> None:
    hard = changed(world.issue, hard=True)
    cases = [Filters(problem=world.key_problem.pk), Filters(kind="manifestation"), Filters(hard=True)]

    assert [filters.admits_issue(hard) for filters in cases] == [True, True, True]
    assert [filters.admits_issue(world.deep_task) for filters in cases] == [False, False, False]


def test_mine_is_what_i_answer_for_or_my_department_leads(world: World) -> None:
    cast = world.cast
    led_by_leader = row(changed(world.second, responsible_leader=cast.leader.person))
    done_by_clerk = row(changed(world.of_deep_task, responsible=cast.clerk.person))

    assert [concerns(row(world.measure), user) for user in (cast.lead, cast.cooperating, cast.clerk)] == [True, False, False]
    assert concerns(led_by_leader, cast.leader)
    assert concerns(done_by_clerk, cast.clerk)
    assert not concerns(done_by_clerk, cast.leader)


def test_somebody_on_the_roll_of_the_lead_department_is_of_it(world: World) -> None:
    user = make.make_user("roll", make.make_person("在册", department=world.cast.lead_department))

    assert concerns(row(world.measure), user)
