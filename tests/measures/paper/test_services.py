"""Any approval on paper: recorded by one, confirmed by another, bound to what was signed; recusal is by person."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from issues.models import Issue, Opinion, PaperDecision
from issues.services.decisions import withdraw_decision
from measures.changes import changes_after, confirmations_of
from measures.models import Extension
from measures.paper.registry import STEPS
from measures.paper.services import confirm_paper, record_paper
from measures.services.conclusions import propose
from measures.services.transitions import transition
from measures.workflow import Need
from rectify.errors import Refused, Stale
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import PDF, changed, fresh, upload
from tests.measures.paper.conftest import (
    SIGNED,
    SUBJECTS,
    UNTIL,
    closing,
    extending,
    implementing,
    on_paper,
    paper_values,
    proposed,
)


def state(subject: Any) -> Any:
    """Return what a decision changes of a record, as it stands."""
    subject = type(subject)._default_manager.get(pk=subject.pk)
    match subject:
        case Issue():
            return subject.conclusion, subject.closure
        case Opinion():
            return subject.state
        case Extension():
            return subject.state, fresh(subject.measure).due_on
    raise TypeError(subject)


AFTER = {
    "conclusion": ("phased", "open"),
    "implement": "implemented",
    "extension-grant": ("granted", UNTIL),
    "extension-refuse": ("refused", datetime.date(2022, 6, 30)),
    "closure-approve": ("completed", "closed"),
    "closure-refuse": ("completed", "open"),
    "closure-confirm": ("undetermined", "closed"),
}


def test_the_steps_are_these() -> None:
    assert {key: step.label for key, step in STEPS.items() if key in SUBJECTS} == {
        "conclusion": "审定结论",
        "implement": "认定已落实",
        "extension-grant": "同意延期",
        "extension-refuse": "不同意延期",
        "closure-approve": "同意销号",
        "closure-refuse": "暂缓销号",
        "closure-confirm": "确认销号后变动",
    }


def test_it_holds_once_another_has_confirmed_it(key: str, world: World) -> None:
    subject = SUBJECTS[key](world)
    before = state(subject)
    decision = on_paper(world, key, subject)
    assert (decision.pending, state(subject)) == (True, before)

    last = Entry.objects.latest("id").pk
    confirm_paper(decision=decision, by=world.cast.two_posts, version=1)

    assert state(subject) == AFTER[key]
    lines = Entry.objects.filter(pk__gt=last, record_type=subject._meta.label_lower)
    assert [(line.action, line.acting_as, line.reason) for line in lines] == [
        ("decision.confirm", "领导小组办公室副主任", "线下签批：head的姓名，2022年6月14日，签批单3号；由clerk的姓名代录")
    ]


def test_what_was_approved_names_the_paper_and_its_signatory(world: World) -> None:
    decision = confirm_paper(decision=on_paper(world, "conclusion", proposed(world)), by=world.cast.two_posts)
    issue = Issue.objects.get(pk=world.issue.pk)
    assert (issue.conclusion_paper, issue.concluded_by, issue.concluded_on) == (decision, None, SIGNED)
    assert issue.conclusion_note == "同意"

    extension = extending(world)
    granted = confirm_paper(decision=on_paper(world, "extension-grant", extension), by=world.cast.two_posts)
    extension.refresh_from_db()
    assert (extension.decided_by, extension.decided_on, extension.paper) == (world.cast.head.person, SIGNED, granted)
    assert (extension.number, fresh(world.measure).original_due_on) == (1, datetime.date(2022, 6, 30))


def test_a_closure_on_paper_is_no_change_after_itself(world: World) -> None:
    decision = on_paper(world, "closure-approve", closing(world))
    confirm_paper(decision=decision, by=world.cast.two_posts)
    issue = Issue.objects.get(pk=world.issue.pk)

    assert (issue.closure, issue.closure_paper) == ("closed", decision)
    assert changes_after([issue]) == {}
    changed(world.measure, plan="另一个方案")
    assert list(changes_after([issue])) == [issue.pk]


def test_what_changed_after_the_paper_was_recorded_was_not_approved(world: World) -> None:
    decision = on_paper(world, "closure-approve", closing(world))
    changed(world.measure, plan="另一个方案")
    confirm_paper(decision=decision, by=world.cast.two_posts)
    assert list(changes_after([Issue.objects.get(pk=world.issue.pk)])) == [world.issue.pk]


def test_a_confirmation_on_paper_leaves_who_closed_it_and_is_no_change_itself(world: World) -> None:
    issue = SUBJECTS["closure-confirm"](world)
    said = dict(STEPS["closure-confirm"].says(issue))["销号后变动"]
    last = changes_after([issue])[issue.pk][-1].pk
    assert said == f"第3-2-1条、（三）2 推动能力提升有差距，共2处，至第{last}号变更记录"

    confirm_paper(decision=on_paper(world, "closure-confirm", issue), by=world.cast.two_posts)

    after = Issue.objects.get(pk=issue.pk)
    assert (after.closer, after.closure_note, after.closure_on, after.closure_paper) == (
        world.cast.head, "同意", issue.closure_on, None,
    )  # fmt: skip
    assert changes_after([after]) == {}
    assert [(entry.action, entry.actor_name) for entry in confirmations_of(after)] == [("decision.confirm", "two_posts的姓名")]


def test_a_paper_stands_for_no_change_that_came_later(world: World) -> None:
    decision = on_paper(world, "closure-confirm", SUBJECTS["closure-confirm"](world))
    changed(world.second, plan="另一个方案")
    with pytest.raises(Refused, match="签批件所批的内容之后已有变动"):
        confirm_paper(decision=decision, by=world.cast.two_posts)


def test_who_changed_it_confirms_no_paper_about_it(world: World) -> None:
    issue = SUBJECTS["closure-confirm"](world)
    transition(measure=fresh(world.second), name="reopen", by=world.cast.two_posts, given={Need.REASON: "不实"})
    decision = on_paper(world, "closure-confirm", Issue.objects.get(pk=issue.pk))
    with pytest.raises(Refused, match="由您提出，须由他人确认"):
        confirm_paper(decision=decision, by=world.cast.two_posts)
    assert list(changes_after([Issue.objects.get(pk=issue.pk)])) == [issue.pk]


@pytest.mark.parametrize(
    ("recorder", "confirmer", "message"),
    [
        ("clerk", "clerk", "由您代录，须由他人确认"),
        ("two_posts", "two_posts", "由您代录，须由他人确认"),
        ("clerk", "director", "由您提出，须由他人确认"),
    ],
)
@pytest.mark.parametrize("about", ["conclusion", "extension-grant", "closure-approve", "closure-confirm"])
def test_nobody_confirms_what_they_recorded_or_put_forward(
    recorder: str, confirmer: str, message: str, about: str, world: World
) -> None:
    subject = SUBJECTS[about](world)
    before = state(subject)
    decision = on_paper(world, about, subject, by=recorder)
    with pytest.raises(Refused, match=message):
        confirm_paper(decision=decision, by=getattr(world.cast, confirmer))
    assert state(subject) == before
    assert PaperDecision.objects.pending().count() == 1


def test_the_signatory_confirms_nothing(world: World) -> None:
    """`two_posts` is deputy leader and of the office: whatever the post, it is the same person."""
    decision = on_paper(world, "conclusion", proposed(world), signatory=world.cast.two_posts.person)
    with pytest.raises(Refused, match="您是这份签批的签批人"):
        confirm_paper(decision=decision, by=world.cast.two_posts)


@pytest.mark.parametrize(
    ("about", "who", "message"),
    [
        ("conclusion", "director", "签批人须为领导小组成员"),
        ("implement", "inspector", "签批人须为领导小组成员"),
        ("closure-approve", "supervisor", "签批人须为领导小组成员"),
        ("extension-grant", "leader", "这次延期由领导小组组长审批"),  # beyond the concentrated period
        ("extension-grant", "lead", "延期由lead的姓名申请或录入"),
    ],
)
def test_who_could_not_decide_signs_nothing(about: str, who: str, message: str, world: World) -> None:
    with pytest.raises(Refused, match=message) as refused:
        on_paper(world, about, SUBJECTS[about](world), signatory=getattr(world.cast, who).person)
    assert (refused.value.field, PaperDecision.objects.count()) == ("signatory", 0)


@pytest.mark.parametrize("about", ["conclusion", "closure-approve"])
def test_who_answers_for_a_measure_signs_nothing(about: str, world: World) -> None:
    subject = SUBJECTS[about](world)
    changed(world.measure, responsible_leader=world.cast.leader.person)
    with pytest.raises(Refused, match=r"leader的姓名是所属措施的责任人、责任领导、报送人或录入人") as refused:
        on_paper(world, about, subject, signatory=world.cast.leader.person)
    assert refused.value.field == "signatory"


def test_the_responsible_leader_needs_no_account_to_sign_an_extension(world: World) -> None:
    leader = make.make_person("没有账号的责任领导")
    changed(world.measure, status="in_progress", due_on=datetime.date(2022, 5, 31), responsible_leader=leader)
    changed(world.cast.round, concentrated_until=datetime.date(2099, 12, 31))
    subject = extending(world)
    confirm_paper(decision=on_paper(world, "extension-grant", subject, signatory=leader), by=world.cast.two_posts)

    assert state(subject) == ("granted", UNTIL)


def _new_reason(world: World, subject: Any) -> None:
    propose(issue=subject, by=world.cast.clerk, conclusion="phased", reason="另一个理由")


def _new_word(world: World, subject: Any) -> None:
    propose(issue=subject, by=world.cast.clerk, conclusion="basic", reason="长期措施仍在推进")


def _new_basis(world: World, subject: Any) -> None:
    changed(subject, basis="另一份依据")


def _new_date(world: World, subject: Any) -> None:
    changed(subject, until=datetime.date(2099, 7, 31))


@pytest.mark.parametrize(
    ("about", "change"),
    [
        ("conclusion", _new_reason),
        ("conclusion", _new_word),
        ("implement", _new_basis),
        ("extension-grant", _new_date),
    ],
)
def test_what_changed_after_recording_is_not_confirmed(about: str, change: Callable[[World, Any], None], world: World) -> None:
    subject = SUBJECTS[about](world)
    decision = on_paper(world, about, subject)
    change(world, subject)
    before = state(subject)
    with pytest.raises(Refused, match="所批的内容之后已有变动，这份签批不能采用"):
        confirm_paper(decision=decision, by=world.cast.two_posts)
    assert (state(subject), PaperDecision.objects.get().confirmed_by) == (before, None)


def test_what_is_no_longer_borne_out_is_not_confirmed(world: World) -> None:
    for measure in (world.measure, world.second):
        changed(measure, status="done", done_on=SIGNED)
    subject = propose(issue=world.issue, by=world.cast.director, conclusion="completed", reason="均已完成")
    decision = on_paper(world, "conclusion", subject)
    transition(measure=world.measure, name="reopen", by=world.cast.director, given={"reason": "又有问题"})  # type: ignore[dict-item]
    with pytest.raises(Refused, match="没有待审定的拟定结论"):
        confirm_paper(decision=decision, by=world.cast.two_posts)


def test_a_page_that_showed_something_else_records_nothing(world: World) -> None:
    with pytest.raises(Refused, match="已有变动"):
        on_paper(world, "conclusion", proposed(world), content_hash="0" * 64)
    with pytest.raises(Refused, match="没有待审定的拟定结论"):
        on_paper(world, "conclusion", world.follow_on)
    with pytest.raises(Refused, match="不能以线下签批代替"):
        record_paper(by=world.cast.clerk, **{**paper_values(world, "conclusion", world.issue), "key": "verify"})
    assert PaperDecision.objects.count() == 0


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"text": " "}, "text", "请填写批示内容"),
        ({"number": ""}, "number", "请选择会议，或填写会议、文件编号"),
        ({"scan": None}, "scan", "请上传签批件的扫描件"),
        ({"scan": upload("签批件.exe", PDF)}, "scan", "类型不能上传"),
        ({"decided_on": timezone.localdate() + datetime.timedelta(days=1)}, "decided_on", "不能晚于今天"),
    ],
)
def test_what_a_decision_must_say(values: dict[str, Any], field: str, message: str, world: World) -> None:
    with pytest.raises(Refused, match=message) as refused:
        on_paper(world, "implement", implementing(world), **values)
    assert (refused.value.field, PaperDecision.objects.count()) == (field, 0)


@pytest.mark.parametrize("who", ["head", "leader", "inspector", "lead", "stranger", "admin"])
def test_the_office_alone_records_and_confirms(who: str, world: World) -> None:
    subject = proposed(world)
    with pytest.raises(PermissionDenied):
        on_paper(world, "conclusion", subject, by=who)
    decision = on_paper(world, "conclusion", subject)
    with pytest.raises(PermissionDenied):
        confirm_paper(decision=decision, by=getattr(world.cast, who))
    assert state(subject) == ("undetermined", "open")


def test_one_waits_at_a_time_and_a_wrong_one_is_withdrawn(world: World) -> None:
    subject = proposed(world)
    decision = on_paper(world, "conclusion", subject)
    with pytest.raises(Refused, match="已有待确认的线下签批"):
        on_paper(world, "conclusion", subject)
    withdraw_decision(decision=decision, by=world.cast.clerk, version=1, reason="扫错了")
    with pytest.raises(Refused, match="已经撤销"):
        confirm_paper(decision=decision, by=world.cast.two_posts)
    on_paper(world, "conclusion", subject)
    assert PaperDecision.objects.count() == 2


def test_two_who_confirm_at_once_confirm_once(world: World) -> None:
    decision = on_paper(world, "conclusion", proposed(world))
    confirm_paper(decision=decision, by=world.cast.two_posts, version=1)
    with pytest.raises(Stale):
        confirm_paper(decision=decision, by=world.cast.two_posts, version=1)
