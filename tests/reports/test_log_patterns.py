"""Patterns worth a look: what matches, what must not, and where each fact leads."""

import datetime as dt
from typing import Any

import pytest
from django.http import QueryDict
from django.urls import reverse

from issues.models import Issue, PaperDecision
from measures.models import Evidence, Measure
from rectify.accounts.models import User
from rectify.history.models import Entry
from rectify.history.recording import ActingAs, recording
from reports.review.filters import read_filters
from reports.review.finding import Search
from reports.review.patterns import found_patterns
from tests import factories as make
from tests.conftest import World
from tests.reports.reading import change, fresh, text_of

NOON = dt.datetime(2022, 6, 20, 4, tzinfo=dt.UTC)
DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)


def done(record: Any, action: str, by: User, when: dt.datetime, **values: Any) -> Any:
    """Change a record as a door would, at a moment."""
    held = type(record).objects.get(pk=record.pk)
    for name, value in values.items():
        setattr(held, name, value)
    with recording(actor=by, acting_as=ActingAs("office", "经办人"), action=action, effective_at=when):
        held.save()
    return held


def said(world: World, key: str, user: User | None = None) -> list[str]:
    patterns = {p.key: p for p in found_patterns(world.cast.round, fresh(user or world.cast.inspector))}
    return [fact.said for fact in patterns[key].found]


def rows(world: World, key: str) -> list[list[str]]:
    """Return the actions of the rows to which each fact leads."""
    user = fresh(world.cast.inspector)
    pattern = next(p for p in found_patterns(world.cast.round, user) if p.key == key)
    searches = [read_filters(QueryDict(fact.url.partition("?")[2])) for fact in pattern.found]
    assert all(unread == [] for _, unread in searches)
    return [[e.action for e in Search(world.cast.round, user, filters).page().entries] for filters, _ in searches]


def start(measure: Measure, world: World, when: dt.datetime) -> None:
    done(measure, "measure.start", world.cast.lead, when, status="in_progress")


def verify(measure: Measure, world: World, when: dt.datetime) -> None:
    done(measure, "measure.verify", world.cast.clerk, when, status="done", done_on=when.date(), outcome="已完成。")


def test_nothing_is_found_where_nothing_is(world: World) -> None:
    found = found_patterns(world.cast.round, fresh(world.cast.inspector))

    assert [(p.key, p.found) for p in found] == [(k, []) for k in ("due", "quick", "late", "paper", "wording", "last_day")]


def test_a_due_date_moved_twice(world: World) -> None:
    for number, day in enumerate((5, 15)):
        done(world.second, "measure.due", world.cast.clerk, NOON + number * DAY, due_on=dt.date(2022, 7, day))
    done(world.measure, "measure.due", world.cast.clerk, NOON, due_on=dt.date(2022, 7, 5))  # once: not told

    assert said(world, "due") == ["第3-2-2条的完成时限调整2次：2022年6月30日 → 2022年7月5日 → 2022年7月15日"]
    assert rows(world, "due") == [["measure.due", "measure.due"]]


def test_a_first_due_date_is_no_move_and_the_rounds_threshold_counts(world: World) -> None:
    measure = make.make_measure(world.issue, 7, lead=world.cast.lead_department, due_on=None)
    for number, day in enumerate((5, 15)):
        done(measure, "measure.due", world.cast.clerk, NOON + number * DAY, due_on=dt.date(2022, 7, day))
    assert said(world, "due") == []

    done(measure, "measure.due", world.cast.clerk, NOON + 3 * DAY, due_on=dt.date(2022, 7, 16))
    assert len(said(world, "due")) == 1
    world.cast.round.notable_due_moves = 3
    assert said(world, "due") == []


@pytest.mark.parametrize(("seconds", "facts"), [(30, 1), (60, 1), (61, 0), (7200, 0)])
def test_done_within_a_minute_of_being_started(world: World, seconds: int, facts: int) -> None:
    start(world.measure, world, NOON)
    verify(world.measure, world, NOON + dt.timedelta(seconds=seconds))

    assert len(said(world, "quick")) == facts
    if seconds == 30:
        assert said(world, "quick") == ["第3-2-1条2022年6月20日 12:00启动，30秒后核验通过"]
        assert rows(world, "quick") == [["measure.verify", "measure.start"]]


def test_reopened_and_done_at_once_is_not_done_within_a_minute_of_the_start(world: World) -> None:
    start(world.measure, world, NOON)
    verify(world.measure, world, NOON + DAY)
    start(world.second, world, NOON + DAY + MINUTE / 4)  # another measure's start doesn't count

    assert said(world, "quick") == []


def attach(measure: Measure, world: World, when: dt.datetime) -> Evidence:
    with recording(
        actor=world.cast.lead, acting_as=ActingAs("department", "负责人"), action="evidence.attach", effective_at=when
    ):
        return make.make_evidence(Measure.objects.get(pk=measure.pk), world.cast.lead)


def test_evidence_after_completion(world: World) -> None:
    attach(world.measure, world, NOON - DAY)  # before: not told
    verify(world.measure, world, NOON)
    late = attach(world.measure, world, NOON + DAY)
    done(world.measure, "measure.reopen", world.cast.clerk, NOON + 2 * DAY, status="in_progress")
    attach(world.measure, world, NOON + 3 * DAY)  # while it is open again: not told

    assert said(world, "late") == [f"第3-2-1条2022年6月20日核验通过，2022年6月21日又上传{late}"]
    assert rows(world, "late") == [["evidence.attach"] * 3]


def test_long_term_measures_go_on_having_evidence(world: World) -> None:
    change(world.measure, long_term=True)
    verify(world.measure, world, NOON)
    attach(world.measure, world, NOON + DAY)

    assert said(world, "late") == []


def test_wording_changed_after_approval(world: World) -> None:
    issue = world.issue
    done(world.measure, "measure.outcome", world.cast.lead, NOON - DAY, outcome="旧文。")
    done(world.measure, "measure.outcome", world.cast.lead, NOON - DAY / 2, outcome="旧文一。")  # before: not told
    done(issue, "issue.approve", world.cast.head, NOON, conclusion="basic", concluded_on=NOON.date())
    done(world.measure, "measure.outcome", world.cast.lead, NOON + DAY, outcome="新文。")
    done(world.of_deep_task, "measure.outcome", world.cast.outsider, NOON + DAY, outcome="别的事项。")  # another issue's
    done(world.second, "measure.outcome", world.cast.lead, NOON + DAY, outcome="首次填写。")  # nothing stood there

    assert said(world, "wording") == ["第3-2-1条的结论2022年6月20日审定，2022年6月21日修改落实情况"]
    assert set(rows(world, "wording")[0]) == {"measure.outcome"}


def test_wording_while_the_conclusion_is_open_again_is_not_told(world: World) -> None:
    done(world.measure, "measure.outcome", world.cast.lead, NOON - DAY, outcome="旧文。")
    done(world.issue, "issue.approve", world.cast.head, NOON, conclusion="basic", concluded_on=NOON.date())
    done(world.issue, "measure.reopen", world.cast.clerk, NOON + DAY, conclusion="undetermined", concluded_on=None)
    done(world.measure, "measure.outcome", world.cast.lead, NOON + 2 * DAY, outcome="新文。")

    assert said(world, "wording") == []


def test_many_completions_on_the_last_day(world: World) -> None:
    due = dt.date(2022, 6, 30)
    for number in range(3, 9):
        measure = make.make_measure(world.issue, number, lead=world.cast.lead_department, due_on=due)
        reported = due if number < 8 else due - DAY  # five on the day
        values = {"status": "reported", "reported_on": reported, "outcome": "已完成。"}
        done(measure, "measure.report", world.cast.lead, NOON, **values)
    (fact,) = said(world, "last_day")

    assert fact.startswith("2022年6月30日到期的措施")
    assert fact.endswith("其中5条当天报送完成情况")
    world.cast.round.notable_last_day = 6
    assert said(world, "last_day") == []


def paper(world: World, step: str, signatory: User, *, confirmed: bool = True) -> PaperDecision:
    with make.prepared():
        decision = PaperDecision(
            round=world.cast.round, subject_type="issues.issue", subject=world.issue.pk, subject_label="第2项", step=step,
            text="同意", signatory=signatory.person, decided_on=NOON.date(), number="3号", name="扫描件.pdf", size=1,
            sha256="0" * 64, content_type="application/pdf", path=f"decisions/{step}{signatory.pk}",
            recorded_by=world.cast.clerk, recorded_at=NOON,
        )  # fmt: skip
        decision.save()
    if confirmed:
        with make.prepared():
            decision.confirmed_by, decision.confirmed_at = world.cast.director, NOON
            decision.save()
    return decision


def test_one_person_in_two_steps_on_paper(world: World) -> None:
    done(world.issue, "issue.propose", world.cast.leader, NOON, proposed="basic", proposed_on=NOON.date())
    paper(world, "approve", world.cast.leader)

    name = world.cast.leader.person.name
    assert said(world, "paper") == [f"第2项：{name}线下签批“审定结论”，又办理了“提出拟定结论”"]
    assert "issue.propose" in rows(world, "paper")[0]
    assert said(world, "paper", world.cast.lead) == []  # a decision is no department's own


@pytest.mark.parametrize("case", ["another person", "another record", "unconfirmed", "the same step"])
def test_what_is_no_second_step_on_paper(world: World, case: str) -> None:
    other = Issue.objects.exclude(pk=world.issue.pk).first()
    issue = other if case == "another record" else world.issue
    by = world.cast.head if case == "another person" else world.cast.leader
    action = "issue.approve" if case == "the same step" else "issue.propose"
    done(issue, action, by, NOON, proposed="basic", proposed_on=NOON.date())
    paper(world, "approve", world.cast.leader, confirmed=case != "unconfirmed")

    assert said(world, "paper") == []


def test_the_page_states_facts_and_a_department_sees_its_own(world: World, sign_in: Any) -> None:
    start(world.measure, world, NOON)
    verify(world.measure, world, NOON + MINUTE / 2)
    address = reverse("reports:log_patterns", args=[world.cast.round.pk])
    pages = {
        name: text_of(sign_in(getattr(world.cast, name)).get(address)) for name in ("inspector", "lead", "outsider", "clerk")
    }

    assert {name: "30秒后核验通过" in page for name, page in pages.items()} == {
        "inspector": True, "lead": True, "outsider": False, "clerk": True,
    }  # fmt: skip
    assert {name: "设定条件" in page for name, page in pages.items()} == {
        "inspector": False, "lead": False, "outsider": False, "clerk": True,
    }  # fmt: skip
    assert "供核对时参考，不是结论" in pages["lead"]
    assert pages["outsider"].count("没有这样的情况。") == 6


@pytest.mark.parametrize("more", [0, 10])
def test_the_patterns_take_as_many_queries_with_few_rows_as_with_many(
    world: World, django_assert_num_queries: Any, more: int
) -> None:
    for number in range(3, 3 + more):
        measure = make.make_measure(world.issue, number, lead=world.cast.lead_department)
        start(measure, world, NOON)
        verify(measure, world, NOON + MINUTE / 2)
    start(world.measure, world, NOON)
    verify(world.measure, world, NOON + MINUTE / 2)
    user = fresh(world.cast.inspector)
    with django_assert_num_queries(14):
        found_patterns(world.cast.round, user)
    assert Entry.objects.filter(action="measure.verify").count() == more + 1
