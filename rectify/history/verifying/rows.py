"""Entries against history rows, both ways: each row is what its entry says, and each row has exactly one entry."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.db import models
from simple_history.models import HistoricalChanges

from rectify.history.clearing import Clearings, cleared_by
from rectify.history.recording import canonical
from rectify.history.verifying.entries import Entries
from rectify.history.verifying.findings import Broken, Report
from rectify.history.verifying.marks import Marks
from rectify.history.verifying.reading import Convert, Reading, Row, decode, encode

KEYS = 20_000  # keys read at once
PLAIN = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey, models.BinaryField)

Claim = tuple[int, str, Row, str]  # the history row's key and digest, the entry, and where it stands


class Table:
    """One history table: its rows' digests, taken as they were when they were written."""

    def __init__(self, model: type[models.Model], reading: Reading) -> None:
        self.model = model
        self.name = model._meta.db_table
        self.label = str(model.instance_type._meta.verbose_name)  # type: ignore[attr-defined]
        self.fields = {field.attname: field for field in model._meta.concrete_fields}
        self.met = Marks()
        self._reading = reading
        self._plans: dict[tuple[str, ...], tuple[str, list[tuple[int, Convert]], Convert]] = {}

    def fetch(self, fields: tuple[str, ...], keys: list[int]) -> Callable[[], list[Row]]:
        """Begin to read these rows' `fields` (all known); return what waits for them."""
        sql = f"SELECT history_id, {self._plan(fields)[0]} FROM {self.name} WHERE {_among(keys)}"  # noqa: S608
        return self._reading.later(partial(self._reading.rows, sql))

    def digests(self, fields: tuple[str, ...], rows: list[Row]) -> dict[int, str]:
        """Return the SHA-256 of each of the rows that were fetched, by key."""
        _, converted, write = self._plan(fields)
        found = {}
        for key, *values in rows:
            for place, convert in converted:
                values[place] = convert(values[place])
            found[key] = hashlib.sha256(write(dict(zip(fields, values, strict=True)))).hexdigest()
        return found

    def _plan(self, fields: tuple[str, ...]) -> tuple[str, list[tuple[int, Convert]], Convert]:
        plan = self._plans.get(fields)
        if plan is None:
            known = [self.fields[name] for name in fields]
            converts = [(place, convert) for place, f in enumerate(known) if (convert := self._convert(f)) is not None]
            odd = any(_odd(field) for field in known)
            plan = ", ".join(self._reading.column(f'"{f.column}"', f) for f in known), converts, _slowly if odd else encode
            self._plans[fields] = plan
        return plan

    def _convert(self, field: "models.Field[Any, Any]") -> Convert | None:
        """Return what turns a raw value into what canonical JSON is made of, None where it is that already."""
        if isinstance(field, models.DateTimeField):
            return self._reading.moment
        if isinstance(field, models.DateField):
            return None
        if isinstance(field, models.BooleanField):
            return _flag
        if isinstance(field, models.JSONField):
            return _json
        return field.to_python if _odd(field) else None


def _odd(field: "models.Field[Any, Any]") -> bool:
    """Whether a field's values are written as they were: numbers with a point, also in JSON, times of day, durations."""
    return not isinstance(field, (*PLAIN, models.DateField, models.BooleanField))


def _slowly(value: Any) -> bytes:
    """Write what Django's own encoder must write."""
    return canonical(value).encode()


def _flag(raw: Any) -> Any:
    return None if raw is None else bool(raw)


def _json(raw: Any) -> Any:
    return decode(raw) if isinstance(raw, str) else raw


def _among(keys: list[int]) -> str:
    """Return the condition for these keys: a range where they lie close together."""
    low, high = min(keys), max(keys)
    if high - low < 2 * len(keys):
        return f"history_id BETWEEN {low} AND {high}"
    return f"history_id IN ({', '.join(map(str, keys))})"


class Rows:
    """Every history table, and what the entries claim of them."""

    def __init__(self, reading: Reading, entries: Entries, clearings: Clearings, report: Report) -> None:
        self.reading, self.entries, self.clearings, self.report = reading, entries, clearings, report
        found = (model for model in apps.get_models() if issubclass(model, HistoricalChanges))
        self.tables = {model._meta.db_table: Table(model, reading) for model in found}
        self.waiting: list[tuple[Table, tuple[str, ...], list[Claim], Callable[[], list[Row]]]] = []

    def check(self, claimed: Iterable[Row]) -> None:
        """Take what a chunk of entries claims, and check the chunk before: its rows have come meanwhile."""
        asked = [(*asking, asking[0].fetch(asking[1], [c[0] for c in asking[2]])) for asking in self._grouped(claimed)]
        self.settle()
        self.waiting = asked

    def settle(self) -> None:
        """Check the last chunk that was taken."""
        for table, fields, claims, wait in self.waiting:
            self._compare(table, claims, table.digests(fields, wait()))
        self.waiting = []

    def _grouped(self, claimed: Iterable[Row]) -> Iterator[tuple[Table, tuple[str, ...], list[Claim]]]:
        groups: dict[tuple[str, tuple[str, ...]], list[Claim]] = defaultdict(list)
        for row, where, claim in claimed:
            if claim is None:
                if cleared_by(row[-2]) is not None:
                    self._cleared(row, where)
                continue
            try:
                groups[claim["table"], tuple(claim["fields"])].append((int(claim["id"]), claim["sha256"], row, where))
            except (KeyError, TypeError, ValueError):
                self._missing(row, where, "所指的历史记录无法识别")
        for (name, fields), claims in groups.items():
            table = self.tables.get(name)
            if table is None or not fields or not set(fields) <= set(table.fields):
                for _, _, row, where in claims:
                    self._missing(row, where, "所指的历史记录表或字段不存在")
            else:
                yield table, fields, claims

    def _compare(self, table: Table, claims: list[Claim], digests: dict[int, str]) -> None:
        self.report.rows += len(claims)
        for key, said, row, where in claims:
            digest = digests.get(key)
            if digest is None:
                self._missing(row, where, "所对应的历史记录不存在：已被删除")
            elif digest != said and not self._was_cleared(table, key):
                text = f"{table.label}的历史记录第{key}号被改动，与变更记录（{self.entries.words(row)}）所记的摘要不符。"
                self._add("row_changed", f"{table.name}:{key}", text, row)
            if not table.met.add(key):
                shared = f"与另一条变更记录对应同一条历史记录（{table.label}第{key}号）：有人插入了记录。"
                text = f"变更记录（{self.entries.words(row)}）{shared}"
                self._add("row_shared", where, text, row)

    def _cleared(self, row: Row, where: str) -> None:
        """Check the history row of a cleared entry against what the clearing's own entry says is left of it."""
        name, key, _ = self.clearings.claims.get(row[0], ("", 0, ""))
        table = self.tables.get(name)
        if table is None:
            return
        table.met.add(key)
        left = table.model._default_manager.filter(pk=key).first()
        if left is None:
            self._missing(row, where, "所对应的历史记录不存在：已被删除")
        elif not self.clearings.claimed_row_holds(row[0], left):
            text = f"{table.label}的历史记录第{key}号已清除其中一项，其余内容又被改动，与清除时所记的摘要不符。"
            self._add("row_changed", f"{table.name}:{key}", text, row)

    def _was_cleared(self, table: Table, key: int) -> bool:
        row = table.model._default_manager.filter(pk=key).first()
        return row is not None and self.clearings.row_holds(row)

    def _missing(self, row: Row, where: str, why: str) -> None:
        self._add("row_missing", where, f"变更记录（{self.entries.words(row)}）{why}。", row)

    def _add(self, kind: str, where: str, text: str, row: Row) -> None:
        self.report.add(Broken(kind, where, text, self.entries.round(row)))

    def unclaimed(self) -> Iterator[tuple[Table, int]]:
        """Give the rows of every table that no entry has claimed."""
        for table in self.tables.values():
            sql = f"SELECT history_id FROM {table.name} WHERE history_id > %s ORDER BY history_id LIMIT {KEYS}"  # noqa: S608
            after = -(1 << 62)
            while found := self.reading.rows(sql, (after,)):
                for (key,) in found:
                    if key not in table.met:
                        yield table, key
                after = found[-1][0]

    def check_unclaimed(self) -> None:
        """Name the rows without an entry."""
        for table, key in self.unclaimed():
            text = f"{table.label}的历史记录第{key}号没有对应的变更记录：记录被删去，或者历史记录是从别处写入的。"
            self.report.add(Broken("row_without_entry", f"{table.name}:{key}", text, self._round_of(table, key)))

    def _round_of(self, table: Table, key: int) -> int | None:
        """Return the round of a row that no entry speaks of, as far as the row itself tells."""
        if "round_id" not in table.fields:
            return None
        found = self.reading.rows(f"SELECT round_id FROM {table.name} WHERE history_id = %s", (key,))  # noqa: S608
        return found[0][0] if found else None
