"""Where the record that a line of the change log speaks of is to be seen: on its own page, else on its measure's or issue's."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model
from django.urls import reverse

from measures.models import RegisterFile, RegisterItem, RegisterLink, Remark, RemarkFile
from rectify.history.models import Entry

# parts of the page of their measure or issue
PARTS: dict[str, tuple[str, str]] = {
    "measures.evidence": ("measure", "evidence"),
    "measures.progressnote": ("measure", "notes"),
    "measures.extension": ("measure", "extensions"),
    "measures.consultation": ("issue", "closure"),
    "measures.lookback": ("issue", "closure"),
}
# pages of their own, by a number that the line doesn't say: the page's name, and what gives the numbers of some records
NUMBERED: dict[str, tuple[str, Callable[[set[int]], Any]]] = {
    "measures.remark": ("measures:remark", lambda keys: Remark.objects.filter(pk__in=keys).values_list("pk", "number")),
    "measures.remarkfile": (
        "measures:remark",
        lambda keys: RemarkFile.objects.filter(pk__in=keys).values_list("pk", "remark__number"),
    ),
    "measures.registeritem": ("measures:register_item", lambda keys: [(key, key) for key in keys]),
    "measures.registerfile": (
        "measures:register_item",
        lambda keys: RegisterFile.objects.filter(pk__in=keys).values_list("pk", "item"),
    ),
    "measures.registerlink": (
        "measures:register_item",
        lambda keys: RegisterLink.objects.filter(pk__in=keys).values_list("pk", "item"),
    ),
}
LISTED = {"issues.meeting": "issues:meetings"}  # no page of their own: they stand in a list of the round


def places(entries: Iterable[Entry], here: Model | None = None) -> Callable[[Entry], str]:
    """Return what gives the address that a line leads to, "" where that is the page of `here`, or there is none.

    One query for each kind of record among `entries` whose page goes by another number.
    """
    asked: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        if entry.record_type in NUMBERED:
            asked[entry.record_type].add(entry.record)
    own = reverse("measures:register_item", args=[here.round_id, here.pk]) if isinstance(here, RegisterItem) else ""
    numbers = {(kind, pk): number for kind, keys in asked.items() for pk, number in NUMBERED[kind][1](keys)}

    def place(entry: Entry) -> str:
        if entry.round is None or is_home(entry, here):
            return ""
        if entry.record_type in LISTED:
            return reverse(LISTED[entry.record_type], args=[entry.round])
        if number := numbers.get((entry.record_type, entry.record)):
            page = reverse(NUMBERED[entry.record_type][0], args=[entry.round, number])
            return page if page != own else ""
        return _above(entry, here)

    return place


def is_home(entry: Entry, here: Model | None) -> bool:
    """Tell whether a line speaks of the very record whose page this is."""
    return here is not None and (entry.record_type, entry.record) == (here._meta.label_lower, here.pk)


def _above(entry: Entry, here: Model | None) -> str:
    """The page of the record's measure, else of its issue, at its part; "" on that very page."""
    for name in ("measure", "issue"):
        pk = getattr(entry, name)
        if pk is not None:
            if here is not None and (here._meta.model_name, here.pk) == (name, pk):
                return ""
            above, part = PARTS.get(entry.record_type, ("", ""))
            return reverse(f"measures:{name}", args=[entry.round, pk]) + (f"#{part}" if above == name else "")
    return ""
