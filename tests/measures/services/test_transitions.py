"""A measure's steps: the golden file of status × step × person, what each step needs, what it leaves, and recusal by person."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from issues.words import Conclusion
from measures.models import Measure
from measures.services.transitions import name_verifier, steps_for, transition
from measures.workflow import TRANSITIONS, Need, Status
from rectify.accounts.models import User
from rectify.accounts.roles import Role
from rectify.errors import Refused, Stale
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import World

GOLDEN = Path(__file__).with_name("steps.txt")


def everything(world: World) -> dict[Need, Any]:
    """Return something for every need."""
    return {need: world.cast.outsider.person if need is Need.REPORTER else f"{need}的内容" for need in Need}


def in_status(world: World, status: Status, **values: Any) -> Measure:
    """Bring the world's measure into a status; reported and done ones were reported by the lead department."""
    measure = Measure.objects.with_people().get(pk=world.measure.pk)
    measure.status = status
    if status in {Status.REPORTED, Status.DONE}:
        measure.reported_by, measure.recorded_by = world.cast.lead.person, world.cast.lead
    if status == Status.WITHDRAWN:
        measure.withdrawn_at, measure.status_before = timezone.now(), Status.IN_PROGRESS
    for name, value in values.items():
        setattr(measure, name, value)
    with make.prepared():
        measure.save()
    return measure


def golden_rows() -> list[tuple[str, str, dict[str, str], str]]:
    lines = [line for line in GOLDEN.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    names = lines[0].split("|")[1].split()
    rows = []
    for line in lines[1:]:
        where, answers, then = (part.split() for part in line.split("|"))
        rows.append((where[0], where[1], dict(zip(names, answers, strict=True)), then[0]))
    return rows


def attempt(measure: Measure, name: str, user: User, given: dict[Need, Any]) -> tuple[str, str]:
    """Try a step, take it back, and return the answer and the status it led to."""
    with transaction.atomic():
        try:
            after = transition(measure=measure, name=name, by=user, given=given).status
            answer = ("ok", str(after))
        except PermissionDenied:
            answer = ("no", "-")
        except Refused:
            answer = ("--", "-")
        transaction.set_rollback(True)
    return answer


def test_golden_file_names_every_status_and_every_step() -> None:
    assert [(row[0], row[1]) for row in golden_rows()] == [
        (status, name)
        for status in ["not_started", "in_progress", "reported", "done", "withdrawn"]
        for name in ["start", "report", "verify", "return", "reopen", "withdraw", "restore"]
    ]
    assert list(TRANSITIONS) == ["start", "report", "verify", "return", "reopen", "withdraw", "restore"]


@pytest.mark.parametrize("row", golden_rows(), ids=lambda row: f"{row[0]}-{row[1]}")
def test_step_is_open_to_whom_the_golden_file_says(row: Any, world: World) -> None:
    status, name, answers, then = row
    measure = in_status(world, Status(status))
    given = everything(world)
    found = {who: attempt(measure, name, getattr(world.cast, who), given) for who in answers}
    assert {who: answer for who, (answer, _) in found.items()} == answers
    assert {after for answer, after in found.values() if answer == "ok"} == ({then} if then != "-" else set())


def test_steps_offered_are_those_that_open(world: World) -> None:
    measure = in_status(world, Status.REPORTED)
    offered = [(step.transition.name, step.needs, step.conflict) for step in steps_for(measure, world.cast.director)]
    assert offered == [
        ("verify", (Need.NOTE,), ""),
        ("return", (Need.MISSING,), ""),
        ("withdraw", (Need.BASIS,), ""),
    ]
    assert steps_for(measure, world.cast.head) == []
    assert steps_for(measure, world.cast.lead) == []


def test_department_is_not_asked_who_reported(world: World) -> None:
    measure = in_status(world, Status.IN_PROGRESS)
    assert steps_for(measure, world.cast.lead)[0].needs == (Need.OUTCOME, Need.PROOF)
    assert steps_for(measure, world.cast.clerk)[0].needs == (Need.OUTCOME, Need.PROOF, Need.REPORTER)


@pytest.mark.parametrize(
    ("name", "status", "missing", "message"),
    [
        ("report", "in_progress", Need.OUTCOME, "请填写落实情况。"),
        ("report", "in_progress", Need.PROOF, "请先上传佐证材料；确无材料的，请说明原因。"),
        ("report", "in_progress", Need.REPORTER, "请选择报送人。"),
        ("verify", "reported", Need.NOTE, "请填写核验意见。"),
        ("return", "reported", Need.MISSING, "请填写需补充的内容。"),
        ("reopen", "done", Need.REASON, "请填写恢复整改的原因。"),
        ("withdraw", "in_progress", Need.BASIS, "请填写依据。"),
        ("restore", "withdrawn", Need.BASIS, "请填写依据。"),
    ],
)
def test_what_a_step_needs_is_demanded(name: str, status: str, missing: Need, message: str, world: World) -> None:
    measure = in_status(world, Status(status))
    before = Entry.objects.count()
    given = {**everything(world), missing: "  "}
    with pytest.raises(Refused) as refused:
        transition(measure=measure, name=name, by=world.cast.director, given=given)
    assert (refused.value.message, refused.value.field) == (message, missing.value)
    assert Measure.objects.get(pk=measure.pk).status == status
    assert Entry.objects.count() == before


def test_unknown_step_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="没有这样的办理步骤"):
        transition(measure=world.measure, name="finish", by=world.cast.director)


def test_stale_version_changes_nothing(world: World) -> None:
    transition(measure=world.measure, name="start", by=world.cast.clerk, version=1)
    before = Entry.objects.count()
    with pytest.raises(Stale) as stale:
        transition(measure=world.measure, name="withdraw", by=world.cast.director, version=1, given=everything(world))
    assert (stale.value.current.version, stale.value.current.status) == (2, "in_progress")
    assert Entry.objects.count() == before


def test_report_keeps_who_what_and_when(world: World) -> None:
    measure = in_status(world, Status.IN_PROGRESS)
    when = datetime.datetime(2022, 5, 20, 9, 30, tzinfo=timezone.get_default_timezone())
    given = {Need.OUTCOME: " 已建立制度。 ", Need.PROOF: "无材料", Need.REPORTER: world.cast.outsider.person}
    after = transition(measure=measure, name="report", by=world.cast.clerk, given=given, effective_at=when)
    assert (after.outcome, after.proof_note, after.reported_on) == ("已建立制度。", "无材料", datetime.date(2022, 5, 20))
    assert (after.reported_by, after.recorded_by) == (world.cast.outsider.person, world.cast.clerk)
    entry = Entry.objects.latest("id")
    assert (entry.action, entry.actor_name, entry.acting_as) == ("measure.report", "clerk的姓名", "领导小组办公室经办人")
    assert (entry.record_label, entry.effective_at, entry.measure) == ("第3-2-1条", when, measure.pk)
    assert {change["field"]: (change["old_text"], change["new_text"]) for change in entry.changes} == {
        "status": ("推进中", "已报待核验"),
        "outcome": ("", "已建立制度。"),
        "proof_note": ("", "无材料"),
        "reported_by": ("", "outsider的姓名"),
        "recorded_by": ("", "clerk的姓名"),
        "reported_on": ("", "2022年5月20日"),
    }


def test_department_reports_in_its_own_name(world: World) -> None:
    measure = in_status(world, Status.IN_PROGRESS)
    after = transition(measure=measure, name="report", by=world.cast.lead, given=everything(world))
    assert (after.reported_by, after.recorded_by) == (world.cast.lead.person, world.cast.lead)


def test_evidence_makes_the_note_needless(world: World) -> None:
    measure = in_status(world, Status.IN_PROGRESS)
    make.make_evidence(measure, world.cast.lead)
    after = transition(measure=measure, name="report", by=world.cast.lead, given={Need.OUTCOME: "已完成。"})
    assert (after.status, after.proof_note) == ("reported", "")


def test_withdrawn_evidence_proves_nothing(world: World) -> None:
    measure = in_status(world, Status.IN_PROGRESS)
    make.make_evidence(measure, world.cast.lead, withdrawn=True)
    with pytest.raises(Refused, match="请先上传佐证材料"):
        transition(measure=measure, name="report", by=world.cast.lead, given={Need.OUTCOME: "已完成。"})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"reported_by": "two_posts"}, "您是这条措施的报送人，须由他人核验。"),
        ({"responsible": "two_posts"}, "您是这条措施的责任人或责任领导，须由他人核验。"),
        ({"responsible_leader": "two_posts"}, "您是这条措施的责任人或责任领导，须由他人核验。"),
    ],
)
def test_man_of_two_posts_does_not_verify_what_is_his(values: dict[str, str], message: str, world: World) -> None:
    own = {field: getattr(world.cast, who).person for field, who in values.items()}
    measure = in_status(world, Status.REPORTED, **own)
    with pytest.raises(Refused) as refused:
        transition(measure=measure, name="verify", by=world.cast.two_posts, given={Need.NOTE: "同意"})
    assert refused.value.message == message
    assert steps_for(measure, world.cast.two_posts)[0].conflict == message
    assert transition(measure=measure, name="verify", by=world.cast.director, given={Need.NOTE: "同意"}).status == "done"


def test_recorder_does_not_verify(world: World) -> None:
    measure = in_status(world, Status.REPORTED, recorded_by=world.cast.clerk)
    with pytest.raises(Refused, match="这次报送由您录入"):
        transition(measure=measure, name="verify", by=world.cast.clerk, given={Need.NOTE: "同意"})


def test_office_member_of_the_lead_department_does_not_verify_unless_named(world: World) -> None:
    make.make_membership(world.cast.clerk, world.cast.round, Role.DEPARTMENT, world.cast.lead_department, post="经办人")
    measure = in_status(world, Status.REPORTED)
    with pytest.raises(Refused, match="您属于这条措施的牵头部门"):
        transition(measure=measure, name="verify", by=world.cast.clerk, given={Need.NOTE: "同意"})
    with pytest.raises(PermissionDenied):
        name_verifier(measure=measure, by=world.cast.leader, verifier=world.cast.clerk.person)
    name_verifier(measure=measure, by=world.cast.head, verifier=world.cast.clerk.person)
    assert Entry.objects.latest("id").reason == "指定clerk的姓名核验"
    assert transition(measure=measure, name="verify", by=world.cast.clerk, given={Need.NOTE: "同意"}).status == "done"


def test_reopening_takes_completed_back_in_the_same_transaction(world: World) -> None:
    measure = in_status(world, Status.DONE, done_on=datetime.date(2022, 5, 1))
    issue = measure.issue
    with make.prepared():
        issue.conclusion, issue.proposed, issue.concluded_on = "completed", "completed", datetime.date(2022, 5, 2)
        issue.save()
    before = Entry.objects.count()
    transition(measure=measure, name="reopen", by=world.cast.director, given={Need.REASON: "检查发现反弹"})
    issue.refresh_from_db()
    assert (issue.conclusion, issue.proposed, issue.concluded_on) == (Conclusion.UNDETERMINED, "", None)
    entries = Entry.objects.order_by("id")[before:]
    assert [(e.action, e.record_type, e.reason) for e in entries] == [
        ("measure.reopen", "measures.measure", "检查发现反弹"),
        ("measure.reopen", "issues.issue", "检查发现反弹"),
    ]


def test_reopening_leaves_another_conclusion_alone(world: World) -> None:
    measure = in_status(world, Status.DONE)
    issue = measure.issue
    with make.prepared():
        issue.conclusion = "phased"
        issue.save()
    before = Entry.objects.count()
    transition(measure=measure, name="reopen", by=world.cast.director, given={Need.REASON: "补充"})
    issue.refresh_from_db()
    assert issue.conclusion == "phased"
    assert Entry.objects.count() == before + 1


def test_restored_measure_stands_as_before(world: World) -> None:
    withdrawn = transition(
        measure=in_status(world, Status.IN_PROGRESS), name="withdraw", by=world.cast.clerk, given={Need.BASIS: "纪要第7号"}
    )
    assert (withdrawn.status_before, withdrawn.withdrawn_at is None) == ("in_progress", False)
    restored = transition(measure=withdrawn, name="restore", by=world.cast.clerk, given={Need.BASIS: "纪要第8号"})
    assert (restored.status, restored.status_before, restored.withdrawn_at) == ("in_progress", "", None)
