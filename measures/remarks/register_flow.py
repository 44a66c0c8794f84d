"""The steps of a registered paper, as data. It is recorded and never issued here, so its steps say what happened on paper."""

from dataclasses import dataclass
from enum import StrEnum

from measures.words import RegisterState


class RegisterNeed(StrEnum):
    """What a step asks for."""

    REPLIED_ON = "replied_on"
    REPLY_NUMBER = "reply_number"  # may be empty: a talk is answered without a number
    REPLY = "reply"
    NOTE = "note"
    REASON = "reason"


REGISTER_NEEDS: dict[RegisterNeed, str] = {
    RegisterNeed.REPLIED_ON: "回复日期",
    RegisterNeed.REPLY_NUMBER: "回复文号",
    RegisterNeed.REPLY: "回复情况",
    RegisterNeed.NOTE: "办理意见",
    RegisterNeed.REASON: "原因",
}
OPTIONAL = frozenset({RegisterNeed.REPLY_NUMBER})


@dataclass(frozen=True)
class RegisterStep:
    """One allowed step: from which states, to which, and what it needs; the right is KEEP_REGISTER for all of them."""

    name: str
    label: str
    sources: tuple[RegisterState, ...]
    target: RegisterState
    needs: tuple[RegisterNeed, ...]
    files: bool = False
    main: bool = False
    grave: bool = False


_S, _N = RegisterState, RegisterNeed
REGISTER_STEPS: dict[str, RegisterStep] = {
    step.name: step
    for step in (
        RegisterStep(
            "reply",
            "登记回复",
            (_S.OPEN,),
            _S.REPLIED,
            (_N.REPLIED_ON, _N.REPLY_NUMBER, _N.REPLY),
            files=True,
            main=True,
        ),
        # a leader's 批示, or a talk, may ask for no reply
        RegisterStep("finish", "办结", (_S.OPEN, _S.REPLIED), _S.DONE, (_N.NOTE,)),
        RegisterStep("reopen", "恢复办理", (_S.REPLIED, _S.DONE), _S.OPEN, (_N.REASON,)),
        RegisterStep("withdraw", "撤销登记", (_S.OPEN,), _S.WITHDRAWN, (_N.REASON,), grave=True),
    )
}


def register_steps_from(state: str) -> list[RegisterStep]:
    """Return the steps that the table allows from `state`, in its order."""
    return [step for step in REGISTER_STEPS.values() if state in step.sources]
