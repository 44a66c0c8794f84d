"""What a case of a door says: how it is opened in the tests' world, by whom, and which entries it leaves. Written by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.conftest import World

Keywords = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One way through a door.

    `opened` gives its keywords, made in the world just before; `by` and `denied` name people of the cast who may and may not
    (no `denied`: everybody may, on themselves). `leaves` are the entries, (action, kind of record), in their order.
    """

    door: str
    by: str
    denied: str
    leaves: list[tuple[str, str]]
    opened: Callable[[World], Keywords]
    name: str = ""

    def __str__(self) -> str:
        return f"{self.door}{f'[{self.name}]' if self.name else ''}"


def one(door: str, by: str, denied: str, action: str, record: str, opened: Callable[[World], Keywords], name: str = "") -> Case:
    """Return the case of a door that changes one record."""
    return Case(door, by, denied, [(action, record)], opened, name)
