"""The closures in the one module of figures, by hand: states, what held, what changed, look-backs, remarks; now and then."""

import datetime as dt
from typing import Any

from issues.models import Issue
from issues.words import Kind
from measures.closure.services.look_backs import plan_look_back, record_look_back
from measures.closure.services.steps import last_entry, take
from measures.figures import Closures, figures
from measures.models import LookBack
from reports.past.loading import past_at
from reports.past.moments import Moment
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import changed
from tests.reports.telling import prepared_at

DAY = dt.date(2022, 6, 20)
NOTHING = Closures()
ONE_OPEN = Closures(open=1)


def counted(world: World, day: dt.date = DAY) -> dict[Kind, Closures]:
    """Count the world's round."""
    return figures(world.cast.round, day).closures


def test_an_empty_round_has_none(db: None) -> None:
    assert figures(make.make_round(), DAY).closures == dict.fromkeys(Kind, NOTHING)


def test_the_four_states_are_counted_by_kind(world: World) -> None:
    for number, state in enumerate(["requested", "continuing", "continuing"], start=3):
        make.make_issue(world.key_problem, number, closure=state)
    make.make_issue(world.key_problem, 6, closure="closed", closed_after=0)
    changed(world.deep_task, closure="continuing")

    assert counted(world) == {
        Kind.MANIFESTATION: Closures(open=1, requested=1, closed=1, continuing=2),
        Kind.FOLLOW_ON: ONE_OPEN,
        Kind.DEEP_TASK: Closures(continuing=1),
    }


def test_what_is_withdrawn_or_of_another_round_does_not_count(world: World) -> None:
    gone = make.make_issue(world.key_problem, 3, closure="closed", closed_after=0, withdrawn=True, withdrawn_reason="并入他项")
    make._made(LookBack(issue=gone, planned_on=dt.date(2022, 6, 1)))
    make.make_remark(gone, world.cast.inspector)
    make.make_remark(world.elsewhere.issue, world.cast.stranger)
    make.make_remark(world.issue, world.cast.inspector, state="withdrawn")
    make.make_remark(world.issue, world.cast.inspector, state="settled", answer="已答复")

    assert counted(world) == dict.fromkeys(Kind, ONE_OPEN)


def test_remarks_on_measures_count_with_their_issue_in_every_unsettled_state(world: World) -> None:
    make.make_remark(world.issue, world.cast.inspector)
    for state in ("answered", "signed", "returned"):
        make.make_remark(world.follow_on, world.cast.inspector, measure=world.of_follow_on, state=state, answer="已答复")

    found = counted(world)
    assert [found[kind].unsettled for kind in Kind] == [1, 3, 0]


def test_a_look_back_is_due_on_its_day_and_late_the_day_after(world: World, closed: Issue) -> None:
    plan_look_back(issue=closed, by=world.cast.inspector, planned_on=DAY)
    cancelled = LookBack(issue=closed, planned_on=DAY, cancelled=True)
    make._made(cancelled)

    found = [counted(world, DAY + dt.timedelta(days=days))[Kind.MANIFESTATION] for days in (-1, 0, 1)]
    assert [(f.due, f.late) for f in found] == [(0, 0), (1, 0), (1, 1)]
    # half a year after the closure the planned one is due too
    half = counted(world, dt.date(2022, 11, 9))[Kind.MANIFESTATION]
    assert (half.due, half.late) == (2, 1)


def test_closed_and_held_are_two_facts(world: World, closed: Issue) -> None:
    assert counted(world)[Kind.MANIFESTATION] == Closures(closed=1)
    planned = LookBack.objects.get(issue=closed)
    record_look_back(look_back=planned, by=world.cast.inspector, result="held", findings="正常")
    assert counted(world)[Kind.MANIFESTATION] == Closures(closed=1, held=1)


def test_what_held_once_and_came_back_holds_no_more(world: World, closed: Issue) -> None:
    first = LookBack.objects.get(issue=closed)
    record_look_back(look_back=first, by=world.cast.inspector, result="held", findings="正常")
    second = plan_look_back(issue=closed, by=world.cast.inspector, planned_on=DAY)
    make._made(LookBack(issue=closed, planned_on=DAY))
    record_look_back(look_back=second, by=world.cast.inspector, result="rebound", findings="又出现", measures=[world.second])

    # the look-back that was still planned is nobody's duty while the issue is open again
    assert counted(world)[Kind.MANIFESTATION] == ONE_OPEN


def test_a_change_after_the_closure_counts_until_a_leader_confirms_it(world: World, closed: Issue) -> None:
    changed(closed, title="题目改了")
    assert counted(world)[Kind.MANIFESTATION] == Closures(closed=1, changed=1)

    take(issue=Issue.objects.get(pk=closed.pk), name="confirm", by=world.cast.head, given={"note": "已核对"})
    assert counted(world)[Kind.MANIFESTATION] == Closures(closed=1)


def moment(day: int) -> Moment:
    """The end of a day of June 2022."""
    return Moment(f"2022-06-{day}", f"2022年6月{day}日24时", dt.datetime(2022, 6, day, 16, tzinfo=dt.UTC))


def test_then_is_counted_as_it_stood_then(world: World) -> None:
    def when(day: int) -> dt.datetime:
        return dt.datetime(2022, 6, day, 2, tzinfo=dt.UTC)

    issue = world.issue
    steps: list[tuple[int, Any, dict[str, Any]]] = [
        (1, issue, {"closure": "open"}),
        (2, issue, {"closure": "requested"}),
        (4, issue, {"closure": "closed", "closed_after": 10**6}),
    ]
    with prepared_at(when(1)):
        for record in (world.key_problem, issue):
            record.title += "。"
            make._made(record)
    for day, record, values in steps:
        with prepared_at(when(day)):
            for name, value in values.items():
                setattr(record, name, value)
            make._made(record)
    with prepared_at(when(5)):
        remark = make.make_remark(issue, world.cast.inspector)
        back = make._made(LookBack(issue=issue, planned_on=dt.date(2022, 6, 7)))
    with prepared_at(when(8)):
        remark.state, remark.answer = "settled", "已答复"
        make._made(remark)
        back.result, back.findings, back.done_on, back.done_by = "held", "正常", dt.date(2022, 6, 8), world.cast.inspector
        make._made(back)

    def then(day: int) -> Closures:
        return past_at(world.cast.round, moment(day)).figures().closures[Kind.MANIFESTATION]

    assert [then(day) for day in (1, 2, 4, 5, 6, 7, 8)] == [
        Closures(open=1),
        Closures(requested=1),
        Closures(closed=1),
        Closures(closed=1, unsettled=1),
        Closures(closed=1, unsettled=1, due=1),  # of the sixth's end: lights are those of the day after
        Closures(closed=1, unsettled=1, due=1, late=1),
        Closures(closed=1, held=1),
    ]


def test_a_later_change_is_none_of_then(world: World) -> None:
    changed(world.issue, closure="closed", closed_after=last_entry(world.issue))
    before = Moment("then", "", dt.datetime.now(dt.UTC))
    changed(world.second, plan="改写后的措施")
    after = Moment("later", "", dt.datetime.now(dt.UTC))

    found = [past_at(world.cast.round, at).figures().closures[Kind.MANIFESTATION] for at in (before, after)]
    assert [(f.closed, f.changed) for f in found] == [(1, 0), (1, 1)]


def test_a_department_counts_no_remark_on_anothers_measure_of_a_shared_issue(world: World) -> None:
    other = make.make_measure(world.issue, 3, lead=world.cast.outside_department)
    make.make_remark(world.issue, world.cast.inspector, measure=other)
    make.make_remark(world.issue, world.cast.inspector, measure=world.second)
    make.make_remark(world.issue, world.cast.inspector)
    here = Moment("now", "", dt.datetime.now(dt.UTC))

    def seen(*departments: Any) -> int:
        past = past_at(world.cast.round, here).seen_by(frozenset(d.pk for d in departments) if departments else None)
        return past.figures().closures[Kind.MANIFESTATION].unsettled

    cast = world.cast
    assert (seen(), seen(cast.lead_department), seen(cast.outside_department), seen(cast.cooperating_department)) == (3, 2, 2, 1)


def test_four_queries_without_a_closed_issue_and_five_with_many(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):
        figures(world.cast.round, DAY)
    for number in range(3, 9):
        issue = make.make_issue(world.key_problem, number, closure="closed", closed_after=0)
        make._made(LookBack(issue=issue, planned_on=DAY))
        make.make_remark(issue, world.cast.inspector)
    with django_assert_num_queries(5):
        figures(world.cast.round, DAY)


def test_every_state_and_fact_is_said_with_its_word() -> None:
    found = Closures(open=1, requested=2, closed=3, continuing=4, held=5, changed=6, due=7, late=8, unsettled=9)

    assert [(str(state.label), n) for state, n in found.states()] == [
        ("未销号", 1), ("申请销号", 2), ("已销号", 3), ("转入持续整改", 4),
    ]  # fmt: skip
    assert found.facts() == [
        ("成果巩固", 5), ("销号后有变动", 6), ("到期回头看", 7), ("其中已逾期", 8), ("未办结监督意见", 9),
    ]  # fmt: skip
