"""The change log's filters: they live in the address, and say by which tags and conditions entries are found."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.dateparse import parse_date

from measures.timeline import action_words
from rectify.accounts.roles import Role
from rectify.history.kinds import ChangeKind
from rectify.history.tagging import Facet
from rectify.pages import number_of
from reports.review.words import field_words, types

LABELS = {
    "q": "文字",
    "person": "人员",
    "post": "身份",
    "kind": "变更种类",
    "type": "记录种类",
    "action": "动作",
    "field": "项目",
    "problem": "重点问题",
    "department": "部门",
    "since": "自",
    "until": "至",
    "off": "非工作时间",
    "closed": "销号后",
    "issue": "整改事项",
    "measure": "整改措施",
    "record": "记录",
}
LONGEST = 100  # of a text to look for
GROUPINGS = {"day": "按日期", "record": "按记录", "person": "按人员"}


@dataclass(frozen=True)
class LogFilters:
    """What the log is narrowed to; an empty value narrows nothing. `post` is a role's code or a post in words."""

    q: str = ""
    person: int | None = None
    post: str = ""
    kind: str = ""
    type: str = ""
    action: str = ""
    field: str = ""
    problem: int | None = None
    department: int | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    off: bool = False
    closed: bool = False
    issue: int | None = None
    measure: int | None = None
    record: str = ""

    @property
    def given(self) -> dict[str, Any]:
        """Return the filters that narrow, by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name)}

    @property
    def query(self) -> str:
        """Return them as the address carries them."""
        return urlencode(self._carried())

    def without(self, name: str) -> str:
        """Return the address's query without one of them."""
        return urlencode({key: value for key, value in self._carried().items() if key != name})

    def _carried(self) -> dict[str, Any]:
        return {name: "1" if value is True else value for name, value in self.given.items()}

    @property
    def facets(self) -> dict[Facet, object]:
        """Return the filters that have tags."""
        named = {name: getattr(self, name) for name in ("person", "kind", "type", "action", "field", "problem", "department")}
        posts = {"role" if self.post in Role.values else "post": self.post}
        found: Mapping[str, object] = {**named, **posts, "closed": 1 if self.closed else None}
        return {Facet(name): value for name, value in found.items() if value}

    @property
    def place(self) -> dict[str, Any]:
        """Return the condition on the entry's own columns that asks for one record, or an issue's or a measure's rows."""
        asked: dict[str, Any] = {name: getattr(self, name) for name in ("issue", "measure") if getattr(self, name)}
        if self.record:
            record_type, _, pk = self.record.partition(":")
            asked |= {"record_type": record_type, "record": int(pk)}
        return asked


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
    known = {"kind": ChangeKind.values, "type": types(), "action": action_words(), "field": field_words()}
    if name in known:
        return given if given in known[name] else ""
    if name in {"q", "post"}:
        return "" if "\x00" in given else given[:LONGEST] if name == "q" else given[:160]
    if name in {"off", "closed"}:
        return given == "1"
    if name in {"since", "until"}:
        return _date(given)
    if name == "record":
        return given if _is_record(given) else ""
    return number_of(given)


def _is_record(given: str) -> bool:
    record_type, _, pk = given.partition(":")
    return record_type in types() and number_of(pk) is not None


def _date(given: str) -> datetime.date | None:
    try:
        day = parse_date(given)
    except ValueError:  # well formed, and no day of the calendar
        return None
    return day if day is not None and 1900 < day.year < 9000 else None
