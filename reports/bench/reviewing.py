"""How long a page of the change log takes, for each filter and each named pair, at a stated number of entries.

The entries are the demonstration's own, copied by the database with their tags until there are enough, each copy some hours
earlier: so people, kinds and departments keep the demonstration's skew. Every thirtieth is said to be after a closure. Of each
filter the value with the most and the one with the fewest entries are measured; of each pair also one that never meets.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Max
from django.test import Client
from django.urls import reverse

from issues.models import Round
from rectify.accounts.models import User
from rectify.accounts.roles import Role
from rectify.history.models import Entry, EntryTag
from rectify.history.tagging import PAIRS, Facet, facets_of, tags_of
from reports.bench.measuring import Deed, measured
from reports.review.filters import LogFilters
from reports.review.finding import Search

HOURS = 7  # between a copy and the next
CLOSED = 30
EACH = {Facet.ROLE: "post"}  # a filter's name where it isn't the facet's

Values = dict[Facet, object]


def measure_log(round: Round, entries: int, runs: int) -> dict[str, Any]:
    """Fill the round's log up to `entries` and measure; return the number there is and the figures by filter."""
    known = _known(round)
    grow(round, entries)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    count = Entry.objects.filter(round=round.pk).count()
    return {"entries": count, "filters": {name: measured(deed, runs).as_json() for name, deed in deeds(round, known)}}


def grow(round: Round, entries: int) -> None:
    """Copy the round's entries and their tags until there are about `entries`, in one transaction."""
    have = Entry.objects.filter(round=round.pk).count()
    step = (Entry.objects.aggregate(last=Max("id"))["last"] or 0) + 1
    copies = max(0, -(-(entries - have) // have))
    if not copies:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_copied(Entry, "id", "effective_at", f'old."round" = {round.pk}', step, copies))
        of_round = f"old.entry IN (SELECT id FROM history_entry WHERE round = {round.pk} AND id < {step})"  # noqa: S608 (numbers)
        cursor.execute(_copied(EntryTag, "entry", "at", of_round, step, copies) + " ORDER BY 1, 2, 3")


def _copied(model: type[models.Model], key: str, when: str, condition: str, step: int, copies: int) -> str:
    moved = {key: f'old."{key}" + copy.n * {step}', when: _earlier(when)}
    columns = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(moved.get(str(column), f'old."{column}"') for column in columns)
    names, table = ", ".join(f'"{column}"' for column in columns), model._meta.db_table
    numbers = f"WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < {copies})"  # noqa: S608
    return f"{numbers} INSERT INTO {table} ({names}) SELECT {values} FROM {table} old CROSS JOIN copy WHERE {condition}"  # noqa: S608


def _earlier(column: str) -> str:
    if connection.vendor == "postgresql":
        return f"old.\"{column}\" - copy.n * interval '{HOURS} hours'"
    return f"strftime('%Y-%m-%d %H:%M:%f', old.\"{column}\", '-' || (copy.n * {HOURS}) || ' hours')"


def _known(round: Round) -> list[Values]:
    """Tell some entries to be after a closure; return by which values each entry is found, every combination of them."""
    found: list[Values] = []
    entries = list(Entry.objects.filter(round=round.pk).order_by("id").defer("payload"))
    rows = []
    for number, entry in enumerate(entries):
        closed = number % CLOSED == 0
        if closed:
            there = set(EntryTag.objects.filter(entry=entry.pk).values_list("tag", flat=True))
            rows += [EntryTag(tag=t, at=entry.effective_at, entry=entry.pk) for t in tags_of(entry, closed=True) - there]
        facets = {facet: values for facet, values in facets_of(entry, closed=closed).items() if values}
        found += [dict(zip(facets, values, strict=True)) for values in product(*facets.values())]
    EntryTag.objects.bulk_create(rows)
    return found


def deeds(round: Round, known: list[Values]) -> Iterator[tuple[str, Deed]]:
    """Give what is measured, by name: for the inspection team, which sees the whole round, and for a department."""
    inspector = User.objects.filter(memberships__round=round, memberships__role=Role.INSPECTOR).order_by("pk")[0]
    department = User.objects.filter(memberships__round=round, memberships__role=Role.DEPARTMENT).order_by("pk")[0]
    for name, values in asked(known):
        yield name, _first_page(round, inspector, values)
    last = max(day.effective_at for day in Entry.objects.filter(round=round.pk).order_by("-effective_at")[:1]).date()
    yield "all", _first_page(round, inspector, {})
    yield "department's own", _first_page(round, department, {})
    for name, filters in _others(known, last):
        yield name, lambda filters=filters: Search(round, inspector, filters).page()  # type: ignore[misc]
    client = Client()
    client.force_login(inspector)
    yield "the whole page", lambda: client.get(reverse("reports:log", args=[round.pk]), {"kind": "due"})


def asked(known: list[Values]) -> Iterator[tuple[str, Values]]:
    """Give each single filter's and each named pair's most and least frequent values, and of a pair two that never meet."""
    for facet in Facet:
        counted = Counter(values[facet] for values in known if facet in values).most_common()
        for word, (value, _) in (("most", counted[0]), ("least", counted[-1])) if counted else ():
            yield f"{facet} ({word})", {facet: value}
    for one, other in PAIRS:
        met = Counter((v[one], v[other]) for v in known if one in v and other in v).most_common()
        if not met:
            continue
        alone = product({v[one] for v in known if one in v}, {v[other] for v in known if other in v})
        never = sorted(set(alone) - {pair for pair, _ in met}, key=str)[:1]
        for word, (first, second) in (("most", met[0][0]), ("least", met[-1][0]), *(("never", pair) for pair in never)):
            yield f"{one} + {other} ({word})", {one: first, other: second}


def _others(known: list[Values], last: Any) -> Iterator[tuple[str, LogFilters]]:
    person = Counter(v[Facet.PERSON] for v in known if Facet.PERSON in v).most_common(1)[0][0]
    issue, measure = (
        Counter(Entry.objects.exclude(**{name: None}).order_by("-id").values_list(name, flat=True)[:5000]).most_common(1)[0][0]
        for name in ("issue", "measure")
    )
    month = last.replace(day=1)
    yield "period", LogFilters(until=month)
    yield "person + period", LogFilters(person=_number(person), until=month)
    yield "kind + period", LogFilters(kind="status", since=month, until=last)
    yield "issue (most)", LogFilters(issue=issue)
    yield "measure (most)", LogFilters(measure=measure)
    yield "issue + kind", LogFilters(issue=issue, kind="due")
    yield "measure + person", LogFilters(measure=measure, person=_number(person))
    yield "hours", LogFilters(off=True)
    yield "hours + person", LogFilters(off=True, person=_number(person))
    yield "bounded: three filters", LogFilters(person=_number(person), kind="due", type="measures.measure")
    yield "bounded: text, often", LogFilters(q="整改")
    yield "bounded: text, never", LogFilters(q="没有这样的文字")


def _number(value: object) -> int:
    return int(str(value))


def _first_page(round: Round, user: User, values: Values) -> Deed:
    filters = LogFilters(**{EACH.get(facet, str(facet)): bool(v) if facet is Facet.CLOSED else v for facet, v in values.items()})  # type: ignore[arg-type]
    return lambda: Search(round, user, filters).page()


def lines_of(answer: dict[str, Any]) -> list[str]:
    """Return the figures as lines for people."""
    head = f"change log, {answer['entries']} entries, first page:"
    lines = (f"  {name:<32}{m['milliseconds']:>10.1f} ms{m['queries']:>4} queries" for name, m in answer["filters"].items())
    return [head, *lines]
