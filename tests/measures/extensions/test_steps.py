"""Extensions: the golden file of request × step × person, what each step needs and leaves, and what a pending one changes."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from measures.extensions.services import ask_extension, steps_for, take_extension_step
from measures.extensions.workflow import TRANSITIONS
from measures.figures import figures
from measures.models import Extension, Measure
from measures.services.plan import change_due
from measures.workflow import Light
from rectify.accounts.models import User
from rectify.errors import Refused, Stale
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import changed, fresh
from tests.measures.extensions.conftest import BEYOND, DUE, EARLY, LATE, OPINION, WITHIN

GOLDEN = Path(__file__).with_name("steps.txt")
GIVEN = {"opinion": "同意延期。", "reason": "理由"}
Log = Callable[[], list[tuple[str, str]]]


def golden_rows() -> list[tuple[str, str, dict[str, str], str]]:
    lines = [line for line in GOLDEN.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    names = lines[0].split("|")[1].split()
    rows = []
    for line in lines[1:]:
        where, answers, then = (part.split() for part in line.split("|"))
        rows.append((where[0], where[1], dict(zip(names, answers, strict=True)), then[0]))
    return rows


def at(world: World, measure: Measure, where: str) -> Extension:
    """Bring a request about the measure to where the golden file's row begins."""
    until = BEYOND if where == "beyond" else WITHIN
    request = ask_extension(measure=measure, by=world.cast.lead, until=until, reason="等待批复", effective_at=EARLY)
    way = {"granted": ("grant", world.cast.leader), "refused": ("refuse", world.cast.leader)}
    name, by = {**way, "withdrawn": ("withdraw", world.cast.lead)}.get(where, ("", None))
    if by is None:
        return request
    return take_extension_step(extension=request, name=name, by=by, given=GIVEN, effective_at=EARLY)


def attempt(request: Extension, name: str, user: User) -> tuple[str, str]:
    """Try a step, take it back, and return the answer and the state it led to."""
    with transaction.atomic():
        try:
            after = take_extension_step(extension=request, name=name, by=user, given=GIVEN, effective_at=EARLY).state
        except PermissionDenied:
            return "no", "-"
        except Refused:
            return "--", "-"
        finally:
            transaction.set_rollback(True)
    return "ok", after


@pytest.mark.parametrize(("where", "name", "answers", "then"), golden_rows(), ids=lambda v: v if isinstance(v, str) else "")
def test_golden_file(where: str, name: str, answers: dict[str, str], then: str, world: World, measure: Measure) -> None:
    request = at(world, measure, where)
    found, states = {}, set()
    for who in answers:
        found[who], state = attempt(Extension.objects.get(pk=request.pk), name, getattr(world.cast, who))
        states |= {state} - {"-"}
    assert found == answers
    assert states == ({then} if then != "-" else set())


@pytest.mark.parametrize(("where", "name", "answers", "then"), golden_rows(), ids=lambda v: v if isinstance(v, str) else "")
def test_what_is_offered_is_what_is_done(
    where: str, name: str, answers: dict[str, str], then: str, world: World, measure: Measure
) -> None:
    request = at(world, measure, where)
    offered = {
        who: any(s.transition.name == name and not s.conflict for s in steps_for(request, getattr(world.cast, who)))
        for who in answers
    }
    assert offered == {who: answer == "ok" for who, answer in answers.items()}


def test_the_golden_file_is_whole() -> None:
    wheres = ("within", "beyond", "granted", "refused", "withdrawn")
    assert [(where, name) for where, name, *_ in golden_rows()] == [(w, n) for w in wheres for n in TRANSITIONS]


def test_a_pending_request_changes_nothing(world: World, measure: Measure, within: Extension, log: Log) -> None:
    day, before = datetime.date(2022, 6, 2), measure
    after = fresh(measure)

    assert (after.due_on, after.original_due_on, after.version) == (before.due_on, before.original_due_on, before.version)
    assert after.light(day, 10) is Light.OVERDUE
    assert figures(world.cast.round, day).measures.overdue == 1
    assert log() == [("extension.ask", "measures.extension")]


def test_granting_moves_the_date_in_the_same_transaction(world: World, measure: Measure, within: Extension, log: Log) -> None:
    granted = take_extension_step(
        extension=within, name="grant", by=world.cast.leader, version=within.version, given=OPINION, effective_at=EARLY
    )
    after, lines = fresh(measure), Entry.objects.filter(action="extension.grant").order_by("id")

    assert (after.due_on, after.original_due_on) == (WITHIN, DUE)
    assert (granted.number, granted.decided_by, granted.decided_on) == (1, world.cast.leader.person, datetime.date(2022, 5, 20))
    assert [(line.record_type, line.reason, line.acting_as) for line in lines] == [
        ("measures.measure", "同意延期。", "责任领导"),
        ("measures.extension", "同意延期。", "责任领导"),
    ]
    assert lines[0].recorded_at == lines[1].recorded_at
    assert after.light(datetime.date(2022, 6, 2), 3) is Light.NORMAL


def test_the_second_counts_on_and_the_original_date_stays(world: World, measure: Measure, granted: Extension) -> None:
    request = ask_extension(measure=measure, by=world.cast.lead, until=BEYOND, reason="仍未批复", effective_at=LATE)
    second = take_extension_step(extension=request, name="grant", by=world.cast.head, given=OPINION, effective_at=LATE)
    after = fresh(measure)

    assert (second.number, second.due_before) == (2, WITHIN)
    assert (after.due_on, after.original_due_on) == (BEYOND, DUE)


def test_refusing_and_withdrawing_leave_the_date(world: World, measure: Measure, within: Extension, log: Log) -> None:
    refused = take_extension_step(extension=within, name="refuse", by=world.cast.leader, given={"reason": "理由不足"})
    again = ask_extension(measure=measure, by=world.cast.lead, until=WITHIN, reason="补充理由", effective_at=EARLY)
    take_extension_step(extension=again, name="withdraw", by=world.cast.lead, given={"reason": "已可按期完成"})

    assert (refused.opinion, refused.decided_by, refused.number) == ("理由不足", world.cast.leader.person, None)
    assert fresh(measure).due_on == DUE
    assert log() == [
        ("extension.ask", "measures.extension"),
        ("extension.refuse", "measures.extension"),
        ("extension.ask", "measures.extension"),
        ("extension.withdraw", "measures.extension"),
    ]


def test_the_inspection_team_takes_note_once(world: World, granted: Extension) -> None:
    seen = take_extension_step(extension=granted, name="acknowledge", by=world.cast.inspector, effective_at=EARLY)

    assert (seen.seen_by, seen.seen_on, seen.to_see) == (world.cast.inspector, datetime.date(2022, 5, 20), False)
    with pytest.raises(Refused, match="已经阅知"):
        take_extension_step(extension=seen, name="acknowledge", by=world.cast.inspector)


def test_after_the_due_date_it_says_so(world: World, measure: Measure, within: Extension) -> None:
    take_extension_step(extension=within, name="withdraw", by=world.cast.lead, given=GIVEN)
    late = ask_extension(measure=measure, by=world.cast.lead, until=WITHIN, reason="等待批复", effective_at=LATE)

    assert (within.late, late.late) == (False, True)


@pytest.mark.parametrize(
    ("values", "until", "sentence"),
    [
        ({"status": "done", "done_on": DUE}, WITHIN, "第3-2-1条已完成，不能申请延期。"),
        ({"status": "reported"}, WITHIN, "第3-2-1条已报待核验，不能申请延期。"),
        ({"due_on": None}, WITHIN, "第3-2-1条没有完成时限，不需要申请延期。"),
        ({}, DUE, "延期后的时限应晚于现在的时限和今天。"),
    ],
)
def test_what_cannot_be_asked_for(
    values: dict[str, Any], until: datetime.date, sentence: str, world: World, measure: Measure
) -> None:
    changed(measure, **values)
    with pytest.raises(Refused) as refusal:
        ask_extension(measure=measure, by=world.cast.lead, until=until, reason="理由", effective_at=EARLY)
    assert refusal.value.message == sentence
    assert not Extension.objects.exists()


def test_before_the_plans_adoption_there_is_nothing_to_ask_for(world: World, measure: Measure) -> None:
    changed(world.cast.round, plan_state="draft", plan_adopted_on=None)
    with pytest.raises(Refused, match="尚未审议通过"):
        ask_extension(measure=fresh(measure), by=world.cast.lead, until=WITHIN, reason="理由", effective_at=EARLY)


def test_the_office_says_who_asked(world: World, measure: Measure) -> None:
    with pytest.raises(Refused) as refusal:
        ask_extension(measure=measure, by=world.cast.clerk, until=WITHIN, reason="理由", effective_at=EARLY)
    person = world.cast.lead.person
    request = ask_extension(
        measure=measure, by=world.cast.clerk, until=WITHIN, reason="理由", asked_for=person, effective_at=EARLY
    )

    assert refusal.value.field == "asked_for"
    assert (request.asker, request.asked_by) == (person, world.cast.clerk)
    for who, answer in (("lead", "ok"), ("clerk", "ok"), ("director", "--")):  # who asked, and who typed it in
        assert attempt(request, "withdraw", getattr(world.cast, who))[0] == answer


@pytest.mark.parametrize("field", ["asked_for", "responsible"])
def test_who_grants_is_recused_by_person(field: str, world: World, measure: Measure) -> None:
    leader = world.cast.leader.person
    if field == "responsible":
        changed(measure, responsible=leader)
    asked_for = leader if field == "asked_for" else world.cast.lead.person
    request = ask_extension(
        measure=measure, by=world.cast.clerk, until=WITHIN, reason="理由", asked_for=asked_for, effective_at=EARLY
    )
    with pytest.raises(Refused, match="须由他人审批"):
        take_extension_step(extension=request, name="grant", by=world.cast.leader, given=OPINION)
    assert fresh(measure).due_on == DUE


def test_a_measure_without_its_leader_is_the_heads(world: World, measure: Measure) -> None:
    changed(measure, responsible_leader=None)
    request = ask_extension(measure=fresh(measure), by=world.cast.lead, until=WITHIN, reason="理由", effective_at=EARLY)

    assert attempt(request, "grant", world.cast.leader)[0] == "--"
    assert attempt(request, "grant", world.cast.head)[0] == "ok"


def test_a_date_that_moved_meanwhile_is_not_granted_over(world: World, measure: Measure, within: Extension) -> None:
    change_due(measure=measure, by=world.cast.director, due_on=datetime.date(2022, 6, 3), basis="会议纪要第2号")
    with pytest.raises(Refused, match="已有变更"):
        take_extension_step(extension=within, name="grant", by=world.cast.leader, given=OPINION)
    assert fresh(measure).due_on == datetime.date(2022, 6, 3)


@pytest.mark.parametrize(("name", "field"), [("grant", "opinion"), ("refuse", "reason")])
def test_a_decision_says_why(name: str, field: str, world: World, within: Extension) -> None:
    with pytest.raises(Refused) as refusal:
        take_extension_step(extension=within, name=name, by=world.cast.leader, given={field: "　"})
    assert refusal.value.field == field


def test_one_pending_request_a_measure(world: World, measure: Measure, within: Extension) -> None:
    with pytest.raises(Refused, match="已有待审批的延期申请"):
        ask_extension(measure=measure, by=world.cast.lead, until=BEYOND, reason="再次申请", effective_at=EARLY)
    values: dict[str, Any] = {"due_before": DUE, "until": WITHIN, "reason": "x", "asked_by": world.cast.lead, "asked_on": DUE}
    with pytest.raises(IntegrityError), transaction.atomic():
        make._made(Extension(measure=measure, **values))
    assert Extension.objects.count() == 1


def test_who_comes_late_is_told(world: World, within: Extension) -> None:
    with pytest.raises(Stale):
        take_extension_step(extension=within, name="grant", by=world.cast.leader, version=within.version + 1, given=OPINION)
    with pytest.raises(Refused, match="没有这样的办理步骤"):
        take_extension_step(extension=within, name="extend", by=world.cast.leader)
