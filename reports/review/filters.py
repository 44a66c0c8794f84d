"""The change log's filters: they live in the address, and narrow a queryset of entries."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date

from measures.timeline import action_words
from rectify.history.models import Entry, EntryQuerySet
from rectify.pages import number_of

LABELS = {
    "person": "人员",
    "action": "动作",
    "problem": "重点问题",
    "department": "部门",
    "since": "自",
    "until": "至",
    "issue": "整改事项",
    "measure": "整改措施",
}
# records a round's log can hold, by the first part of their action codes, in the order in which they are offered
GROUPS = {
    "measure": "整改措施",
    "evidence": "佐证材料",
    "note": "进展情况",
    "issue": "整改事项",
    "plan": "整改方案",
    "round": "轮次",
    "aspect": "方面",
    "key_problem": "重点问题",
    "opinion": "整改意见",
    "clause": "整改意见条款",
    "narrative": "叙述部分",
    "meeting": "会议",
    "window": "意见建议受理期",
    "membership": "任职",
}


@dataclass(frozen=True)
class LogFilters:
    """What the log is narrowed to; an empty value narrows nothing. `action` is a code, or “measure.” for all of a record's."""

    person: int | None = None
    action: str = ""
    problem: int | None = None
    department: int | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    issue: int | None = None
    measure: int | None = None

    @property
    def given(self) -> dict[str, Any]:
        """Return the filters that narrow, by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name)}

    @property
    def query(self) -> str:
        """Return them as the address carries them."""
        return urlencode(self.given)

    def without(self, name: str) -> str:
        """Return the address's query without one of them."""
        return urlencode({key: value for key, value in self.given.items() if key != name})

    def narrow(self, entries: EntryQuerySet) -> EntryQuerySet:
        """Return those of `entries` that all given filters admit; days are those on which things happened, in local time."""
        for name, value in self.given.items():
            entries = entries.filter(_CONDITIONS[name](value))
        return entries


def _action(value: str) -> Q:
    return Q(action__startswith=value) if value.endswith(".") else Q(action=value)


def midnight(day: datetime.date) -> datetime.datetime:
    """Return the moment at which `day` begins, in local time."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


_CONDITIONS: dict[str, Callable[[Any], Q]] = {
    "person": lambda value: Q(actor=value),
    "action": _action,
    "problem": lambda value: Q(key_problem=value),
    "department": lambda value: Entry.objects.all().department_q(value),
    "since": lambda value: Q(effective_at__gte=midnight(value)),
    "until": lambda value: Q(effective_at__lt=midnight(value + datetime.timedelta(days=1))),
    "issue": lambda value: Q(issue=value),
    "measure": lambda value: Q(measure=value),
}


def action_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the actions to choose from, by record: the record's word, then (code, word) with all of its actions first."""
    words = action_words()
    return [
        (word, [(f"{group}.", f"{word}：全部"), *((code, said) for code, said in words.items() if code.startswith(f"{group}."))])
        for group, word in GROUPS.items()
        if any(code.startswith(f"{group}.") for code in words)
    ]


def read_filters(data: QueryDict) -> tuple[LogFilters, list[str]]:
    """Return the filters of an address, and the words for those that couldn't be read and are left out."""
    values: dict[str, Any] = {}
    unread: list[str] = []
    for field in fields(LogFilters):
        given = data.get(field.name, "").strip()
        values[field.name] = _read(field.name, given)
        if given and not values[field.name]:
            unread.append(LABELS[field.name])
    return LogFilters(**values), unread


def _read(name: str, given: str) -> Any:
    if name == "action":
        return given if given in action_words() or (given.endswith(".") and given.removesuffix(".") in GROUPS) else ""
    if name in {"since", "until"}:
        return _date(given)
    return number_of(given)


def _date(given: str) -> datetime.date | None:
    try:
        day = parse_date(given)
    except ValueError:  # well formed, and no day of the calendar
        return None
    return day if day is not None and 1900 < day.year < 9000 else None
