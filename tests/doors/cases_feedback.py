"""The doors of feedback: its window, entering a piece, and each step of its table."""

import datetime
from typing import Any

from reports.feedback.models import Feedback, FeedbackWindow
from reports.feedback.workflow import State
from tests.conftest import World
from tests.doors.cases import Case, Keywords, one
from tests.doors.cases_issues import fresh, made

DOORS = "reports.feedback.services"
DAY = datetime.date(2022, 6, 13)
WINDOW: dict[str, Any] = {
    "opens_on": DAY,
    "closes_on": DAY,
    "answered_by": "办公室",
    "organ": "纪检监察组",
    "organ_phone": "12388",
}
LETTER: dict[str, Any] = {"channel": "letter", "received_on": DAY, "message": "建议改进窗口服务"}
REPLY = {"reply": "已采纳", "reply_way": "call", "replied_on": DAY}


def window(w: World) -> FeedbackWindow:
    return made(FeedbackWindow(round=w.cast.round, **WINDOW))


def piece(w: World, name: str, state: State, given: Keywords | None = None) -> Keywords:
    """Return what takes a piece in `state` through the step `name`."""
    replied = REPLY if state is State.ANSWERED else {}
    record = made(Feedback(round=w.cast.round, department=w.cast.lead_department, state=state, **LETTER, **replied))
    return fresh(record, "feedback", name=name, given=given or {})


def step(name: str, state: State, by: str = "clerk", denied: str = "leader", **given: Any) -> Case:
    def opened(w: World) -> Keywords:
        return piece(w, name, state, {key: value(w) if callable(value) else value for key, value in given.items()})

    return one(f"{DOORS}.take_step", by, denied, f"feedback.{name}", "reports.feedback", opened, name)


CASES: list[Case] = [
    one(
        f"{DOORS}.open_window",
        "clerk",
        "leader",
        "window.open",
        "reports.feedbackwindow",
        lambda w: {"round": w.cast.round, **WINDOW},
    ),
    one(
        f"{DOORS}.edit_window",
        "clerk",
        "inspector",
        "window.edit",
        "reports.feedbackwindow",
        lambda w: fresh(window(w), "window", organ_phone="12388转1"),
    ),
    one(
        f"{DOORS}.register",
        "clerk",
        "lead",
        "feedback.register",
        "reports.feedback",
        lambda w: {"round": w.cast.round, **LETTER},
    ),
    step("route", State.RECEIVED, department=lambda w: w.cast.lead_department, route_note="请于五日内反馈"),
    step("answer", State.ROUTED, reply="已采纳", reply_way="call"),
    step("decline", State.RECEIVED, reason="不属于受理范围"),
    step("reopen", State.ANSWERED, reason="来电补充情况"),
    step("mark", State.ROUTED),
    step("take", State.ACCUSATION, by="inspector", denied="clerk"),
    step("send_back", State.TAKEN, by="inspector", denied="director", reason="不属于检举控告"),
]
