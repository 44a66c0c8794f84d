"""verify(): guards, the chain with its entries and history rows, the tail, rows without entries, current records, kept files."""

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC

from django.utils import timezone

from rectify.history import guards
from rectify.history.clearing import Clearings
from rectify.history.verifying.chain import SEALS, Chain
from rectify.history.verifying.entries import Entries
from rectify.history.verifying.files import check_files
from rectify.history.verifying.findings import Broken, Report
from rectify.history.verifying.reading import Reading, reading
from rectify.history.verifying.records import check_records
from rectify.history.verifying.rows import Rows

Tell = Callable[[int, str], None]


def _quiet(percent: int, text: str) -> None:
    return


def verify(*, since: int | None = None, anchors: Mapping[int, str] | None = None, tell: Tell = _quiet) -> Report:
    """Verify the record and return the report; memory stays the same however long the log is (a bit for each row).

    Args:
        since: the number of the first seal to look at: the quick look at the tail. What needs the whole log (rows without an
            entry, current records, files) is left out then.
        anchors: heads that were kept outside, number → hash.
        tell: is told how far it is (per cent, words), outside of any transaction of the default connection.
    """
    begun, report = time.perf_counter(), Report(since=since)
    with reading() as read, _without_gc():
        _guards(read, report)
        clearings = Clearings.of_log()
        entries = Entries(read, clearings)
        rows = Rows(read, entries, clearings, report)
        now = timezone.now()
        kept = {number: said for number, said in (anchors or {}).items() if number >= (since or 1)}
        chain = Chain(read, entries, report, kept, now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"))
        total = max(1, int(read.rows(f"SELECT count(*) FROM {SEALS}")[0][0]))  # noqa: S608 (a name of our own)
        for chunk in chain.sealed(since or 1):
            rows.check(chunk)
            tell(min(90, 90 * report.seals // total), f"已校验{report.entries}条变更记录")
        for chunk in chain.tail(now):
            rows.check(chunk)
        rows.settle()
        report.cleared += entries.cleared
        if since is None:
            rows.check_unclaimed()
            check_records(read, report)
            report.log_seconds = time.perf_counter() - begun
            tell(95, "核对佐证材料和已公布文件的指纹")
            check_files(report, clearings)
    report.seconds = time.perf_counter() - begun
    return report


def _guards(read: Reading, report: Report) -> None:
    for name in guards.missing(read.wrapper):
        table = name.removeprefix(f"{guards.PREFIX}_").rpartition("_")[0]
        text = f"数据表 {table} 的防护（{name}）缺失、被停用或被改过：此表的记录可能被直接改动。"
        report.add(Broken("guard_missing", f"guard:{name}", text, open=True))


@contextmanager
def _without_gc() -> Iterator[None]:
    """Keep the collector from walking through chunk after chunk: nothing here refers to itself in a circle."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
