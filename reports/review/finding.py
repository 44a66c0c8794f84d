"""Finding a page of the change log: from the index alone where a tag answers, within stated bounds where none does.

A single filter and a named pair (`rectify.history.tagging.PAIRS`) are one tag: its rows lie in order, and a page is read off. So
are the whole round, and one record's, issue's or measure's rows, which have indexes of their own. Anything else (three filters, a
text, non-working hours) looks back step by step, and the page says how far it looked.
"""

import datetime
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from issues.models import Round
from rectify.accounts.models import User
from rectify.accounts.permissions import reach, visible
from rectify.accounts.roles import Action
from rectify.history.models import Entry, EntryQuerySet, EntryTag
from rectify.history.tagging import PAIRS, Facet, named, tag_of
from reports.review.filters import LogFilters
from reports.review.hours import moment, off_hours
from reports.review.marks import Mark

STEPS = (7, 23, 60, 275)  # days that a bounded search goes back, one after the other, until a page is full: a year in all
PATIENCE = 2.0  # seconds; a step that would take longer, by what those before it took, waits until it is asked for
COLUMNS = {
    Facet.PERSON: "actor",
    Facet.ROLE: "acting_role",
    Facet.POST: "acting_as",
    Facet.TYPE: "record_type",
    Facet.ACTION: "action",
    Facet.PROBLEM: "key_problem",
}
DAY = datetime.timedelta(days=1)
INSTANT = datetime.timedelta(microseconds=1)

Span = tuple[datetime.datetime, datetime.datetime]


@dataclass(frozen=True)
class Found:
    """Entries, the newest first; where the next page begins (None at the end); how far back a bounded search has looked."""

    entries: list[Entry]
    older: Mark | None = None
    looked: datetime.date | None = None


@dataclass(frozen=True)
class Search:
    """What one person looks for in a round's log."""

    round: Round
    user: User
    filters: LogFilters
    own: frozenset[int] | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "own", reach(self.user, Action.VIEW_HISTORY, self.round.pk))

    def page(self, after: Mark | None = None, size: int = 50) -> Found:
        """Return the page that begins after a mark, the newest without one. Two to six queries."""
        keys, older, looked = self._keys(after, size)
        return Found(self.loaded(keys), older, looked)

    def keys(self, limit: int, size: int = 1000) -> list[int]:
        """Return the keys of all that is looked for, the newest first, up to `limit` of them; bounds don't hold it up."""
        found: list[int] = []
        after = None
        while len(found) < limit:
            keys, after, _ = self._keys(after, min(size, limit - len(found)))
            found += keys
            if after is None:
                break
        return found

    def _keys(self, after: Mark | None, size: int) -> tuple[list[int], Mark | None, datetime.date | None]:
        return self._bounded(after, size) if self.bounded else self._straight(after, size)

    @property
    def bounded(self) -> bool:
        """Whether the search goes back step by step: no single tag or index answers it."""
        if self.filters.q or self.filters.off:
            return True
        return not self.filters.place and len(self._tags) > 1

    @property
    def _tags(self) -> list[int]:
        """The tags that all hold of what is looked for: as few as pairs allow, the pair first."""
        facets = {facet: value for facet, value in self.filters.facets.items() if facet not in self._by_column}
        apart: list[dict[Facet, object]] = []
        if self.own is not None and len(self.own) == 1:
            (own,) = self.own
            if facets.setdefault(Facet.DEPARTMENT, own) != own:
                apart = [{Facet.DEPARTMENT: own}]
        covered = list(_covered(facets))
        return [tag_of(self.round.pk, values) for values in [*covered, *apart]]

    def loaded(self, keys: list[int]) -> list[Entry]:
        """Return the entries of the keys, in their order; what isn't in sight is never among them, whatever the index says."""
        held = log_of(self.round, self.user).defer("payload").in_bulk(keys)
        return [held[key] for key in keys if key in held]

    def _straight(self, after: Mark | None, size: int) -> tuple[list[int], Mark | None, None]:
        rows = list(_before(self._rows(), after)[: size + 1])
        return [pk for _, pk in rows[:size]], Mark(*rows[size - 1]) if len(rows) > size else None, None

    def _bounded(self, after: Mark | None, size: int) -> tuple[list[int], Mark | None, datetime.date | None]:
        rows: list[tuple[datetime.datetime, int]] = []
        begin, begun, looked = None, time.monotonic(), datetime.timedelta()
        for starts, end in self._steps(after):
            if looked and (time.monotonic() - begun) * ((end - starts) / looked) > PATIENCE:
                break
            begin, looked = starts, looked + (end - starts)
            within = self._within(self._rows(), begin, end)
            rows += _before(within, after)[: size + 1 - len(rows)]
            if len(rows) > size:
                return [pk for _, pk in rows[:size]], Mark(*rows[size - 1]), None
        first = self._first()
        if begin is None or first is None or begin <= first or self._asked_from(begin):
            return [pk for _, pk in rows], None, None
        return [pk for _, pk in rows], Mark(begin, 0), timezone.localtime(begin).date()

    def _asked_from(self, begin: datetime.datetime) -> bool:
        return self.filters.since is not None and begin <= moment(self.filters.since)

    def _first(self) -> datetime.datetime | None:
        return Entry.objects.filter(round=self.round.pk).aggregate(first=Min("effective_at"))["first"]

    def _steps(self, after: Mark | None) -> Iterator[Span]:
        """Give the stretches to look through, the latest first, from the mark or the newest entry back."""
        last = Entry.objects.filter(round=self.round.pk).aggregate(last=Max("effective_at"))["last"]
        if last is None:
            return
        end = min(filter(None, (last + INSTANT, after and after.when + INSTANT, self._until)))
        least = moment(self.filters.since) if self.filters.since else None
        for days in STEPS:
            begin = end - days * DAY
            if least is not None and begin <= least:
                yield least, end
                return
            yield begin, end
            end = begin

    @property
    def _until(self) -> datetime.datetime | None:
        return moment(self.filters.until + DAY) if self.filters.until else None

    def _within(self, rows: "QuerySet[Any, Any]", begin: datetime.datetime, end: datetime.datetime) -> "QuerySet[Any, Any]":
        rows = rows.filter(when__gte=begin, when__lt=end)
        if not self.filters.off:
            return rows
        stretches = Q(pk__in=[])
        for starts, ends in off_hours(self.round, begin, end):
            stretches |= Q(when__gte=starts, when__lt=ends)
        return rows.filter(stretches)

    def _rows(self) -> "QuerySet[Any, tuple[datetime.datetime, int]]":
        """Return the moments and keys of all that is looked for: off a tag's rows where one tag leads, else off the entries."""
        tags = self._tags
        by_tag = bool(tags) and not self.filters.q and not self.filters.place
        rows: Any = EntryTag.objects.filter(tag=tags.pop(0)) if by_tag else Entry.objects.filter(**self._columns())
        rows = rows.annotate(when=F("at" if by_tag else "effective_at"), key=F("entry" if by_tag else "id"))
        if self.filters.q:
            rows = _saying(rows, self.filters.q)
        for tag in tags:
            rows = rows.filter(Exists(EntryTag.objects.filter(tag=tag, at=OuterRef("when"), entry=OuterRef("key"))))
        if self.own is not None and len(self.own) != 1:  # posts in several departments: what any of them may see
            seen = log_of(self.round, self.user).filter(pk=OuterRef("key"))
            rows = rows.filter(Exists(seen.order_by()))
        if self.filters.since:
            rows = rows.filter(when__gte=moment(self.filters.since))
        if self._until:
            rows = rows.filter(when__lt=self._until)
        return rows.order_by("-when", "-key").values_list("when", "key")

    @property
    def _by_column(self) -> dict[Facet, str]:
        """Which filters look at the entry's own columns: of one record's rows, which are read anyway, those that have one."""
        return COLUMNS if self.filters.place else {}

    def _columns(self) -> dict[str, Any]:
        asked = {column: self.filters.facets[facet] for facet, column in self._by_column.items() if facet in self.filters.facets}
        return {**asked, "round": self.round.pk, **self.filters.place}


def log_of(round: Round, user: User) -> EntryQuerySet:
    """Return the entries of `round` that `user` may read."""
    return visible(Entry.objects.filter(round=round.pk), user, Action.VIEW_HISTORY)


def _saying(entries: Any, text: str) -> Any:
    """Return the entries whose record's name, reason or changed texts hold the text. The changes are stored as JSON."""
    stored = json.dumps(text, ensure_ascii=connection.vendor != "postgresql")[1:-1]
    changed = Q(changed__icontains=stored)
    entries = entries.annotate(changed=Cast("changes", TextField()))
    return entries.filter(Q(record_label__icontains=text) | Q(reason__icontains=text) | changed)


def held_tags(tags: Iterable[int]) -> set[int]:
    """Return those of the tags that any entry has. One query, a look into the index for each."""
    asked = list(tags)
    if not asked:
        return set()
    holes = ", ".join(["(%s)"] * len(asked))
    exists = "EXISTS (SELECT 1 FROM history_entrytag t WHERE t.tag = v.column1)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT v.column1 FROM (VALUES {holes}) v WHERE {exists}", asked)  # noqa: S608 (holes alone)
        return {row[0] for row in cursor.fetchall()}


def _covered(facets: dict[Facet, object]) -> Iterator[dict[Facet, object]]:
    """Give the tags that together say all of `facets`, named pairs first."""
    left = dict(facets)
    for pair in PAIRS:
        if set(pair) <= set(left):
            yield {facet: left.pop(facet) for facet in pair}
    for facet, value in left.items():
        assert named([facet])
        yield {facet: value}


def _before(rows: "QuerySet[Any, Any]", after: Mark | None) -> "QuerySet[Any, Any]":
    """Return the rows that come after a mark. The first condition is what the index is entered by."""
    if after is None:
        return rows
    return rows.filter(Q(when__lt=after.when) | Q(when=after.when, key__lt=after.key), when__lte=after.when)
