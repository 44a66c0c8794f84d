"""What must stand before a step of a closure, each as a question with its answer in words."""

import datetime
from collections.abc import Callable

from issues.models import Issue
from issues.words import Conclusion
from measures.changes import changes_after
from measures.closure.workflow import AGAINST, TRANSITIONS, Gate
from measures.models import Consultation, Ruling
from measures.remarks.selectors import unsettled_sentence

Question = Callable[[Issue, Consultation | None, datetime.date], str]


def _concluded(issue: Issue, asked: Consultation | None, day: datetime.date) -> str:
    if issue.conclusion == Conclusion.COMPLETED:
        return ""
    return f"审定结论为“{issue.get_conclusion_display()}”，认定为“{Conclusion.COMPLETED.label}”后才能销号。"


def _answered(issue: Issue, asked: Consultation | None, day: datetime.date) -> str:
    if asked is not None and (asked.opinion or day > asked.due_on):
        return ""
    until = f"{asked.due_on.month}月{asked.due_on.day}日" if asked is not None else ""
    return f"驻局纪检监察组尚未回复，回复期限为{until}。" if until else "还没有征求驻局纪检监察组意见。"


def _agreed(issue: Issue, asked: Consultation | None, day: datetime.date) -> str:
    if asked is None or asked.opinion not in AGAINST:
        return ""
    if asked.ruling == Ruling.DEFER:
        return f"{asked.settled_in}研究决定暂缓销号，只能办理“{TRANSITIONS['refuse'].label}”。"
    if asked.settled_in_id is not None:
        return ""
    return f"驻局纪检监察组的意见为“{asked.get_opinion_display()}”，须先提请领导小组研究。"


def _settled(issue: Issue, asked: Consultation | None, day: datetime.date) -> str:
    return unsettled_sentence(issue)


def _objected(issue: Issue, asked: Consultation | None, day: datetime.date) -> str:
    if asked is not None and asked.opinion in AGAINST and asked.settled_in_id is None:
        return ""
    return "没有需要提请研究的不同意见。"


def _changed(issue: Issue, asked: Consultation | None, day: datetime.date) -> str:
    return "" if changes_after([issue]) else "销号后没有变动，不需要确认。"


QUESTIONS: dict[Gate, Question] = {
    Gate.CONCLUDED: _concluded,
    Gate.ANSWERED: _answered,
    Gate.AGREED: _agreed,
    Gate.SETTLED: _settled,
    Gate.OBJECTED: _objected,
    Gate.CHANGED: _changed,
}


def obstacles(gates: tuple[Gate, ...], issue: Issue, asked: Consultation | None, day: datetime.date) -> list[str]:
    """Return what stands against a step on `day`, each as a sentence; nothing where all its gates are open."""
    return [sentence for gate in gates if (sentence := QUESTIONS[gate](issue, asked, day))]
