"""A measure's plan, departments and texts: what is saved, what needs its basis once the plan is adopted, and what is refused."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from issues.models import Issue
from measures.models import Assignment, Measure
from measures.services.plan import (
    Plan,
    assign_lead,
    change_due,
    create_measure,
    edit_outcome,
    edit_plan,
    edit_public_text,
)
from rectify.accounts.models import Department
from rectify.errors import Refused, Stale
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import changed

BASIS = "党总支委员会会议纪要第5号"
NEEDS_BASIS = "整改方案已审议通过，这样修改须写明方案变更依据（会议或文件）。"
JUNE, JULY = datetime.date(2022, 6, 30), datetime.date(2022, 7, 31)


def draft(world: World) -> None:
    """Take the round's plan back to a draft."""
    world.cast.round.refresh_from_db()
    world.cast.round.plan_state = "draft"
    with make.prepared():
        world.cast.round.save()
    for record in (world.issue, world.measure, world.second):
        record.round.refresh_from_db()


def planned(world: World, **values: Any) -> Plan:
    """Return what the plan says of the world's measure, with changes."""
    defaults: dict[str, Any] = {
        "plan": "改进监管模式",
        "due_on": JUNE,
        "lead": world.cast.lead_department,
        "cooperating": (world.cast.cooperating_department,),
    }
    return Plan(**{**defaults, **values})


def conclude(issue: Issue, **values: Any) -> None:
    issue.refresh_from_db()
    for name, value in values.items():
        setattr(issue, name, value)
    with make.prepared():
        issue.save()


def lines(since: int) -> list[tuple[str, str, str]]:
    """Return action, kind of record and reason of the entries after the first `since`."""
    return list(Entry.objects.order_by("id").values_list("action", "record_type", "reason")[since:])


def assigned(measure: Measure) -> list[tuple[Department, str, datetime.date | None]]:
    rows = Assignment.objects.filter(measure=measure).order_by("id")
    return [(row.department, row.part, row.until) for row in rows]


def test_a_new_measure_stands_last_with_its_departments(world: World) -> None:
    before, at = Entry.objects.count(), datetime.datetime(2022, 5, 10, 9, tzinfo=datetime.UTC)
    plan = planned(world, plan="  再建一项制度 ", due_on=JULY, responsible=world.cast.lead.person)
    measure = create_measure(issue=world.issue, by=world.cast.clerk, plan=plan, basis=f" {BASIS} ", effective_at=at)
    assert (measure.number, measure.plan, measure.status, measure.version) == (3, "再建一项制度", "not_started", 1)
    assert (measure.due_on, measure.original_due_on, measure.responsible) == (JULY, JULY, world.cast.lead.person)
    assert (measure.lead, measure.cooperating) == (world.cast.lead_department, [world.cast.cooperating_department])
    assert {row.since for row in Assignment.objects.filter(measure=measure)} == {datetime.date(2022, 5, 10)}
    assert lines(before) == [
        ("measure.create", "measures.measure", BASIS),
        ("measure.create", "measures.assignment", BASIS),
        ("measure.create", "measures.assignment", BASIS),
    ]


def test_a_measure_that_is_taken_over_comes_with_what_was_done_and_said(world: World) -> None:
    by, basis, outcome, public_text = world.cast.clerk, "纪要第5号", " 学了三次。 ", "学了。\n"
    plan = Plan("学习")
    measure = create_measure(issue=world.issue, by=by, plan=plan, basis=basis, outcome=outcome, public_text=public_text)

    measure.refresh_from_db()
    assert (measure.outcome, measure.public_text, measure.status) == ("学了三次。", "学了。", "not_started")


def test_a_new_measure_takes_completed_back_to_undetermined(world: World) -> None:
    conclude(world.issue, conclusion="completed", proposed="completed", concluded_on=JUNE, proposed_on=JUNE)
    create_measure(issue=world.issue, by=world.cast.clerk, plan=planned(world), basis=BASIS)
    world.issue.refresh_from_db()
    assert (world.issue.conclusion, world.issue.proposed, world.issue.concluded_on) == ("undetermined", "", None)
    assert lines(0)[-1] == ("measure.create", "issues.issue", BASIS)


@pytest.mark.parametrize(("field", "value"), [("withdrawn", True), ("placeholder", True)])
def test_no_measure_under_an_issue_that_is_withdrawn_or_unpublished(field: str, value: bool, world: World) -> None:
    conclude(world.issue, **{field: value})
    with pytest.raises(Refused, match=r"^该事项已撤销或未刊载，不能新增措施。$"):
        create_measure(issue=world.issue, by=world.cast.clerk, plan=planned(world), basis=BASIS)
    assert Measure.objects.filter(issue=world.issue).count() == 2


def test_no_wording_no_measure(world: World) -> None:
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        create_measure(issue=world.issue, by=world.cast.clerk, plan=planned(world, plan="  "), basis=BASIS)
    assert refused.value.field == "plan"
    assert (Measure.objects.filter(issue=world.issue).count(), Entry.objects.count()) == (2, before)


def test_the_lead_does_not_cooperate_too(world: World) -> None:
    plan, before = planned(world, cooperating=(world.cast.lead_department,)), Entry.objects.count()
    with pytest.raises(Refused) as refused:
        create_measure(issue=world.issue, by=world.cast.clerk, plan=plan, basis=BASIS)
    assert (refused.value.message, refused.value.field) == ("牵头部门不能同时是配合部门。", "cooperating")
    assert (Measure.objects.filter(issue=world.issue).count(), Entry.objects.count()) == (2, before)


def test_after_adoption_each_change_of_the_plan_needs_its_basis(world: World) -> None:
    before, clerk = Entry.objects.count(), world.cast.clerk
    doors: list[Any] = [
        lambda basis: create_measure(issue=world.issue, by=clerk, plan=planned(world), basis=basis),
        lambda basis: edit_plan(measure=world.measure, by=clerk, plan=planned(world, plan="另一种写法"), basis=basis),
        lambda basis: edit_plan(measure=world.measure, by=clerk, plan=planned(world, due_on=JULY), basis=basis),
        lambda basis: edit_plan(measure=world.measure, by=clerk, plan=planned(world, long_term=True), basis=basis),
        lambda basis: edit_plan(measure=world.measure, by=clerk, plan=planned(world, cooperating=()), basis=basis),
        lambda basis: change_due(measure=world.measure, by=clerk, due_on=JULY, basis=basis),
        lambda basis: assign_lead(measure=world.measure, by=clerk, department=world.cast.outside_department, basis=basis),
    ]
    for door in doors:
        with pytest.raises(Refused) as refused:
            door("  ")
        assert (refused.value.message, refused.value.field) == (NEEDS_BASIS, "basis")
    assert Entry.objects.count() == before
    for count, door in enumerate(doors, start=1):
        door(BASIS)
        assert Entry.objects.count() >= before + count


def test_after_adoption_the_original_date_stays_in_sight(world: World) -> None:
    moved = change_due(measure=world.measure, by=world.cast.clerk, due_on=JULY, basis=BASIS)
    again = edit_plan(measure=moved, by=world.cast.clerk, plan=planned(world, due_on=datetime.date(2022, 9, 1)), basis=BASIS)
    assert (again.due_on, again.original_due_on) == (datetime.date(2022, 9, 1), JUNE)


def test_in_a_draft_the_original_date_follows_and_nothing_needs_a_basis(world: World) -> None:
    draft(world)
    moved = change_due(measure=world.measure, by=world.cast.clerk, due_on=JULY)
    assert (moved.due_on, moved.original_due_on) == (JULY, JULY)
    edited = edit_plan(measure=moved, by=world.cast.clerk, plan=planned(world, plan="另一种写法", due_on=None, cooperating=()))
    assert (edited.plan, edited.due_on, edited.original_due_on, edited.cooperating) == ("另一种写法", None, None, [])


def test_an_edit_that_changes_nothing_leaves_nothing(world: World) -> None:
    before = Entry.objects.count()
    same = edit_plan(measure=world.measure, by=world.cast.clerk, plan=planned(world), version=1)
    change_due(measure=world.measure, by=world.cast.clerk, due_on=JUNE)
    assign_lead(measure=world.measure, by=world.cast.clerk, department=world.cast.lead_department)
    assert (same.version, Entry.objects.count()) == (1, before)


def test_another_lead_ends_one_assignment_and_begins_another(world: World) -> None:
    before, day = Entry.objects.count(), datetime.datetime(2022, 5, 20, 9, tzinfo=datetime.UTC)
    cast = world.cast
    after = assign_lead(measure=world.measure, by=cast.clerk, department=cast.outside_department, basis=BASIS, effective_at=day)
    assert (after.lead, after.cooperating) == (cast.outside_department, [cast.cooperating_department])
    assert assigned(world.measure) == [
        (cast.lead_department, "lead", datetime.date(2022, 5, 20)),
        (cast.cooperating_department, "cooperating", None),
        (cast.outside_department, "lead", None),
    ]
    assert lines(before) == [("measure.assign", "measures.assignment", BASIS)] * 2
    assert [e.department for e in Entry.objects.order_by("id")[before:]] == [cast.lead_department.pk, cast.outside_department.pk]


def test_a_cooperating_department_that_takes_the_lead_no_longer_cooperates(world: World) -> None:
    cast = world.cast
    after = assign_lead(measure=world.measure, by=cast.clerk, department=cast.cooperating_department, basis=BASIS)
    assert (after.lead, after.cooperating) == (cast.cooperating_department, [])
    assert [row.until is None for row in Assignment.objects.filter(measure=after).order_by("id")] == [False, False, True]


@pytest.mark.parametrize("status", ["done", "withdrawn"])
def test_dates_and_departments_of_what_is_over_stay(status: str, world: World) -> None:
    values = {"withdrawn_at": datetime.datetime(2022, 5, 1, tzinfo=datetime.UTC)} if status == "withdrawn" else {}
    measure, clerk = changed(world.measure, status=status, **values), world.cast.clerk
    message = f"第3-2-1条{'已完成' if status == 'done' else '已撤销'}，不能再调整时限和分工。"
    with pytest.raises(Refused) as refused:
        change_due(measure=measure, by=clerk, due_on=JULY, basis=BASIS)
    assert refused.value.message == message
    with pytest.raises(Refused) as refused:
        assign_lead(measure=measure, by=clerk, department=world.cast.outside_department, basis=BASIS)
    assert refused.value.message == message


def test_the_lead_department_writes_its_outcome_until_it_has_reported(world: World) -> None:
    lead = world.cast.lead
    assert edit_outcome(measure=world.measure, by=lead, outcome=" 已建立制度。 ").outcome == "已建立制度。"
    reported = changed(world.measure, status="reported")
    with pytest.raises(PermissionDenied):
        edit_outcome(measure=reported, by=lead, outcome="再改", reason="补充")
    with pytest.raises(Refused) as refused:
        edit_outcome(measure=reported, by=world.cast.clerk, outcome="再改", reason=" ")
    assert (refused.value.message, refused.value.field) == ("措施已报送或已完成，修改落实情况须说明原因。", "reason")
    mended = edit_outcome(measure=reported, by=world.cast.clerk, outcome="再改", reason="笔误")
    assert (mended.outcome, lines(0)[-1]) == ("再改", ("measure.outcome", "measures.measure", "笔误"))


def test_an_outcome_written_beside_a_report_is_stale_even_without_a_version(world: World) -> None:
    """The page was read before the report: whoever may still write then, and why, must be asked anew."""
    read_before = Measure.objects.get(pk=world.measure.pk)
    changed(world.measure, status="reported", outcome="报送时的情况")
    with pytest.raises(Stale):
        edit_outcome(measure=read_before, by=world.cast.lead, outcome="覆盖")
    assert Measure.objects.get(pk=world.measure.pk).outcome == "报送时的情况"


def test_no_outcome_of_a_withdrawn_measure(world: World) -> None:
    measure = changed(world.measure, status="withdrawn", withdrawn_at=datetime.datetime(2022, 5, 1, tzinfo=datetime.UTC))
    with pytest.raises(Refused, match=r"^已撤销的措施不能更新落实情况。$"):
        edit_outcome(measure=measure, by=world.cast.clerk, outcome="写")


def test_public_and_internal_text_are_separate(world: World) -> None:
    measure = changed(world.measure, outcome="内部情况：李某被谈话", plan="内部措施")
    after = edit_public_text(measure=measure, by=world.cast.clerk, public_text=" 建立了制度。 ")
    assert (after.public_text, after.outcome, after.plan) == ("建立了制度。", "内部情况：李某被谈话", "内部措施")
    with pytest.raises(PermissionDenied):
        edit_public_text(measure=after, by=world.cast.lead, public_text="部门不能写")


@pytest.mark.parametrize("text", ["字" * 20_001, "含\x00字符"])
def test_text_that_cannot_be_kept_is_refused(text: str, world: World) -> None:
    with pytest.raises(Refused) as refused:
        edit_outcome(measure=world.measure, by=world.cast.clerk, outcome=text)
    assert refused.value.field == "outcome"
    with pytest.raises(Refused) as refused:
        edit_public_text(measure=world.measure, by=world.cast.clerk, public_text=text)
    assert refused.value.field == "public_text"


def test_another_rounds_office_and_departments_are_kept_out(world: World) -> None:
    cast, measure = world.cast, world.measure
    others = (cast.outsider, cast.head, cast.inspector, cast.supervisor, cast.admin)
    for user in (cast.stranger, cast.lead, cast.cooperating, *others):
        with pytest.raises(PermissionDenied):
            create_measure(issue=world.issue, by=user, plan=planned(world), basis=BASIS)
        with pytest.raises(PermissionDenied):
            edit_plan(measure=measure, by=user, plan=planned(world, plan="改"), basis=BASIS)
        with pytest.raises(PermissionDenied):
            change_due(measure=measure, by=user, due_on=JULY, basis=BASIS)
        with pytest.raises(PermissionDenied):
            assign_lead(measure=measure, by=user, department=cast.outside_department, basis=BASIS)
    for user in (cast.stranger, cast.cooperating, cast.outsider, cast.head, cast.inspector, cast.admin):
        with pytest.raises(PermissionDenied):
            edit_outcome(measure=measure, by=user, outcome="改")
    with pytest.raises(PermissionDenied):
        edit_outcome(measure=world.elsewhere, by=cast.clerk, outcome="改")


def test_a_stale_version_changes_nothing(world: World) -> None:
    changed(world.measure, outcome="别人先写的")
    clerk, before, measure = world.cast.clerk, Entry.objects.count(), world.measure
    doors: list[Any] = [
        lambda: edit_plan(measure=measure, by=clerk, plan=planned(world, plan="改"), version=1, basis=BASIS),
        lambda: change_due(measure=measure, by=clerk, due_on=JULY, version=1, basis=BASIS),
        lambda: assign_lead(measure=measure, by=clerk, department=world.cast.outside_department, version=1, basis=BASIS),
        lambda: edit_outcome(measure=measure, by=clerk, outcome="改", version=1),
        lambda: edit_public_text(measure=measure, by=clerk, public_text="改", version=1),
    ]
    for door in doors:
        with pytest.raises(Stale) as stale:
            door()
        assert (stale.value.current.version, stale.value.current.outcome) == (2, "别人先写的")
    assert Entry.objects.count() == before


def test_a_withdrawn_measure_keeps_its_number(world: World) -> None:
    changed(world.second, status="withdrawn", withdrawn_at=datetime.datetime(2022, 5, 1, tzinfo=datetime.UTC))
    assert create_measure(issue=world.issue, by=world.cast.clerk, plan=planned(world), basis=BASIS).number == 3
