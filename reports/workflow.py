"""A notice's statuses and the tables of its transitions and of its review: data, read by services, forms and buttons.

Source: the rules' section “A notice”. What a transition needs of a person, and what must stand before it, is in the table too.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices

from rectify.accounts.roles import Action


class Status(TextChoices):
    """Where a version of the notice stands."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "送审"
    APPROVED = "approved", "审议通过"
    PUBLISHED = "published", "已公布"
    SUPERSEDED = "superseded", "已替换"
    WITHDRAWN = "withdrawn", "已撤回"


UNDER_WAY = (Status.DRAFT, Status.SUBMITTED, Status.APPROVED)  # one version of a round at a time
ONCE_PUBLIC = (Status.PUBLISHED, Status.SUPERSEDED, Status.WITHDRAWN)
PACKED = (Status.APPROVED, Status.PUBLISHED, Status.SUPERSEDED)  # where a signed version is handed to a web site


class Need(StrEnum):
    """What a transition asks for; the form shows a field for each and the service demands it."""

    EXPLANATIONS = "explanations"  # a reason for each finding of the checks
    REASON = "reason"
    MEETING = "meeting"
    OPINION = "opinion"
    ON = "on"
    WAY = "way"
    ADDRESS = "address"


NEED_WORDS: dict[Need, str] = {
    Need.EXPLANATIONS: "情况说明",
    Need.REASON: "原因",
    Need.MEETING: "审议会议",
    Need.OPINION: "签发意见",
    Need.ON: "公布日期",
    Need.WAY: "公布方式",
    Need.ADDRESS: "公布地址",
}


class Gate(StrEnum):
    """What must stand before a transition, whoever takes it."""

    CONTACT = "contact"  # the contact line holds no ** any more
    REVIEWED = "reviewed"  # every step of review returned, or skipped with its reason
    UNSIGNED = "unsigned"
    SIGNED = "signed"
    FILES = "files"  # every file is there, sound, and no glyph is missing


@dataclass(frozen=True)
class Transition:
    """One allowed step: from which statuses, to which, by whose right, what it needs, and what must stand before it.

    `head` asks for the group's head; `recused` names the rule that nobody decides on what they submitted; `paper` allows a paper
    decision in its place; `seals`: what it makes carries the head of the change log, which is sealed first.
    """

    name: str
    label: str
    sources: tuple[Status, ...]
    target: Status
    action: Action
    needs: tuple[Need, ...] = ()
    gates: tuple[Gate, ...] = ()
    head: bool = False
    recused: bool = False
    paper: bool = False
    main: bool = False
    confirm: str = ""
    seals: bool = False


_S, _A = Status, Action
TRANSITIONS: dict[str, Transition] = {
    t.name: t
    for t in (
        Transition(
            "submit",
            "送审",
            (_S.DRAFT,),
            _S.SUBMITTED,
            _A.DRAFT_NOTICE,
            (Need.EXPLANATIONS,),
            (Gate.CONTACT,),
            main=True,
            seals=True,
        ),
        Transition(
            "refuse",
            "退回修改",
            (_S.SUBMITTED, _S.APPROVED),
            _S.DRAFT,
            _A.DRAFT_NOTICE,
            (Need.REASON,),
            confirm="退回后须重新送审、审核、审议、签发。确定退回？",
        ),
        Transition(
            "approve",
            "审议通过",
            (_S.SUBMITTED,),
            _S.APPROVED,
            _A.SIGN_NOTICE,
            (Need.MEETING,),
            (Gate.REVIEWED,),
            recused=True,
            paper=True,
            main=True,
        ),
        Transition(
            "sign",
            "书记签发",
            (_S.APPROVED,),
            _S.APPROVED,
            _A.SIGN_NOTICE,
            (Need.OPINION,),
            (Gate.UNSIGNED,),
            head=True,
            recused=True,
            paper=True,
            main=True,
        ),
        Transition(
            "publish",
            "公布",
            (_S.APPROVED,),
            _S.PUBLISHED,
            _A.DRAFT_NOTICE,
            (Need.ON, Need.WAY, Need.ADDRESS),
            (Gate.SIGNED, Gate.CONTACT, Gate.FILES),
            main=True,
            confirm="公布后内容不能再改。确定公布？",
            seals=True,
        ),
        Transition(
            "withdraw",
            "撤回",
            (_S.PUBLISHED,),
            _S.WITHDRAWN,
            _A.DRAFT_NOTICE,
            (Need.REASON,),
            confirm="撤回后公众立即不能再查看，且不能恢复。确定撤回？",
        ),
    )
}


def steps_from(status: str) -> list[Transition]:
    """Return the transitions that the table allows from `status`, in its order."""
    return [transition for transition in TRANSITIONS.values() if status in transition.sources]


class ReviewState(TextChoices):
    """Where one step of review stands."""

    WAITING = "waiting", "未送出"
    SENT = "sent", "已送出"
    RETURNED = "returned", "已返回"
    SKIPPED = "skipped", "不经此环节"


REVIEW_ENDS = (ReviewState.RETURNED, ReviewState.SKIPPED)


@dataclass(frozen=True)
class ReviewMove:
    """One allowed move of a step of review, recorded by the office; `fields` are what it asks for."""

    name: str
    label: str
    sources: tuple[ReviewState, ...]
    target: ReviewState
    fields: tuple[str, ...]


REVIEW_MOVES: dict[str, ReviewMove] = {
    m.name: m
    for m in (
        ReviewMove("send", "登记送出", (ReviewState.WAITING,), ReviewState.SENT, ("on",)),
        ReviewMove("return", "登记返回", (ReviewState.SENT,), ReviewState.RETURNED, ("on", "opinion", "files")),
        ReviewMove("skip", "不经此环节", (ReviewState.WAITING, ReviewState.SENT), ReviewState.SKIPPED, ("reason",)),
    )
}
