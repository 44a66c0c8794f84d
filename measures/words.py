"""The words of supervision, as enums: what is stored, what is shown and in which order. No deeds stand here."""

from django.db.models import TextChoices


class RemarkState(TextChoices):
    """Where a remark (监督意见) stands; lists show two words of it, 未办结 and 已办结."""

    OPEN = "open", "待答复"
    ANSWERED = "answered", "已答复待审签"
    SIGNED = "signed", "已答复待办结"
    RETURNED = "returned", "退回"
    SETTLED = "settled", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"

    @property
    def ended(self) -> bool:
        """Whether nothing more is to be done."""
        return self in {RemarkState.SETTLED, RemarkState.WITHDRAWN}


UNSETTLED = [state for state in RemarkState if not state.ended]
UNANSWERED = [RemarkState.OPEN, RemarkState.RETURNED]  # the date to answer by counts for these alone


class RegisterKind(TextChoices):
    """What came on paper: the first three in the inspection team's own name, the last from leaders."""

    PROPOSAL = "proposal", "纪检监察建议书"
    REMINDER = "reminder", "提醒函"
    TALK = "talk", "约谈"
    INSTRUCTION = "instruction", "批示"


class RegisterState(TextChoices):
    """Where a registered paper stands."""

    OPEN = "open", "办理中"
    REPLIED = "replied", "已回复"
    DONE = "done", "已办结"
    WITHDRAWN = "withdrawn", "已撤销"


class RegisterPart(TextChoices):
    """Which paper a kept scan is of."""

    RECEIVED = "received", "来文"
    REPLY = "reply", "回复"
