"""What of a round must not be read in public: the texts of records that aren't public, each with the record it stands in.

A hidden issue (不公开, counted only, withdrawn) is private with all that hangs on it. Of an issue whose title is withheld the
title is private everywhere, and the rest everywhere but in its own paragraph: what is printed there is made from it.
Another kind of private record is another function in SOURCES.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.db.models import Q, QuerySet

from issues.models import Issue, KeyProblem, Meeting, Opinion, OpinionClause, Round
from issues.words import Disclosure
from measures.models import Evidence, Measure, ProgressNote, RegisterItem, Remark
from measures.workflow import Status
from reports.content import Ref

PUBLIC = (Disclosure.FULL, Disclosure.TITLE_WITHHELD, Disclosure.MERGED)
HIDDEN = Q(disclosure=Disclosure.INTERNAL) | Q(placeholder=True) | Q(withdrawn=True)
HIDDEN_ABOVE = Q(issue__disclosure=Disclosure.INTERNAL) | Q(issue__placeholder=True) | Q(issue__withdrawn=True)
# a measure that prints nothing, or whose issue keeps its title to itself
UNPRINTED = HIDDEN_ABOVE | Q(issue__disclosure=Disclosure.TITLE_WITHHELD) | Q(status=Status.WITHDRAWN) | Q(public_text="")


@dataclass(frozen=True, slots=True)
class Private:
    """A private text: the record it stands in, what that is called, and the issue in whose own paragraph it may be read."""

    ref: Ref
    name: str
    text: str
    own: int | None = None


def private_texts(round: Round) -> list[Private]:
    """Return the private texts of a round, in a fixed order. One query for each source."""
    return [found for source in SOURCES for found in source(round) if found.text.strip()]


def _issues(round: Round) -> Iterator[Private]:
    titled = {"title": "题目", "public_title": "公开题目"}
    noted = {"disclosure_reason": "公开方式的理由", "proposed_reason": "拟定理由", "conclusion_note": "审定意见"}
    found = Issue.objects.filter(HIDDEN | Q(disclosure=Disclosure.TITLE_WITHHELD), round=round).in_order()
    for issue in found:
        hidden = issue.withdrawn or issue.placeholder or issue.disclosure == Disclosure.INTERNAL
        kind = "不公开的事项" if hidden else "隐去题目的事项"
        for name, word in {**titled, **noted, "withdrawn_reason": "撤销依据"}.items():
            own = None if hidden or name in titled else issue.pk
            yield Private(Ref("issue", issue.pk), f"{kind}{issue.mark}的{word}", getattr(issue, name), own)


def _measures(round: Round) -> Iterator[Private]:
    words = {"plan": "整改措施", "outcome": "落实情况", "status_note": "办理意见", "proof_note": "无佐证材料的说明"}
    found = Measure.objects.filter(UNPRINTED, round=round).select_related("issue__key_problem", "issue__parent").order_by("pk")
    for measure in found:
        own = _own(measure)
        fields = words if own is not None else {**words, "public_text": "公开文本"}
        for name, word in fields.items():
            yield Private(Ref("measure", measure.pk), f"未公开的{measure}的{word}", getattr(measure, name), own)


def _notes(round: Round) -> Iterator[Private]:
    for note in ProgressNote.objects.filter(measure__in=_unprinted(round)).select_related(*_ABOVE).order_by("pk"):
        yield Private(Ref("measure", note.measure_id), f"未公开的{note.measure}的进展情况", note.text, _own(note.measure))


def _evidence(round: Round) -> Iterator[Private]:
    for file in Evidence.objects.filter(measure__in=_unprinted(round)).select_related(*_ABOVE).order_by("pk"):
        for text in (PurePath(file.name).stem, file.note):
            yield Private(Ref("measure", file.measure_id), f"未公开的{file.measure}的佐证材料", text, _own(file.measure))


_ABOVE = ("measure__issue__key_problem", "measure__issue__parent")


def _unprinted(round: Round) -> QuerySet[Measure, Any]:
    return Measure.objects.filter(UNPRINTED, round=round).order_by().values("pk")


def _own(measure: Measure) -> int | None:
    """The issue in whose paragraph a measure's wording may be read; None where it has none."""
    issue = measure.issue
    hidden = issue.withdrawn or issue.placeholder or issue.disclosure == Disclosure.INTERNAL
    return None if hidden else issue.pk


def _problems(round: Round) -> Iterator[Private]:
    told = Issue.objects.live().filter(round=round, disclosure__in=PUBLIC, placeholder=False, key_problem__isnull=False)
    found = KeyProblem.objects.filter(round=round).exclude(withdrawn=False, pk__in=told.order_by().values("key_problem"))
    for problem in found.order_by("number", "pk"):
        yield Private(Ref("keyproblem", problem.pk), "不印出的重点问题的题目", problem.title)


def _opinions(round: Round) -> Iterator[Private]:
    for opinion in Opinion.objects.filter(round=round).order_by("pk"):
        for word, text in (("内容", opinion.text), ("落实依据", opinion.basis)):
            yield Private(Ref("opinion", opinion.pk), f"第{opinion.number}条整改意见的{word}", text)
    for clause in OpinionClause.objects.filter(key_problem__round=round, withdrawn=True).order_by("pk"):
        yield Private(Ref("opinion", clause.pk), "撤销的整改意见条款", clause.text)


def _meetings(round: Round) -> Iterator[Private]:
    for meeting in Meeting.objects.filter(round=round).order_by("pk"):
        yield Private(Ref("meeting", meeting.pk), f"{meeting}的会议意见", meeting.summary)


def _remarks(round: Round) -> Iterator[Private]:
    words = {"text": "内容", "answer": "答复", "sign_note": "审签意见", "note": "处理意见"}
    for remark in Remark.objects.filter(round=round).order_by("pk"):
        for name, word in words.items():
            yield Private(Ref("remark", remark.number), f"{remark}的{word}", getattr(remark, name))


def _register(round: Round) -> Iterator[Private]:
    words = {"matter": "事由", "reply": "回复情况", "note": "办理意见"}
    for item in RegisterItem.objects.filter(round=round).order_by("pk"):
        for name, word in words.items():
            yield Private(Ref("registeritem", item.pk), f"{item.get_kind_display()}的{word}", getattr(item, name))


SOURCES: tuple[Callable[[Round], Iterator[Private]], ...] = (
    _issues,
    _measures,
    _notes,
    _evidence,
    _problems,
    _opinions,
    _meetings,
    _remarks,
    _register,
)
