"""What waits for the leading group's decision, as one meeting's list; every kind of matter says how it is decided."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, TextChoices

from issues.models import Issue, Meeting, Round
from issues.words import Closure, Conclusion
from measures.closure.gates import obstacles
from measures.closure.recusal import consultation_of, decider_conflict
from measures.closure.services.steps import SEEN, Given, take
from measures.closure.workflow import TRANSITIONS
from measures.figures import today
from measures.services.conclusions import approve, decline
from measures.services.recusal import Answering, answering, approver_conflict
from rectify.accounts.models import User
from rectify.accounts.permissions import visible
from rectify.errors import Refused
from rectify.history.models import Entry

RECUSED = "回避："


class Verdict(TextChoices):
    """What may be decided about one matter."""

    LATER = "later", "本次不议"
    AGREE = "agree", "同意"
    DISAGREE = "disagree", "不同意"


@dataclass(frozen=True)
class Matter:
    """One thing to be decided: about which issue, what is proposed and why, and what stands against this person's deciding it.

    `key` names it in the form; `conflict` is "" where nothing stands against this person's deciding, `against` where nothing
    stands against agreeing: what can't be agreed to yet may still be refused.
    """

    kind: str
    issue: Issue
    asked: str
    reason: str
    conflict: str
    by: str = ""
    on: datetime.date | None = None
    against: str = ""

    @property
    def key(self) -> str:
        """Its name in the form."""
        return f"{self.kind}-{self.issue.pk}"


@dataclass(frozen=True)
class Decided:
    """What was decided about a matter, as it was posted; `seen` is the last entry of the round when the list was shown."""

    word: str
    note: str
    version: int | None
    seen: int | None = None


@dataclass(frozen=True)
class Answer:
    """What became of one matter: whether it was decided, and the sentence that says so."""

    issue: int
    label: str
    done: bool
    sentence: str


def last_entry_of(round: int) -> int:
    """Return the key of the last entry of a round; 0 where there is none."""
    return Entry.objects.filter(round=round).order_by("-id").values_list("id", flat=True).first() or 0


def matters(round: Round, user: User) -> list[Matter]:
    """Return what waits for a decision in `round`, in the order of the notice."""
    waiting: Any = visible(Issue.objects.live().filter(round=round), user).exclude(proposed="").exclude(proposed=F("conclusion"))
    issues = list(waiting.select_related("proposed_by__person", "round").in_order())
    answers = answering(issues)
    return [*(_conclusion(issue, user, answers) for issue in issues), *_closures(round, user)]


def _closures(round: Round, user: User) -> list[Matter]:
    """Return the closures that are asked for; one that can't be decided yet says what stands against it."""
    asking: Any = visible(Issue.objects.live().filter(round=round, closure=Closure.REQUESTED), user)
    return [_closure(issue, user) for issue in asking.select_related("round").in_order()]


def _closure(issue: Issue, user: User) -> Matter:
    step, asked = TRANSITIONS["approve"], consultation_of(issue)
    against = obstacles(step.gates, issue, asked, today(issue.round))
    conflict = _recused(decider_conflict(issue, user, asked))
    said = f"驻局纪检监察组：{asked.get_opinion_display()}。{asked.text}" if asked is not None and asked.opinion else ""
    note = asked.note if asked is not None else ""
    reason = "\n".join(line for line in (note, said) if line)
    by, on = (str(asked.asked_by), asked.asked_on) if asked is not None else ("", None)
    return Matter("closure", issue, step.label, reason, conflict, by, on, next(iter(against), ""))


def _recused(conflict: str) -> str:
    return f"{RECUSED}{conflict}" if conflict else ""


def _conclusion(issue: Issue, user: User, answers: dict[int, Answering]) -> Matter:
    asked = f"认定为“{Conclusion(issue.proposed).label}”"
    conflict = approver_conflict(issue, user, answers)
    return Matter(
        "conclusion", issue, asked, issue.proposed_reason, _recused(conflict), str(issue.proposed_by), issue.proposed_on
    )


def decide(found: Iterable[Matter], decided: dict[str, Decided], meeting: Meeting, by: User) -> list[Answer]:
    """Decide what was decided, each matter in a transaction of its own; matters that weren't gone into get no answer."""
    return [_one(matter, decided[matter.key], meeting, by) for matter in found if matter.key in decided]


def vanished(round: Round, user: User, found: Iterable[Matter], posted: Mapping[str, str]) -> list[Answer]:
    """Answer for what was decided here of matters that wait no longer: somebody else decided, or they were taken back."""
    waiting = {matter.key for matter in found}
    names = {name.removesuffix("-word"): word for name, word in posted.items() if DECIDED.fullmatch(name)}
    keys = [key for key, word in names.items() if key not in waiting and word in (Verdict.AGREE, Verdict.DISAGREE)]
    issues = visible(Issue.objects.filter(round=round, pk__in=[int(key.partition("-")[2]) for key in keys]), user)
    gone = "打开清单之后，已由他人决定或撤回，这次未作决定。"
    return [Answer(issue.pk, f"{issue.mark}　{issue.title}", False, gone) for issue in issues.in_order()] if keys else []


def _one(matter: Matter, decided: Decided, meeting: Meeting, by: User) -> Answer:
    label = f"{matter.issue.mark}　{matter.issue.title}"
    try:
        sentence = DOORS[matter.kind](matter.issue, decided, meeting, by)
    except PermissionDenied:
        return Answer(matter.issue.pk, label, False, "您没有审定这一事项的权限，未作决定。")
    except Refused as refusal:
        return Answer(matter.issue.pk, label, False, refusal.message)
    return Answer(matter.issue.pk, label, True, sentence)


def _decide_conclusion(issue: Issue, decided: Decided, meeting: Meeting, by: User) -> str:
    if decided.word == Verdict.AGREE:
        note = decided.note or f"经{meeting}审议同意。"
        issue = approve(issue=issue, by=by, note=note, version=decided.version, meeting=meeting)
        return f"已审定为“{issue.get_conclusion_display()}”。"
    decline(issue=issue, by=by, reason=decided.note, version=decided.version, meeting=meeting)
    return "未予认定，已退回领导小组办公室。"


def _decide_closure(issue: Issue, decided: Decided, meeting: Meeting, by: User) -> str:
    agreed = decided.word == Verdict.AGREE
    given: Given = {"reason": f"{meeting}：{decided.note}"}
    if agreed:
        given = {"note": decided.note or f"经{meeting}审议同意。", SEEN: decided.seen}
    issue = take(issue=issue, name="approve" if agreed else "refuse", by=by, version=decided.version, given=given)
    return f"{issue.get_closure_display()}。"


DOORS: dict[str, Callable[[Issue, Decided, Meeting, User], str]] = {
    "conclusion": _decide_conclusion,
    "closure": _decide_closure,
}
DECIDED = re.compile(rf"({'|'.join(DOORS)})-[0-9]{{1,9}}-word")
