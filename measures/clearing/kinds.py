"""What can be cleared: the kinds of record with a file or with texts. Those below stand in `table`; apps above add theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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
        """Return what can be cleared of every such record: (code, words). The reasons of one record come to that."""
        files = [(FILE, "文件内容"), (FILE_AND_NAME, "文件内容和文件名")] if self.room else []
        return [*files, *((name, self.field_word(name)) for name in self.fields)]

    def field_word(self, name: str) -> str:
        """Return a field's word."""
        return str(self.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]

    @property
    def texts(self) -> tuple[str, ...]:
        """The fields whose words can be cleared, a file's name among them."""
        return (*self.fields, NAME) if self.room else self.fields


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Add kinds; the same slug or model for another one raises ValueError."""
    for kind in kinds:
        taken = [other for other in _kinds.values() if kind.slug == other.slug or kind.model is other.model]
        if [(other.slug, other.model) for other in taken] not in ([], [(kind.slug, kind.model)]):
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
