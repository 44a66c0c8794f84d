"""The ledger at one moment, as values: what is compared. Frozen, without a database."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Key = tuple[str, int]  # "issue" or "measure", and the primary key
Place = tuple[int, ...]  # where a record stands in the notice's order


class Value(NamedTuple):
    """What a field held: as it compares, and as it is said."""

    raw: Hashable
    said: str


@dataclass(frozen=True)
class Record:
    """An issue or a measure as it stood: whose own it was, and its key problem (None: the deep tasks)."""

    type: str
    pk: int
    name: str
    title: str
    problem: int | None = None
    place: Place = ()
    departments: frozenset[int] = frozenset()
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """What tells it from every other record."""
        return self.type, self.pk

    def said(self, name: str) -> str:
        """What a field's value is called; "" for one that the record doesn't have."""
        value = self.values.get(name)
        return value.said if value is not None else ""


@dataclass(frozen=True)
class Ledger:
    """All records at one moment; `hidden` stood there and weren't the reader's own: nothing else of them is known."""

    records: Mapping[Key, Record] = field(default_factory=dict)
    hidden: frozenset[Key] = frozenset()


def ledger(*records: Record, hidden: frozenset[Key] = frozenset()) -> Ledger:
    """Return the ledger of these records."""
    return Ledger({record.key: record for record in records}, hidden)
