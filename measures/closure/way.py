"""An issue's way (办理流程) on one page: what is done, what is missing, whose turn it is."""

import datetime
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils import timezone

from issues.models import Issue
from issues.words import Closure, Conclusion
from measures.badges import Badge
from measures.changes import changes_after, confirmations_of
from measures.closure.gates import QUESTIONS
from measures.closure.recusal import consultation_of, team_concerned
from measures.closure.workflow import TRANSITIONS, Gate
from measures.models import Consultation, LookBack, Measure
from measures.workflow import Status
from rectify.accounts.roles import MATRIX, Action
from rectify.history.models import Entry


class Mark(StrEnum):
    """How a stage of the way stands."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


MARKS = {
    Mark.DONE: Badge("已办", "good", "full"),
    Mark.NOW: Badge("待办", "pending", "half"),
    Mark.LATER: Badge("未到", "quiet", "ring"),
}


@dataclass
class Stage:
    """One stage: its word, how it stands, what there is to say of it, and whose turn it is where it waits."""

    word: str
    mark: Mark
    lines: list[str] = field(default_factory=list)
    turn: str = ""

    @property
    def badge(self) -> Badge:
        """How it is shown."""
        return MARKS[self.mark]


def way_of(issue: Issue, day: datetime.date) -> list[Stage]:
    """Return the stages of an issue's way to its closure and beyond, in their order. Five queries, two more of a closed issue."""
    superior = team_concerned(issue)
    measures = list(Measure.objects.filter(issue=issue, withdrawn_at=None))
    asked = consultation_of(issue) or Consultation.objects.filter(issue=issue).first()
    backs = list(LookBack.objects.filter(issue=issue, cancelled=False).select_related("done_by__person"))
    finished = [_measures(measures), _proposed(issue), _concluded(issue), _requested(issue, asked)]
    opinion, looks = _answered(issue, asked, day, superior=superior), _looked(issue, backs, superior=superior)
    return _one_now([*finished, opinion, _closed(issue, asked, day), *_changed(issue), *looks])


def _one_now(stages: list[Stage]) -> list[Stage]:
    """Only the first stage that isn't done waits for somebody: it alone says whose turn it is."""
    waits = False
    for stage in stages:
        if stage.mark is Mark.DONE:
            stage.turn = ""
        else:
            stage.mark = Mark.LATER if waits else Mark.NOW
            stage.turn = "" if waits else stage.turn
            waits = True
    return stages


def turn_of(action: Action) -> str:
    """Return the words of those whom the matrix gives `action`."""
    return "、".join(role.label for role in MATRIX[action])


def _date(day: datetime.date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _stage(word: str, done: bool, turn: str, *lines: str) -> Stage:
    return Stage(word, Mark.DONE if done else Mark.NOW, [line for line in lines if line], turn)


def _measures(measures: list[Measure]) -> Stage:
    done = sum(measure.status == Status.DONE for measure in measures)
    whole = bool(measures) and done == len(measures)
    return _stage(
        "措施全部完成", whole, turn_of(Action.WORK), f"{len(measures)}条措施，已完成{done}条。" if measures else "还没有措施。"
    )


def _proposed(issue: Issue) -> Stage:
    said = f"{issue.get_proposed_display()}　{issue.proposed_by or ''}　{_date(issue.proposed_on)}" if issue.proposed else ""
    return _stage("拟定结论", bool(issue.proposed) or issue.determined, turn_of(Action.PROPOSE), said, issue.proposed_reason)


def _concluded(issue: Issue) -> Stage:
    said = ""
    if issue.determined:
        said = f"{issue.get_conclusion_display()}　{issue.concluder or ''}　{_date(issue.concluded_on)}"
    held = str(issue.concluded_in) if issue.concluded_in else ""
    waits = bool(issue.proposed) and issue.proposed != issue.conclusion
    return _stage("审定结论", issue.determined and not waits, turn_of(Action.APPROVE), said, held, issue.conclusion_note)


def _requested(issue: Issue, asked: Consultation | None) -> Stage:
    gone = issue.closure in (Closure.REQUESTED, Closure.CLOSED)
    said = f"{asked.asked_by}　{_date(asked.asked_on)}" if asked is not None and gone else ""
    missing = (
        "" if gone or issue.conclusion == Conclusion.COMPLETED else QUESTIONS[Gate.CONCLUDED](issue, asked, datetime.date.min)
    )
    continuing = ""
    if issue.closure == Closure.CONTINUING:
        continuing = f"转入持续整改，至{_date(issue.continuing_until)}。{issue.closure_note}"
    return _stage("申请销号", gone, turn_of(Action.PROPOSE), said, asked.note if asked and gone else "", continuing, missing)


SUPERIOR = "驻局纪检监察组是所属措施的责任方，由其上级机关{}，领导小组办公室代录。"


def _answered(issue: Issue, asked: Consultation | None, day: datetime.date, *, superior: bool) -> Stage:
    turn = turn_of(Action.PROPOSE if superior else Action.GIVE_OPINION)
    if asked is None or issue.closure not in (Closure.REQUESTED, Closure.CLOSED):
        return _stage("征求驻局纪检监察组意见", False, turn)
    who = asked.given_for or (str(asked.given_by) if asked.given_by else "")
    said = f"{asked.get_opinion_display()}　{who}　{_date(asked.given_on)}" if asked.opinion else ""
    late = f"{asked.standing(day)}，回复期限{_date(asked.due_on)}。" if not asked.opinion else ""
    settled = asked.settled
    objected = QUESTIONS[Gate.AGREED](issue, asked, day)
    done = not QUESTIONS[Gate.ANSWERED](issue, asked, day) and not objected
    recorded = SUPERIOR.format("提出意见") if superior and not asked.opinion else ""
    if objected:
        turn = turn_of(Action.APPROVE if asked.ruling else Action.PROPOSE)
    return _stage("征求驻局纪检监察组意见", done, turn, said, asked.text, late, recorded, settled, objected)


def _closed(issue: Issue, asked: Consultation | None, day: datetime.date) -> Stage:
    closed = issue.closure == Closure.CLOSED
    said = f"{issue.closer}　{_date(issue.closure_on)}" if closed else ""
    blocked = QUESTIONS[Gate.SETTLED](issue, asked, day) if not closed else ""
    return _stage("同意销号", closed, turn_of(Action.APPROVE), said, issue.closure_note if closed else "", blocked)


def _changed(issue: Issue) -> list[Stage]:
    """What changed after the closure: each confirmation by a leader, and what waits for one. Two queries of a closed issue."""
    if issue.closure != Closure.CLOSED:
        return []
    word = TRANSITIONS["confirm"].label
    told = [_stage(word, True, "", confirmed_by(entry)) for entry in confirmations_of(issue)]
    changed = changes_after([issue]).get(issue.pk, [])
    if not changed:
        return told
    last = _date(timezone.localdate(changed[-1].effective_at))
    return [*told, _stage(word, False, turn_of(Action.APPROVE), f"销号后变动{len(changed)}处，最近一处{last}。")]


def confirmed_by(entry: Entry) -> str:
    """Return who confirmed what changed, when and in which words; of a paper, who signed it and who recorded it."""
    on = _date(timezone.localdate(entry.effective_at))
    words = entry.reason.rstrip("。")
    return f"{words}，{entry.actor_name}确认。" if entry.action == "decision.confirm" else f"{entry.actor_name}　{on}　{words}。"


def _looked(issue: Issue, backs: list[LookBack], *, superior: bool) -> list[Stage]:
    turn = turn_of(Action.PROPOSE if superior else Action.LOOK_BACK)
    if not backs:
        return [_stage("回头看", False, turn, f"销号后{issue.round.look_back_months}个月开展。")]
    stages = []
    for back in backs:
        said = f"{back.get_result_display()}　{back.done_for or back.done_by}　{_date(back.done_on)}" if back.result else ""
        planned = f"计划{_date(back.planned_on)}开展。" if not back.result else ""
        recorded = SUPERIOR.format("开展") if superior and not back.result else ""
        stages.append(_stage("回头看", bool(back.result), turn, said, back.findings, planned, recorded))
    return stages
