"""Counts, by hand: what is counted, what isn't, and the lights."""

import datetime as dt
from typing import Any

import pytest

from issues.models import Issue
from issues.words import Conclusion, OpinionState
from measures.figures import Conclusions, MeasureCounts, Opinions, conclusions_by, figures, measure_counts, today
from measures.models import Measure
from measures.workflow import Light, Status
from tests import factories as make
from tests.conftest import World

DAY = dt.date(2022, 6, 20)


def opinion(world: World, number: int, **values: Any) -> None:
    """Make an opinion."""
    from issues.models import Opinion

    with make.prepared():
        Opinion(round=world.cast.round, number=number, text=f"意见{number}", **values).save()


def change(record: Any, **values: Any) -> None:
    """Change a record as a door would."""
    record = type(record).objects.get(pk=record.pk)
    for name, value in values.items():
        setattr(record, name, value)
    with make.prepared():
        record.save()


def test_an_empty_round_counts_nothing(db: None) -> None:
    counted = figures(make.make_round(), DAY)

    assert counted.manifestations == counted.follow_on_items == counted.deep_tasks == Conclusions()
    assert (counted.aspects, counted.key_problems, counted.opinions, counted.measures) == (0, 0, Opinions(), MeasureCounts())


def test_the_kinds_are_counted_apart_and_the_four_words_unmerged(world: World) -> None:
    change(world.issue, conclusion=Conclusion.PHASED)
    change(world.deep_task, conclusion=Conclusion.INCOMPLETE)
    for number, conclusion in enumerate([Conclusion.COMPLETED, Conclusion.COMPLETED, Conclusion.BASIC], start=3):
        make.make_issue(world.key_problem, number, conclusion=conclusion)

    counted = figures(world.cast.round, DAY)

    assert counted.manifestations == Conclusions(total=4, completed=2, phased=1, basic=1)
    assert counted.follow_on_items == Conclusions(total=1, undetermined=1)
    assert counted.deep_tasks == Conclusions(total=1, incomplete=1)


def test_another_round_is_not_counted(world: World) -> None:
    counted = figures(world.cast.other_round, DAY)

    assert (counted.aspects, counted.key_problems, counted.measures.total) == (0, 1, 1)
    assert counted.manifestations == Conclusions(total=1, undetermined=1)


def test_withdrawn_records_do_not_count(world: World) -> None:
    change(world.follow_on, withdrawn=True, withdrawn_reason="并入他项")
    change(make.make_key_problem(world.cast.round, 4), withdrawn=True)
    opinion(world, 1, state=OpinionState.IMPLEMENTED)
    opinion(world, 2, withdrawn=True)
    opinion(world, 3)
    change(world.second, status=Status.WITHDRAWN, withdrawn_at=dt.datetime(2022, 6, 1, tzinfo=dt.UTC))

    counted = figures(world.cast.round, DAY)

    assert counted.key_problems == 1
    assert counted.follow_on_items == Conclusions()
    assert counted.opinions == Opinions(total=2, implemented=1)
    # the withdrawn issue's measure isn't counted at all, the withdrawn measure among the withdrawn alone
    assert counted.measures == MeasureCounts(total=2, not_started=2, withdrawn=1, due_soon=2)


@pytest.mark.parametrize(
    ("values", "light", "counts"),
    [
        ({"due_on": dt.date(2022, 6, 19)}, Light.OVERDUE, {"not_started": 1, "overdue": 1}),
        ({"due_on": dt.date(2022, 6, 20)}, Light.DUE_SOON, {"not_started": 1, "due_soon": 1}),
        ({"due_on": dt.date(2022, 6, 30)}, Light.DUE_SOON, {"not_started": 1, "due_soon": 1}),
        ({"due_on": dt.date(2022, 7, 1)}, Light.NORMAL, {"not_started": 1, "normal": 1}),
        ({"due_on": None}, Light.NO_DATE, {"not_started": 1, "no_date": 1}),
        ({"due_on": dt.date(2022, 6, 1), "long_term": True}, Light.LONG_TERM, {"not_started": 1, "long_term": 1}),
        ({"due_on": None, "long_term": True}, Light.LONG_TERM, {"not_started": 1, "long_term": 1}),
        ({"due_on": dt.date(2022, 6, 1), "status": Status.REPORTED}, Light.OVERDUE, {"reported": 1, "overdue": 1}),
        ({"due_on": dt.date(2022, 6, 1), "status": Status.DONE}, Light.DONE, {"done": 1}),
        ({"due_on": None, "status": Status.DONE}, Light.DONE, {"done": 1}),
        ({"due_on": dt.date(2022, 6, 1), "status": Status.DONE, "long_term": True}, Light.DONE, {"done": 1}),
    ],
)
def test_a_measures_light_and_its_count_agree(world: World, values: dict[str, Any], light: Light, counts: dict[str, int]) -> None:
    measure = make.make_measure(world.issue, 3, **values)

    counted = measure_counts(Measure.objects.filter(pk=measure.pk), world.cast.round, DAY)

    assert measure.light(DAY, world.cast.round.warning_days) == light
    assert counted == MeasureCounts(total=1, **counts)


def test_the_words_come_in_the_rounds_order_and_undetermined_only_where_there_is_any() -> None:
    words = Conclusions(total=3, completed=1, basic=2).words()

    assert [(word.label, n) for word, n in words] == [("完成整改", 1), ("阶段性完成", 0), ("基本完成", 2), ("未完成", 0)]
    assert Conclusions(total=1, undetermined=1).words()[-1] == (Conclusion.UNDETERMINED, 1)


def test_the_statuses_come_in_their_order_without_the_withdrawn() -> None:
    statuses = MeasureCounts(total=4, not_started=1, done=3, withdrawn=2).statuses()

    assert [(status.label, n) for status, n in statuses] == [("尚未启动", 1), ("推进中", 0), ("已报待核验", 0), ("已完成", 3)]


def test_conclusions_by_key_problem(world: World) -> None:
    assert conclusions_by(Issue.objects.filter(round=world.cast.round), "key_problem") == {
        world.key_problem.pk: Conclusions(total=2, undetermined=2),
        None: Conclusions(total=1, undetermined=1),
    }


def test_as_json_has_these_keys_and_no_others(world: World) -> None:
    kind = {"completed": 0, "phased": 0, "basic": 0, "incomplete": 0}

    assert figures(world.cast.round, DAY).as_json() == {
        "cut_off": "2022-06-20",
        "aspects": 1,
        "key_problems": 1,
        "manifestations": {"total": 1, **kind, "undetermined": 1},
        "follow_on_items": {"total": 1, **kind, "undetermined": 1},
        "deep_tasks": {"total": 1, **kind, "undetermined": 1},
        "opinions": {"total": 0, "implemented": 0},
        "measures": {"total": 4, "not_started": 4, "in_progress": 0, "reported": 0, "done": 0, "withdrawn": 0, "overdue": 0},
    }


def test_four_queries_whatever_there_is(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):
        figures(world.cast.round, DAY)
    for number in range(3, 9):
        make.make_measure(make.make_issue(world.key_problem, number))
    with django_assert_num_queries(4):
        figures(world.cast.round, DAY)


def test_today_is_the_date_in_shanghai(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    late = dt.datetime(2022, 6, 19, 16, 30, tzinfo=dt.UTC)  # half past midnight in Shanghai
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)

    assert today(world.cast.round) == dt.date(2022, 6, 20)
