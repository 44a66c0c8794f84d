"""The table of an extension's steps as data: read by services, buttons, the waiting list and the golden file.

Source: the rules' matrix (“grant an extension: within the period the responsible leader, beyond it the group's head”) and the
domain's row 延期申请. What a step needs of a person is in the table too.
"""

from dataclasses import dataclass
from enum import StrEnum

from measures.models import ExtensionState
from measures.workflow import Status
from rectify.accounts.roles import Action

ASKING = (Status.NOT_STARTED, Status.IN_PROGRESS)  # of which measures a later date may be asked for


class Need(StrEnum):
    """What a step asks for."""

    OPINION = "opinion"
    REASON = "reason"


NEED_WORDS: dict[Need, str] = {Need.OPINION: "审批意见", Need.REASON: "原因"}


class Whose(StrEnum):
    """Whose the step is, beside what the matrix says."""

    GRANTER = "granter"  # within the concentrated period the responsible leader, beyond it the head; not who asked
    ASKER = "asker"
    ANYBODY = "anybody"


@dataclass(frozen=True)
class Transition:
    """One allowed step: from which state, to which, by whose right, what it needs; `paper`: it may be decided on paper."""

    name: str
    label: str
    source: ExtensionState
    target: ExtensionState
    action: Action
    whose: Whose
    needs: tuple[Need, ...] = ()
    paper: bool = False
    main: bool = False


_S, _A = ExtensionState, Action
TRANSITIONS: dict[str, Transition] = {
    t.name: t
    for t in (
        Transition(
            "grant",
            "同意延期",
            _S.PENDING,
            _S.GRANTED,
            _A.GRANT_EXTENSION,
            Whose.GRANTER,
            (Need.OPINION,),
            paper=True,
            main=True,
        ),
        Transition("refuse", "不同意延期", _S.PENDING, _S.REFUSED, _A.GRANT_EXTENSION, Whose.GRANTER, (Need.REASON,), paper=True),
        Transition("withdraw", "撤回延期申请", _S.PENDING, _S.WITHDRAWN, _A.WORK, Whose.ASKER, (Need.REASON,)),
        Transition("acknowledge", "阅知", _S.GRANTED, _S.GRANTED, _A.ACKNOWLEDGE, Whose.ANYBODY),
    )
}


def steps_from(state: str) -> list[Transition]:
    """Return the steps that the table allows from `state`, in its order."""
    return [step for step in TRANSITIONS.values() if step.source == state]
