"""The doors of a closure: its steps, the inspection team's opinion, the look-backs."""

import datetime
from typing import Any

from measures.closure.recusal import consultation_of
from measures.closure.services.opinions import give_opinion
from measures.closure.services.steps import take
from measures.models import LookBack
from tests.conftest import World
from tests.doors.cases import Case, Keywords, one
from tests.doors.cases_issues import fresh
from tests.measures.conftest import changed

SERVICES = "measures.closure.services"
ISSUE, CONSULTATION, LOOK_BACK, MEASURE = "issues.issue", "measures.consultation", "measures.lookback", "measures.measure"


def completed(w: World) -> Any:
    """Approve 完成整改 for the issue, whose measures are done."""
    for measure in (w.measure, w.second):
        changed(measure, status="done")
    return changed(w.issue, conclusion="completed")


def requested(w: World) -> Any:
    return take(issue=completed(w), name="request", by=w.cast.director)


def answered(w: World, opinion: str = "no_objection") -> Any:
    issue = requested(w)
    asked = consultation_of(issue)
    assert asked is not None
    give_opinion(consultation=asked, by=w.cast.inspector, opinion=opinion, text="说明")
    return issue


def closed(w: World) -> Any:
    return take(issue=answered(w), name="approve", by=w.cast.head, given={"note": "同意"})


def step(name: str, by: str, leaves: list[str], opened: Any, **given: Any) -> Case:
    """Return the case of one step, from the issue that `opened` makes."""
    lines = [(f"closure.{name}", record) for record in leaves]
    return Case(f"{SERVICES}.steps.take", by, "lead", lines, lambda w: fresh(opened(w), "issue", name=name, given=given), name)


def opinion(w: World) -> Keywords:
    return fresh(consultation_of(requested(w)), "consultation", opinion="supplement", text="补充资料")


def look_back(w: World) -> Any:
    return LookBack.objects.get(issue=closed(w))


CASES: list[Case] = [
    step("request", "clerk", [CONSULTATION, ISSUE], completed),
    step("approve", "head", [CONSULTATION, LOOK_BACK, ISSUE], answered, note="同意"),
    step("refuse", "head", [CONSULTATION, ISSUE], answered, reason="再看看"),
    step("continue", "clerk", [ISSUE], lambda w: w.issue, reason="体制问题", until=datetime.date(2099, 1, 1)),
    one(f"{SERVICES}.opinions.give_opinion", "inspector", "head", "closure.opinion", CONSULTATION, opinion),
    one(
        f"{SERVICES}.look_backs.plan_look_back",
        "inspector",
        "head",
        "look_back.plan",
        LOOK_BACK,
        lambda w: {"issue": closed(w), "planned_on": datetime.date(2099, 1, 1)},
    ),
    one(
        f"{SERVICES}.look_backs.record_look_back",
        "inspector",
        "head",
        "look_back.record",
        LOOK_BACK,
        lambda w: fresh(look_back(w), "look_back", result="held", findings="正常"),
    ),
    Case(
        f"{SERVICES}.look_backs.record_look_back",
        "inspector",
        "lead",
        [("closure.rebound", record) for record in (LOOK_BACK, MEASURE, ISSUE)],
        lambda w: fresh(look_back(w), "look_back", result="rebound", findings="又有了", measures=[w.second]),
        "rebound",
    ),
]
