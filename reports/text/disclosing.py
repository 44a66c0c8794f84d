"""How every issue appears in public and what is missing for it; and what the public would read if one were told otherwise."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from issues.models import Issue, Round
from issues.words import Disclosure, Kind
from measures.figures import Figures
from rectify.differences import Part, difference
from reports.builders.gaps import gaps
from reports.builders.notice import notice_of
from reports.builders.printed import PrintedLedger, printed_ledger
from reports.content import Document, Paragraph, Ref, lines
from reports.notice.comparison import paired

SHOWN = 12  # paragraphs of a preview; a key problem that goes moves all the numbers after it


@dataclass(frozen=True)
class Row:
    """An issue in the list: whether it has a paragraph of its own now, and what is missing."""

    issue: Issue
    printed: bool
    missing: list[str]


def rows(round: Round, ledger: PrintedLedger) -> list[Row]:
    """Return the issues that count, in the notice's order, each with what is missing. Five queries."""
    printed = {issue.pk for issue in ledger.issues()}
    missing: dict[int, list[str]] = {}
    for gap in gaps(round, ledger):
        if gap.ref is not None and gap.ref.record == "issue":
            missing.setdefault(gap.ref.pk, []).append(gap.missing)
    found = Issue.objects.live().filter(round=round).select_related("merged_into__key_problem", "merged_into__parent")
    return [Row(issue, issue.pk in printed, [*_unsaid(issue), *missing.get(issue.pk, [])]) for issue in found.in_order()]


def _unsaid(issue: Issue) -> list[str]:
    """What an issue that isn't told in full still owes."""
    if issue.disclosure == Disclosure.FULL or issue.placeholder:
        return []
    owed = {"理由": issue.disclosure_reason.strip(), "批准机构": issue.disclosure_body.strip(), "批准日期": issue.disclosure_on}
    unsaid = [word for word, value in owed.items() if not value]
    return [f"没有{'、'.join(unsaid)}"] if unsaid else []


def tally(found: list[Row]) -> list[tuple[Disclosure, dict[str, int]]]:
    """Return, for each way to disclose, how many issues of each kind go that way."""
    counts = Counter((row.issue.disclosure, row.issue.kind) for row in found)
    return [(way, {kind.label: counts[way, kind] for kind in Kind}) for way in Disclosure]


# what the public would read


@dataclass(frozen=True)
class Reading:
    """A paragraph as it is read now and as it would be (either may be empty), with the difference on each side."""

    now: str
    then: str
    now_diff: list[Part]
    then_diff: list[Part]


@dataclass(frozen=True)
class Preview:
    """What would change for the public; where nothing does, the paragraph as it stays (or that there is none)."""

    readings: list[Reading]
    more: int
    stays: str


def preview(round: Round, issue: Issue, counted: Figures, *, disclosure: str, merged_into: int | None) -> Preview:
    """Tell what the public reads now and would read if `issue` were disclosed otherwise."""
    supposed: dict[str, Any] = {"disclosure": disclosure, "merged_into": merged_into}
    now = notice_of(round, printed_ledger(round), counted)
    then = notice_of(round, printed_ledger(round, {issue.pk: supposed}), counted)
    readings = list(_readings(_texts(now), _texts(then)))
    return Preview(readings[:SHOWN], max(0, len(readings) - SHOWN), _own_paragraph(now, issue))


def _texts(document: Document) -> list[str]:
    return [line for block in document.blocks for line in lines(block)]


def _readings(now: list[str], then: list[str]) -> Iterator[Reading]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, now, then, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (_reading(old, new) for old, new in paired(now[i1:i2], then[j1:j2]))


def _reading(now: str, then: str) -> Reading:
    parts = difference(now, then) if now and then else []
    return Reading(now, then, [p for p in parts if p.kind != "new"], [p for p in parts if p.kind != "old"])


def _own_paragraph(document: Document, issue: Issue) -> str:
    """The paragraph that is told of an issue, "" where there is none."""
    ref = Ref("issue", issue.pk)
    own = (b for b in document.blocks if isinstance(b, Paragraph) and any(run.ref == ref for run in b.runs))
    return next(("".join(lines(block)) for block in own), "")
