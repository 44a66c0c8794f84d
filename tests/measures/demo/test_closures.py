"""The demonstration's closures: how they stand after loading, and that each was decided by others than those concerned."""

from collections import Counter, defaultdict

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from issues.models import Issue, Round
from issues.words import Kind
from measures.changes import changes_after
from measures.closure.services.opinions import give_opinion
from measures.figures import Closures, figures
from measures.models import Consultation, LookBack
from rectify.accounts.models import User
from rectify.errors import Refused
from rectify.history.models import Entry
from reports.waiting.rows import waiting_issues
from reports.waiting.rules import Who


def of(state: str) -> list[str]:
    """Return the codes of the issues in a state, in their order."""
    return [issue.code for issue in Issue.objects.filter(closure=state).in_order()]


def test_every_state_is_there_to_be_seen(demonstration: Round) -> None:
    assert of("closed") == ["2-4-③", "10-1", "14-1"]
    assert of("requested") == ["2-4-②", "7-1", "8-2", "9-1-①", "13-1"]
    assert of("continuing") == ["10-2", "深1"]


def test_the_three_facts_are_apart(demonstration: Round) -> None:
    completed, closed = Issue.objects.filter(conclusion="completed"), Issue.objects.filter(closure="closed")
    assert (completed.count(), closed.count(), LookBack.objects.filter(result="held").count()) == (22, 3, 1)
    assert set(closed.values_list("conclusion", flat=True)) == {"completed"}


def test_what_the_team_said(demonstration: Round) -> None:
    said = {(asked.issue.code, asked.opinion, asked.ended) for asked in Consultation.objects.all()}
    assert said == {
        ("14-1", "no_objection", True),
        ("10-1", "no_objection", True),
        ("2-4-③", "silent", True),  # its days were over
        ("2-4-②", "", False),
        ("9-1-①", "", False),
        ("7-1", "", False),
        ("8-2", "defer", False),
        ("13-1", "supplement", False),
    }
    settled = Consultation.objects.get(settled_in__isnull=False)
    assert (settled.issue.code, settled.settled_in.minutes_number) == ("13-1", "党总支委员会会议纪要〔示例〕第5号")  # type: ignore[union-attr]


def test_one_is_overdue_and_one_is_within_its_days(demonstration: Round) -> None:
    due = {asked.issue.code: asked.due_on for asked in Consultation.objects.filter(opinion="")}
    assert due["2-4-②"] < timezone.localdate() <= min(due["9-1-①"], due["7-1"])


def test_of_the_teams_own_measures_its_superior_judges_recorded_by_the_office(demonstration: Round) -> None:
    """The example of the rules: the team answers for what it leads, so it neither gives the opinion nor is asked for it."""
    issue = Issue.objects.get(closure="requested", key_problem__number=7)
    asked, cast = Consultation.objects.get(issue=issue), {user.username: user for user in User.objects.all()}
    assert {measure.lead.name for measure in issue.measures.all() if measure.lead} == {"驻局纪检监察组"}
    waiting = {
        name: [(found.mark, found.waits) for found in waiting_issues(Who(cast[name], demonstration, timezone.localdate()))]  # type: ignore[attr-defined]
        for name in ("inspector", "director")
    }
    assert ((issue.mark, "answer_for") in waiting["director"], issue.mark in dict(waiting["inspector"])) == (True, False)

    with transaction.atomic():
        with pytest.raises(Refused, match="意见由其上级机关提出，由领导小组办公室代录。"):
            give_opinion(consultation=asked, by=cast["inspector"], opinion="no_objection")
        with pytest.raises(PermissionDenied):
            give_opinion(consultation=asked, by=cast["inspector"], opinion="no_objection", given_for="市纪委监委")
        given = give_opinion(consultation=asked, by=cast["director"], opinion="no_objection", given_for="市纪委监委")
        assert (given.given_for, given.given_by) == ("市纪委监委", cast["director"])
        transaction.set_rollback(True)


def test_the_figures_are_those_of_the_states(demonstration: Round) -> None:
    assert figures(demonstration).closures == {
        Kind.MANIFESTATION: Closures(open=28, requested=3, closed=2, continuing=1, held=1, changed=1, unsettled=3),
        Kind.FOLLOW_ON: Closures(open=25, requested=2, closed=1, due=1),
        Kind.DEEP_TASK: Closures(open=1, continuing=1),
    }


def test_one_changed_after_its_closure(demonstration: Round) -> None:
    found = changes_after(Issue.objects.filter(closure="closed"))
    assert {Issue.objects.get(pk=pk).code: [e.action for e in entries] for pk, entries in found.items()} == {
        "10-1": ["evidence.attach"]
    }


def test_look_backs_are_done_due_and_planned(demonstration: Round) -> None:
    today = timezone.localdate()
    found = Counter(
        (back.issue.code, back.result or ("due" if back.planned_on <= today else "planned")) for back in LookBack.objects.all()
    )
    assert found == {
        ("14-1", "held"): 1, ("14-1", "planned"): 1,
        ("10-1", "planned"): 1,
        ("2-4-③", "due"): 1, ("2-4-③", "planned"): 1,
    }  # fmt: skip


def test_nobody_closed_what_was_theirs(demonstration: Round) -> None:
    """Told by the log alone, apart from the rules' code."""
    person_of = dict(User.objects.values_list("pk", "person"))
    answering: dict[int, set[int]] = defaultdict(set)
    acted: dict[int, set[int]] = defaultdict(set)
    closings = 0
    for entry in Entry.objects.filter(issue__isnull=False).order_by("id"):
        new = {change["field"]: change["new"] for change in entry.changes}
        issue, person = entry.issue or 0, person_of.get(entry.actor_id or 0, 0)
        answering[issue] |= {new[name] for name in ("responsible", "responsible_leader", "reported_by") if new.get(name)}
        if entry.action in {"measure.report", "issue.propose", "closure.request", "closure.opinion"}:
            acted[issue].add(person)
        if entry.action == "closure.approve" and entry.record_type == "issues.issue":
            assert person not in answering[issue] | acted[issue]
            closings += 1
    assert closings == 3


def test_each_step_has_its_reason_in_the_log(demonstration: Round) -> None:
    told = Entry.objects.filter(record_type="issues.issue", action__startswith="closure.").values_list("action", "reason")
    assert Counter(action for action, _ in told) == {"closure.request": 8, "closure.approve": 3, "closure.continue": 2}
    assert [action for action, reason in told if not reason] == []
