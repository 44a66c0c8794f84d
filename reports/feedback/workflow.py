"""The states of feedback and the table of its steps: data, read by services, forms, buttons and tests.

An accusation (涉嫌检举控告) is the inspection team's alone: its states are open to their right and to no other.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices

from rectify.accounts.roles import Action


class State(TextChoices):
    """Where a piece of feedback stands."""

    RECEIVED = "received", "新收到"
    ROUTED = "routed", "已转办"
    ANSWERED = "answered", "已答复"
    DECLINED = "declined", "不予办理"
    ACCUSATION = "accusation", "涉嫌检举控告，待接收"
    TAKEN = "taken", "纪检监察组已接收"


ORDINARY = (State.RECEIVED, State.ROUTED, State.ANSWERED, State.DECLINED)
ACCUSED = (State.ACCUSATION, State.TAKEN)
# what may be asked of a record, by whether it is an accusation: nothing else, whatever the matrix gives
OPEN_TO = {False: frozenset({Action.READ_FEEDBACK, Action.HANDLE_FEEDBACK}), True: frozenset({Action.READ_ACCUSATIONS})}


class Channel(TextChoices):
    """The way by which it came."""

    WEB = "web", "网上"
    CALL = "call", "来电"
    LETTER = "letter", "来信"
    MAIL = "mail", "电子邮件"
    VISIT = "visit", "来访"


# what the office enters; the web's own come in by the form
ENTERED = tuple(channel for channel in Channel if channel is not Channel.WEB)


class Way(TextChoices):
    """How a reply was given."""

    CALL = "call", "电话"
    LETTER = "letter", "书面"
    MAIL = "mail", "电子邮件"
    FACE = "face", "当面"
    NONE = "none", "未留联系方式，答复存档"


class Need(StrEnum):
    """What a step asks for; each is the name of the field that keeps it."""

    DEPARTMENT = "department"
    ROUTE_NOTE = "route_note"
    REPLY = "reply"
    REPLY_WAY = "reply_way"
    REASON = "reason"


OPTIONAL = {Need.ROUTE_NOTE}


@dataclass(frozen=True)
class Step:
    """One allowed step: from which states, to which, by whose right, what it needs and tells before it is taken."""

    name: str
    label: str
    sources: tuple[State, ...]
    target: State
    action: Action
    needs: tuple[Need, ...] = ()
    warning: str = ""
    main: bool = False


STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("answer", "答复", ORDINARY[:2], State.ANSWERED, Action.HANDLE_FEEDBACK, (Need.REPLY, Need.REPLY_WAY), main=True),
        Step("route", "转办", ORDINARY[:2], State.ROUTED, Action.HANDLE_FEEDBACK, (Need.DEPARTMENT, Need.ROUTE_NOTE)),
        Step("decline", "不予办理", ORDINARY[:2], State.DECLINED, Action.HANDLE_FEEDBACK, (Need.REASON,)),
        Step("reopen", "重新办理", ORDINARY[2:], State.RECEIVED, Action.HANDLE_FEEDBACK, (Need.REASON,)),
        Step(
            "mark",
            "标为涉嫌检举控告",
            ORDINARY,
            State.ACCUSATION,
            Action.HANDLE_FEEDBACK,
            warning="标记后立即移交驻局纪检监察组，领导小组办公室（包括您本人）和领导小组都不再看到这件来件，也不再计入任何数字。",
        ),
        Step("take", "接收", (State.ACCUSATION,), State.TAKEN, Action.READ_ACCUSATIONS, main=True),
        Step("send_back", "退回办公室", ACCUSED, State.RECEIVED, Action.READ_ACCUSATIONS, (Need.REASON,)),
    )
}


def steps_from(state: str) -> list[Step]:
    """Return the steps that the table allows from `state`, in its order."""
    return [step for step in STEPS.values() if state in step.sources]
