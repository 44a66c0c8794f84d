"""The steps of review: recorded by the office, in the table's order, with dates, opinion and attachments."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from rectify.errors import Refused, Stale
from reports.models import ReviewAttachment, ReviewStep
from reports.notice.services.reviewing import attachment_path, move_step
from tests.conftest import World
from tests.measures.conftest import PDF
from tests.reports.notice import way
from tests.reports.reading import fresh

DAY = way.HELD_ON


@pytest.fixture
def first(told: World) -> ReviewStep:
    """The first step of a submitted version."""
    return way.submitted(told).review.get(order=1)


def move(world: World, step: ReviewStep, name: str, by: str = "clerk", **values: Any) -> ReviewStep:
    return move_step(step=step, name=name, by=fresh(getattr(world.cast, by)), version=None, **values)


def test_sent_and_returned_with_what_came_back(told: World, first: ReviewStep) -> None:
    sent = move(told, first, "send", on=DAY)
    files = [SimpleUploadedFile("意见.pdf", PDF), SimpleUploadedFile("说明.txt", "无".encode())]
    back = move(told, sent, "return", by="director", on=DAY + dt.timedelta(days=2), opinion="第三段改一处。", files=files)

    assert (back.state, back.sent_on, back.returned_on, back.opinion) == (
        "returned", DAY, DAY + dt.timedelta(days=2), "第三段改一处。",
    )  # fmt: skip
    assert back.recorded_by == told.cast.director
    assert [(file.name, file.uploaded_by) for file in back.attachments.all()] == [
        ("意见.pdf", told.cast.director), ("说明.txt", told.cast.director),
    ]  # fmt: skip
    assert attachment_path(back.attachments.get(name="意见.pdf")).read_bytes() == PDF


@pytest.mark.parametrize(
    ("name", "values", "field", "message"),
    [
        ("send", {}, "on", "请填写日期"),
        ("send", {"on": timezone.localdate() + dt.timedelta(days=1)}, "on", "不能晚于今天"),
        ("skip", {"reason": "　"}, "reason", "请写明不经此环节的原因"),
        ("return", {"on": DAY, "opinion": "无意见"}, None, "当前为“未送出”，不能“登记返回”"),
        ("burn", {}, None, "没有这样的办理步骤"),
    ],
)
def test_what_a_move_needs(name: str, values: dict[str, Any], field: Any, message: str, told: World, first: ReviewStep) -> None:
    with pytest.raises(Refused, match=message) as refused:
        move(told, first, name, **values)
    assert refused.value.field == field
    assert ReviewStep.objects.get(pk=first.pk).state == "waiting"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"on": DAY, "opinion": ""}, "请填写返回的意见"),
        ({"on": DAY - dt.timedelta(days=1), "opinion": "无意见"}, "返回日期不能早于送出日期"),
        ({"on": DAY, "opinion": "无意见", "files": [SimpleUploadedFile("程序.exe", b"MZ")]}, "类型不能上传"),
    ],
)
def test_what_returning_needs(values: dict[str, Any], message: str, told: World, first: ReviewStep) -> None:
    sent = move(told, first, "send", on=DAY)
    with pytest.raises(Refused, match=message):
        move(told, sent, "return", **values)
    assert (ReviewStep.objects.get(pk=first.pk).state, ReviewAttachment.objects.count()) == ("sent", 0)


def test_what_has_come_to_its_end_moves_no_more(told: World, first: ReviewStep) -> None:
    skipped = move(told, first, "skip", reason="不涉密")
    for name in ("send", "return", "skip"):
        with pytest.raises(Refused, match="当前为“不经此环节”"):
            move(told, skipped, name, on=DAY, opinion="无意见", reason="再来")


def test_after_the_approval_and_in_an_older_submission_nothing_moves(told: World, first: ReviewStep) -> None:
    notice = way.again(first.notice)
    way.step(told, notice, "refuse", "clerk", reason="改写")
    with pytest.raises(Refused, match="不在审核中"):
        move(told, first, "send", on=DAY)
    way.step(told, way.again(notice), "submit", "clerk", explanations=way.reasons(told))
    with pytest.raises(Refused, match="不在审核中"):
        move(told, first, "send", on=DAY)


@pytest.mark.parametrize("who", ["head", "lead", "inspector", "admin", "stranger"])
def test_the_office_alone_records(who: str, told: World, first: ReviewStep) -> None:
    with pytest.raises(PermissionDenied):
        move(told, first, "send", by=who, on=DAY)


def test_two_at_once(told: World, first: ReviewStep) -> None:
    move(told, first, "send", on=DAY)
    with pytest.raises(Stale):
        move_step(step=first, name="skip", by=fresh(told.cast.director), version=1, reason="不经")
    assert ReviewStep.objects.get(pk=first.pk).state == "sent"
