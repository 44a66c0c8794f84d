"""A notice's steps: the golden file of status × step × person, recusal by person, what each step needs and leaves."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from rectify.accounts.models import User
from rectify.errors import Refused, Stale
from rectify.history.models import Entry, Seal
from rectify.templatetags.rectify import cdate
from reports.models import Notice, Publication, ReviewStep, Submission
from reports.notice.services.reviewing import move_step
from reports.notice.services.transitions import create_version, take_step
from reports.workflow import TRANSITIONS, Need, Status
from tests.conftest import World
from tests.reports.notice import way
from tests.reports.reading import fresh
from tests.reports.telling import change

GOLDEN = Path(__file__).with_name("steps.txt")
BROUGHT: dict[str, Callable[[World], Notice]] = {
    "draft": way.draft,
    "submitted": lambda w: way.rendered(way.reviewed(w)),
    "approved": lambda w: way.rendered(way.approved(w)),
    "signed": way.ready,
    "published": way.published,
    "superseded": way.superseded,
    "withdrawn": way.withdrawn,
}


def golden_rows() -> list[tuple[str, str, dict[str, str], str]]:
    lines = [line for line in GOLDEN.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    names = lines[0].split("|")[1].split()
    rows = []
    for line in lines[1:]:
        where, answers, then = (part.split() for part in line.split("|"))
        rows.append((where[0], where[1], dict(zip(names, answers, strict=True)), then[0]))
    return rows


def everything(world: World) -> dict[Need, Any]:
    return {
        **way.WHERE,
        Need.EXPLANATIONS: way.reasons(world),
        Need.REASON: "原因",
        Need.MEETING: way.meeting(world),
        Need.OPINION: "同意",
        Need.ON: timezone.localdate(),
    }


def attempt(notice: Notice, name: str, user: User, given: dict[Need, Any]) -> tuple[str, str]:
    """Try a step, take it back, and return the answer and the status it led to."""
    with transaction.atomic():
        try:
            answer = ("ok", str(take_step(notice=notice, name=name, by=user, given=given).status))
        except PermissionDenied:
            answer = ("no", "-")
        except Refused:
            answer = ("--", "-")
        transaction.set_rollback(True)
    return answer


def test_the_golden_file_names_every_status_and_every_step() -> None:
    steps = ["submit", "refuse", "approve", "sign", "publish", "withdraw"]
    statuses = ["draft", "submitted", "approved", "signed", "published", "superseded", "withdrawn"]
    assert [(row[0], row[1]) for row in golden_rows()] == [(status, name) for status in statuses for name in steps]
    assert list(TRANSITIONS) == steps
    assert [status for status in statuses if status != "signed"] == Status.values


@pytest.mark.parametrize("status", list(BROUGHT))
def test_a_step_is_open_to_whom_the_golden_file_says(status: str, told: World) -> None:
    notice = BROUGHT[status](told)
    given = everything(told)
    rows = [row for row in golden_rows() if row[0] == status]
    users = {who: fresh(getattr(told.cast, who)) for who in rows[0][2]}
    for _, name, answers, then in rows:
        found = {who: attempt(notice, name, users[who], given) for who in answers}
        assert {who: answer for who, (answer, _) in found.items()} == answers, name
        assert {after for answer, after in found.values() if answer == "ok"} == ({then} if then != "-" else set()), name


def test_nobody_decides_on_what_they_submitted_whatever_their_post(told: World) -> None:
    notice = way.reviewed(told, by="two_posts")
    sitting = way.meeting(told)
    with pytest.raises(Refused, match="由two_posts的姓名送审，须由他人审定、签发"):
        way.step(told, notice, "approve", "two_posts", meeting=sitting)
    assert way.step(told, notice, "approve", "leader", meeting=sitting).status == "approved"
    change(told.cast.two_posts.posts[0], head=True)
    with pytest.raises(Refused, match="须由他人审定、签发"):
        way.step(told, notice, "sign", "two_posts", opinion="同意")


def test_another_in_two_posts_may_approve_what_the_clerk_submitted(told: World) -> None:
    notice = way.reviewed(told)
    assert way.step(told, notice, "approve", "two_posts", meeting=way.meeting(told)).approved_by == told.cast.two_posts


def test_one_version_is_under_way_at_a_time(told: World) -> None:
    way.draft(told)
    with pytest.raises(Refused, match="已有一版通报正在办理"):
        way.draft(told, "director")
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("who", ["lead", "head", "inspector", "supervisor", "admin", "stranger"])
def test_the_office_alone_drafts(who: str, told: World) -> None:
    with pytest.raises(PermissionDenied):
        create_version(round=told.cast.round, by=fresh(getattr(told.cast, who)))
    assert Notice.objects.count() == 0


def test_submitting_freezes_the_content_with_its_figures_findings_and_review(told: World) -> None:
    change(told.cast.round, stated={"manifestations": 2})
    notice = way.submitted(told)
    submission = Submission.objects.get()
    change(told.measure, public_text="送审之后改写")

    assert (notice.status, notice.attempt, notice.submitted_by) == ("submitted", 1, told.cast.clerk)
    assert notice.content_hash == submission.frozen.tree_hash
    assert submission.frozen.document.version == 1
    assert "送审之后改写" not in str(submission.frozen.tree)
    assert submission.figures["manifestations"]["total"] == 1
    assert submission.findings == [
        {"rule": "口径核对", "where": "具体问题", "text": "反馈2、台账1、单列公开1", "reason": "具体问题的说明"}
    ]
    assert list(ReviewStep.objects.values_list("order", "name", "state")) == [
        (1, "部门核对", "waiting"), (2, "纪检监察组", "waiting"), (3, "保密审查", "waiting"), (4, "局党组", "waiting"),
    ]  # fmt: skip


def test_a_finding_without_a_reason_stops_the_submission(told: World) -> None:
    change(told.cast.round, stated={"manifestations": 2})
    notice = way.draft(told)
    with pytest.raises(Refused, match="请说明：具体问题，反馈2、台账1、单列公开1"):
        way.step(told, notice, "submit", "clerk", explanations=dict.fromkeys(way.reasons(told), "\u3000"))
    assert (way.again(notice).status, Submission.objects.count(), ReviewStep.objects.count()) == ("draft", 0, 0)


@pytest.mark.parametrize("field", ["contact_phone", "contact_email", "closing"])
def test_a_masked_contact_line_is_never_explained_away(field: str, told: World) -> None:
    change(told.cast.round, **{field: "请致电**"})
    notice = way.draft(told)
    with pytest.raises(Refused, match="联系方式仍含“\\*\\*”"):
        way.step(told, notice, "submit", "clerk", explanations=way.reasons(told))
    assert way.again(notice).status == "draft"


def test_the_rounds_own_steps_are_taken_and_a_later_change_leaves_them(told: World) -> None:
    change(told.cast.round, review_steps=["法制审核"])
    notice = way.submitted(told)
    change(told.cast.round, review_steps=["法制审核", "局党组"])

    assert list(notice.review.values_list("name", flat=True)) == ["法制审核"]


def test_approval_waits_for_every_step_of_review(told: World) -> None:
    notice, sitting = way.submitted(told), way.meeting(told)
    steps = list(notice.review.all())
    for each in steps[:2]:
        sent = move_step(step=each, name="send", by=told.cast.clerk, version=None, on=way.HELD_ON)
        move_step(step=sent, name="return", by=told.cast.clerk, version=None, on=way.HELD_ON, opinion="无意见")
    move_step(step=steps[2], name="skip", by=told.cast.clerk, version=None, reason="不涉密")
    with pytest.raises(Refused, match="还没有全部返回：局党组。"):
        way.step(told, notice, "approve", "leader", meeting=sitting)
    move_step(step=steps[3], name="skip", by=told.cast.clerk, version=None, reason="已口头同意")
    assert way.step(told, notice, "approve", "leader", meeting=sitting).approved_hash == notice.content_hash


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"kind": "promotion"}, "须经党总支委员会会议审议"),
        ({"withdrawn": True}, "已经撤销"),
        ({"present": None}, "还缺：实到人数"),
        ({"expected": None, "present": None}, "还缺：应到人数、实到人数"),
        ({"attending": ""}, "还缺：列席人员"),
        ({"summary": ""}, "还缺：会议意见"),
        ({"minutes_number": ""}, "还缺：纪要号"),
    ],
)
def test_the_meetings_record_must_be_whole(values: dict[str, Any], message: str, told: World) -> None:
    notice = way.reviewed(told)
    with pytest.raises(Refused, match=message) as refused:
        way.step(told, notice, "approve", "leader", meeting=way.meeting(told, **values))
    assert (refused.value.field, way.again(notice).status) == ("meeting", "submitted")


def test_a_meeting_before_the_submission_deliberated_something_else(told: World) -> None:
    notice, day = way.reviewed(told), timezone.localdate()
    early = way.meeting(told, held_on=day - dt.timedelta(days=1))
    with pytest.raises(Refused) as refused:
        way.step(told, notice, "approve", "leader", meeting=early)
    said = f"{early}召开在前，{cdate(day)}送审在后，审议的不是这一稿。请选择送审当日或以后的会议。"
    assert (refused.value.message, refused.value.field, way.again(notice).status) == (said, "meeting", "submitted")

    assert way.step(told, notice, "approve", "leader", meeting=way.meeting(told, held_on=day)).status == "approved"


def test_what_was_submitted_anew_is_deliberated_anew(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The meeting that approved the first content stands for nothing of the second."""
    sitting, tomorrow = way.meeting(told), timezone.now() + dt.timedelta(days=1)
    notice = way.step(told, way.reviewed(told), "approve", "leader", meeting=sitting)
    way.step(told, notice, "refuse", "clerk", reason="数字有误")
    monkeypatch.setattr("django.utils.timezone.now", lambda: tomorrow)
    again = way.step(told, way.again(notice), "submit", "clerk", explanations=way.reasons(told))
    way.review(told, again)
    with pytest.raises(Refused, match="审议的不是这一稿"):
        way.step(told, way.again(notice), "approve", "leader", meeting=sitting)


def test_a_meeting_of_another_round_approves_nothing(told: World) -> None:
    notice = way.reviewed(told)
    with pytest.raises(Refused, match="不属于本轮次"):
        way.step(told, notice, "approve", "leader", meeting=way.meeting(told, round=told.cast.other_round))


def test_what_changed_since_is_not_approved_but_taken_up_by_going_back(told: World) -> None:
    notice = way.signed(told)
    bound = notice.content_hash
    change(told.measure, public_text="审议之后改写")
    assert (notice.approved_hash, way.again(notice).content_hash) == (bound, bound)

    back = way.step(told, notice, "refuse", "director", reason="采用新的落实情况")
    assert (back.status, back.content_hash, back.approved_hash, back.meeting, back.signed_by) == ("draft", "", "", None, None)
    anew = way.step(told, back, "submit", "director", explanations=way.reasons(told))
    assert (anew.attempt, anew.content_hash == bound) == (2, False)
    assert "审议之后改写" in str(Submission.objects.get(attempt=2).frozen.tree)
    assert list(anew.review.filter(attempt=2).values_list("state", flat=True)) == ["waiting"] * 4
    assert list(anew.review.filter(attempt=1).values_list("state", flat=True)) == ["returned"] * 4


def test_a_stale_form_changes_nothing(told: World) -> None:
    notice = way.submitted(told)
    with pytest.raises(Stale):
        take_step(notice=notice, name="refuse", by=fresh(told.cast.director), version=1, given={Need.REASON: "退回"})
    assert way.again(notice).status == "submitted"


@pytest.mark.parametrize(
    ("name", "brought", "by", "need", "message"),
    [
        ("refuse", "submitted", "clerk", Need.REASON, "请填写原因。"),
        ("approve", "submitted", "leader", Need.MEETING, "请选择审议会议。"),
        ("sign", "approved", "head", Need.OPINION, "请填写签发意见。"),
        ("publish", "signed", "clerk", Need.ON, "请选择公布日期。"),
        ("publish", "signed", "clerk", Need.WAY, "请填写公布方式。"),
        ("publish", "signed", "clerk", Need.ADDRESS, "请填写公布地址。"),
        ("withdraw", "published", "clerk", Need.REASON, "请填写原因。"),
    ],
)
def test_what_a_step_needs_is_demanded(name: str, brought: str, by: str, need: Need, message: str, told: World) -> None:
    notice = BROUGHT[brought](told)
    given = everything(told)
    del given[need]
    with pytest.raises(Refused, match=message) as refused:
        take_step(notice=notice, name=name, by=fresh(getattr(told.cast, by)), given=given)
    assert refused.value.field == need.value


def test_publishing_binds_files_figures_people_and_the_logs_head(told: World) -> None:
    notice = way.ready(told)
    before = Entry.objects.latest("pk")
    notice = way.publish(told, notice)
    made = Publication.objects.get()

    assert (notice.status, notice.published_by, notice.way) == ("published", told.cast.director, "单位网站公布")
    assert notice.pdf_sha256 == made.files["pdf"]["sha256"]
    assert sorted(made.files) == ["article", "docx", "pdf", "txt"]
    seal = before.seal  # all that was before it is sealed, and the version carries the head
    assert made.log_head == f"{seal.seq}:{seal.hash}"
    carried = made.frozen.document.log_head
    assert carried in {f"{seal.seq}:{seal.hash}" for seal in Seal.objects.filter(seq__lt=seal.seq)}
    assert [(each["did"], each["name"]) for each in made.people] == [
        ("送审", "clerk的姓名"),
        ("登记部门核对意见", "clerk的姓名"),
        ("登记纪检监察组意见", "clerk的姓名"),
        ("登记保密审查意见", "clerk的姓名"),
        ("登记局党组意见", "clerk的姓名"),
        ("登记审议结果", "leader的姓名"),
        ("签发", "head的姓名"),
        ("公布", "director的姓名"),
    ]


def test_a_newer_one_supersedes_the_older(told: World) -> None:
    older = way.published(told)
    newer = way.ready(told)
    assert (newer.number, way.again(older).status) == (2, "published")
    way.publish(told, newer)
    assert list(Notice.objects.order_by("number").values_list("number", "status")) == [(1, "superseded"), (2, "published")]


def test_nothing_is_published_on_a_day_to_come_or_before_it_was_signed(told: World) -> None:
    notice = way.ready(told)
    for days, message in ((1, "不能晚于今天"), (-1, "不能早于签发日期")):
        given = {**way.WHERE, Need.ON: timezone.localdate() + dt.timedelta(days=days)}
        with pytest.raises(Refused, match=message):
            take_step(notice=notice, name="publish", by=fresh(told.cast.clerk), given=given)
    assert way.again(notice).status == "approved"
