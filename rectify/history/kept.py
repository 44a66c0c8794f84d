"""Which files the record answers for: each app registers where its own lie, with the fingerprint that its rows keep."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rectify.history.models import Tracked


@dataclass(frozen=True)
class Kept:
    """A file as its row has it: the record (kind and key), what people call it, where it lies, its SHA-256, its round."""

    record_type: str
    record: int
    label: str
    path: Path
    sha256: str
    round: int | None


@dataclass(frozen=True)
class Unbound:
    """A row that is written once and no longer is what a tracked record binds by its hash."""

    label: str
    round: int | None


Source = Callable[[], Iterator[Kept | Unbound]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add a source under its name; the same name again takes the other's place."""
    _sources[name] = source


def register_records(model: type[Tracked], path_of: Callable[[str], Path], round: str) -> None:
    """Add the files of a tracked model with `name`, `path` and `sha256`; `round` is the lookup of its round's key."""
    label = str(model._meta.verbose_name)

    def files() -> Iterator[Kept]:
        rows: Any = model._base_manager.order_by("pk").values_list("pk", "name", "path", "sha256", round)
        for pk, name, path, sha256, of_round in rows.iterator(chunk_size=2_000):
            yield Kept(model._meta.label_lower, pk, f"{label}“{name}”", path_of(path), sha256, of_round)

    register(model._meta.label_lower, files)


def names() -> set[str]:
    """Return the names under which sources are registered."""
    return set(_sources)


def kept_files() -> Iterator[Kept | Unbound]:
    """Give every file that the record answers for."""
    for _, source in sorted(_sources.items()):
        yield from source()
