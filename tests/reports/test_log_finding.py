"""Finding pages of the log: the index gives what the entries give, within bounds that are said; working hours; grouping."""

import datetime as dt
from typing import Any

import pytest
from django.http import QueryDict
from django.urls import reverse

from issues.models import Issue, Round
from measures.models import Measure
from measures.services.plan import change_due, edit_outcome
from measures.services.transitions import transition
from rectify.accounts.models import User
from rectify.accounts.permissions import reach
from rectify.accounts.roles import Action, Role
from rectify.history.models import Entry
from rectify.history.recording import SYSTEM, recording
from reports.review.filters import LogFilters, read_filters
from reports.review.finding import STEPS, Found, Search, log_of
from reports.review.hours import is_off, off_hours
from reports.review.marks import Mark
from reports.review.pages import groups_of
from tests import factories as make
from tests.conftest import World
from tests.reports.reading import fresh, text_of

MONDAY = dt.datetime(2022, 6, 20, 1, 30, tzinfo=dt.UTC)  # half past nine in Shanghai
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def at(hour: float, day: int = 0) -> dt.datetime:
    """Return a moment of that Monday's week, by Shanghai's clock."""
    return MONDAY + day * DAY + (hour - 9.5) * HOUR


@pytest.fixture
def busy(world: World) -> World:
    """Let things happen in and out of hours, before and after a closure, by several people."""
    cast = world.cast
    transition(measure=world.measure, name="start", by=fresh(cast.lead), effective_at=at(9.5))
    transition(measure=world.of_deep_task, name="start", by=fresh(cast.outsider), effective_at=at(19))
    change_due(
        measure=world.second, by=fresh(cast.clerk), due_on=dt.date(2022, 7, 15), basis="会议纪要", effective_at=at(7.99, 1)
    )
    with recording(actor=cast.head, acting_as=SYSTEM, action="closure.approve", effective_at=at(10, 2)):
        issue = Issue.objects.get(pk=world.issue.pk)
        issue.closure, issue.closed_after = "closed", 1
        issue.save()
    started = Measure.objects.with_people().get(pk=world.measure.pk)
    edit_outcome(measure=started, by=fresh(cast.lead), outcome="已办结并长期坚持。", effective_at=at(11, 5))  # a Saturday
    return world


def keys(world: World, user: User, **filters: Any) -> list[int]:
    return Search(world.cast.round, fresh(user), LogFilters(**filters)).keys(1000)


@pytest.mark.parametrize("name", ["inspector", "director", "lead", "cooperating", "outsider", "two_posts"])
@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        ({}, lambda w, e: True),
        ({"person": "lead"}, lambda w, e: e.actor_id == w.cast.lead.pk),
        ({"kind": "due"}, lambda w, e: any(c["field"] == "due_on" for c in e.changes) and not e.created),
        ({"post": "department"}, lambda w, e: e.acting_role == "department"),
        ({"type": "measures.assignment"}, lambda w, e: e.record_type == "measures.assignment"),
        ({"type": "measures.assignment", "kind": "plan"}, lambda w, e: e.record_type == "measures.assignment"),
        ({"person": "lead", "kind": "wording"}, lambda w, e: e.action == "measure.outcome"),
        ({"closed": True}, lambda w, e: e.action == "measure.outcome"),
        ({"closed": True, "kind": "wording", "person": "lead"}, lambda w, e: e.action == "measure.outcome"),
        ({"issue": "issue", "person": "lead"}, lambda w, e: (e.issue, e.actor_id) == (w.issue.pk, w.cast.lead.pk)),
        ({"measure": "measure", "kind": "wording"}, lambda w, e: e.action == "measure.outcome"),
        ({"record": "issues.issue:1", "post": "no such post"}, lambda w, e: False),
        ({"q": "会议纪要"}, lambda w, e: "会议纪要" in e.reason + str(e.changes)),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "as told",
)
def test_the_index_finds_what_the_entries_say(busy: World, name: str, filters: dict[str, Any], holds: Any) -> None:
    known = {"lead": busy.cast.lead.pk, "issue": busy.issue.pk, "measure": busy.measure.pk}
    asked = {key: known.get(value, value) for key, value in filters.items()}
    user = getattr(busy.cast, name)
    seen = log_of(busy.cast.round, fresh(user)).order_by("-effective_at", "-pk")
    expected = [entry.pk for entry in seen if holds(busy, entry)]

    assert keys(busy, user, **asked) == expected


def test_reading_all_or_ones_own(busy: World) -> None:
    r = busy.cast.round.pk
    own = {
        name: reach(fresh(getattr(busy.cast, name)), Action.VIEW_HISTORY, r)
        for name in ("inspector", "lead", "stranger", "admin")
    }

    assert own == {
        "inspector": None, "lead": frozenset({busy.cast.lead_department.pk}), "stranger": frozenset(), "admin": frozenset(),
    }  # fmt: skip
    assert keys(busy, busy.cast.stranger) == keys(busy, busy.cast.admin) == []


def test_a_department_asking_for_anothers_rows_gets_those_it_shares(busy: World) -> None:
    lead, other = busy.cast.lead_department.pk, busy.cast.cooperating_department.pk
    entries = Entry.objects.filter(round=busy.cast.round.pk).order_by("-effective_at", "-pk")
    shared = [e.pk for e in entries if all(e.department == d or f"|{d}|" in e.others for d in (lead, other))]

    assert keys(busy, busy.cast.lead, department=other) == shared
    assert keys(busy, busy.cast.outsider, department=lead) == []


def test_posts_in_two_departments_see_both(busy: World) -> None:
    both = make.make_user("both")
    for department in (busy.cast.lead_department, busy.cast.outside_department):
        make.make_membership(both, busy.cast.round, Role.DEPARTMENT, department)
    expected = [e.pk for e in log_of(busy.cast.round, fresh(both)).order_by("-effective_at", "-pk")]

    assert keys(busy, both) == expected
    assert keys(busy, both, action="measure.start") == [
        e.pk for e in Entry.objects.filter(action="measure.start").order_by("-pk")
    ]


# bounds


def old(world: World, days: int) -> None:
    """Write something long ago."""
    measure = Measure.objects.with_people().get(pk=world.second.pk)
    edit_outcome(measure=measure, by=fresh(world.cast.lead), outcome=f"{days}天前", effective_at=MONDAY - days * DAY)


def test_a_bounded_search_says_how_far_it_looked_and_goes_on_from_there(busy: World) -> None:
    old(busy, 500)
    asked = LogFilters(q="500天前", until=dt.date(2022, 6, 30))
    first = Search(busy.cast.round, fresh(busy.cast.inspector), asked).page()
    begin = dt.date(2022, 7, 1) - sum(STEPS) * DAY

    assert (first.entries, first.looked) == ([], begin)
    assert first.older is not None
    second = Search(busy.cast.round, fresh(busy.cast.inspector), asked).page(first.older)
    assert ([e.action for e in second.entries], second.looked, second.older) == (["measure.outcome"], None, None)
    assert Search(busy.cast.round, fresh(busy.cast.inspector), asked).keys(10) == [second.entries[0].pk]


def test_the_page_says_so_and_leads_on(busy: World, sign_in: Any) -> None:
    old(busy, 500)
    query = {"q": "500天前", "until": "2022-06-30"}
    page = sign_in(busy.cast.inspector).get(reverse("reports:log", args=[busy.cast.round.pk]), query)

    assert "这段时间内没有符合条件的变更记录。" in text_of(page)
    assert "以上查到2021年7月1日为止，更早的没有查找。 继续向前查找" in text_of(page)


def test_a_period_that_was_asked_for_is_all_that_is_looked_through(busy: World) -> None:
    old(busy, 500)
    found = Search(
        busy.cast.round, fresh(busy.cast.inspector), LogFilters(q="天前", since=dt.date(2022, 6, 1), until=dt.date(2022, 6, 30))
    ).page()

    assert found == Found([])


def test_bounded_pages_skip_and_repeat_nothing(busy: World) -> None:
    for days in (10, 20, 40, 41, 200, 400):
        old(busy, days)
    asked = LogFilters(q="天前")
    after: Mark | None = None
    found: list[str] = []
    for _ in range(20):
        page = Search(busy.cast.round, fresh(busy.cast.inspector), asked).page(after, 2)
        found += [c["new_text"] for e in page.entries for c in e.changes if c["field"] == "outcome"]
        after = page.older
        if after is None:
            break

    assert found == ["10天前", "20天前", "40天前", "41天前", "200天前", "400天前"]


@pytest.mark.parametrize(
    ("filters", "bounded"),
    [
        ({}, False), ({"person": 1}, False), ({"person": 1, "kind": "due"}, False),
        ({"person": 1, "since": dt.date(2022, 1, 1)}, False), ({"issue": 1, "kind": "due", "person": 1}, False),
        ({"person": 1, "field": "x"}, True), ({"off": True}, True), ({"q": "x"}, True),
    ],
    ids=str,
)  # fmt: skip
def test_what_no_tag_answers_is_bounded(world: World, filters: dict[str, Any], bounded: bool) -> None:
    assert Search(world.cast.round, fresh(world.cast.inspector), LogFilters(**filters)).bounded is bounded


@pytest.mark.parametrize(
    ("filters", "queries"), [({"person": 1}, 1), ({"kind": "status"}, 2), ({"off": True}, 3), ({"q": "推进中"}, 3)]
)
def test_a_page_takes_few_queries(busy: World, django_assert_num_queries: Any, filters: dict[str, Any], queries: int) -> None:
    search = Search(busy.cast.round, fresh(busy.cast.inspector), LogFilters(**filters, until=dt.date(2022, 7, 1)))
    bounded = 4 if search.bounded else 0  # the newest and the oldest moment, and two more steps back
    with django_assert_num_queries(queries + bounded):
        search.page()


# working hours


def test_outside_working_hours(busy: World) -> None:
    found = Search(busy.cast.round, fresh(busy.cast.inspector), LogFilters(off=True, until=dt.date(2022, 6, 30))).page()

    happened = [e.action for e in found.entries if e.effective_at >= at(0)]
    assert happened == ["measure.outcome", "measure.due", "measure.start"]
    assert {e.actor_id for e in found.entries if e.action == "measure.start"} == {busy.cast.outsider.pk}


@pytest.mark.parametrize(
    ("when", "off"),
    [
        (at(7.99), True), (at(8), False), (at(17.99), False), (at(18), True), (at(12, 5), True), (at(12, 6), True),
        (dt.datetime(2022, 10, 4, 4, tzinfo=dt.UTC), True),  # a Tuesday of the National Day's week
        (dt.datetime(2022, 10, 8, 4, tzinfo=dt.UTC), False),  # a Saturday that was worked for it
        (dt.datetime(2022, 6, 21, 4, tzinfo=dt.UTC), True),  # the round's own exception
    ],
)  # fmt: skip
def test_hours_know_the_calendar_and_the_rounds_exceptions(when: dt.datetime, off: bool) -> None:
    round = Round(day_exceptions={"2022-06-21": False}, work_from=dt.time(8), work_until=dt.time(18))

    assert is_off(round, when) is off
    stretches = off_hours(round, when - 3 * DAY, when + 3 * DAY)
    assert any(begin <= when < end for begin, end in stretches) is off


def test_stretches_lie_within_the_period_and_in_order() -> None:
    round = Round(work_from=dt.time(9), work_until=dt.time(17))

    assert off_hours(round, at(10), at(10, 1)) == [(at(17), at(9, 1))]
    assert off_hours(round, at(12, 4), at(12, 7)) == [(at(17, 4), at(9, 7))]  # a weekend is one stretch
    assert off_hours(round, at(10), at(11)) == []
    assert off_hours(round, at(20), at(21)) == [(at(20), at(21))]


# grouping


def test_lines_are_grouped_by_day_record_or_person(busy: World) -> None:
    found = log_of(busy.cast.round, fresh(busy.cast.inspector)).filter(effective_at__lt=at(0, 10))
    entries = list(found.order_by("-effective_at", "-pk"))

    def shape(by: str) -> list[tuple[str, str, int]]:
        return [(group.heading, group.note, len(group.rows)) for group in groups_of(entries, by)]

    assert shape("day") == [
        ("2022年6月25日", "星期六", 1), ("2022年6月22日", "星期三", 1), ("2022年6月21日", "星期二", 1),
        ("2022年6月20日", "星期一", 2),
    ]  # fmt: skip
    assert [row for row in shape("person") if "lead" in row[0]] == [("lead的姓名", "", 2)]
    assert ("第3-2-1条", "整改措施", 2) in shape("record")


def test_a_row_leads_to_all_of_its_record_and_the_records_page_to_its_rows(busy: World, sign_in: Any) -> None:
    client, round = sign_in(busy.cast.inspector), busy.cast.round
    log, measure = reverse("reports:log", args=[round.pk]), busy.measure.pk
    page = client.get(log, {"until": "2022-06-30", "action": "measure.start"}).content.decode()

    assert f'href="{log}?record=measures.measure:{measure}">该记录的全部变更</a>' in page
    assert read_filters(QueryDict(f"record=measures.measure:{measure}"))[0].record == f"measures.measure:{measure}"
    for name, pk in (("measure", measure), ("issue", busy.issue.pk)):
        shown = client.get(reverse(f"measures:{name}", args=[round.pk, pk])).content.decode()
        assert f'href="{log}?{name}={pk}">在变更记录中查看</a>' in shown
