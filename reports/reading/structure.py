"""The rectification itself, line by line: aspects, key problems, manifestations, what hangs on them, and their measures."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.reading.items import About, Item, item_in
from reports.reading.lines import Mark, mark_of, stands_alone
from reports.reading.model import Kind, Line, ParsedIssue, ParsedProblem
from reports.reading.quotes import raised
from reports.reading.splitting import measures_in


@dataclass
class _Issue:
    kind: Kind
    title: str
    line: int
    body: list[str] = field(default_factory=list)
    follow_on: "list[_Issue]" = field(default_factory=list)

    def done(self) -> ParsedIssue:
        return ParsedIssue(self.kind, self.title, measures_in(self.body), self.line, tuple(one.done() for one in self.follow_on))


@dataclass
class _Problem:
    title: str
    clauses: tuple[str, ...]
    line: int
    aspect: int | None
    issues: list[_Issue] = field(default_factory=list)
    orphans: list[_Issue] = field(default_factory=list)

    def done(self) -> ParsedProblem:
        issues, orphans = (tuple(one.done() for one in each) for each in (self.issues, self.orphans))
        return ParsedProblem(self.title, self.clauses, self.line, issues, orphans, self.aspect)


@dataclass(frozen=True, slots=True)
class Roles:
    """At which level of numbering aspects and key problems stand; deeper ones, and those without a number, are manifestations."""

    aspect: int | None
    problem: int | None
    bare: bool = False  # key problems are headings without 关于 or 针对


@dataclass
class Structure:
    """What is being read; `intro` are lines before the first item, `lost` those that belong to nothing."""

    roles: Roles
    aspects: list[str] = field(default_factory=list)
    problems: list[_Problem] = field(default_factory=list)
    deep_tasks: list[_Issue] = field(default_factory=list)
    intro: list[Line] = field(default_factory=list)
    lost: list[Line] = field(default_factory=list)
    _open: _Issue | None = None

    def read(self, lines: Sequence[Line]) -> None:
        """Read the lines of one section."""
        self._close()
        begun = astray = False
        for line in lines:
            mark, item = begins(line, self.roles)
            if item is not None and self._begin(line, mark, item):
                begun, astray = True, False
            elif begun and (astray or self._unknown_heading(mark)):
                astray = True
                self.lost.append(line)
            elif self._open is not None:
                self._open.body.append(line.text)
            elif begun and self.problems:
                self._collective(line).body.append(line.text)
            else:
                (self.lost if begun else self.intro).append(line)

    def _close(self) -> None:
        self._open = None

    def _unknown_heading(self, mark: Mark | None) -> bool:
        """Tell whether a line that begins nothing known is a heading where key problems or aspects stand."""
        return mark is not None and mark.level in (self.roles.aspect, self.roles.problem) and stands_alone(mark.rest)

    def _begin(self, line: Line, mark: Mark | None, item: Item) -> bool:
        """Begin what the item says; False where there is nothing that it could belong to."""
        level = mark.level if mark else None
        if item.about is About.DEEP_TASK:
            self._issue(Kind.DEEP_TASK, line, item, self.deep_tasks)
        elif (level is None and item.about is About.ASPECT) or (level is not None and level == self.roles.aspect):
            self.aspects.append(item.title)
            self._open = None
        elif level is not None and level == self.roles.problem and item.about in (About.PROBLEM, About.ASPECT):
            aspect = len(self.aspects) - 1 if self.aspects else None
            self.problems.append(_Problem(item.title, item.clauses, line.number, aspect))
            self._open = None
            if item.rest:
                self._collective(line).body.append(item.rest)
        elif not self.problems:
            return False
        elif item.about is About.FOLLOW_ON:
            problem = self.problems[-1]
            self._issue(Kind.FOLLOW_ON, line, item, problem.issues[-1].follow_on if problem.issues else problem.orphans)
        else:
            self._issue(Kind.MANIFESTATION, line, item, self.problems[-1].issues)
        return True

    def _issue(self, kind: Kind, line: Line, item: Item, under: list[_Issue]) -> None:
        self._open = _Issue(kind, item.title, line.number, [item.rest] if item.rest else [])
        under.append(self._open)

    def _collective(self, line: Line) -> _Issue:
        """A key problem that says at once what was done has one manifestation, whose title isn't printed."""
        self._open = _Issue(Kind.MANIFESTATION, "", line.number)
        self.problems[-1].issues.append(self._open)
        return self._open


def begins(line: Line, roles: Roles) -> tuple[Mark | None, Item | None]:
    """Return a line's number and what it begins, as far as it begins anything."""
    mark = mark_of(line.text)
    text = mark.rest if mark else line.text
    item = item_in(text)
    if item is None and roles.bare and mark and mark.level == roles.problem and stands_alone(text):
        item = Item(About.PROBLEM, raised(text))
    return mark, item


def roles_in(lines: Sequence[Line]) -> Roles:
    """Tell from all lines of the rectification which level is what."""
    items = [(mark, item) for mark, item in (begins(line, Roles(None, None)) for line in lines) if item and mark]
    aspects = [mark.level for mark, item in items if item.about is About.ASPECT]
    levels = sorted({mark.level for mark, item in items if item.about in (About.ASPECT, About.PROBLEM)})
    if not levels:
        bare = [mark.level for line in lines if (mark := mark_of(line.text)) and mark.level > 1 and stands_alone(mark.rest)]
        return Roles(None, min(bare), bare=True) if bare else Roles(None, None)
    if len(levels) > 2 or (len(levels) == 2 and aspects and levels[0] in aspects):
        return Roles(levels[0], levels[1])
    return Roles(None, levels[0])
