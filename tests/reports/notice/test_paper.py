"""Decisions on paper: recorded by one, confirmed by another, and then they hold; recusal is by person."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from issues.models import PaperDecision
from issues.services.decisions import scan_path, withdraw_decision
from rectify.errors import Refused, Stale
from reports.notice.services.paper import confirm_paper_step
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import PDF
from tests.reports.notice import way
from tests.reports.reading import fresh
from tests.reports.telling import change


def confirm(world: World, decision: PaperDecision, by: str, version: int | None = None) -> PaperDecision:
    return confirm_paper_step(decision=decision, by=fresh(getattr(world.cast, by)), version=version)


def test_a_signature_on_paper_holds_once_another_has_confirmed_it(told: World) -> None:
    notice = way.approved(told)
    decision = way.on_paper(told, notice)
    assert (way.again(notice).signed, decision.pending) == (False, True)
    assert scan_path(decision).read_bytes() == PDF

    confirm(told, decision, "director")
    signed = way.again(notice)
    assert (signed.signed_by, signed.signed_on, signed.signed_opinion) == (told.cast.head.person, way.HELD_ON, "同意")
    assert signed.signature_paper == decision
    assert signed.signature_paper.recorded_by == told.cast.clerk
    assert way.publish(told, way.rendered(signed)).status == "published"


def test_an_approval_on_paper_binds_the_meeting_and_the_content(told: World) -> None:
    notice = way.reviewed(told)
    sitting = way.meeting(told)
    decision = way.on_paper(told, notice, "approve", signatory=told.cast.leader.person, meeting=sitting)
    confirm(told, decision, "two_posts")
    approved = way.again(notice)
    assert (approved.status, approved.meeting, approved.approved_hash) == ("approved", sitting, notice.content_hash)
    assert approved.approval_paper == decision


def test_an_approval_on_paper_names_no_meeting_before_the_submission(told: World) -> None:
    notice = way.reviewed(told)
    early = way.meeting(told, held_on=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(Refused, match=r"召开在前.+送审在后，审议的不是这一稿") as refused:
        way.on_paper(told, notice, "approve", signatory=told.cast.leader.person, meeting=early)
    assert (refused.value.field, PaperDecision.objects.count()) == ("meeting", 0)


def test_a_meeting_whose_day_is_corrected_meanwhile_is_asked_again(told: World) -> None:
    notice, sitting = way.reviewed(told), way.meeting(told)
    decision = way.on_paper(told, notice, "approve", signatory=told.cast.leader.person, meeting=sitting)
    with make.prepared():
        change(sitting, held_on=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(Refused, match="审议的不是这一稿"):
        confirm(told, decision, "two_posts")
    assert way.again(notice).status == "submitted"


@pytest.mark.parametrize(
    ("recorder", "confirmer", "message"),
    [
        ("clerk", "clerk", "由您代录，须由他人确认"),
        ("director", "director", "由您代录，须由他人确认"),
        ("two_posts", "two_posts", "由您代录，须由他人确认"),
        ("clerk", "two_posts", "您是这份签批的签批人，须由他人确认"),
        ("director", "clerk", "这一版由.+送审，须由他人审定、签发和确认"),
    ],
)
def test_nobody_confirms_what_they_recorded_signed_or_submitted(recorder: str, confirmer: str, message: str, told: World) -> None:
    """`two_posts` is deputy head and of the office: whatever the post, it is the same person."""
    notice = way.approved(told)
    signatory = told.cast.two_posts.person if recorder == "clerk" and confirmer == "two_posts" else told.cast.head.person
    decision = way.on_paper(told, notice, by=recorder, signatory=signatory)
    with pytest.raises(Refused, match=message):
        confirm(told, decision, confirmer)
    assert (way.again(notice).signed, PaperDecision.objects.get().confirmed_by) == (False, None)


def test_in_two_posts_one_confirms_what_another_recorded(told: World) -> None:
    notice = way.approved(told)
    confirm(told, way.on_paper(told, notice), "two_posts")
    assert way.again(notice).signed


def test_who_submitted_it_signs_it_on_no_paper_either(told: World) -> None:
    notice = way.approved(told, by="two_posts")
    with pytest.raises(Refused, match="送审，须由他人审定、签发") as refused:
        way.on_paper(told, notice, signatory=told.cast.two_posts.person)
    assert refused.value.field == "signatory"


@pytest.mark.parametrize("who", ["head", "leader", "inspector", "lead", "stranger", "admin"])
def test_the_office_alone_records_and_confirms(who: str, told: World) -> None:
    notice = way.approved(told)
    with pytest.raises(PermissionDenied):
        way.on_paper(told, notice, by=who)
    decision = way.on_paper(told, notice)
    with pytest.raises(PermissionDenied):
        confirm(told, decision, who)
    assert not way.again(notice).signed


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"text": " "}, "text", "请填写批示内容"),
        ({"number": "", "meeting": None}, "number", "请选择会议，或填写会议、文件编号"),
        ({"scan": None}, "scan", "请上传签批件的扫描件"),
        ({"scan": way.scan("签批件.exe")}, "scan", "类型不能上传"),
        ({"scan": SimpleUploadedFile("签批件.txt", "同意".encode())}, "scan", "应为PDF或图片"),
        ({"decided_on": timezone.localdate() + dt.timedelta(days=1)}, "decided_on", "不能晚于今天"),
    ],
)
def test_what_a_paper_decision_must_say(values: dict[str, Any], field: str, message: str, told: World) -> None:
    notice = way.approved(told)
    with pytest.raises(Refused, match=message) as refused:
        way.on_paper(told, notice, **values)
    assert (refused.value.field, PaperDecision.objects.count()) == (field, 0)


@pytest.mark.parametrize("name", ["submit", "publish", "withdraw", "refuse", "burn"])
def test_other_steps_take_no_paper(name: str, told: World) -> None:
    with pytest.raises(Refused, match="不能以线下签批代替"):
        way.on_paper(told, way.approved(told), name)


def test_the_step_must_be_open_and_one_paper_waits_at_a_time(told: World) -> None:
    notice = way.reviewed(told)
    with pytest.raises(Refused, match="当前为“送审”，不能“书记签发”"):
        way.on_paper(told, notice)
    notice = way.step(told, notice, "approve", "leader", meeting=way.meeting(told))
    way.on_paper(told, notice)
    with pytest.raises(Refused, match="已有待确认的线下签批"):
        way.on_paper(told, notice)


def test_a_paper_signed_for_other_content_does_not_hold(told: World) -> None:
    notice = way.approved(told)
    decision = way.on_paper(told, notice)
    way.step(told, notice, "refuse", "clerk", reason="改写")
    change(told.measure, public_text="改写之后")
    back = way.step(told, way.again(notice), "submit", "clerk", explanations=way.reasons(told))
    way.review(told, back)
    way.step(told, way.again(notice), "approve", "leader", meeting=way.meeting(told))
    with pytest.raises(Refused, match="不是现在这一稿"):
        confirm(told, decision, "director")
    assert not way.again(notice).signed


def test_a_wrong_one_is_withdrawn_and_stays_on_record(told: World) -> None:
    notice = way.approved(told)
    decision = way.on_paper(told, notice)
    with pytest.raises(Refused, match="请写明撤销的原因"):
        withdraw_decision(decision=decision, by=told.cast.clerk, version=1, reason="")
    withdraw_decision(decision=decision, by=told.cast.clerk, version=1, reason="扫错了")
    with pytest.raises(Refused, match="已经撤销"):
        confirm(told, decision, "director")
    assert scan_path(decision).is_file()
    way.on_paper(told, notice)
    assert PaperDecision.objects.count() == 2


def test_two_who_confirm_at_once_sign_once(told: World) -> None:
    decision = way.on_paper(told, way.approved(told))
    confirm(told, decision, "director", version=1)
    with pytest.raises(Stale):
        confirm(told, decision, "two_posts", version=1)
    with pytest.raises(Refused, match="已经确认"):
        confirm(told, decision, "two_posts")


def test_a_signatory_needs_no_account(told: World) -> None:
    secretary = make.make_person("没有账号的书记")
    notice = way.approved(told)
    confirm(told, way.on_paper(told, notice, signatory=secretary), "director")
    assert way.again(notice).signed_by == secretary
