"""Making a remark: numbered in the round, who answers, by when; and what of an issue stands against its closure."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from issues.words import Conclusion
from measures.actions import ACTIONS
from measures.closure.gates import QUESTIONS
from measures.closure.workflow import Gate
from measures.models import Measure, Remark
from measures.remarks.deadlines import answer_by
from measures.remarks.register_flow import REGISTER_STEPS
from measures.remarks.selectors import exchange, remarks_about, subject_words, unsettled, unsettled_sentence
from measures.remarks.workflow import STEPS
from rectify.accounts.permissions import visible
from rectify.errors import Refused
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import changed
from tests.measures.remarks.conftest import LATER, again, brought, made, step

NOW = datetime.datetime(2022, 6, 8, 2, tzinfo=datetime.UTC)


def test_every_step_has_its_word() -> None:
    words = [f"remark.{name}" for name in ("make", *STEPS)] + [f"register.{name}" for name in ("record", "edit", *REGISTER_STEPS)]
    assert [word for word in words if word not in ACTIONS] == []


def test_numbers_run_through_the_round_and_begin_anew_in_another(world: World) -> None:
    numbers = [made(world, about).number for about in (world.measure, world.issue, world.of_deep_task)]
    make.make_remark(world.elsewhere.issue, world.cast.stranger)
    assert numbers == [1, 2, 3]
    assert made(world, world.second).number == 4
    assert list(Remark.objects.filter(round=world.cast.other_round).values_list("number", flat=True)) == [1]


def test_a_remark_that_is_refused_takes_no_number(world: World) -> None:
    with pytest.raises(Refused, match="不能早于今天"):
        made(world, world.issue, answer_by=datetime.date(2022, 1, 1))
    with pytest.raises(Refused, match="请填写监督意见") as refused:
        made_text(world, "  ")
    assert refused.value.field == "text"
    assert made(world, world.issue).number == 1


def made_text(world: World, text: str) -> Remark:
    from measures.remarks.services.remarks import make_remark

    return make_remark(about=world.issue, by=again(world.cast.inspector), text=text)


@pytest.mark.parametrize("by", ["director", "clerk", "lead", "cooperating", "outsider", "admin", "stranger"])
def test_who_may_not_remark(by: str, world: World) -> None:
    with pytest.raises(PermissionDenied):
        made(world, world.measure, by=by)


def test_of_a_measure_and_its_evidence_the_lead_department_answers(world: World) -> None:
    evidence = make.make_evidence(world.measure, world.cast.lead)
    for about in (world.measure, evidence):
        remark = made(world, about, department=world.cast.outside_department)
        assert (remark.department, remark.issue, remark.measure) == (world.cast.lead_department, world.issue, world.measure)
    assert subject_words(remark) == "第3-2-1条的佐证材料“会议纪要.txt”"
    assert subject_words(made(world, world.measure)) == "第3-2-1条"


def test_of_an_issue_a_department_that_leads_in_it_or_the_office(world: World) -> None:
    remark = made(world, world.issue, department=world.cast.lead_department)
    assert (remark.respondent, subject_words(remark)) == ("执法一支队", "（三）2")
    assert made(world, world.issue).respondent == "领导小组办公室"
    with pytest.raises(Refused, match="所属措施的牵头部门"):
        made(world, world.issue, department=world.cast.cooperating_department)


def test_what_is_withdrawn_is_not_remarked_on(world: World) -> None:
    gone = changed(world.measure, status="withdrawn", withdrawn_at=timezone.now(), status_before="in_progress")
    for about in (gone, changed(world.follow_on, withdrawn=True)):
        with pytest.raises(Refused, match="已撤销"):
            made(world, about)


def test_as_what_it_was_made_is_kept(world: World) -> None:
    remark = made(world, world.measure, by="supervisor")
    assert (remark.maker_role, remark.maker_post, remark.maker) == ("supervisor", "督导组成员", "督导组")


def test_the_date_is_the_rounds_working_days_with_its_exceptions(world: World) -> None:
    round = world.cast.round
    thursday = datetime.date(2022, 6, 9)
    assert answer_by(round, thursday) == datetime.date(2022, 6, 16)
    assert answer_by(changed(round, remark_days=2), thursday) == datetime.date(2022, 6, 13)
    assert answer_by(changed(round, day_exceptions={"2022-06-11": True}), thursday) == datetime.date(2022, 6, 11)
    assert made(world, world.issue, answer_by=LATER).answer_by == LATER


# what stands against closing


def test_unsettled_ones_stand_against_closing_their_issue_alone(world: World, measure: Measure) -> None:
    cast, issue = world.cast, world.issue
    settled, withdrawn = brought(world, measure, "settled"), brought(world, measure, "withdrawn")
    waiting, signed = made(world, issue), brought(world, measure, "signed")
    made(world, world.of_deep_task)
    assert [settled.number, withdrawn.number] == [1, 2]
    assert unsettled(issue) == [waiting, signed]
    assert unsettled_sentence(issue) == "第3、4号监督意见尚未办结。"
    changed(issue, conclusion=Conclusion.COMPLETED)
    assert QUESTIONS[Gate.SETTLED](issue, None, datetime.date(2022, 6, 8)) == "第3、4号监督意见尚未办结。"

    step(signed, "settle", cast.inspector, world)
    step(step(waiting, "reply", cast.clerk, world), "settle", cast.inspector, world)
    assert (unsettled(issue), unsettled_sentence(issue)) == ([], "")
    assert QUESTIONS[Gate.SETTLED](issue, None, datetime.date(2022, 6, 8)) == ""


# who sees what


def test_a_department_sees_what_concerns_its_own(world: World) -> None:
    cast = world.cast
    on_measure = made(world, world.measure)
    on_issue = made(world, world.issue, department=cast.lead_department)
    elsewhere = made(world, world.of_deep_task)
    seen = {name: set(visible(Remark.objects.all(), again(getattr(cast, name)))) for name in ("lead", "cooperating", "outsider")}
    assert seen == {"lead": {on_measure, on_issue}, "cooperating": {on_measure, on_issue}, "outsider": {elsewhere}}


def test_rows_of_an_issue_and_of_a_measure(world: World, measure: Measure, django_assert_num_queries: Any) -> None:
    day = datetime.date(2122, 6, 21)
    first, second = brought(world, measure, "settled"), made(world, world.issue)
    user = again(world.cast.inspector)
    assert len(user.posts) == 1
    with django_assert_num_queries(1):
        rows = remarks_about(world.issue, user, day)
    assert [(row.remark, row.badge.word, row.standing, row.overdue and row.overdue.word) for row in rows] == [
        (second, "未办结", "待答复", "已逾期"),
        (first, "已办结", "", None),
    ]
    assert [row.remark for row in remarks_about(measure, user, day)] == [first]


def test_the_exchange_holds_every_answer(world: World, measure: Measure, django_assert_num_queries: Any) -> None:
    remark = step(brought(world, measure, "returned"), "answer", world.cast.clerk, world, answer="第二次答复")
    with django_assert_num_queries(2):
        turns = exchange(remark)
    assert [(turn.who, turn.what, turn.text) for turn in turns] == [
        ("inspector的姓名", "提出监督意见", "台账与现场不符，请说明。"),
        ("lead的姓名", "答复", "answer的内容"),
        ("leader的姓名", "审签", "sign_note的内容"),
        ("inspector的姓名", "退回重新答复", "note的内容"),
        ("clerk的姓名", "答复", "第二次答复"),
    ]
    assert turns[0].facts[1] == "答复：执法一支队"
    assert turns[3].facts == ["请于2122年6月20日前重新答复"]
    assert turns[4].facts == ["答复人：lead的姓名，由clerk的姓名代录"]
