"""口径核对: figures as the feedback or a notice stated them beside those of the ledger, and what is printed apart."""

from dataclasses import dataclass

from django.db.models import Q

from issues.models import Issue, Round
from issues.words import Disclosure, Kind
from measures.figures import Figures

PRINTED_KINDS = {"manifestations": Kind.MANIFESTATION, "follow_on_items": Kind.FOLLOW_ON, "deep_tasks": Kind.DEEP_TASK}
APART = (Disclosure.FULL, Disclosure.TITLE_WITHHELD)  # printed as an item of their own, under their title or as 上述问题
WORDS = {
    "aspects": "方面",
    "key_problems": "重点问题",
    "manifestations": "具体问题",
    "follow_on_items": "举一反三",
    "deep_tasks": "深度整改任务",
    "opinions": "整改意见",
    "measures": "整改措施",
}


@dataclass(frozen=True)
class Reconciled:
    """One figure: as stated (None: not stated), as computed, and for issues how many are printed apart in public."""

    key: str
    word: str
    stated: int | None
    computed: int
    listed: int | None = None

    @property
    def unlisted(self) -> int:
        """How many are counted and not printed apart."""
        return 0 if self.listed is None else self.computed - self.listed

    @property
    def differs(self) -> bool:
        """Whether the ledger holds another number than was stated."""
        return self.stated is not None and self.stated != self.computed


def reconciled(round: Round, counted: Figures, listed: dict[str, int]) -> list[Reconciled]:
    """Return every figure of the round; `listed` gives, by kind where it is known, how many issues are printed apart."""
    lines = []
    for key, word in WORDS.items():
        value = getattr(counted, key)
        total = value if isinstance(value, int) else value.total
        kind = PRINTED_KINDS.get(key)
        lines.append(Reconciled(key, word, round.stated.get(key), total, listed.get(kind) if kind else None))
    return lines


def unlisted_issues(round: Round) -> list[Issue]:
    """Return the records behind 未单列公开: counted, and not printed as an item of their own in public. One query."""
    apart = Q(disclosure__in=APART, placeholder=False)
    return list(Issue.objects.live().filter(round=round).exclude(apart).select_related("merged_into").in_order())
