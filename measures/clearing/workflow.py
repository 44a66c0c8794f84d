"""The steps of a clearing, as data: asked for by the office, decided by the inspection team, another person in any case."""

from dataclasses import dataclass

from measures.models import ClearingState
from rectify.accounts.roles import Action


@dataclass(frozen=True)
class Step:
    """One step from 待确认: to which state, by whose right; `noted` asks for a reason, `other` for another person than asked."""

    name: str
    label: str
    target: ClearingState
    action: Action
    noted: bool = False
    other: bool = False
    main: bool = False  # the one that can't be undone


STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("confirm", "确认清除", ClearingState.DONE, Action.CONFIRM_CLEARING, other=True, main=True),
        Step("refuse", "不同意清除", ClearingState.REFUSED, Action.CONFIRM_CLEARING, noted=True, other=True),
        Step("withdraw", "撤回清除申请", ClearingState.WITHDRAWN, Action.CLEAR, noted=True),
    )
}
