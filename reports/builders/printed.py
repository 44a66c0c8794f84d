"""What of a round's ledger may be printed in public, read field by field (rule: default is not public).

单独公开 prints title and measures, 隐去题目 the measures, 合并公开 its measures with those of the issue it is merged into;
不公开 and what is only counted (未刊载) print nothing. Of a measure its public text is read, and nothing else.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from issues.models import Issue, KeyProblem, OpinionClause, Round
from issues.words import Disclosure, Kind
from measures.models import Measure

APART = (Disclosure.FULL, Disclosure.TITLE_WITHHELD)  # has a paragraph of its own


@dataclass(frozen=True, slots=True)
class PrintedMeasure:
    """A measure's public text."""

    pk: int
    text: str


@dataclass(frozen=True, slots=True)
class PrintedIssue:
    """An issue with at least one measure to print; `title` is empty where it is withheld."""

    pk: int
    kind: Kind
    title: str
    measures: tuple[PrintedMeasure, ...]


@dataclass(frozen=True, slots=True)
class PrintedProblem:
    """A key problem with at least one issue to print: manifestations, each followed by its follow-on items."""

    pk: int
    title: str
    clauses: tuple[str, ...]
    issues: tuple[PrintedIssue, ...]

    @property
    def manifestations(self) -> int:
        """How many manifestations it prints."""
        return sum(issue.kind == Kind.MANIFESTATION for issue in self.issues)


@dataclass(frozen=True, slots=True)
class PrintedLedger:
    """All that is printed of a round's ledger, in the order of the notice."""

    problems: tuple[PrintedProblem, ...]
    deep_tasks: tuple[PrintedIssue, ...]

    def issues(self) -> Iterator[PrintedIssue]:
        """Give every printed issue."""
        for problem in self.problems:
            yield from problem.issues
        yield from self.deep_tasks


def printed_ledger(round: Round, supposing: Mapping[int, dict[str, Any]] | None = None) -> PrintedLedger:
    """Read what is printed of `round`, or would be if some issues' fields (by their keys) were as given. Four queries."""
    rows = _Rows(round, supposing or {})
    clauses = _clauses(round)
    problems = [
        PrintedProblem(pk, title, tuple(clauses[pk]), tuple(rows.of_problem(pk)))
        for pk, title in KeyProblem.objects.live().filter(round=round).order_by("number").values_list("pk", "title")
    ]
    return PrintedLedger(tuple(p for p in problems if p.issues), tuple(rows.printed(Kind.DEEP_TASK)))


def _clauses(round: Round) -> dict[int, list[str]]:
    out: dict[int, list[str]] = defaultdict(list)
    found = OpinionClause.objects.filter(key_problem__round=round, withdrawn=False).order_by("key_problem", "order", "id")
    for problem, text in found.values_list("key_problem", "text"):
        out[problem].append(text)
    return out


class _Rows:
    """The issues that count and the public texts of one round."""

    def __init__(self, round: Round, supposing: Mapping[int, dict[str, Any]]) -> None:
        fields = ("pk", "kind", "key_problem", "parent", "merged_into", "disclosure", "placeholder", "title", "public_title")
        found = Issue.objects.live().filter(round=round).in_order().values(*fields)
        self.issues: list[dict[str, Any]] = [{**row, **supposing.get(row["pk"], {})} for row in found]
        self.texts: dict[int, list[PrintedMeasure]] = defaultdict(list)
        measures = Measure.objects.live().filter(round=round).exclude(public_text="").order_by("issue", "number")
        for issue, pk, text in measures.values_list("issue", "pk", "public_text"):
            self.texts[issue].append(PrintedMeasure(pk, text))

    def of_problem(self, problem: int) -> Iterator[PrintedIssue]:
        """Give what a key problem prints; follow-on items of a merged manifestation follow the one it is merged into."""
        for row in self.issues:
            if row["kind"] != Kind.MANIFESTATION or row["key_problem"] != problem or row["disclosure"] == Disclosure.MERGED:
                continue
            yield from self._apart(row)
            for pk in (row["pk"], *(merged["pk"] for merged in self._merged(row))):
                yield from self.printed(Kind.FOLLOW_ON, parent=pk)

    def printed(self, kind: Kind, parent: int | None = None) -> Iterator[PrintedIssue]:
        """Give the issues of one kind (under one manifestation) that have a paragraph of their own."""
        for row in self.issues:
            if row["kind"] == kind and row["parent"] == parent:
                yield from self._apart(row)

    def _apart(self, row: dict[str, Any]) -> Iterator[PrintedIssue]:
        if row["disclosure"] not in APART or row["placeholder"]:
            return
        measures = [*self.texts[row["pk"]], *(text for merged in self._merged(row) for text in self.texts[merged["pk"]])]
        if measures:
            title = (row["public_title"] or row["title"]) if row["disclosure"] == Disclosure.FULL else ""
            yield PrintedIssue(row["pk"], Kind(row["kind"]), title, tuple(measures))

    def _merged(self, row: dict[str, Any]) -> list[dict[str, Any]]:
        return [other for other in self.issues if other["disclosure"] == Disclosure.MERGED and other["merged_into"] == row["pk"]]
