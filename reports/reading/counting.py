"""What was counted: printed entries, what was stated, and how many are stated and not printed; pure."""

from dataclasses import dataclass
from typing import Any

from reports.reading.model import Kind, ParsedNotice

PRINTED = ("aspects", "key_problems", "manifestations", "follow_on_items", "deep_tasks", "opinion_clauses", "measures")
# what can be counted without being printed; measures can't: each stands under an issue
FILLED = ("aspects", "key_problems", "manifestations", "follow_on_items", "deep_tasks", "opinions")
WORDS = {
    "aspects": "方面",
    "key_problems": "重点问题",
    "manifestations": "具体问题",
    "follow_on_items": "“举一反三”整改事项",
    "deep_tasks": "深度整改任务",
    "opinions": "整改意见",
    "measures": "整改措施",
}


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One figure: stated (None: not stated), printed, and how many placeholders make them meet."""

    key: str
    stated: int | None
    printed: int
    placeholders: int

    @property
    def word(self) -> str:
        """What it is a figure of."""
        return WORDS[self.key]

    @property
    def computed(self) -> int:
        """What the ledger counts after the import."""
        return self.printed + self.placeholders

    @property
    def meets(self) -> bool:
        """Whether the ledger counts what was stated."""
        return self.stated is None or self.stated == self.computed

    def as_json(self) -> dict[str, Any]:
        """Return it as the command prints it."""
        return {
            "stated": self.stated,
            "printed": self.printed,
            "placeholders": self.placeholders,
            "computed": self.computed,
            "meets": self.meets,
        }


def counts(notice: ParsedNotice) -> dict[str, int]:
    """Count the entries that the notice prints. An aspect counts where it has a heading, an opinion's clauses one by one."""
    issues = list(notice.issues())
    return {
        "aspects": len(notice.aspects),
        "key_problems": len(notice.problems),
        "manifestations": sum(issue.kind is Kind.MANIFESTATION for issue in issues),
        "follow_on_items": sum(issue.kind is Kind.FOLLOW_ON for issue in issues),
        "deep_tasks": len(notice.deep_tasks),
        "opinion_clauses": sum(len(problem.clauses) for problem in notice.problems),
        "measures": sum(len(issue.measures) for issue in issues),
    }


def placeholders(notice: ParsedNotice) -> dict[str, int]:
    """Count what is stated and not printed. A follow-on item before any manifestation needs one that isn't printed, too."""
    printed = {**counts(notice), "opinions": 0}
    gaps = {name: max(0, notice.stated.totals.get(name, 0) - printed[name]) for name in FILLED}
    gaps["manifestations"] = max(gaps["manifestations"], sum(bool(problem.orphans) for problem in notice.problems))
    if not printed["key_problems"] + gaps["key_problems"]:  # nothing that they could stand under
        gaps["manifestations"] = gaps["follow_on_items"] = 0
    return gaps


def reconciled(notice: ParsedNotice) -> list[Reconciled]:
    """Return every figure that is stated or printed, side by side."""
    printed, gaps = {**counts(notice), "opinions": 0}, placeholders(notice)
    rows = [Reconciled(key, notice.stated.totals.get(key), printed[key], gaps.get(key, 0)) for key in WORDS]
    return [row for row in rows if row.stated is not None or row.printed or row.placeholders]


def answer(notice: ParsedNotice) -> dict[str, Any]:
    """Return what was read, as the command prints it."""
    return {
        "counts": counts(notice),
        "placeholders": placeholders(notice),
        "stated": notice.stated.totals,
        "stated_conclusions": notice.stated.words,
        "reconciliation": {row.key: row.as_json() for row in reconciled(notice)},
        "title": notice.title,
        "issuer": notice.ending.issuer,
        "dated": notice.ending.dated,
        "unplaced": [{"line": line.number, "text": line.text} for line in notice.unplaced],
    }
