"""What can be cleared: the kinds of record with a file or with texts. Each room above registers its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from issues.models import Issue, PaperDecision
from issues.services.decisions import ROOM as DECISIONS
from measures.models import Evidence, Measure, ProgressNote
from measures.services.proof import ROOM as EVIDENCE
from measures.views.common import issue_url, measure_url
from rectify.accounts.roles import Action
from rectify.history.models import Tracked

FILE, FILE_AND_NAME, NAME = "file", "file_name", "name"


@dataclass(frozen=True)
class Kind:
    """One kind: its word in the address and on the screen, where its files lie ("" without), its texts, its name and page.

    `label` names a record without a word that could have to go; `url` is the page on which it stands.
    """

    slug: str
    model: type[Tracked]
    word: str
    label: Callable[[Any], str]
    url: Callable[[Any], str]
    room: str = ""
    seen_by: Action = Action.VIEW_LEDGER  # whoever may do this sees such a record
    fields: tuple[str, ...] = ()

    def choices(self) -> list[tuple[str, str]]:
        """Return what can be cleared of such a record: (code, words)."""
        files = [(FILE, "文件内容"), (FILE_AND_NAME, "文件内容和文件名")] if self.room else []
        return [*files, *((name, self.field_word(name)) for name in self.fields)]

    def field_word(self, name: str) -> str:
        """Return a field's word."""
        return str(self.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; the same slug or model for another one raises ValueError."""
    taken = [other for other in _kinds.values() if kind.slug == other.slug or kind.model is other.model]
    if taken and taken != [kind]:
        raise ValueError(f"“{kind.slug}” can be cleared already.")
    _kinds[kind.slug] = kind


def kind_named(slug: str) -> Kind | None:
    """Return the kind that an address names."""
    return _kinds.get(slug)


def kind_of(record_type: str) -> Kind | None:
    """Return the kind of a record by its model's label."""
    return next((kind for kind in _kinds.values() if kind.model._meta.label_lower == record_type), None)


def all_kinds() -> list[Kind]:
    """Return every kind that can be cleared."""
    return list(_kinds.values())


def _list_url(record: Any) -> str:
    return reverse("measures:clearings", args=[record.round_id])


MEASURE_TEXTS = ("plan", "outcome", "public_text", "status_note", "proof_note")
ISSUE_TEXTS = ("title", "public_title", "proposed_reason", "disclosure_reason", "conclusion_note")
for _kind in (
    Kind(
        "evidence",
        Evidence,
        "佐证材料",
        lambda e: f"佐证材料第{e.pk}号（{e.measure}）",
        lambda e: measure_url(e.measure, "evidence"),
        EVIDENCE,
        fields=("note",),
    ),
    Kind("paper", PaperDecision, "线下签批", lambda p: f"线下签批第{p.pk}号", _list_url, DECISIONS, fields=("text",)),
    Kind("measure", Measure, "整改措施", lambda m: f"整改措施{m}", measure_url, fields=MEASURE_TEXTS),
    Kind(
        "note",
        ProgressNote,
        "进展情况",
        lambda n: f"进展情况第{n.pk}号（{n.measure}）",
        lambda n: measure_url(n.measure, "notes"),
        fields=("text",),
    ),
    Kind("issue", Issue, "整改事项", lambda i: f"整改事项{i.code}", issue_url, fields=ISSUE_TEXTS),
):
    register(_kind)
