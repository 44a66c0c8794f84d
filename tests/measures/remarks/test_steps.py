"""A remark's steps: the golden file of state × step × person, what each step needs and leaves, and recusal by person."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from measures.models import Measure, Remark
from measures.remarks.people import settler_conflict, signers
from measures.remarks.services.remarks import steps_for, take_step, why_closed
from measures.remarks.workflow import NEED_WORDS, STEPS, Need
from measures.words import RemarkState
from rectify.accounts.models import User
from rectify.accounts.roles import Role
from rectify.errors import Refused, Stale
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import changed, upload
from tests.measures.remarks.conftest import LATER, again, brought, given, made, step

GOLDEN = Path(__file__).with_name("steps.txt")


def golden_rows() -> list[tuple[str, str, dict[str, str], str]]:
    lines = [line for line in GOLDEN.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    names = lines[0].split("|")[1].split()
    rows = []
    for line in lines[1:]:
        where, answers, then = (part.split() for part in line.split("|"))
        rows.append((where[0], where[1], dict(zip(names, answers, strict=True)), then[0]))
    return rows


def attempt(remark: Remark, name: str, user: User, world: World) -> tuple[str, str]:
    """Try a step, take it back, and return the answer and the state it led to."""
    with transaction.atomic():
        try:
            after = step(remark, name, user, world).state
            return "ok", after
        except PermissionDenied:
            return "no", "-"
        except Refused:
            return "--", "-"
        finally:
            transaction.set_rollback(True)


@pytest.mark.parametrize("state", [state.value for state in RemarkState])
def test_the_golden_file_says_who_may_do_what(state: str, world: World, measure: Measure, colleague: User) -> None:
    remark = brought(world, measure, state)
    found: dict[tuple[str, str], str] = {}
    said: dict[tuple[str, str], str] = {}
    for where, name, answers, then in golden_rows():
        if where != state:
            continue
        for who, answer in answers.items():
            user = colleague if who == "colleague" else getattr(world.cast, who)
            said[name, who] = answer
            found[name, who], after = attempt(remark, name, user, world)
            assert after == then or found[name, who] != "ok", f"{name} {who}"
    assert found == said
    assert len(said) == 8 * 13


def test_the_golden_file_holds_every_state_and_step() -> None:
    rows = [(state, name) for state, name, _, _ in golden_rows()]
    assert rows == [(state.value, name) for state in RemarkState for name in STEPS]


@pytest.mark.parametrize("state", [state.value for state in RemarkState])
def test_the_buttons_are_the_steps_that_are_open(state: str, world: World, measure: Measure, colleague: User) -> None:
    remark = brought(world, measure, state)
    for where, name, answers, _ in golden_rows():
        for who, answer in answers.items():
            user = again(colleague if who == "colleague" else getattr(world.cast, who))
            shown = [s.name for s in steps_for(remark, user) if not why_closed(s, remark, user)]
            if where == state:
                assert (name in shown) is (answer == "ok"), f"{name} {who}"


@pytest.mark.parametrize(
    ("state", "name", "by", "need"),
    [
        ("open", "answer", "clerk", Need.ANSWER), ("open", "answer", "clerk", Need.ANSWER_FROM),
        ("answered", "sign", "leader", Need.SIGN_NOTE), ("answered", "refuse", "leader", Need.REASON),
        ("signed", "settle", "inspector", Need.NOTE), ("signed", "return", "inspector", Need.NOTE),
        ("signed", "return", "inspector", Need.ANSWER_BY), ("open", "withdraw", "inspector", Need.REASON),
        ("open", "redirect", "clerk", Need.REASON),
    ],
)  # fmt: skip
def test_what_a_step_needs(state: str, name: str, by: str, need: Need, world: World, measure: Measure) -> None:
    remark = brought(world, measure, state)
    for nothing in (None, "  ") if need not in {Need.ANSWER_FROM, Need.ANSWER_BY} else (None,):
        with pytest.raises(Refused) as refused:
            step(remark, name, getattr(world.cast, by), world, **{need.value: nothing})
        assert (refused.value.message, refused.value.field) == (f"请填写{NEED_WORDS[need]}。", need.value)
    assert Remark.objects.get(pk=remark.pk).version == remark.version


def test_the_department_is_not_asked_who_answers(world: World, measure: Measure) -> None:
    answered = step(brought(world, measure, "open"), "answer", world.cast.lead, world, answer_from=None)
    assert (answered.answer_from, answered.answered_by, answered.attempt) == (world.cast.lead.person, world.cast.lead, 1)


def test_a_whole_way_leaves_one_entry_for_each_step(world: World, measure: Measure) -> None:
    remark = brought(world, measure, "returned")
    remark = step(remark, "answer", world.cast.clerk, world, answer="已补正")
    remark = step(remark, "refuse", world.cast.leader, world, reason="写明日期")
    remark = step(remark, "answer", world.cast.clerk, world, answer="6月1日已补正")
    remark = step(step(remark, "sign", world.cast.leader, world), "settle", world.cast.inspector, world, note="认可")

    entries = list(Entry.objects.for_record(remark).order_by("id"))
    assert [(e.action, e.acting_role) for e in entries] == [
        ("remark.make", "inspector"), ("remark.answer", "department"), ("remark.sign", "leader"), ("remark.return", "inspector"),
        ("remark.answer", "office"), ("remark.refuse", "leader"), ("remark.answer", "office"), ("remark.sign", "leader"),
        ("remark.settle", "inspector"),
    ]  # fmt: skip
    assert {(e.issue, e.measure, e.department, e.others) for e in entries} == {
        (measure.issue_id, measure.pk, world.cast.lead_department.pk, f"|{world.cast.cooperating_department.pk}|")
    }
    assert (remark.attempt, remark.note, remark.signed_by, remark.version) == (3, "认可", world.cast.leader.person, 9)
    assert remark.ended_at == entries[-1].recorded_at


def test_a_new_answer_must_be_signed_anew(world: World, measure: Measure) -> None:
    remark = step(brought(world, measure, "returned"), "answer", world.cast.lead, world)
    assert (remark.state, remark.signed_by, remark.signed_on, remark.sign_note) == ("answered", None, None, "")


def test_a_stale_form_changes_nothing(world: World, measure: Measure) -> None:
    remark = brought(world, measure, "open")
    with pytest.raises(Stale):
        take_step(remark=remark, name="answer", by=again(world.cast.lead), version=7, given=given(world))
    assert Remark.objects.get(pk=remark.pk).state == "open"


def test_an_unknown_step_and_files_where_none_belong_are_refused(world: World, measure: Measure) -> None:
    remark = brought(world, measure, "open")
    with pytest.raises(Refused, match="没有这样的办理步骤"):
        step(remark, "finish", world.cast.lead, world)
    files = [upload("一.txt", b"one")]
    with pytest.raises(Refused, match="这一步骤不附材料"):
        take_step(remark=remark, name="withdraw", by=again(world.cast.inspector), given=given(world), files=files)


def test_files_come_with_their_answer(world: World, measure: Measure) -> None:
    remark = brought(world, measure, "open")
    for text in (b"one", b"two"):
        files = [upload("说明.txt", text)]
        remark = take_step(remark=remark, name="answer", by=again(world.cast.lead), given=given(world), files=files)
    assert [(file.attempt, file.name, file.size) for file in remark.files.all()] == [(1, "说明.txt", 3), (2, "说明.txt", 3)]
    assert [e.record_type for e in Entry.objects.filter(action="remark.answer").order_by("id")] == [
        "measures.remark", "measures.remarkfile", "measures.remark", "measures.remarkfile",
    ]  # fmt: skip


# whose remark it is


def test_a_leaders_remark_is_theirs_alone(world: World, measure: Measure) -> None:
    remark = made(world, measure, by="head")
    assert remark.maker == "领导小组head的姓名"
    for name in ("leader", "two_posts", "inspector"):
        with pytest.raises(PermissionDenied):
            step(remark, "withdraw", getattr(world.cast, name), world)
    assert step(remark, "withdraw", world.cast.head, world).state == "withdrawn"


def test_it_is_the_groups_once_the_leader_holds_no_post_in_it(world: World, measure: Measure) -> None:
    remark = made(world, measure, by="head")
    changed(world.cast.head.memberships.get(), ended_on=world.cast.round.feedback_on)
    assert step(remark, "withdraw", world.cast.two_posts, world).state == "withdrawn"
    entry = Entry.objects.latest("id")
    assert (entry.acting_role, entry.acting_as) == ("leader", "副组长")


def test_another_team_does_not_settle_it(world: World, measure: Measure) -> None:
    remark = made(world, measure, by="supervisor")
    with pytest.raises(PermissionDenied):
        step(remark, "withdraw", world.cast.inspector, world)


# who signs


def test_without_a_responsible_leader_anybody_of_the_group_signs(world: World) -> None:
    remark = step(made(world, world.measure), "answer", world.cast.lead, world)
    assert signers(remark) == []
    for name in ("clerk", "lead", "inspector"):
        assert attempt(remark, "sign", getattr(world.cast, name), world) == ("no", "-")
    assert attempt(remark, "sign", world.cast.head, world) == ("ok", "signed")


def test_a_responsible_leader_of_any_post_signs(world: World) -> None:
    measure = changed(world.measure, responsible_leader=world.cast.supervisor.person)
    remark = step(made(world, measure), "answer", world.cast.lead, world)
    assert signers(remark) == [world.cast.supervisor.person]
    assert attempt(remark, "sign", world.cast.head, world) == ("no", "-")
    assert attempt(remark, "sign", world.cast.supervisor, world) == ("ok", "signed")


@pytest.mark.parametrize("near", ["maker", "answerer"])
def test_who_remarked_or_answered_does_not_sign(near: str, world: World) -> None:
    cast = world.cast
    measure = changed(world.measure, responsible_leader=cast.leader.person)
    remark = made(world, measure, by="leader" if near == "maker" else "inspector")
    answer_from = cast.leader.person if near == "answerer" else cast.lead.person
    remark = step(remark, "answer", cast.clerk, world, answer_from=answer_from)
    assert attempt(remark, "sign", cast.leader, world) == ("no", "-")
    assert attempt(remark, "sign", cast.head, world) == ("ok", "signed")


def test_of_an_issue_the_leaders_of_the_departments_measures_sign(world: World) -> None:
    cast = world.cast
    changed(world.second, responsible_leader=cast.head.person)
    make.make_measure(world.issue, 9, lead=cast.outside_department, responsible_leader=cast.leader.person)
    remark = made(world, world.issue, department=cast.lead_department)
    remark = step(remark, "answer", cast.lead, world)
    assert signers(remark) == [cast.head.person]
    assert attempt(remark, "sign", cast.leader, world) == ("no", "-")
    assert attempt(remark, "sign", cast.head, world) == ("ok", "signed")


def test_the_offices_own_answer_needs_no_sign(world: World) -> None:
    remark = made(world, world.issue)
    with pytest.raises(PermissionDenied):
        step(remark, "answer", world.cast.clerk, world)
    assert step(remark, "reply", world.cast.clerk, world).state == "signed"


# recusal


def test_who_remarked_does_not_answer_it(world: World, measure: Measure) -> None:
    remark = made(world, measure, by="two_posts")
    assert (remark.maker_role, remark.maker_post) == (Role.LEADER, "副组长")
    for by, answer_from in ((world.cast.two_posts, world.cast.lead.person), (world.cast.clerk, world.cast.two_posts.person)):
        with pytest.raises(Refused, match="提出人不能答复"):
            step(remark, "answer", by, world, answer_from=answer_from)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, ""),
        ({"signed_by": "inspector"}, "这次答复由您审签，须由他人办结或退回。"),
        ({"answer_from": "inspector"}, "这次答复由您作出或录入，须由他人办结或退回。"),
        ({"answered_by": "inspector"}, "这次答复由您作出或录入，须由他人办结或退回。"),
    ],
)
def test_nobody_settles_what_they_answered(values: dict[str, str], why: str, world: World, measure: Measure) -> None:
    people = {name: getattr(world.cast, who) for name, who in values.items()}
    persons = {name: user if name == "answered_by" else user.person for name, user in people.items()}
    remark = changed(brought(world, measure, "signed"), **persons)
    assert settler_conflict(remark, again(world.cast.inspector)) == why
    assert attempt(remark, "settle", world.cast.inspector, world)[0] == ("--" if why else "ok")


def test_of_a_team_nobody_settles_who_answers_for_the_measure(world: World, measure: Measure, colleague: User) -> None:
    remark = brought(world, measure, "signed")
    changed(measure, responsible=world.cast.inspector.person)
    assert settler_conflict(remark, again(world.cast.inspector)) == "您是所涉措施的责任人或责任领导，须由他人办结或退回。"
    assert attempt(remark, "return", colleague, world) == ("ok", "returned")


# to whom it goes


def test_the_office_sends_it_to_another_department_that_leads_there(world: World) -> None:
    cast: Any = world.cast
    make.make_measure(world.issue, 9, lead=cast.outside_department)
    remark = made(world, world.issue, department=cast.lead_department)
    with pytest.raises(Refused, match="所属措施的牵头部门"):
        step(remark, "redirect", cast.clerk, world, department=cast.cooperating_department)
    with pytest.raises(Refused, match="另一个答复部门"):
        step(remark, "redirect", cast.clerk, world, department=cast.lead_department)
    sent = step(remark, "redirect", cast.clerk, world, department=cast.outside_department)
    assert (sent.state, sent.department) == ("open", cast.outside_department)
    with pytest.raises(PermissionDenied):
        step(sent, "answer", cast.lead, world)
    assert attempt(sent, "answer", cast.outsider, world) == ("ok", "answered")


def test_sent_back_it_has_another_date(world: World, measure: Measure) -> None:
    remark = brought(world, measure, "returned")
    assert (remark.answer_by, remark.note) == (LATER, "note的内容")
    with pytest.raises(Refused, match="不能早于今天"):
        step(brought(world, measure, "signed"), "return", world.cast.inspector, world, answer_by=world.cast.round.feedback_on)
