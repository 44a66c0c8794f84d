"""待我办理: for whom what waits, the same in list and count, with recusal by person."""

import datetime as dt
from typing import Any

import pytest

from issues.models import Issue
from issues.services import opinions
from issues.words import Conclusion, OpinionState
from measures.models import Measure
from measures.services.recusal import approver_conflict, verifier_conflict
from measures.workflow import Status
from rectify.accounts.models import User
from rectify.accounts.roles import Role
from reports.waiting.rows import count_waiting, waiting_issues, waiting_measures, waiting_opinions
from reports.waiting.rules import Who
from tests import factories as make
from tests.conftest import World
from tests.reports.reading import change, fresh, make_opinion

NOW = dt.datetime(2022, 6, 20, 2, tzinfo=dt.UTC)
DAY = dt.date(2022, 6, 20)


@pytest.fixture(autouse=True)
def _on_20_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def measures_of(world: World, user: User) -> list[tuple[str, str]]:
    who = Who(fresh(user), world.cast.round, DAY)
    return [(measure.plan, measure.waits) for measure in waiting_measures(who)]  # type: ignore[attr-defined]


def issues_of(world: World, user: User) -> list[tuple[str, str]]:
    who = Who(fresh(user), world.cast.round, DAY)
    return [(issue.title, issue.waits) for issue in waiting_issues(who)]  # type: ignore[attr-defined]


def counts(world: World) -> dict[str, int | None]:
    """What waits for each member of the cast."""
    everybody = world.cast.everybody().items()
    return {name: count_waiting(fresh(user), world.cast.round) for name, user in everybody if isinstance(user, User)}


def report(world: World, measure: Measure, **values: Any) -> None:
    change(measure, status=Status.REPORTED, reported_on=dt.date(2022, 6, 18), **values)


def test_at_first_everything_waits_for_its_lead_department_alone(world: World) -> None:
    change(world.second, due_on=dt.date(2022, 7, 15))

    assert counts(world) == {
        "director": 0, "clerk": 0, "head": 0, "leader": 0, "lead": 2, "cooperating": 1, "outsider": 1,
        "inspector": 0, "supervisor": 0, "admin": None, "two_posts": 0, "stranger": None,
    }  # fmt: skip
    assert measures_of(world, world.cast.lead) == [("改进监管模式", "due_soon"), ("规范执法案卷", "not_started")]
    assert measures_of(world, world.cast.cooperating) == [("开展案卷阅评", "due_soon")]
    assert measures_of(world, world.cast.director) == []


@pytest.mark.parametrize(
    ("values", "waits"),
    [
        ({"status": Status.NOT_STARTED, "due_on": dt.date(2022, 6, 19)}, "overdue"),
        ({"status": Status.IN_PROGRESS, "due_on": dt.date(2022, 6, 19)}, "overdue"),
        ({"status": Status.IN_PROGRESS, "due_on": dt.date(2022, 6, 20)}, "due_soon"),
        ({"status": Status.IN_PROGRESS, "due_on": dt.date(2022, 6, 30)}, "due_soon"),
        ({"status": Status.IN_PROGRESS, "due_on": dt.date(2022, 7, 1)}, None),
        ({"status": Status.IN_PROGRESS, "due_on": None}, None),
        ({"status": Status.IN_PROGRESS, "due_on": dt.date(2022, 6, 1), "long_term": True}, None),
        ({"status": Status.NOT_STARTED, "due_on": None}, "not_started"),
        ({"status": Status.NOT_STARTED, "due_on": dt.date(2022, 6, 1), "long_term": True}, "not_started"),
        ({"status": Status.IN_PROGRESS, "due_on": None, "reported_on": dt.date(2022, 6, 1)}, "sent_back"),
        ({"status": Status.IN_PROGRESS, "due_on": dt.date(2022, 6, 1), "reported_on": dt.date(2022, 6, 1)}, "sent_back"),
        ({"status": Status.REPORTED, "due_on": dt.date(2022, 6, 1)}, None),
        ({"status": Status.DONE, "due_on": dt.date(2022, 6, 1)}, None),
        ({"status": Status.WITHDRAWN, "due_on": dt.date(2022, 6, 1), "withdrawn_at": NOW}, None),
    ],
)
def test_why_a_measure_waits_for_its_department(world: World, values: dict[str, Any], waits: str | None) -> None:
    change(world.of_follow_on, **values)
    expected = [("开展案卷阅评", waits)] if waits else []

    assert measures_of(world, world.cast.cooperating) == expected
    assert counts(world)["cooperating"] == len(expected)


def test_a_measure_of_a_withdrawn_issue_waits_for_nobody(world: World) -> None:
    change(world.follow_on, withdrawn=True)

    assert counts(world)["cooperating"] == 0
    assert measures_of(world, world.cast.cooperating) == []


def test_a_reported_measure_waits_for_the_office_but_not_for_who_stands_too_near(world: World) -> None:
    cast = world.cast
    report(world, world.measure, reported_by=cast.lead.person, recorded_by=cast.clerk)
    report(world, world.second, reported_by=cast.lead.person, recorded_by=cast.lead, responsible=cast.two_posts.person)
    found = counts(world)

    assert (found["director"], found["clerk"], found["two_posts"], found["head"]) == (2, 1, 1, 0)
    assert measures_of(world, cast.clerk) == [("规范执法案卷", "verify")]
    assert measures_of(world, cast.two_posts) == [("改进监管模式", "verify")]


def test_the_condition_says_what_the_recusal_of_verifying_says(world: World) -> None:
    """Every way of standing near, for every member of the office, by the service's own function."""
    cast = world.cast
    make.make_membership(cast.two_posts, cast.round, Role.DEPARTMENT, cast.outside_department)
    change(cast.clerk.person, department=cast.cooperating_department)
    near: list[dict[str, Any]] = [
        {},
        *({field: user.person} for field in ("reported_by", "responsible", "responsible_leader", "verifier")
          for user in (cast.director, cast.clerk, cast.two_posts)),
        *({"recorded_by": user} for user in (cast.director, cast.clerk)),
        {"recorded_by": cast.clerk, "verifier": cast.clerk.person},
        {"reported_by": cast.clerk.person, "verifier": cast.clerk.person},
    ]  # fmt: skip
    departments = [cast.lead_department, cast.cooperating_department, cast.outside_department, None]
    for number, values in enumerate(near, start=10):
        for place, lead in enumerate(departments):
            values = {"reported_by": cast.lead.person, "recorded_by": cast.lead, **values}
            make.make_measure(world.issue, number * 10 + place, lead=lead, status=Status.REPORTED, **values)
    reported = list(Measure.objects.filter(status=Status.REPORTED).with_people())

    assert len(reported) == 68
    for user in (fresh(cast.director), fresh(cast.clerk), fresh(cast.two_posts)):
        expected = {measure.pk for measure in reported if not verifier_conflict(measure, user)}
        listed = {m.pk for m in waiting_measures(Who(user, cast.round, DAY)) if m.waits == "verify"}  # type: ignore[attr-defined]
        assert listed == expected
        assert 0 < len(expected) < 68


def test_a_proposed_conclusion_waits_for_the_group_but_not_for_who_answers_for_it(world: World) -> None:
    cast = world.cast
    change(world.issue, proposed=Conclusion.PHASED, proposed_by=cast.two_posts)
    change(world.measure, responsible_leader=cast.leader.person)

    assert issues_of(world, cast.head) == [("推动能力提升有差距", "approve")]
    assert (issues_of(world, cast.leader), issues_of(world, cast.two_posts), issues_of(world, cast.director)) == ([], [], [])
    found = counts(world)
    assert (found["head"], found["leader"], found["two_posts"], found["director"]) == (1, 0, 0, 0)


def test_the_condition_says_what_the_recusal_of_approving_says(world: World) -> None:
    cast = world.cast
    near: list[dict[str, Any]] = [
        {"responsible": cast.head.person}, {"responsible_leader": cast.leader.person}, {"reported_by": cast.two_posts.person},
        {"recorded_by": cast.two_posts}, {"responsible": cast.head.person, "status": Status.WITHDRAWN, "withdrawn_at": NOW}, {},
    ]  # fmt: skip
    for number, values in enumerate(near, start=10):
        issue = make.make_issue(world.key_problem, number, proposed=Conclusion.BASIC, proposed_by=cast.clerk)
        make.make_measure(issue, 1, **values)
    make.make_issue(world.key_problem, 30, proposed=Conclusion.BASIC, proposed_by=cast.two_posts)
    proposed = list(Issue.objects.exclude(proposed=""))

    for user, waiting in ((fresh(cast.head), 6), (fresh(cast.leader), 6), (fresh(cast.two_posts), 4)):
        expected = {issue.pk for issue in proposed if not approver_conflict(issue, user)}
        assert {issue.pk for issue in waiting_issues(Who(user, cast.round, DAY))} == expected
        assert len(expected) == waiting


@pytest.mark.parametrize(
    ("proposed", "conclusion", "waits"),
    [
        ("", Conclusion.UNDETERMINED, False),
        (Conclusion.PHASED, Conclusion.UNDETERMINED, True),
        (Conclusion.PHASED, Conclusion.BASIC, True),
        (Conclusion.PHASED, Conclusion.PHASED, False),
    ],
)
def test_a_conclusion_waits_until_it_is_approved(world: World, proposed: str, conclusion: str, waits: bool) -> None:
    change(world.issue, proposed=proposed, proposed_by=world.cast.clerk, conclusion=conclusion)

    assert issues_of(world, world.cast.head) == ([("推动能力提升有差距", "approve")] if waits else [])


def test_an_issue_waits_for_its_proposal_once_all_measures_are_done(world: World) -> None:
    change(world.measure, status=Status.DONE)
    assert issues_of(world, world.cast.director) == []

    change(world.second, status=Status.WITHDRAWN, withdrawn_at=NOW)
    assert issues_of(world, world.cast.director) == [("推动能力提升有差距", "propose")]
    assert counts(world)["clerk"] == 1
    assert issues_of(world, world.cast.head) == []

    change(world.issue, proposed=Conclusion.COMPLETED, proposed_by=world.cast.director)
    assert issues_of(world, world.cast.director) == []


def test_an_issue_without_measures_does_not_wait_for_a_proposal(world: World) -> None:
    make.make_issue(world.key_problem, 9)

    assert issues_of(world, world.cast.director) == []


def opinions_of(world: World, user: User) -> list[tuple[int, str]]:
    who = Who(fresh(user), world.cast.round, DAY)
    return [(opinion.number, opinion.waits) for opinion in waiting_opinions(who)]  # type: ignore[attr-defined]


def test_an_opinion_waits_for_the_group_once_the_office_has_written_its_basis(world: World) -> None:
    cast = world.cast
    made: list[dict[str, Any]] = [
        {},
        {"basis": "纪要"},
        {"basis": "纪要", "state": OpinionState.IMPLEMENTED},
        {"basis": "纪要", "withdrawn": True},
        {"basis": "纪要", "round": cast.other_round},
        {"basis": "文件"},
    ]
    for number, values in enumerate(made, start=1):
        make_opinion(world, number, **values)

    waiting = [(2, "accept"), (6, "accept")]
    assert [opinions_of(world, user) for user in (cast.head, cast.leader, cast.two_posts)] == [waiting, waiting, waiting]
    assert [opinions_of(world, user) for user in (cast.director, cast.lead, cast.inspector)] == [[], [], []]
    found = counts(world)
    assert [found[name] for name in ("head", "leader", "two_posts", "director", "inspector")] == [2, 2, 2, 0, 0]


def test_an_opinion_sent_back_waits_again_once_its_basis_is_another(world: World) -> None:
    cast = world.cast
    opinion = make_opinion(world, basis="会议纪要第1号")
    asked = opinions.set_opinion_state
    opinion = asked(opinion=opinion, by=cast.head, version=1, state=OpinionState.IMPLEMENTED, implementation="会议纪要第2号")
    assert opinions_of(world, cast.leader) == []

    opinion = asked(opinion=opinion, by=cast.head, version=2, state=OpinionState.IMPLEMENTING, implementation="尚未落实到位")
    assert (opinion.basis, opinions_of(world, cast.leader)) == ("会议纪要第2号", [])
    opinions.edit_opinion(opinion=opinion, by=cast.clerk, version=3, implementation="会议纪要第3号")
    assert opinions_of(world, cast.leader) == [(1, "accept")]
    assert counts(world)["leader"] == 1


def test_issues_and_opinions_are_counted_together(world: World) -> None:
    """Two rows with one key are two things."""
    make_opinion(world, pk=world.issue.pk, basis="纪要")
    change(world.issue, proposed=Conclusion.PHASED, proposed_by=world.cast.clerk)
    change(world.measure, status=Status.REPORTED, reported_on=dt.date(2022, 6, 18))

    found = counts(world)
    assert (found["head"], found["two_posts"], found["director"]) == (2, 3, 1)


def test_what_belongs_to_another_round_does_not_wait(world: World) -> None:
    change(world.elsewhere, status=Status.REPORTED)

    assert counts(world)["director"] == 0
    assert count_waiting(fresh(world.cast.stranger), world.cast.other_round) == 1


@pytest.mark.parametrize(("name", "queries"), [("lead", 2), ("head", 2), ("director", 2), ("two_posts", 3), ("inspector", 1)])
def test_counting_takes_at_most_three_queries(world: World, django_assert_num_queries: Any, name: str, queries: int) -> None:
    user = fresh(getattr(world.cast, name))
    assert len(user.posts) >= 1
    with django_assert_num_queries(queries):
        count_waiting(user, world.cast.round)


@pytest.mark.parametrize("more", [0, 12])
def test_the_list_takes_as_many_queries_however_long(world: World, django_assert_num_queries: Any, more: int) -> None:
    for number in range(3, 3 + more):
        make.make_measure(world.issue, number, lead=world.cast.lead_department, status=Status.REPORTED)
    user = fresh(world.cast.director)
    assert len(user.posts) == 1
    who = Who(user, world.cast.round, DAY)
    with django_assert_num_queries(2 if more else 1):  # without a measure nothing is prefetched
        names = [(str(m), str(m.lead), str(m.responsible_leader), str(m.reported_by)) for m in waiting_measures(who)]
    assert len(names) == more
    with django_assert_num_queries(1):
        assert [str(issue) for issue in waiting_issues(who)] == []
