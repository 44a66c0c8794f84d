"""What was read of a notice: frozen, pure, and complete; what has no place in it is `unplaced`."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """An issue's kind, by the ledger's own names."""

    MANIFESTATION = "manifestation"
    FOLLOW_ON = "follow_on"
    DEEP_TASK = "deep_task"


class Place(StrEnum):
    """A narrative place, by the ledger's own names."""

    OVERVIEW = "overview"
    REMAINING = "remaining"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file that isn't blank: its number there, counted from 1, and its text without outer blanks."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A narrative section: a heading that runs in (perhaps none), and its body, a paragraph a line."""

    heading: str
    body: str


@dataclass(frozen=True, slots=True)
class ParsedIssue:
    """One thing that was rectified. `title` is empty where the notice withholds it; `line` is where it begins."""

    kind: Kind
    title: str
    measures: tuple[str, ...]
    line: int
    follow_on: "tuple[ParsedIssue, ...]" = ()


@dataclass(frozen=True, slots=True)
class ParsedProblem:
    """A key problem with the clauses its heading quotes; `orphans` are follow-on items before any manifestation."""

    title: str
    clauses: tuple[str, ...]
    line: int
    issues: tuple[ParsedIssue, ...] = ()
    orphans: tuple[ParsedIssue, ...] = ()
    aspect: int | None = None  # place in `ParsedNotice.aspects`

    def follow_on(self) -> Iterator[ParsedIssue]:
        """Give every follow-on item printed under it."""
        yield from self.orphans
        for issue in self.issues:
            yield from issue.follow_on


@dataclass(frozen=True, slots=True)
class Stated:
    """The figures that the text states: totals by the ledger's names, and by kind the conclusions in the text's own words."""

    totals: dict[str, int] = field(default_factory=dict)
    words: dict[str, dict[str, int | float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a notice ends: closing words, contacts, whose it is and of which day (as printed), and the day where it is signed."""

    closing: str = ""
    phone: str = ""
    email: str = ""
    issuer: str = ""
    dated: str = ""
    signed_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class ParsedNotice:
    """A whole notice."""

    title: str = ""
    opening: str = ""
    narrative: dict[Place, tuple[Section, ...]] = field(default_factory=dict)
    aspects: tuple[str, ...] = ()
    problems: tuple[ParsedProblem, ...] = ()
    deep_tasks: tuple[ParsedIssue, ...] = ()
    stated: Stated = field(default_factory=Stated)
    ending: Ending = field(default_factory=Ending)
    unplaced: tuple[Line, ...] = ()
    late: int = 0  # how many of `unplaced`, the last ones, stand after the rectification

    def issues(self) -> Iterator[ParsedIssue]:
        """Give every issue that is printed."""
        for problem in self.problems:
            yield from problem.issues
            yield from problem.follow_on()
        yield from self.deep_tasks
