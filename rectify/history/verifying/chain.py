"""The chain against the entries, link by link in its order, and the tail that is not sealed yet."""

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rectify.history import words
from rectify.history.models import Seal
from rectify.history.sealing import FORMAT, GENESIS
from rectify.history.verifying.entries import TABLE, Entries, selected
from rectify.history.verifying.findings import Broken, Report
from rectify.history.verifying.marks import Marks
from rectify.history.verifying.reading import Reading, Row

SEALS = Seal._meta.db_table
LATE = datetime.timedelta(hours=1)
_SEALED = """
SELECT s.seq, s.previous, s.hash, s.entry_id, {columns} FROM {seals} s LEFT JOIN {entries} e ON e.id = s.entry_id
WHERE s.seq > %s ORDER BY s.seq LIMIT %s
"""
_UNSEALED = """
SELECT {columns} FROM {entries} e WHERE e.id > %s AND NOT EXISTS (SELECT 1 FROM {seals} s WHERE s.entry_id = e.id)
ORDER BY e.id LIMIT %s
"""


@dataclass
class Chain:
    """Walks the seals; what it finds goes to the report. `anchors` are heads that were kept outside, by number."""

    reading: Reading
    entries: Entries
    report: Report
    anchors: Mapping[int, set[str]] = field(default_factory=dict)
    now: str = "9999"  # no later time of recording is believed
    met: Marks = field(default_factory=Marks)
    latest: str = ""  # the latest time of recording among the sealed entries so far

    def sealed(self, since: int) -> Iterator[list[Row]]:
        """Check the links from number `since` on; give each chunk's entries, with their claims, as (row, where, claim)."""
        seq, previous = self._before(since)
        for chunk in self.reading.chunks(self._sql(_SEALED), since - 1):
            found: list[Row] = []
            for number, said_previous, said, key, *values in chunk:
                row = tuple(values)
                if number != seq + 1:
                    self._gap(seq + 1, number)
                elif said_previous != previous:
                    self._add("seal_previous", number, f"第{number}号封记与前一封记不衔接：封记被改动、调换或插入。")
                if row[0] is None:
                    self._add("entry_missing", number, f"第{number}号封记所封的变更记录（编号{key}）不存在：已被删除。")
                else:
                    self._link(number, said_previous, said, row, found)
                if not self.met.add(key):
                    self._add("seal_entry_twice", number, f"第{number}号封记所封的变更记录（编号{key}）此前已经封存过。")
                seq, previous = number, said
                self._anchor(number, said)
            self.report.seals += len(chunk)
            self.report.head = (seq, str(previous))
            yield found
        self._end(seq, since)

    def _sql(self, template: str) -> str:
        return template.format(columns=selected(self.reading), seals=SEALS, entries=TABLE)

    def _before(self, since: int) -> tuple[int, str]:
        """Return the link that the first one hangs on; compare the anchors of what isn't looked at again."""
        if since <= 1:
            return 0, GENESIS
        for number in sorted(number for number in self.anchors if number < since):
            self._anchor(number, self._hash(number) or "")
        before = self._hash(since - 1)
        if before is None:
            said = f"第{since}号之前的一封记（第{since - 1}号）不存在：尾部的封记已被删去，或者给出的起点有误。"
            self._add("seal_missing", since - 1, said)
        return since - 1, before or ""

    def _hash(self, number: int) -> str | None:
        found = self.reading.rows(f"SELECT hash FROM {SEALS} WHERE seq = %s", (number,))  # noqa: S608
        return str(found[0][0]) if found else None

    def _gap(self, expected: int, number: int) -> None:
        if number < expected:
            self._add("seal_duplicate", number, f"第{number}号封记有两个：有人插入了封记。")
            return
        named = f"第{expected}号" if number == expected + 1 else f"第{expected}号至第{number - 1}号"
        self._add("seal_missing", expected, f"缺少{named}封记：已被删除。")

    def _link(self, number: int, previous: str, said: str, row: Row, found: list[Row]) -> None:
        """Check one entry with its seal."""
        sealed = f"第{number}号封记所封的"
        ok = self.entries.holds(row)
        if not ok:
            for broken in self.entries.broken(row, f"seal:{number}", sealed):
                self.report.add(broken)
        text = f"{FORMAT}\n{number}\n{row[0]}\n{row[-1]}\n{previous}\n"
        if hashlib.sha256(text.encode()).hexdigest() != said:
            sentence = f"{sealed}变更记录（{self.entries.words(row)}）与封记对不上：记录连同摘要被改动，或者封记被改动、调换。"
            self.report.add(Broken("seal_hash", f"seal:{number}", sentence, self.entries.round(row)))
        self._in_time(row, f"seal:{number}", sealed)
        self.report.entries += 1
        found.append((row, f"seal:{number}", self.entries.claim))

    def _in_time(self, row: Row, where: str, sealed: str) -> None:
        recorded = self.entries.when
        if recorded >= self.latest:
            self.latest = min(recorded, self.now)
        elif _moment(self.latest) - _moment(recorded) > LATE:
            before = words.moment_words(self.latest)
            why = f"疑似事后补入：此前封存的记录已记到{before}（或服务器时钟曾被调整）。"
            text = f"{sealed}变更记录（{self.entries.words(row)}）{why}"
            self.report.add(Broken("entry_backdated", where, text, self.entries.round(row)))

    def _anchor(self, number: int, said: str) -> None:
        if self.anchors.get(number, {said}) != {said}:
            self._add("anchor_changed", number, f"第{number}号封记与外部留存的不符：到这一封记为止的记录曾被整体改写、重新封存。")

    def _end(self, seq: int, since: int) -> None:
        for number in sorted(self.anchors):
            if number > max(seq, since - 1):
                said = f"外部留存的第{number}号封记在库中不存在，现在只到第{seq}号：尾部的记录被删去，或者整条封记被重做。"
                self._add("anchor_missing", number, said)
        counted = self.reading.rows(f"SELECT count(*) FROM {SEALS} WHERE seq >= %s", (since if since > 1 else -(1 << 62),))  # noqa: S608
        if counted[0][0] != self.report.seals:
            self._add("seal_duplicate", seq, "封记的号数与条数不符：有重号或不是正数的封记。")

    def _add(self, kind: str, number: int, text: str) -> None:
        self.report.add(Broken(kind, f"seal:{number}", text, open=True))

    def tail(self, now: datetime.datetime) -> Iterator[list[Row]]:
        """Check the entries without a seal, name them in the report, and give them as `sealed` does."""
        tail = self.report.unsealed
        for chunk in self.reading.chunks(self._sql(_UNSEALED), 0):
            found = []
            for row in chunk:
                where, recorded = f"entry:{row[0]}", self.entries.recorded(row)
                tail.count += 1
                tail.late += now - _moment(recorded) > LATE
                if tail.first is None:
                    tail.first, tail.since = row[0], words.moment_words(recorded)
                if not self.entries.holds(row):
                    for broken in self.entries.broken(row, where, "尚未封存的"):
                        self.report.add(broken)
                self._in_time(row, where, "尚未封存的")
                self.report.entries += 1
                found.append((row, where, self.entries.claim))
            yield found


def _moment(iso: str) -> datetime.datetime:
    try:
        return datetime.datetime.fromisoformat(iso)
    except ValueError:  # bent, which its own check names
        return datetime.datetime.max.replace(tzinfo=datetime.UTC)
