"""A measure's statuses, the table of its transitions and its lights: data, read by services, forms, buttons and the golden file.

Source: the rules' section “A measure's status”. What a transition needs stands in the table too; no code decides beside it.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices

from rectify.accounts.roles import Action


class Status(TextChoices):
    """Where a measure stands."""

    NOT_STARTED = "not_started", "尚未启动"
    IN_PROGRESS = "in_progress", "推进中"
    REPORTED = "reported", "已报待核验"
    DONE = "done", "已完成"
    WITHDRAWN = "withdrawn", "已撤销"


class Light(TextChoices):
    """How a measure stands to its due date; computed, and always printed with its word."""

    DONE = "done", "已完成"
    NORMAL = "normal", "正常"
    DUE_SOON = "due_soon", "临期"
    OVERDUE = "overdue", "已逾期"
    LONG_TERM = "long_term", "长期坚持"
    NO_DATE = "no_date", "未定期限"
    WITHDRAWN = "withdrawn", "已撤销"


class Need(StrEnum):
    """What a transition asks for; the form shows a field for each and the service demands it."""

    OUTCOME = "outcome"
    PROOF = "proof"  # evidence, or a note why there is none
    REPORTER = "reporter"  # who reported, where the office types it in
    NOTE = "note"
    MISSING = "missing"
    REASON = "reason"
    BASIS = "basis"


NEED_WORDS: dict[Need, str] = {
    Need.OUTCOME: "落实情况",
    Need.PROOF: "无佐证材料的说明",
    Need.REPORTER: "报送人",
    Need.NOTE: "核验意见",
    Need.MISSING: "需补充的内容",
    Need.REASON: "恢复整改的原因",
    Need.BASIS: "依据",
}


@dataclass(frozen=True)
class Transition:
    """One allowed step: from which statuses, to which, by whose right, and what it needs.

    `target` None means “as before”; `recused` names the rule that nobody verifies what they reported, recorded or answer for.
    """

    name: str
    label: str
    sources: tuple[Status, ...]
    target: Status | None
    action: Action
    needs: tuple[Need, ...] = ()
    recused: bool = False
    main: bool = False
    confirm: bool = False


_S = Status
TRANSITIONS: dict[str, Transition] = {
    t.name: t
    for t in (
        Transition("start", "启动", (_S.NOT_STARTED,), _S.IN_PROGRESS, Action.WORK, main=True),
        Transition(
            "report",
            "报送完成情况",
            (_S.IN_PROGRESS,),
            _S.REPORTED,
            Action.WORK,
            (Need.OUTCOME, Need.PROOF, Need.REPORTER),
            main=True,
        ),
        Transition("verify", "核验通过", (_S.REPORTED,), _S.DONE, Action.VERIFY, (Need.NOTE,), recused=True, main=True),
        Transition("return", "退回补充", (_S.REPORTED,), _S.IN_PROGRESS, Action.VERIFY, (Need.MISSING,)),
        Transition("reopen", "恢复整改", (_S.DONE,), _S.IN_PROGRESS, Action.REOPEN, (Need.REASON,), confirm=True),
        Transition(
            "withdraw",
            "撤销",
            (_S.NOT_STARTED, _S.IN_PROGRESS, _S.REPORTED),
            _S.WITHDRAWN,
            Action.EDIT_LEDGER,
            (Need.BASIS,),
            confirm=True,
        ),
        Transition("restore", "恢复", (_S.WITHDRAWN,), None, Action.EDIT_LEDGER, (Need.BASIS,)),
    )
}


def steps_from(status: str) -> list[Transition]:
    """Return the transitions that the table allows from `status`, in its order."""
    return [transition for transition in TRANSITIONS.values() if status in transition.sources]
