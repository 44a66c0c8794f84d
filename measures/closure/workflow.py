"""The table of an issue's closure as data: read by services, forms, buttons, the page of an issue's way and the golden file.

Source: the rules' section “An issue”. What a step needs of a person, and what must stand before it, is in the table too.
"""

from dataclasses import dataclass
from enum import StrEnum

from issues.words import Closure
from measures.models import Reply
from rectify.accounts.roles import Action

AGAINST = (Reply.SUPPLEMENT, Reply.DEFER)  # what a meeting must settle before the issue can be closed
GIVEN = (Reply.NO_OBJECTION, *AGAINST)  # what the team may say; silence is recorded, never chosen


class Need(StrEnum):
    """What a step asks for; the form shows a field for each and the service demands it."""

    NOTE = "note"
    REASON = "reason"
    UNTIL = "until"
    MEETING = "meeting"
    RULING = "ruling"
    DECISION = "decision"


NEED_WORDS: dict[Need, str] = {
    Need.NOTE: "销号意见",
    Need.REASON: "原因",
    Need.UNTIL: "持续整改至",
    Need.MEETING: "研究的会议",
    Need.RULING: "会议结论",
    Need.DECISION: "会议决定",
}


class Gate(StrEnum):
    """What must stand before a step, whoever takes it."""

    CONCLUDED = "concluded"  # the approved conclusion is 完成整改
    ANSWERED = "answered"  # the inspection team has answered, or its days are over
    AGREED = "agreed"  # what it said isn't against closure, or a meeting has decided to close all the same
    SETTLED = "settled"  # no remark is unsettled
    OBJECTED = "objected"  # there is an opinion against closure that no meeting has settled
    CHANGED = "changed"  # something changed after the closure


OCCASIONS = (Gate.OBJECTED, Gate.CHANGED)  # what gives a step its occasion: without it nobody waits for the step


@dataclass(frozen=True)
class Transition:
    """One allowed step: from which states, to which, by whose right, what it needs, and what must stand before it.

    `recused` names the rule that nobody decides on what is their own; `paper` allows a paper decision in its place; a `hidden`
    step is taken by another door alone.
    """

    name: str
    label: str
    sources: tuple[Closure, ...]
    target: Closure
    action: Action
    needs: tuple[Need, ...] = ()
    gates: tuple[Gate, ...] = ()
    recused: bool = False
    paper: bool = False
    main: bool = False
    hidden: bool = False
    confirm: str = ""

    @property
    def occasions(self) -> tuple[Gate, ...]:
        """Those of its gates that give it its occasion."""
        return tuple(gate for gate in self.gates if gate in OCCASIONS)


_C, _A = Closure, Action
TRANSITIONS: dict[str, Transition] = {
    t.name: t
    for t in (
        Transition(
            "request",
            "申请销号",
            (_C.OPEN, _C.CONTINUING),
            _C.REQUESTED,
            _A.PROPOSE,
            gates=(Gate.CONCLUDED,),
            main=True,
        ),
        Transition(
            "approve",
            "同意销号",
            (_C.REQUESTED,),
            _C.CLOSED,
            _A.APPROVE,
            (Need.NOTE,),
            (Gate.CONCLUDED, Gate.ANSWERED, Gate.AGREED, Gate.SETTLED),
            recused=True,
            paper=True,
            main=True,
        ),
        Transition("refuse", "暂缓销号", (_C.REQUESTED,), _C.OPEN, _A.APPROVE, (Need.REASON,), recused=True, paper=True),
        Transition(
            "dispute",
            "提请领导小组研究",
            (_C.REQUESTED,),
            _C.REQUESTED,
            _A.PROPOSE,
            (Need.MEETING, Need.RULING, Need.DECISION),
            (Gate.OBJECTED,),
        ),
        Transition("continue", "转入持续整改", (_C.OPEN,), _C.CONTINUING, _A.PROPOSE, (Need.REASON, Need.UNTIL)),
        Transition(
            "confirm",
            "确认销号后变动",
            (_C.CLOSED,),
            _C.CLOSED,
            _A.APPROVE,
            (Need.NOTE,),
            (Gate.CHANGED,),
            recused=True,
            paper=True,
        ),
        Transition("rebound", "反弹回潮", (_C.CLOSED,), _C.OPEN, _A.LOOK_BACK, recused=True, hidden=True),
    )
}


def steps_from(closure: str) -> list[Transition]:
    """Return the steps that the table allows from `closure`, in its order; those of another door aren't among them."""
    return [step for step in TRANSITIONS.values() if closure in step.sources and not step.hidden]
