"""The doors of a measure: its plan, its steps, what proves it, and the conclusions of its issue."""

import datetime
from typing import Any

from django.core.files.base import ContentFile

from measures.models import Measure
from measures.services.plan import Plan
from measures.workflow import TRANSITIONS, Need
from tests import factories as make
from tests.conftest import World
from tests.doors.cases import Case, Keywords, one
from tests.doors.cases_issues import BASIS, fresh
from tests.measures.conftest import changed

MEASURES = "measures.services"
JULY = datetime.date(2022, 7, 31)
NOON = datetime.datetime(2022, 5, 1, 4, tzinfo=datetime.UTC)
MEASURE, ISSUE, ASSIGNMENT = "measures.measure", "issues.issue", "measures.assignment"


def measure(w: World, status: str = "not_started", **values: Any) -> Measure:
    """Bring the world's measure into a status, reported by the lead department."""
    if status in {"reported", "done"}:
        values |= {"reported_by": w.cast.lead.person, "recorded_by": w.cast.lead}
    if status == "withdrawn":
        values |= {"withdrawn_at": NOON, "status_before": "in_progress"}
    return changed(w.measure, status=status, **values)


def step(name: str, status: str, leaves: list[str] | None = None, by: str = "director", **issue: Any) -> Case:
    """Return the case of one step; `issue` is what the issue stands at before."""

    def opened(w: World) -> Keywords:
        if issue:
            changed(w.issue, **issue)
        given = {need: w.cast.lead.person if need is Need.REPORTER else "说明" for need in TRANSITIONS[name].needs}
        return fresh(measure(w, status), "measure", name=name, given=given)

    lines = [(f"measure.{name}", record) for record in leaves or [MEASURE]]
    return Case(
        f"{MEASURES}.transitions.transition", by, "inspector", lines, opened, f"{name}{' ' + '+'.join(issue) if issue else ''}"
    )


def new_measure(w: World) -> Keywords:
    plan = Plan("新措施", due_on=JULY, lead=w.cast.lead_department, cooperating=(w.cast.outside_department,))
    return {"issue": w.issue, "plan": plan, **BASIS}


def new_plan(w: World) -> Keywords:
    plan = Plan("改写", due_on=JULY, lead=w.cast.outside_department, cooperating=(w.cast.cooperating_department,))
    return fresh(w.measure, "measure", plan=plan, **BASIS)


def two_files(w: World) -> Keywords:
    return {"measure": w.measure, "files": [ContentFile(b"one", name="1.txt"), ContentFile(b"two", name="2.txt")]}


def proposed(w: World) -> Keywords:
    return fresh(changed(w.issue, proposed="phased", proposed_by=w.cast.clerk), "issue", note="同意")


def declined(w: World) -> Keywords:
    return fresh(changed(w.issue, proposed="phased", proposed_by=w.cast.clerk), "issue", reason="佐证不足")


def office(door: str, action: str, record: str, opened: Any, denied: str = "lead") -> Case:
    return one(f"{MEASURES}.{door}", "clerk", denied, action, record, opened)


CASES: list[Case] = [
    Case(
        f"{MEASURES}.plan.create_measure",
        "clerk",
        "lead",
        [("measure.create", MEASURE), ("measure.create", ASSIGNMENT), ("measure.create", ASSIGNMENT)],
        new_measure,
    ),
    Case(
        f"{MEASURES}.plan.create_measure",
        "clerk",
        "lead",
        [("measure.create", kind) for kind in (MEASURE, ASSIGNMENT, ASSIGNMENT, ISSUE)],
        lambda w: {**new_measure(w), "issue": changed(w.issue, conclusion="completed")},
        "under what was completed",
    ),
    Case(
        f"{MEASURES}.plan.edit_plan",
        "clerk",
        "lead",
        [("measure.plan", MEASURE), ("measure.plan", ASSIGNMENT), ("measure.plan", ASSIGNMENT)],
        new_plan,
    ),
    office("plan.change_due", "measure.due", MEASURE, lambda w: fresh(w.measure, "measure", due_on=JULY, **BASIS)),
    Case(
        f"{MEASURES}.plan.assign_lead",
        "clerk",
        "lead",
        [("measure.assign", ASSIGNMENT), ("measure.assign", ASSIGNMENT)],
        lambda w: fresh(w.measure, "measure", department=w.cast.outside_department, **BASIS),
    ),
    office("plan.edit_outcome", "measure.outcome", MEASURE, lambda w: fresh(w.measure, "measure", outcome="已做"), "cooperating"),
    office("plan.edit_public_text", "measure.public", MEASURE, lambda w: fresh(w.measure, "measure", public_text="公开")),
    step("start", "not_started", by="lead"),
    step("report", "in_progress"),
    step("verify", "reported"),
    step("return", "reported"),
    step("reopen", "done"),
    step("reopen", "done", [MEASURE, ISSUE], conclusion="completed"),
    step("withdraw", "in_progress"),
    step("restore", "withdrawn"),
    step("restore", "withdrawn", [MEASURE, ISSUE], conclusion="completed"),
    one(
        f"{MEASURES}.transitions.name_verifier",
        "head",
        "leader",
        "measure.verifier",
        MEASURE,
        lambda w: fresh(w.measure, "measure", verifier=w.cast.clerk.person),
    ),
    Case(
        f"{MEASURES}.proof.attach",
        "lead",
        "cooperating",
        [("evidence.attach", "measures.evidence"), ("evidence.attach", "measures.evidence")],
        two_files,
    ),
    one(
        f"{MEASURES}.proof.withdraw_evidence",
        "lead",
        "cooperating",
        "evidence.withdraw",
        "measures.evidence",
        lambda w: {"evidence": make.make_evidence(w.measure, w.cast.lead), "reason": "传错"},
    ),
    one(
        f"{MEASURES}.proof.add_note",
        "lead",
        "outsider",
        "note.add",
        "measures.progressnote",
        lambda w: {"measure": w.measure, "text": "进展"},
        "of the lead",
    ),
    one(
        f"{MEASURES}.proof.add_note",
        "cooperating",
        "outsider",
        "note.cooperate",
        "measures.progressnote",
        lambda w: {"measure": w.measure, "text": "配合"},
        "of the cooperating",
    ),
    office("conclusions.propose", "issue.propose", ISSUE, lambda w: fresh(w.issue, "issue", conclusion="phased", reason="理由")),
    one(f"{MEASURES}.conclusions.approve", "head", "clerk", "issue.approve", ISSUE, proposed),
    one(f"{MEASURES}.conclusions.decline", "head", "clerk", "issue.decline", ISSUE, declined),
]
