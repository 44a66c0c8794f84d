"""The doors of clearings: asking, and each step of the table."""

from measures.clearing.services import ask_clearing
from measures.models import Clearing
from tests import factories as make
from tests.conftest import World
from tests.doors.cases import Case, Keywords, one
from tests.doors.cases_issues import fresh

DOORS = "measures.clearing.services"


def asked(w: World) -> Clearing:
    evidence = make.make_evidence(w.measure, w.cast.lead)
    return ask_clearing(subject=evidence, what="file", by=w.cast.clerk, reason="误传标密文件")


def step(name: str, by: str, denied: str, **given: str) -> Case:
    def opened(w: World) -> Keywords:
        return fresh(asked(w), "clearing", name=name, **given)

    return one(f"{DOORS}.decide_clearing", by, denied, f"clearing.{name}", "measures.clearing", opened, name)


CASES: list[Case] = [
    one(
        f"{DOORS}.ask_clearing",
        "clerk",
        "inspector",
        "clearing.ask",
        "measures.clearing",
        lambda w: {"subject": make.make_evidence(w.measure, w.cast.lead), "what": "file", "reason": "误传标密文件"},
    ),
    step("confirm", "inspector", "director"),
    step("refuse", "inspector", "clerk", note="该文件不涉密"),
    step("withdraw", "director", "inspector", note="另有安排"),
]
