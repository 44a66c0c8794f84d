"""The closures of a round as a list: grouped by what is to be done and whose turn it is, the settled ones last."""

import datetime
from collections.abc import Mapping, Sized
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from issues.models import Issue, Round
from issues.words import Closure, Conclusion
from measures.badges import CLOSURE, CONCLUSION, Badge
from measures.changes import changes_after
from measures.closure.facts import CHANGED, DUE, LISTED, Facts, closures_seen, facts_of
from measures.closure.gates import QUESTIONS
from measures.closure.recusal import of_team
from measures.closure.way import turn_of
from measures.closure.workflow import TRANSITIONS, Gate
from measures.figures import conclusions_by, today
from measures.models import Consultation, Finding, LookBack, Remark
from rectify.accounts.models import User
from rectify.accounts.permissions import visible
from rectify.accounts.roles import Action
from rectify.templatetags.rectify import cdate, short_date

# what is to be done, in the order in which it is listed, and by whose right; None: nothing waits for anybody in particular
TURNS: dict[str, tuple[str, Action | None]] = {
    "answer": ("待提出意见", Action.GIVE_OPINION),
    "superior": ("待代录上级机关意见", Action.PROPOSE),
    "dispute": ("意见待提请领导小组研究", Action.PROPOSE),
    "deferred": ("会议决定暂缓销号，待办理", Action.APPROVE),
    "remarks": ("监督意见尚未办结", None),
    "approve": ("待审批销号", Action.APPROVE),
    CHANGED: ("销号后有变动，待确认", Action.APPROVE),
    "look_back": ("到期回头看", Action.LOOK_BACK),
    "superior_look": ("到期回头看，待代录上级机关的结果", Action.PROPOSE),
    "request": ("可申请销号", Action.PROPOSE),
    Closure.CONTINUING.value: (str(Closure.CONTINUING.label), None),
    Closure.CLOSED.value: (str(Closure.CLOSED.label), None),
    Closure.OPEN.value: (str(Closure.OPEN.label), None),
}


@dataclass(frozen=True)
class Line:
    """One issue: the asking that led there, its last and next look-backs, how often it changed since, and whose turn it is."""

    issue: Issue
    asked: Consultation | None
    looked: LookBack | None
    next: LookBack | None
    changed: int
    turn: str
    answer: list[str]
    concerned: bool
    """Whether the inspection team answers for it itself."""

    @property
    def badges(self) -> list[Badge]:
        """What its group's heading doesn't say: another conclusion than 完成整改, and that it goes on though completed."""
        goes_on = self.issue.closure == Closure.CONTINUING and self.turn != Closure.CONTINUING
        conclusion = [CONCLUSION[self.issue.conclusion]] if self.issue.conclusion != Conclusion.COMPLETED else []
        return [*conclusion, *([CLOSURE[self.issue.closure]] if goes_on else [])]

    @property
    def said(self) -> list[str]:
        """How it stands, in a few words each: since when, the team's opinion, what was found, what is planned."""
        changed = [f"变动{self.changed}处"] if self.changed else []
        return [*_since(self.issue), *changed, *self.answer, *_looks(self.looked, self.next)]


@dataclass(frozen=True)
class Group:
    """The lines with which the same is to be done; what waits for nobody is folded where everything is shown."""

    key: str
    word: str
    whose: str
    lines: list[Line]
    folded: bool


@dataclass(frozen=True)
class Listing:
    """The groups that a filter leaves, the filters with how much each shows, and the three facts by kind."""

    groups: list[Group]
    states: list[tuple[str, str, int]]
    facts: Facts


def listing(round: Round, user: User, state: str = "") -> Listing:
    """Return the closures of `round` that `user` may see, all or of one state. At most nine queries, however many issues."""
    day = today(round)
    issues: Any = visible(Issue.objects.live().filter(round=round), user)
    found = list(issues.prefetch_related(*_SURROUNDED).in_order())
    unsettled = set(Remark.objects.unsettled().filter(round=round).order_by().values_list("issue", flat=True))
    lines = lines_of(round, found, changes_after(found), unsettled, day)
    conclusions, closures = conclusions_by(issues, "kind"), closures_seen(round, user, day)
    facts = facts_of((kind, conclusions[kind], counts) for kind, counts in closures.items() if kind in conclusions)
    return Listing(_groups([line for line in lines if _shown(line, state, day)], state), _states(lines, day), facts)


def lines_of(
    round: Round, issues: list[Issue], changed: Mapping[int, Sized], unsettled: set[int], day: datetime.date
) -> list[Line]:
    """Return a line for each of `issues`, which bear their `askings` (the last first) and `backs` (the first first). One query.

    `changed` are the entries after a closure by issue, `unsettled` the issues with an unsettled remark: of now or of the past.
    """
    concerned = set(of_team(round.pk).values_list("issue", flat=True))
    return [_line(issue, len(changed.get(issue.pk, ())), issue.pk in concerned, issue.pk in unsettled, day) for issue in issues]


_SURROUNDED = (
    Prefetch("consultations", Consultation.objects.order_by("-id"), to_attr="askings"),
    Prefetch("look_backs", LookBack.objects.filter(cancelled=False).order_by("planned_on", "id"), to_attr="backs"),
)


def _shown(line: Line, state: str, day: datetime.date) -> bool:
    issue = line.issue
    if state in Closure.values:
        return issue.closure == state
    if state == CHANGED:
        return line.changed > 0
    if state == DUE:
        return line.next is not None and line.next.planned_on <= day
    if state == Finding.HELD:
        return _held(line)
    return issue.closure != Closure.OPEN or issue.conclusion == Conclusion.COMPLETED


def _held(line: Line) -> bool:
    """Tell whether a closed issue's last look-back found that it held."""
    return line.issue.closure == Closure.CLOSED and line.looked is not None and line.looked.result == Finding.HELD


def _line(issue: Issue, changed: int, concerned: bool, unsettled: bool, day: datetime.date) -> Line:
    """Of a closed or asked-for issue the last asking counts; an earlier one that was refused is past."""
    asked: list[Consultation] = getattr(issue, "askings", []) if issue.closure in (Closure.REQUESTED, Closure.CLOSED) else []
    backs: list[LookBack] = getattr(issue, "backs", [])
    coming = next((back for back in backs if not back.result), None) if issue.closure == Closure.CLOSED else None
    done = [back for back in backs if back.result]
    looked = max(done, key=lambda back: (back.done_on or datetime.date.min, back.pk), default=None)
    last = asked[0] if asked else None
    due = coming is not None and coming.planned_on <= day
    turn = _closed(changed, due, concerned) if issue.closure == Closure.CLOSED else _open(issue, last, concerned, unsettled, day)
    return Line(issue, last, looked, coming, changed, turn, _opinion(last, day), concerned)


def _closed(changed: int, due: bool, concerned: bool) -> str:
    if changed:
        return CHANGED
    if due:
        return "superior_look" if concerned else "look_back"
    return Closure.CLOSED.value


def _open(issue: Issue, asked: Consultation | None, concerned: bool, unsettled: bool, day: datetime.date) -> str:
    """Say what is to be done with an issue that isn't closed, by what stands against the next step."""
    if issue.closure == Closure.REQUESTED:
        if QUESTIONS[Gate.ANSWERED](issue, asked, day):
            return "superior" if concerned else "answer"
        if QUESTIONS[Gate.AGREED](issue, asked, day):
            return "deferred" if asked is not None and asked.ruling else "dispute"
        return "remarks" if unsettled else "approve"
    ready = issue.closure in TRANSITIONS["request"].sources and not QUESTIONS[Gate.CONCLUDED](issue, asked, day)
    return "request" if ready else issue.closure


def _groups(lines: list[Line], state: str) -> list[Group]:
    groups = []
    for key, (word, action) in TURNS.items():
        if own := [line for line in lines if line.turn == key]:
            groups.append(Group(key, word, turn_of(action) if action else "", own, folded=key == Closure.CLOSED and not state))
    return groups


def _states(lines: list[Line], day: datetime.date) -> list[tuple[str, str, int]]:
    """Return what the list can be filtered by, each with how many lines it shows."""
    words = {**{word.value: str(word.label) for word in Closure}, **{state: word for word, state in LISTED.items()}}
    return [(key, word, sum(_shown(line, key, day) for line in lines)) for key, word in words.items()]


def _since(issue: Issue) -> list[str]:
    if issue.closure == Closure.CONTINUING and issue.continuing_until:
        return [f"持续整改至{cdate(issue.continuing_until)}"]
    on = f"{short_date(issue.closure_on)}" if issue.closure_on else ""
    return [f"{on}{issue.get_closure_display()}"] if on and issue.closure != Closure.OPEN else []


def _opinion(asked: Consultation | None, day: datetime.date) -> list[str]:
    if asked is None:
        return []
    said = asked.standing(day) + ("" if asked.opinion else f"，期限{short_date(asked.due_on)}")
    return [f"纪检监察组意见：{said}" + (f"，会议{asked.get_ruling_display()}" if asked.ruling else "")]


def _looks(looked: LookBack | None, coming: LookBack | None) -> list[str]:
    found = [f"{short_date(looked.done_on)}回头看：{looked.get_result_display()}"] if looked else []
    return [*found, *([f"计划{cdate(coming.planned_on)}回头看"] if coming else [])]
