"""The content tree as JSON: stored whole, bound by a hash, given out without what isn't printed.

Two forms of one tree: `to_data()` keeps everything and is what a sheet or a version stores; `public_data()` leaves out
references to records and the head of the change log, and is what `tree_hash()` binds and what may leave the house.
"""

import datetime as dt
import hashlib
import json
from dataclasses import MISSING, fields
from typing import Any

from reports.content import (
    Block,
    ContactLine,
    ContentError,
    Document,
    Heading,
    Kind,
    Paragraph,
    Ref,
    Run,
    Signature,
    Table,
)

FORMAT = 1  # of the JSON; a field added later with a default changes neither it nor the hash of an older tree
INTERNAL = frozenset({"ref", "log_head"})  # never printed, never public
BLOCKS: dict[str, type[Block]] = {
    "heading": Heading,
    "paragraph": Paragraph,
    "contact": ContactLine,
    "signature": Signature,
    "table": Table,
}
_NAMES = {cls: name for name, cls in BLOCKS.items()}


def to_data(document: Document) -> dict[str, Any]:
    """The whole tree as JSON values, references included; fields at their default are left out."""
    return {"format": FORMAT, **_encoded(document, public=False)}


def public_data(document: Document) -> dict[str, Any]:
    """What is printed, and its metadata, as JSON values; how a paragraph was cut into runs doesn't show."""
    return {"format": FORMAT, **_encoded(document, public=True)}


def canonical(data: dict[str, Any]) -> str:
    """JSON with sorted keys and no spaces: the same data, the same characters."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def tree_hash(document: Document) -> str:
    """SHA-256, in hex, of the canonical public form."""
    return hashlib.sha256(canonical(public_data(document)).encode()).hexdigest()


def to_json(document: Document) -> str:
    """The whole tree as canonical JSON."""
    return canonical(to_data(document))


def from_json(text: str) -> Document:
    """The tree that `to_json()` wrote; ContentError on anything else."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise ContentError(f"not JSON: {error}") from error
    return from_data(data)


def from_data(data: object) -> Document:
    """The tree that `to_data()` wrote; ContentError on anything else, a field too many included."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ContentError("document: unknown format")
    return Document(**_decoded(Document, {name: value for name, value in data.items() if name != "format"}))


def _encoded(node: Any, *, public: bool) -> dict[str, Any]:
    """The fields of one node that differ from their default."""
    out: dict[str, Any] = {"type": _NAMES[type(node)]} if type(node) in _NAMES else {}
    for spec in fields(node):
        value = getattr(node, spec.name)
        if value == spec.default or (public and spec.name in INTERNAL):
            continue
        if public and spec.name == "runs":
            value = _merged(value)
        out[spec.name] = _value(value, public=public)
    return out


def _value(value: Any, *, public: bool) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Ref | str | int):
        return value if not isinstance(value, Ref) else [value.record, value.pk]
    if isinstance(value, tuple):
        return [_value(item, public=public) for item in value]
    return _encoded(value, public=public)


def _merged(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Neighbours in one face made one: where a record begins and ends isn't printed."""
    out: list[Run] = []
    for run in runs:
        if out and out[-1].level == run.level:
            out[-1] = Run(out[-1].text + run.text, level=run.level)
        else:
            out.append(run)
    return tuple(out)


def _decoded(cls: type[Any], data: Any) -> dict[str, Any]:
    """Checked keyword arguments for one class of node."""
    if not isinstance(data, dict):
        raise ContentError(f"{cls.__name__}: no object")
    specs = {spec.name: spec for spec in fields(cls)}
    missing = {name for name, spec in specs.items() if spec.default is MISSING} - data.keys()
    if missing or data.keys() - specs.keys():
        raise ContentError(f"{cls.__name__}: fields {sorted(data)} are not those of the tree")
    return {name: _READ.get(name, _text)(value) for name, value in data.items()}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ContentError(f"no text: {value!r}")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ContentError(f"no number: {value!r}")
    return value


def _day(value: object) -> dt.date:
    try:
        return dt.date.fromisoformat(_text(value))
    except ValueError as error:
        raise ContentError(f"no date: {value!r}") from error


def _kind(value: object) -> Kind:
    try:
        return Kind(_text(value))
    except ValueError as error:
        raise ContentError(f"no kind: {value!r}") from error


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ContentError(f"no list: {value!r}")
    return value


def _ref(value: object) -> Ref:
    match value:
        case [str() as record, int() as pk]:
            return Ref(record, pk)
    raise ContentError(f"no reference: {value!r}")


def _block(value: Any) -> Block:
    cls = BLOCKS.get(value.get("type", "")) if isinstance(value, dict) else None
    if cls is None:
        raise ContentError(f"unknown block: {value!r}")
    return cls(**_decoded(cls, {name: item for name, item in value.items() if name != "type"}))


_READ: dict[str, Any] = {
    "kind": _kind,
    "cut_off": _day,
    "day": _day,
    "version": _number,
    "level": _number,
    "ref": _ref,
    "blocks": lambda value: tuple(_block(item) for item in _list(value)),
    "runs": lambda value: tuple(Run(**_decoded(Run, item)) for item in _list(value)),
    "columns": lambda value: tuple(_text(item) for item in _list(value)),
    "rows": lambda value: tuple(tuple(_text(cell) for cell in _list(row)) for row in _list(value)),
}
