"""What was read → a round, through the doors that everybody uses: one entry for each record, in the importer's name.

The caller holds the transaction. Conclusions come in as 待认定, clauses belong to no opinion yet. What is stated and not printed
becomes placeholders: counted, internal, without a measure.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from issues.models import Aspect, Issue, KeyProblem, Round
from issues.services import aspects, clauses, issue_records, key_problems, narrative, opinions, rounds
from issues.words import UNPUBLISHED, Disclosure, Kind, Slot
from measures.services.plan import Plan, create_measure
from rectify.accounts.models import User
from rectify.numerals import chinese
from reports.reading.counting import placeholders
from reports.reading.limits import TEXT
from reports.reading.model import ParsedIssue, ParsedNotice, ParsedProblem, Place, Section
from reports.reading.naming import Names
from reports.reading.parsing import unplaced_section

COUNT_NOTE = "按公开稿条目计，与方案口径未必一致"
BASIS = "导入已公布的通报：措施按公开稿首句录入，方案原文未载"
BODY = "原通报（已公布）"
NOT_PRINTED = "通报所述数字包含此项，原文未刊载"
WITHHELD = "原通报未印题目，作“上述问题”"
_FIRST_SENTENCE = re.compile(r"[^。！？；\n]+")


@dataclass
class Storing:
    """One notice on its way into the ledger. `by` works in the new round, whose office they head; `on` is the day."""

    notice: ParsedNotice
    by: User
    on: datetime.date
    round: Round = field(init=False)
    _aspects: list[Aspect] = field(default_factory=list)
    _problems: list[KeyProblem] = field(default_factory=list)

    def store(self, names: Names, *, maker: User | None, feedback_on: datetime.date) -> Round:
        """Make the round and all that belongs to it; `maker` None is the system. Raises Refused, PermissionDenied."""
        gaps, ending = placeholders(self.notice), self.notice.ending
        self.round = rounds.create_round(
            by=maker,
            director=self.by,
            classified=False,  # asked of whoever imports; a published notice isn't
            title=names.title,
            unit=names.unit,
            unit_short=names.unit_short,
            inspection=names.inspection,
            feedback_on=feedback_on,
            opening=self.notice.opening,
            closing=ending.closing,
            contact_phone=ending.phone,
            contact_email=ending.email,
            signature=ending.issuer if ending.signed_on else "",  # with another day it would say what was never printed
            signed_on=ending.signed_on,
            stated=self.notice.stated.totals,
            measure_count_note=COUNT_NOTE,
            literal=True,
        )
        self._narrative()
        self._headings(gaps)
        for parsed, problem in zip(self.notice.problems, self._problems, strict=False):
            self._problem(parsed, problem)
        for number, task in enumerate(self.notice.deep_tasks, start=1):
            self._issue(task, number, None)
        self._fill(gaps)
        return self.round

    def _narrative(self) -> None:
        found = {place: list(self.notice.narrative.get(place, ())) for place in Place}
        cut = len(self.notice.unplaced) - self.notice.late
        for place, lines in ((Place.OVERVIEW, self.notice.unplaced[:cut]), (Place.NEXT, self.notice.unplaced[cut:])):
            found[place] += [unplaced_section(lines)] if lines else []
        for place, sections in found.items():
            for order, section in enumerate(_within_limit(sections), start=1):
                narrative.create_section(
                    round=self.round,
                    by=self.by,
                    slot=Slot(place),
                    heading=section.heading,
                    body=section.body,
                    order=order,
                    literal=True,
                )

    def _headings(self, gaps: dict[str, int]) -> None:
        """Make aspects, opinions and key problems, those that are only counted after those that are printed."""
        named = len(self.notice.aspects)
        unnamed = [f"第{chinese(named + n)}方面（名称原文未载）" for n in range(1, gaps["aspects"] + 1)]
        for number, title in enumerate([*self.notice.aspects, *unnamed], start=1):
            self._aspects.append(aspects.create_aspect(round=self.round, by=self.by, title=title, number=number))
        for number in range(1, gaps["opinions"] + 1):
            text = f"第{chinese(number)}条整改意见（原文未刊载）"
            opinions.create_opinion(round=self.round, by=self.by, text=text, number=number)
        for number, parsed in enumerate(self.notice.problems, start=1):
            aspect = None if parsed.aspect is None else self._aspects[parsed.aspect]
            problem = self._key_problem(parsed.title, number, aspect)
            for order, text in enumerate(parsed.clauses, start=1):
                clauses.create_clause(key_problem=problem, by=self.by, text=text, order=order)
        for number in range(1, gaps["key_problems"] + 1):
            self._key_problem(UNPUBLISHED, len(self.notice.problems) + number, None)

    def _key_problem(self, title: str, number: int, aspect: Aspect | None) -> KeyProblem:
        made = key_problems.create_key_problem(round=self.round, by=self.by, title=title, number=number, aspect=aspect)
        self._problems.append(made)
        return made

    def _problem(self, parsed: ParsedProblem, problem: KeyProblem) -> None:
        """Make what stands under a key problem; follow-on items before any manifestation hang on one that isn't printed."""
        for number, issue in enumerate(parsed.issues, start=1):
            made = self._issue(issue, number, problem)
            for place, follow_on in enumerate(issue.follow_on, start=1):
                self._issue(follow_on, place, problem, made)
        if parsed.orphans:
            parent = self._placeholder(Kind.MANIFESTATION, problem, len(parsed.issues) + 1)
            for place, follow_on in enumerate(parsed.orphans, start=1):
                self._issue(follow_on, place, problem, parent)

    def _issue(self, parsed: ParsedIssue, number: int, problem: KeyProblem | None, parent: Issue | None = None) -> Issue:
        title = parsed.title or (problem.title if problem and parent is None else UNPUBLISHED)
        issue = issue_records.create_issue(
            round=self.round, by=self.by, kind=Kind(parsed.kind), title=title, key_problem=problem, parent=parent, number=number
        )
        if parsed.title:
            self._disclose(issue, Disclosure.FULL)
        else:
            self._disclose(issue, Disclosure.TITLE_WITHHELD, WITHHELD)
        for text in parsed.measures:
            plan = Plan(plan=_first_sentence(text))
            create_measure(issue=issue, by=self.by, plan=plan, basis=BASIS, outcome=text, public_text=text)
        return issue

    def _fill(self, gaps: dict[str, int]) -> None:
        """Make what is stated and not printed: under the key problem that prints its manifestations collectively, if any does."""
        orphaned = sum(bool(problem.orphans) for problem in self.notice.problems)
        if self._problems:
            home = self._home()
            parsed = self.notice.problems[home] if home < len(self.notice.problems) else None
            taken = len(parsed.issues) + bool(parsed.orphans) if parsed else 0
            for number in range(1, gaps["manifestations"] - orphaned + 1):
                self._placeholder(Kind.MANIFESTATION, self._problems[home], taken + number)
            for number in range(1, gaps["follow_on_items"] + 1):
                self._placeholder(Kind.FOLLOW_ON, self._problems[home], number)
        for number in range(1, gaps["deep_tasks"] + 1):
            self._placeholder(Kind.DEEP_TASK, None, len(self.notice.deep_tasks) + number)

    def _home(self) -> int:
        """Return the place of the key problem under which the missing ones most likely belong."""
        collective = (at for at, problem in enumerate(self.notice.problems) if any(not issue.title for issue in problem.issues))
        return next(collective, len(self._problems) - 1)

    def _placeholder(self, kind: Kind, problem: KeyProblem | None, number: int) -> Issue:
        issue = issue_records.create_issue(
            round=self.round, by=self.by, kind=kind, key_problem=problem, number=number, placeholder=True
        )
        return self._disclose(issue, Disclosure.INTERNAL, NOT_PRINTED)

    def _disclose(self, issue: Issue, disclosure: Disclosure, reason: str = "") -> Issue:
        return issue_records.set_disclosure(
            issue=issue,
            by=self.by,
            version=None,
            disclosure=disclosure,
            reason=reason,
            body=BODY if reason else "",
            on=self.on if reason else None,
        )


def _first_sentence(text: str) -> str:
    match = _FIRST_SENTENCE.match(text.strip())
    return match[0].strip() if match else text


def _within_limit(sections: Iterable[Section]) -> Iterable[Section]:
    """Give the sections, one that is too long as several: the first has the heading."""
    for section in sections:
        heading, rows, size = section.heading, list[str](), 0
        for row in section.body.split("\n"):
            if rows and size + len(row) + 1 > TEXT:
                yield Section(heading, "\n".join(rows))
                heading, rows, size = "", [], 0
            rows.append(row)
            size += len(row) + 1
        yield Section(heading, "\n".join(rows))
