"""Recusal is by person, whatever the post: the table of who is kept from verifying and approving, and by which sentence."""

import datetime

import pytest

from measures.services.conclusions import approve, propose
from measures.services.recusal import approver_conflict, verifier_conflict
from rectify.accounts.models import User
from rectify.accounts.roles import Role
from rectify.errors import Refused
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import changed

REPORTED = "您是这条措施的报送人，须由他人核验。"
ANSWERS = "您是这条措施的责任人或责任领导，须由他人核验。"
RECORDED = "这次报送由您录入，须由他人核验。"
OF_LEAD = "您属于这条措施的牵头部门，须由他人核验。"
PROPOSED = "结论由您拟定，须由他人审定。"
OF_MEASURES = "您是所属措施的责任人、责任领导、报送人或录入人，须由他人审定。"


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_nothing_stands_against_who_had_no_part_in_it(world: World) -> None:
    measure = changed(world.measure, status="reported", reported_by=world.cast.lead.person, recorded_by=world.cast.lead)
    for name in ("director", "clerk", "two_posts"):
        assert verifier_conflict(measure, getattr(world.cast, name)) == ""


@pytest.mark.parametrize(
    ("field", "sentence"),
    [("reported_by", REPORTED), ("responsible", ANSWERS), ("responsible_leader", ANSWERS), ("recorded_by", RECORDED)],
)
def test_whose_work_it_was_does_not_verify_it(field: str, sentence: str, world: World) -> None:
    clerk = world.cast.clerk
    measure = changed(world.measure, status="reported", **{field: clerk if field == "recorded_by" else clerk.person})
    assert verifier_conflict(measure, clerk) == sentence
    assert verifier_conflict(measure, world.cast.director) == ""


def test_who_belongs_to_the_lead_department_on_the_roll_does_not_verify(world: World) -> None:
    person = world.cast.clerk.person
    person.department = world.cast.lead_department
    with make.prepared():
        person.save()
    assert verifier_conflict(world.measure, fresh(world.cast.clerk)) == OF_LEAD
    assert verifier_conflict(world.of_follow_on, fresh(world.cast.clerk)) == ""


def test_who_holds_a_post_in_the_lead_department_does_not_verify(world: World) -> None:
    make.make_membership(world.cast.clerk, world.cast.round, Role.DEPARTMENT, world.cast.lead_department)
    assert verifier_conflict(world.measure, fresh(world.cast.clerk)) == OF_LEAD


def test_a_post_in_the_cooperating_department_is_no_hindrance(world: World) -> None:
    make.make_membership(world.cast.clerk, world.cast.round, Role.DEPARTMENT, world.cast.cooperating_department)
    assert verifier_conflict(world.measure, fresh(world.cast.clerk)) == ""


def test_a_post_that_has_ended_or_is_of_another_round_is_no_hindrance(world: World) -> None:
    ended = {"ended_on": datetime.date(2022, 4, 1)}
    make.make_membership(world.cast.clerk, world.cast.round, Role.DEPARTMENT, world.cast.lead_department, **ended)
    make.make_membership(world.cast.clerk, world.cast.other_round, Role.DEPARTMENT, world.cast.lead_department)
    assert verifier_conflict(world.measure, fresh(world.cast.clerk)) == ""


def test_without_a_lead_nobody_is_of_it(world: World) -> None:
    bare = make.make_measure(world.issue, 7)
    assert verifier_conflict(bare, world.cast.clerk) == ""


def test_a_named_verifier_may_be_of_the_lead_and_have_recorded_but_not_reported_or_answer(world: World) -> None:
    clerk = world.cast.clerk
    make.make_membership(clerk, world.cast.round, Role.DEPARTMENT, world.cast.lead_department)
    named = changed(world.measure, verifier=clerk.person, recorded_by=clerk)
    assert verifier_conflict(named, fresh(clerk)) == ""
    assert verifier_conflict(changed(world.measure, reported_by=clerk.person), fresh(clerk)) == REPORTED
    assert verifier_conflict(changed(world.measure, reported_by=None, responsible=clerk.person), fresh(clerk)) == ANSWERS


def test_naming_one_verifier_frees_nobody_else(world: World) -> None:
    named = changed(world.measure, verifier=world.cast.director.person, recorded_by=world.cast.clerk)
    assert verifier_conflict(named, world.cast.clerk) == RECORDED


@pytest.mark.parametrize("field", ["responsible", "responsible_leader", "reported_by", "recorded_by"])
@pytest.mark.parametrize("which", ["measure", "second"])
def test_whose_measure_it_was_does_not_approve_its_issue(field: str, which: str, world: World) -> None:
    leader = world.cast.leader
    changed(getattr(world, which), **{field: leader if field == "recorded_by" else leader.person})
    issue = propose(issue=world.issue, by=world.cast.clerk, conclusion="phased", reason="理由")
    assert approver_conflict(issue, leader) == OF_MEASURES
    assert approver_conflict(issue, world.cast.head) == ""
    with pytest.raises(Refused) as refused:
        approve(issue=issue, by=leader, note="同意")
    assert refused.value.message == OF_MEASURES
    assert approve(issue=issue, by=world.cast.head, note="同意").conclusion == "phased"


def test_a_withdrawn_measure_and_another_issues_measure_are_no_hindrance(world: World) -> None:
    person, withdrawn_at = world.cast.leader.person, datetime.datetime(2022, 5, 1, tzinfo=datetime.UTC)
    changed(world.second, status="withdrawn", withdrawn_at=withdrawn_at, responsible=person)
    changed(world.of_follow_on, responsible=person)
    assert approver_conflict(world.issue, world.cast.leader) == ""


def test_the_man_of_two_posts_does_not_approve_what_he_proposed(world: World) -> None:
    """He proposes as one of the office and would approve as one of the leading group: one person all the same."""
    man = world.cast.two_posts
    issue = propose(issue=world.issue, by=man, conclusion="phased", reason="理由")
    assert approver_conflict(issue, man) == PROPOSED
    with pytest.raises(Refused) as refused:
        approve(issue=issue, by=man, note="同意")
    assert refused.value.message == PROPOSED
    issue = propose(issue=issue, by=world.cast.clerk, conclusion="basic", reason="另拟")
    assert approve(issue=issue, by=man, note="同意").concluded_by == man
