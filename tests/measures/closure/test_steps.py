"""The closing of an issue: asked for, answered, approved, refused, disputed, continued; and what stands against each."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from issues.models import Issue, Meeting
from measures.closure.services.opinions import give_opinion
from measures.closure.services.steps import steps_for, take
from measures.models import Consultation, LookBack
from measures.services.transitions import transition
from measures.workflow import Need
from rectify.errors import Refused, Stale
from rectify.history.models import Entry
from tests.conftest import World
from tests.measures.closure.conftest import AFTER, MONDAY, asked_of
from tests.measures.conftest import changed

DAY = datetime.date(2022, 5, 9)


def test_a_request_asks_the_inspection_team(world: World, requested: Issue) -> None:
    asked = asked_of(requested)

    assert (requested.closure, requested.closure_by, requested.closure_on) == ("requested", world.cast.director, DAY)
    assert (asked.asked_by, asked.asked_on, asked.due_on, asked.note) == (
        world.cast.director,
        DAY,
        datetime.date(2022, 5, 16),  # five working days later
        "已完成",
    )
    assert [(e.action, e.record_type) for e in Entry.objects.order_by("-id")[:2]] == [
        ("closure.request", "issues.issue"),
        ("closure.request", "measures.consultation"),
    ]


def test_only_what_is_completed_is_asked_for(world: World) -> None:
    changed(world.issue, conclusion="phased", proposed="phased")

    with pytest.raises(Refused, match="审定结论为“阶段性完成”，认定为“完成整改”后才能销号。"):
        take(issue=world.issue, name="request", by=world.cast.director)

    assert not Consultation.objects.exists()


def test_approval_closes_and_plans_the_look_back(world: World, closed: Issue) -> None:
    look_back = LookBack.objects.get(issue=closed)

    assert (closed.closure, closed.closure_by, closed.closure_note) == ("closed", world.cast.head, "同意")
    assert (look_back.planned_on, look_back.result) == (datetime.date(2022, 11, 9), "")
    assert Consultation.objects.get(issue=closed).ended
    seen = Entry.objects.exclude(action="closure.approve").order_by("-id").first()
    assert seen is not None
    assert closed.closed_after == seen.pk


def test_silence_is_no_consent(world: World, requested: Issue) -> None:
    with pytest.raises(Refused, match="驻局纪检监察组尚未回复，回复期限为5月16日。"):
        take(issue=requested, name="approve", by=world.cast.head, given={"note": "同意"}, effective_at=MONDAY)

    closed = take(issue=requested, name="approve", by=world.cast.head, given={"note": "同意"}, effective_at=AFTER)

    asked = Consultation.objects.get(issue=closed)
    assert (closed.closure, asked.opinion, asked.given_by) == ("closed", "silent", None)


@pytest.mark.parametrize("opinion", ["supplement", "defer"])
def test_an_opinion_against_it_is_settled_by_a_meeting(world: World, requested: Issue, meeting: Meeting, opinion: str) -> None:
    give_opinion(consultation=asked_of(requested), by=world.cast.inspector, opinion=opinion, text="资料不全")
    with pytest.raises(Refused, match="须先提请领导小组研究。"):
        take(issue=requested, name="approve", by=world.cast.head, given={"note": "同意"})

    given = {"meeting": meeting, "ruling": "close", "decision": "补充说明后同意销号"}
    disputed = take(issue=requested, name="dispute", by=world.cast.director, given=given)
    closed = take(issue=disputed, name="approve", by=world.cast.head, given={"note": "按会议决定"})

    asked = Consultation.objects.get(issue=closed)
    assert (closed.closure, asked.opinion, asked.settled_in, asked.settlement) == (
        "closed",
        opinion,
        meeting,
        "补充说明后同意销号",
    )


@pytest.mark.parametrize(("ruling", "said"), [("", "请选择会议结论。"), ("later", "请从所列会议结论中选择。")])
def test_a_meeting_decides_one_way_or_the_other(world: World, requested: Issue, meeting: Meeting, ruling: str, said: str) -> None:
    give_opinion(consultation=asked_of(requested), by=world.cast.inspector, opinion="defer", text="资料不全")
    with pytest.raises(Refused, match=said):
        take(
            issue=requested,
            name="dispute",
            by=world.cast.director,
            given={"meeting": meeting, "ruling": ruling, "decision": "再议"},
        )


def test_what_a_meeting_deferred_can_only_be_refused(world: World, requested: Issue, meeting: Meeting) -> None:
    give_opinion(consultation=asked_of(requested), by=world.cast.inspector, opinion="defer", text="资料不全")
    given = {"meeting": meeting, "ruling": "defer", "decision": "补齐台账后再申请"}
    deferred = take(issue=requested, name="dispute", by=world.cast.director, given=given)
    with pytest.raises(Refused, match="研究决定暂缓销号，只能办理“暂缓销号”。"):
        take(issue=deferred, name="approve", by=world.cast.head, given={"note": "同意"})

    refused = take(issue=deferred, name="refuse", by=world.cast.head, given={"reason": "按会议决定"})

    assert (refused.closure, asked_of_all(refused)) == ("open", [("defer", "defer", True)])


def asked_of_all(issue: Issue) -> list[tuple[str, str, bool]]:
    """Return what was answered, how a meeting decided, and whether the asking is over, of each asking."""
    return list(Consultation.objects.filter(issue=issue).values_list("opinion", "ruling", "ended"))


def test_nothing_is_brought_to_a_meeting_without_an_objection(world: World, answered: Issue, meeting: Meeting) -> None:
    with pytest.raises(Refused, match="没有需要提请研究的不同意见。"):
        take(
            issue=answered,
            name="dispute",
            by=world.cast.director,
            given={"meeting": meeting, "ruling": "close", "decision": "同意"},
        )


def test_refusal_opens_it_again_and_it_can_be_asked_for_anew(world: World, answered: Issue) -> None:
    refused = take(issue=answered, name="refuse", by=world.cast.head, given={"reason": "再看看"})
    assert (refused.closure, refused.closure_note) == ("open", "再看看")

    take(issue=refused, name="request", by=world.cast.clerk)

    assert [(c.ended, c.asked_by) for c in Consultation.objects.order_by("id")] == [
        (True, world.cast.director),
        (False, world.cast.clerk),
    ]


def test_continuing_needs_its_reason_and_a_day_to_come(world: World) -> None:
    past = {"reason": "体制问题", "until": datetime.date(2022, 5, 9)}
    with pytest.raises(Refused, match="持续整改的日期应晚于今天。"):
        take(issue=world.issue, name="continue", by=world.cast.director, given=past, effective_at=MONDAY)
    with pytest.raises(Refused, match="请填写原因。"):
        take(issue=world.issue, name="continue", by=world.cast.director, given={**past, "reason": " "}, effective_at=MONDAY)

    given = {"reason": "体制问题", "until": datetime.date(2022, 12, 31)}
    issue = take(issue=world.issue, name="continue", by=world.cast.director, given=given, effective_at=MONDAY)

    assert (issue.closure, issue.closure_note, issue.continuing_until) == ("continuing", "体制问题", datetime.date(2022, 12, 31))


def test_nobody_decides_on_what_is_their_own(world: World, answered: Issue) -> None:
    cast = world.cast
    changed(asked_of(answered), asked_by=cast.two_posts)
    with pytest.raises(Refused, match="销号由您申请，须由他人审批。"):
        take(issue=answered, name="approve", by=cast.two_posts, given={"note": "同意"})

    issue = changed(answered, proposed_by=cast.head)
    with pytest.raises(Refused, match="结论由您拟定，须由他人审批。"):
        take(issue=issue, name="approve", by=cast.head, given={"note": "同意"})

    changed(world.measure, responsible_leader=cast.leader.person)
    with pytest.raises(Refused, match="您是所属措施的责任人、责任领导、报送人或录入人，须由他人审批。"):
        take(issue=answered, name="approve", by=cast.leader, given={"note": "同意"})

    assert Issue.objects.get(pk=answered.pk).closure == "requested"


def test_the_matrix_decides_who_may(world: World, answered: Issue) -> None:
    for who in (world.cast.director, world.cast.inspector, world.cast.lead, world.cast.supervisor, world.cast.stranger):
        with pytest.raises(PermissionDenied):
            take(issue=answered, name="approve", by=who, given={"note": "同意"})
    with pytest.raises(PermissionDenied):
        give_opinion(consultation=asked_of(answered), by=world.cast.head, opinion="no_objection")


def test_a_stale_page_decides_nothing(world: World, answered: Issue) -> None:
    with pytest.raises(Stale):
        take(issue=answered, name="approve", by=world.cast.head, given={"note": "同意"}, version=answered.version - 1)


def test_reopening_a_measure_takes_the_request_back(world: World, requested: Issue) -> None:
    transition(measure=world.measure, name="reopen", by=world.cast.director, given={Need.REASON: "不实"})

    issue = Issue.objects.get(pk=requested.pk)
    assert (issue.closure, issue.conclusion) == ("open", "undetermined")
    assert Consultation.objects.get(issue=issue).ended


def test_the_steps_say_what_stands_against_them(world: World, requested: Issue) -> None:
    def said(user: object) -> list[tuple[str, tuple[str, ...]]]:
        return [(s.transition.name, s.against) for s in steps_for(requested, user, DAY)]  # type: ignore[arg-type]

    assert said(world.cast.head) == [("approve", ("驻局纪检监察组尚未回复，回复期限为5月16日。",)), ("refuse", ())]
    assert said(world.cast.director) == [("dispute", ("没有需要提请研究的不同意见。",))]
    assert said(world.cast.lead) == []
