"""The doors of extensions: asking, granting, refusing, withdrawing, taking note."""

import datetime
from typing import Any

from measures.extensions.services import ask_extension, take_extension_step
from tests.conftest import World
from tests.doors.cases import Case, Keywords, one
from tests.doors.cases_issues import fresh
from tests.measures.conftest import changed

DOOR, RECORD = "measures.extensions.services", "measures.extension"
UNTIL = datetime.date(2099, 6, 30)  # beyond the concentrated period: the head's


def asked(w: World) -> Any:
    return ask_extension(measure=w.measure, by=w.cast.lead, until=UNTIL, reason="等待上级批复")


def granted(w: World) -> Any:
    return take_extension_step(extension=asked(w), name="grant", by=w.cast.head, given={"opinion": "同意延期。"})


def asking(w: World) -> Keywords:
    return {"measure": changed(w.measure, status="in_progress"), "until": UNTIL, "reason": "等待上级批复"}


def step(name: str, by: str, denied: str, leaves: list[str], opened: Any, **given: str) -> Case:
    lines = [(f"extension.{name}", record) for record in leaves]
    return Case(
        f"{DOOR}.take_extension_step", by, denied, lines, lambda w: fresh(opened(w), "extension", name=name, given=given), name
    )


CASES = [
    one(f"{DOOR}.ask_extension", "lead", "cooperating", "extension.ask", RECORD, asking),
    step("grant", "head", "director", ["measures.measure", RECORD], asked, opinion="同意延期。"),
    step("refuse", "head", "director", [RECORD], asked, reason="理由不足"),
    step("withdraw", "lead", "cooperating", [RECORD], asked, reason="可按期完成"),
    step("acknowledge", "inspector", "director", [RECORD], granted),
]
