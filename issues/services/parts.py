"""What the doors of a round's parts share: numbers, membership of one round, and values by name."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Max, QuerySet

from issues.models import Round
from rectify.errors import Refused
from rectify.history.models import Tracked

T = TypeVar("T", bound=Tracked)


def held(round_id: int) -> Round:
    """Return the round as it stands, held until the transaction ends.

    So no plan is adopted while a part of it changes, and two new parts never take the same number. The lock lets rows that
    merely point at the round be written beside it; it is taken before any other.
    """
    return Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_id)


def next_number(rows: "QuerySet[Any]", field: str = "number") -> int:
    """Return the number after the highest among `rows`."""
    return int(rows.aggregate(last=Max(field))["last"] or 0) + 1


def same_round(round_id: int, part: Any, field: str) -> None:
    """Raise Refused where `part` (None is fine) belongs to another round."""
    if part is not None and part.belongs_to().round != round_id:
        raise Refused("所选内容不属于本轮次。", field=field)


def assign(record: Tracked, values: Mapping[str, Any], allowed: Mapping[str, Any]) -> None:
    """Set the given values on `record`; a name that the door doesn't know is a programming error (TypeError)."""
    unknown = set(values) - set(allowed)
    if unknown:
        raise TypeError(f"{type(record).__name__}: this door does not set {', '.join(sorted(unknown))}.")
    for name, value in values.items():
        setattr(record, name, value)


def counted(record: T) -> T:
    """Return `record` where it counts; Refused where it is withdrawn: it is restored first, then changed."""
    if getattr(record, "withdrawn", False):
        raise Refused(f"该{record._meta.verbose_name}已经撤销，请先恢复再修改。")
    return record


def needed(text: str, message: str, field: str) -> str:
    """Return `text` without outer blanks; raise Refused with `message` where nothing is left."""
    text = text.strip()
    if not text:
        raise Refused(message, field=field)
    return text
