"""Conclusions: the office proposes, the leading group approves, and 完成整改 must be borne out by the measures."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from issues.models import Issue
from measures.services.conclusions import approve, propose
from measures.services.transitions import transition
from measures.workflow import Need
from rectify.errors import Refused, Stale
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import changed

NOT_BORNE_OUT = "所属措施尚未全部完成，不能认定为“完成整改”。"
WORDS = ["completed", "phased", "basic", "incomplete"]


def all_done(world: World) -> None:
    for measure in (world.measure, world.second):
        changed(measure, status="done", reported_by=world.cast.lead.person, recorded_by=world.cast.lead)


def proposed(world: World, word: str = "phased", **values: Any) -> Issue:
    return propose(issue=world.issue, by=world.cast.clerk, conclusion=word, reason="理由", **values)


@pytest.mark.parametrize("word", WORDS)
def test_each_of_the_four_words_is_proposed_and_approved_as_it_is(word: str, world: World) -> None:
    all_done(world)
    before = Entry.objects.count()
    issue = propose(issue=world.issue, by=world.cast.clerk, conclusion=word, reason=" 理由 ")
    assert (issue.proposed, issue.proposed_reason, issue.proposed_by) == (word, "理由", world.cast.clerk)
    assert (issue.conclusion, issue.concluded_by) == ("undetermined", None)
    issue = approve(issue=issue, by=world.cast.head, note=" 同意 ", version=2)
    assert (issue.conclusion, issue.conclusion_note, issue.concluded_by) == (word, "同意", world.cast.head)
    assert [(e.action, e.record_type, e.reason) for e in Entry.objects.order_by("id")[before:]] == [
        ("issue.propose", "issues.issue", "理由"),
        ("issue.approve", "issues.issue", "同意"),
    ]


@pytest.mark.parametrize("word", ["undetermined", "", "done", "完成整改"])
def test_no_other_word_is_proposed(word: str, world: World) -> None:
    with pytest.raises(Refused) as refused:
        propose(issue=world.issue, by=world.cast.clerk, conclusion=word, reason="理由")
    assert (refused.value.message, refused.value.field) == ("请选择拟定结论。", "conclusion")


def test_reason_and_note_are_demanded(world: World) -> None:
    with pytest.raises(Refused) as refused:
        propose(issue=world.issue, by=world.cast.clerk, conclusion="phased", reason="  ")
    assert (refused.value.message, refused.value.field) == ("请填写拟定理由。", "reason")
    with pytest.raises(Refused) as refused:
        approve(issue=proposed(world), by=world.cast.head, note="\n")
    assert (refused.value.message, refused.value.field) == ("请填写审定意见。", "note")


@pytest.mark.parametrize("second", ["not_started", "in_progress", "reported"])
def test_completed_needs_every_measure_done(second: str, world: World) -> None:
    changed(world.measure, status="done")
    changed(world.second, status=second)
    with pytest.raises(Refused) as refused:
        proposed(world, "completed")
    assert (refused.value.message, refused.value.field) == (NOT_BORNE_OUT, "conclusion")
    assert proposed(world, "phased").proposed == "phased"


def test_completed_needs_a_measure_at_all(world: World) -> None:
    bare = make.make_issue(world.key_problem, 9)
    with pytest.raises(Refused, match=NOT_BORNE_OUT):
        propose(issue=bare, by=world.cast.clerk, conclusion="completed", reason="理由")


def test_a_withdrawn_measure_bears_nothing_out_and_hinders_nothing(world: World) -> None:
    changed(world.second, status="withdrawn", withdrawn_at=datetime.datetime(2022, 5, 1, tzinfo=datetime.UTC))
    with pytest.raises(Refused, match=NOT_BORNE_OUT):
        proposed(world, "completed")
    changed(world.measure, status="done")
    assert proposed(world, "completed").proposed == "completed"
    changed(world.measure, status="withdrawn", withdrawn_at=datetime.datetime(2022, 5, 2, tzinfo=datetime.UTC))
    with pytest.raises(Refused, match=NOT_BORNE_OUT):
        approve(issue=world.issue, by=world.cast.head, note="同意")


def test_measures_of_another_issue_bear_nothing_out(world: World) -> None:
    changed(world.of_follow_on, status="done")
    changed(world.elsewhere, status="done")
    with pytest.raises(Refused, match=NOT_BORNE_OUT):
        proposed(world, "completed")


def test_what_was_borne_out_when_proposed_is_asked_again_when_approved(world: World) -> None:
    all_done(world)
    issue = proposed(world, "completed")
    changed(world.second, status="reported")
    with pytest.raises(Refused, match=NOT_BORNE_OUT):
        approve(issue=issue, by=world.cast.head, note="同意")
    assert Issue.objects.get(pk=issue.pk).conclusion == "undetermined"


def test_nothing_proposed_nothing_approved(world: World) -> None:
    with pytest.raises(Refused, match=r"^没有待审定的拟定结论。$"):
        approve(issue=world.issue, by=world.cast.head, note="同意")
    issue = approve(issue=proposed(world), by=world.cast.head, note="同意")
    with pytest.raises(Refused, match=r"^没有待审定的拟定结论。$"):
        approve(issue=issue, by=world.cast.head, note="再同意一次")


def test_a_new_proposal_leaves_what_was_approved_until_it_is_approved_itself(world: World) -> None:
    issue = approve(issue=proposed(world, "phased"), by=world.cast.head, note="同意")
    issue = proposed(world, "basic")
    assert (issue.conclusion, issue.proposed) == ("phased", "basic")
    assert approve(issue=issue, by=world.cast.leader, note="同意").conclusion == "basic"


def test_reopening_takes_back_a_proposal_of_completed_and_leaves_what_was_approved(world: World) -> None:
    all_done(world)
    approve(issue=proposed(world, "phased"), by=world.cast.head, note="同意")
    proposed(world, "completed")
    transition(measure=world.measure, name="reopen", by=world.cast.director, given={Need.REASON: "反弹"})
    issue = Issue.objects.get(pk=world.issue.pk)
    assert (issue.conclusion, issue.conclusion_note, issue.proposed, issue.proposed_by) == ("phased", "同意", "", None)


def test_a_withdrawn_issue_is_concluded_no_more(world: World) -> None:
    issue = proposed(world)
    issue.withdrawn = True
    with make.prepared():
        issue.save()
    with pytest.raises(Refused, match=r"^该事项已撤销，不再认定结论。$"):
        propose(issue=issue, by=world.cast.clerk, conclusion="basic", reason="理由")
    with pytest.raises(Refused, match=r"^该事项已撤销，不再认定结论。$"):
        approve(issue=issue, by=world.cast.head, note="同意")


def test_a_placeholder_is_concluded_by_any_word_but_completed(world: World) -> None:
    gap = make.make_issue(world.key_problem, 8, placeholder=True, title="未刊载", disclosure="internal")
    for word in WORDS[1:]:
        assert propose(issue=gap, by=world.cast.clerk, conclusion=word, reason="理由").proposed == word


def test_dates_are_those_of_the_deed(world: World) -> None:
    on = datetime.datetime(2022, 5, 30, 17, tzinfo=datetime.UTC)  # past midnight in Shanghai
    issue = approve(issue=proposed(world, effective_at=on), by=world.cast.head, note="同意", effective_at=on)
    assert (issue.proposed_on, issue.concluded_on) == (datetime.date(2022, 5, 31), datetime.date(2022, 5, 31))


@pytest.mark.parametrize(
    "who", ["head", "leader", "lead", "cooperating", "inspector", "supervisor", "admin", "stranger", "nobody"]
)
def test_the_office_alone_proposes(who: str, world: World) -> None:
    with pytest.raises(PermissionDenied):
        propose(issue=world.issue, by=getattr(world.cast, who), conclusion="phased", reason="理由")
    assert Issue.objects.get(pk=world.issue.pk).proposed == ""


@pytest.mark.parametrize(
    "who", ["director", "clerk", "lead", "cooperating", "inspector", "supervisor", "admin", "stranger", "nobody"]
)
def test_the_leading_group_alone_approves(who: str, world: World) -> None:
    issue = proposed(world)
    with pytest.raises(PermissionDenied):
        approve(issue=issue, by=getattr(world.cast, who), note="同意")
    assert Issue.objects.get(pk=issue.pk).conclusion == "undetermined"


def test_a_stale_version_changes_nothing(world: World) -> None:
    proposed(world)
    before = Entry.objects.count()
    with pytest.raises(Stale) as stale:
        propose(issue=world.issue, by=world.cast.director, conclusion="basic", reason="理由", version=1)
    assert (stale.value.current.version, stale.value.current.proposed) == (2, "phased")
    with pytest.raises(Stale):
        approve(issue=world.issue, by=world.cast.head, note="同意", version=1)
    assert Entry.objects.count() == before
