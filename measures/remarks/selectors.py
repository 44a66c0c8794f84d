"""Reads of remarks: what of an issue is unsettled, rows of a list or a page, and a remark's whole exchange."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from issues.models import Issue
from measures.badges import LIGHT, REMARK, Badge
from measures.models import Evidence, Measure, Remark, RemarkFile
from measures.remarks.workflow import STEPS
from measures.workflow import Light
from rectify.accounts.models import User
from rectify.accounts.permissions import visible
from rectify.accounts.roles import Role
from rectify.history.clearing import is_mark
from rectify.history.models import Entry
from rectify.history.words import action_words
from rectify.templatetags.rectify import ago, cdate

ANSWERS = {f"remark.{name}" for name, step in STEPS.items() if step.files}
OFFICE = str(Role.OFFICE.label)
MADE, CONFIRMED = "remark.make", "decision.confirm"


def unsettled(issue: Issue) -> list[Remark]:
    """Return the remarks that stand against closing `issue`: on it, its measures or their evidence, by number. One query."""
    return list(Remark.objects.unsettled().filter(issue=issue).order_by("number"))


def unsettled_sentence(issue: Issue) -> str:
    """Say which remarks stand against closing `issue`, "" where none does."""
    numbers = "、".join(str(remark.number) for remark in unsettled(issue))
    return f"第{numbers}号监督意见尚未办结。" if numbers else ""


@dataclass(frozen=True)
class RemarkRow:
    """A remark in a list: its two words as a badge, where it stands on its way, and whether its answer is overdue."""

    remark: Remark
    badge: Badge
    overdue: Badge | None

    @property
    def standing(self) -> str:
        """Where it stands, unless the badge says it already."""
        word = str(self.remark.get_state_display())
        return "" if word == self.badge.word else word


def row_of(remark: Remark, day: datetime.date) -> RemarkRow:
    """Return a remark as a list shows it on `day`."""
    return RemarkRow(remark, REMARK[remark.state], LIGHT[Light.OVERDUE] if remark.overdue(day) else None)


def remarks_about(about: Issue | Measure, user: User, day: datetime.date) -> list[RemarkRow]:
    """Return the remarks that `user` sees on an issue with its measures, or on a measure with its evidence. One query."""
    own = Remark.objects.filter(measure=about) if isinstance(about, Measure) else Remark.objects.filter(issue=about)
    return [row_of(remark, day) for remark in visible(own, user).with_people().order_by("-number")]


def subject_words(remark: Remark) -> str:
    """Say what a remark is about: （三）2, 第3-2-1条, or a file of it."""
    about = remark.about
    if isinstance(about, Evidence):
        return f"{remark.measure}的佐证材料“{about.name}”"
    return str(about) if isinstance(about, Measure) else about.mark


@dataclass
class Turn:
    """One thing said in the exchange: by whom as what, when, what it was, in which words, with which files and facts."""

    who: str
    post: str
    what: str
    when: datetime.datetime
    text: str
    facts: list[str] = field(default_factory=list)
    files: list[RemarkFile] = field(default_factory=list)

    @property
    def ago(self) -> str:
        """How long ago, unless that is the date which stands before it already."""
        said = ago(self.when)
        return "" if said == cdate(self.when) else said


def exchange(remark: Remark) -> list[Turn]:
    """Return the whole exchange about a remark, from its making on. Two queries. It is read from the change log.

    Whoever sees the remark sees all of it: an answer that was rewritten or sent back stays in sight. A turn that was cleared
    says so in its words' place.
    """
    files: dict[int, list[RemarkFile]] = defaultdict(list)
    for file in remark.files.all():
        files[file.attempt].append(file)
    turns: list[Turn] = []
    said: defaultdict[str, str] = defaultdict(str)
    answers = 0
    for entry in Entry.objects.for_record(remark).order_by("id").defer("payload"):
        changes = {change["field"]: change for change in entry.changes}
        said |= {name: change["new_text"] for name, change in changes.items()}
        turn = Turn(entry.actor_name, entry.acting_as, _what(entry), entry.effective_at, entry.reason)
        if not is_mark(entry.reason):
            turn.text, turn.facts = _told(entry, changes, said)
        if entry.action in ANSWERS:
            answers += 1
            turn.files = files.get(answers, [])
        turns.append(turn)
    return turns


def _told(entry: Entry, changes: dict[str, Any], said: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return the words of one turn, and what else is worth saying; `said` is how the remark stood after it."""
    if entry.action == MADE:
        return said["text"], [f"请于{said['answer_by']}前答复", f"答复：{said.get('department') or OFFICE}"]
    if entry.action in ANSWERS:
        typed_in = said["answer_from"] not in {"", entry.actor_name}  # nothing is known of a turn that was cleared
        return said["answer"], [f"答复人：{said['answer_from']}，由{entry.actor_name}代录"] if typed_in else []
    if entry.action == CONFIRMED:
        return said["sign_note"], [f"审签人：{said['signed_by']}，{said['signed_on']}"]
    if "department" in changes:
        return entry.reason, [f"答复：{changes['department']['old_text'] or OFFICE} → {said['department'] or OFFICE}"]
    return entry.reason, [f"请于{said['answer_by']}前重新答复"] if "answer_by" in changes else []


def _what(entry: Entry) -> str:
    if entry.action == CONFIRMED:
        return "审签（线下签批）"
    step = STEPS.get(entry.action.removeprefix("remark."))
    return step.label if step else action_words().get(entry.action, entry.action)
