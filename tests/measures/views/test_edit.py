"""Editing a measure: plan with its basis, outcome, public text, verifier; conflicts with both texts; a new measure."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from issues.models import Round
from measures.models import Measure
from measures.services.plan import Plan, assign_lead, change_due, edit_outcome, edit_plan
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import changed, fresh, url
from tests.rectify.reading import sent

Log = Callable[[], list[tuple[str, str]]]


def text(response: Any) -> str:
    return str(response.content.decode())


def plan_of(world: World, **values: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "plan": "改进监管模式",
        "lead": world.cast.lead_department.pk,
        "cooperating": [world.cast.cooperating_department.pk],
        "due_on": "2022-06-30",
        "basis": "领导小组会议纪要第3号",
        **values,
    }


def address(world: World, name: str) -> str:
    return url(name, world.cast.round, world.measure.pk)


def test_the_plan_changes_with_its_basis(world: World, sign_in: Any, log: Log) -> None:
    person = make.make_person("周衡")
    sent = plan_of(world, plan="全面改进监管模式", responsible=person.pk, due_on="2022-07-15", cooperating=[])

    response = sign_in(world.cast.clerk).post(address(world, "measure_plan"), sent)

    assert (response.status_code, response["Location"]) == (302, address(world, "measure"))
    measure = fresh(world.measure)
    assert (measure.plan, measure.responsible, measure.due_on) == ("全面改进监管模式", person, datetime.date(2022, 7, 15))
    assert (measure.original_due_on, measure.cooperating) == (datetime.date(2022, 6, 30), [])
    assert sorted(log()) == [("measure.plan", "measures.assignment"), ("measure.plan", "measures.measure")]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"basis": ""}, "请填写变更依据。"),
        ({"plan": "  "}, "请填写整改措施。"),
        ({"plan": "长" * 20_001}, "内容过长，最多20000字，现在20001字。"),
        ({"basis": "长" * 201}, "内容过长，最多200字，现在201字。"),
        ({"due_on": "2022-13-45"}, "日期应写成2022-06-10的样子。"),
        ({"due_on": "soon"}, "日期应写成2022-06-10的样子。"),
        ({"lead": "999999"}, "所选部门不在用，请重新选择。"),
        ({"lead": "x"}, "所选部门不在用，请重新选择。"),
        ({"cooperating": ["999999"]}, "所选部门不在用，请重新选择。"),
        ({"cooperating": ["x"]}, "所选部门不在用，请重新选择。"),
        ({"cooperating": [str(10**30)]}, "所选部门不在用，请重新选择。"),
        ({"lead": str(10**30)}, "所选部门不在用，请重新选择。"),
        ({"responsible": "9" * 5000}, "所选人员不在册，请重新选择。"),
        ({"responsible": "999999"}, "所选人员不在册，请重新选择。"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_changed(values: Any, said: str, world: World, sign_in: Any, log: Log) -> None:
    response = sign_in(world.cast.clerk).post(address(world, "measure_plan"), plan_of(world, **values))

    assert response.status_code == 400
    assert said in text(response)
    assert log() == []


def test_a_department_does_not_lead_and_cooperate(world: World, sign_in: Any, log: Log) -> None:
    sent = plan_of(world, cooperating=[world.cast.lead_department.pk])

    response = sign_in(world.cast.clerk).post(address(world, "measure_plan"), sent)

    assert response.status_code == 400
    assert "牵头部门不能同时是配合部门。" in text(response)
    assert log() == []


def test_only_people_on_the_roll_and_departments_in_use_are_offered(world: World, sign_in: Any) -> None:
    make.make_person("已出册的人", active=False)
    make.make_department("已停用的部门", active=False)
    changed(world.measure, responsible=make.make_person("原责任人", active=False))

    page = text(sign_in(world.cast.clerk).get(address(world, "measure_plan")))

    assert "已出册的人" not in page
    assert "已停用的部门" not in page
    assert "原责任人" in page  # named by the record already


def test_a_draft_plan_needs_no_basis(world: World, sign_in: Any) -> None:
    draft: Round = changed(world.cast.round, plan_state="draft", plan_adopted_on=None, plan_basis="")
    client = sign_in(world.cast.clerk)

    assert 'name="basis"' not in text(client.get(address(world, "measure_plan")))
    sent = plan_of(world, due_on="2022-07-01")
    del sent["basis"]
    assert client.post(address(world, "measure_plan"), sent).status_code == 302
    assert not draft.adopted
    assert fresh(world.measure).original_due_on == datetime.date(2022, 7, 1)


def test_the_second_editor_gets_both_texts_and_keeps_theirs(world: World, sign_in: Any) -> None:
    edit_outcome(measure=world.measure, by=world.cast.clerk, outcome="先到的文字")
    client = sign_in(world.cast.lead)

    response = client.post(address(world, "measure_outcome"), {"version": 1, "outcome": "后到的文字"})

    assert response.status_code == 409
    page = text(response)
    assert "内容已被他人修改" in page
    assert "<del>先</del>" in page
    assert "<ins>后</ins>" in page
    assert "clerk的姓名" in page
    assert fresh(world.measure).outcome == "先到的文字"

    again = client.post(address(world, "measure_outcome"), {"version": 2, "outcome": "后到的文字", "take_outcome": "mine"})
    assert again.status_code == 302
    assert fresh(world.measure).outcome == "后到的文字"


def test_a_conflict_in_the_plan_is_field_by_field(world: World, sign_in: Any) -> None:
    changed(world.measure, due_on=datetime.date(2022, 7, 20))

    page = text(sign_in(world.cast.clerk).post(address(world, "measure_plan"), plan_of(world, plan="另一种写法")))

    assert 'name="take_plan"' in page
    assert 'name="take_due_on"' in page
    assert 'name="take_lead"' not in page
    assert "2022年7月20日" in page


def test_departments_that_somebody_else_changed_are_theirs_at_first(world: World, sign_in: Any) -> None:
    cast, outside = world.cast, world.cast.outside_department
    plan = Plan("改进监管模式", due_on=datetime.date(2022, 6, 30), lead=cast.lead_department, cooperating=(outside,))
    edit_plan(measure=world.measure, by=cast.director, plan=plan, basis="会议纪要第1号")
    change_due(measure=world.measure, by=cast.clerk, due_on=datetime.date(2022, 7, 1), basis="会议纪要第2号")
    client = sign_in(cast.clerk)

    page = client.post(address(world, "measure_plan"), plan_of(world, plan="另一种写法"))

    assert page.status_code == 409
    assert "修改方案内容：第3-2-1条" in text(page)
    assert "director的姓名（领导小组办公室主任）" in text(page)
    sent_back = sent(page)
    assert {name: value for name, value in sent_back.items() if name.startswith("take_")} == {
        "take_plan": ["mine"],
        "take_due_on": ["theirs"],
        "take_cooperating": ["theirs"],
    }
    assert client.post(address(world, "measure_plan"), sent_back).status_code == 302
    assert (fresh(world.measure).plan, fresh(world.measure).cooperating) == ("另一种写法", [outside])


def test_the_lead_that_somebody_else_gave_stays(world: World, sign_in: Any) -> None:
    """A change of the departments alone has no row in the measure's history; a form made after it knows it all the same."""
    cast, outside = world.cast, world.cast.outside_department
    assign_lead(measure=world.measure, by=cast.director, department=outside, basis="会议纪要第1号")
    change_due(measure=fresh(world.measure), by=cast.director, due_on=datetime.date(2022, 7, 1), basis="会议纪要第2号")
    client = sign_in(cast.clerk)

    first = client.post(address(world, "measure_plan"), plan_of(world))
    second = client.post(address(world, "measure_plan"), plan_of(world, version=2, lead=outside.pk, plan="另一种写法"))

    assert sent(first)["take_lead"] == ["theirs"]
    assert {name for name in sent(second) if name.startswith("take_")} == {"take_plan", "take_due_on"}
    assert sent(second)["take_due_on"] == ["theirs"]


def test_after_reporting_the_outcome_is_changed_with_a_reason(world: World, sign_in: Any) -> None:
    changed(world.measure, status="reported")
    client = sign_in(world.cast.clerk)

    without = client.post(address(world, "measure_outcome"), {"version": 2, "outcome": "更正"})
    done = client.post(address(world, "measure_outcome"), {"version": 2, "outcome": "更正", "reason": "错字"})

    assert (without.status_code, done.status_code) == (400, 302)
    assert fresh(world.measure).outcome == "更正"
    assert sign_in(world.cast.lead).get(address(world, "measure_outcome")).status_code == 403


def test_the_public_text_is_the_offices(world: World, sign_in: Any, log: Log) -> None:
    assert sign_in(world.cast.lead).get(address(world, "measure_public")).status_code == 403
    done = sign_in(world.cast.clerk).post(address(world, "measure_public"), {"version": 1, "public_text": "公开的话"})

    assert done.status_code == 302
    assert (fresh(world.measure).public_text, log()) == ("公开的话", [("measure.public", "measures.measure")])


def test_the_head_alone_names_a_verifier(world: World, sign_in: Any) -> None:
    sent = {"version": 1, "verifier": world.cast.clerk.person.pk}

    assert sign_in(world.cast.leader).post(address(world, "measure_verifier"), sent).status_code == 403
    assert sign_in(world.cast.head).post(address(world, "measure_verifier"), sent).status_code == 302
    assert fresh(world.measure).verifier == world.cast.clerk.person


def test_a_new_measure_gets_the_next_number(world: World, sign_in: Any) -> None:
    sent = plan_of(world, plan="新的措施")
    del sent["version"]

    response = sign_in(world.cast.clerk).post(url("measure_create", world.cast.round, world.issue.pk), sent)

    measure = Measure.objects.get(plan="新的措施")
    assert (response.status_code, response["Location"]) == (302, url("measure", world.cast.round, measure.pk))
    assert (measure.number, measure.issue, measure.lead) == (3, world.issue, world.cast.lead_department)


def test_a_new_measure_under_a_withdrawn_issue_is_refused(world: World, sign_in: Any) -> None:
    changed(world.issue, withdrawn=True)
    sent = plan_of(world)
    del sent["version"]

    response = sign_in(world.cast.clerk).post(url("measure_create", world.cast.round, world.issue.pk), sent)

    assert response.status_code == 400
    assert "该事项已撤销或未刊载，不能新增措施。" in text(response)
    assert Measure.objects.filter(issue=world.issue).count() == 2


@pytest.mark.parametrize("name", ["measure_plan", "measure_outcome", "measure_public"])
def test_another_rounds_measure_is_not_found(name: str, world: World, sign_in: Any) -> None:
    client = sign_in(world.cast.clerk)

    assert client.get(url(name, world.cast.round, world.elsewhere.pk)).status_code == 404
    assert client.post(url(name, world.cast.other_round, world.elsewhere.pk)).status_code == 404
