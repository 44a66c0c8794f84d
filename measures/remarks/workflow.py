"""The steps of a remark, as data: from which states, to which, by whose right, and what each needs.

Source: the rules' matrix (“a department's answer needs its responsible leader's sign”, “settle: own remarks”) and the domain's
“must be answered and settled”. No code decides beside it.
"""

from dataclasses import dataclass
from enum import StrEnum

from measures.words import RemarkState
from rectify.accounts.roles import Action


class Party(StrEnum):
    """Whose the step is, beyond what the matrix asks."""

    DEPARTMENT = "department"  # where a department answers: itself, or the office that types it in
    OFFICE = "office"  # where the office answers in its own name
    SIGNER = "signer"  # the responsible leader (measures.remarks.people)
    OWNER = "owner"  # whose remark it is: the leader in person, anybody of an inspecting team
    ANYBODY = "anybody"


class Need(StrEnum):
    """What a step asks for; the form shows a field for each and the service demands it."""

    ANSWER = "answer"
    ANSWER_FROM = "answer_from"  # who answers, where the office types it in (代录)
    SIGN_NOTE = "sign_note"
    NOTE = "note"
    REASON = "reason"
    ANSWER_BY = "answer_by"
    DEPARTMENT = "department"


NEED_WORDS: dict[Need, str] = {
    Need.ANSWER: "答复内容",
    Need.ANSWER_FROM: "答复人",
    Need.SIGN_NOTE: "审签意见",
    Need.NOTE: "处理意见",
    Need.REASON: "原因",
    Need.ANSWER_BY: "答复期限",
    Need.DEPARTMENT: "答复部门",
}


@dataclass(frozen=True)
class RemarkStep:
    """One allowed step; `target` None leaves the state as it is. `recused`: nobody settles what they answered or answer for."""

    name: str
    label: str
    sources: tuple[RemarkState, ...]
    target: RemarkState | None
    action: Action
    party: Party
    needs: tuple[Need, ...]
    recused: bool = False
    files: bool = False
    main: bool = False
    grave: bool = False


_R = RemarkState
_AWAITED = (_R.OPEN, _R.RETURNED)
STEPS: dict[str, RemarkStep] = {
    step.name: step
    for step in (
        RemarkStep(
            "answer",
            "答复",
            (*_AWAITED, _R.ANSWERED),
            _R.ANSWERED,
            Action.ANSWER_REMARK,
            Party.DEPARTMENT,
            (Need.ANSWER, Need.ANSWER_FROM),
            files=True,
            main=True,
        ),
        # the office's own answer needs no sign
        RemarkStep(
            "reply", "答复", _AWAITED, _R.SIGNED, Action.ANSWER_REMARK, Party.OFFICE, (Need.ANSWER,), files=True, main=True
        ),
        # the person decides here, whatever their post; whoever sees the remark may be the one
        RemarkStep("sign", "审签", (_R.ANSWERED,), _R.SIGNED, Action.VIEW_LEDGER, Party.SIGNER, (Need.SIGN_NOTE,), main=True),
        RemarkStep("refuse", "不予审签", (_R.ANSWERED,), _R.RETURNED, Action.VIEW_LEDGER, Party.SIGNER, (Need.REASON,)),
        RemarkStep(
            "settle", "办结", (_R.SIGNED,), _R.SETTLED, Action.SETTLE_REMARK, Party.OWNER, (Need.NOTE,), recused=True, main=True
        ),
        RemarkStep(
            "return",
            "退回重新答复",
            (_R.SIGNED,),
            _R.RETURNED,
            Action.SETTLE_REMARK,
            Party.OWNER,
            (Need.NOTE, Need.ANSWER_BY),
            recused=True,
        ),
        RemarkStep("withdraw", "撤回", (_R.OPEN,), _R.WITHDRAWN, Action.REMARK, Party.OWNER, (Need.REASON,), grave=True),
        RemarkStep(
            "redirect",
            "改由其他部门答复",
            _AWAITED,
            None,
            Action.EDIT_LEDGER,
            Party.ANYBODY,
            (Need.DEPARTMENT, Need.REASON),
        ),
    )
}


def steps_from(state: str) -> list[RemarkStep]:
    """Return the steps that the table allows from `state`, in its order."""
    return [step for step in STEPS.values() if state in step.sources]
