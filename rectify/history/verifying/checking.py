"""verify(): guards, the chain with its entries and history rows, the tail, rows without entries, current records, kept files."""

import gc
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC

from django.apps import apps
from django.db import DataError, ProgrammingError
from django.utils import timezone

from rectify.history import guards
from rectify.history.clearing import Clearings
from rectify.history.verifying.chain import SEALS, Chain
from rectify.history.verifying.entries import Entries
from rectify.history.verifying.files import check_files
from rectify.history.verifying.findings import Broken, Report
from rectify.history.verifying.index import check_index
from rectify.history.verifying.reading import Reading, reading
from rectify.history.verifying.records import check_records
from rectify.history.verifying.rows import Rows

logger = logging.getLogger(__name__)

Tell = Callable[[int, str], None]
UNREADABLE = (TypeError, ValueError, LookupError, AttributeError, ProgrammingError, DataError)


def _quiet(percent: int, text: str) -> None:
    return


def verify(*, since: int | None = None, anchors: Iterable[tuple[int, str]] = (), tell: Tell = _quiet) -> Report:
    """Verify the record and return the report; memory stays the same however long the log is (a bit for each row).

    What a bent database says that no program would write, and where it ends the verification, is a broken place like another;
    a database that doesn't answer raises OperationalError.

    Args:
        since: the number of the first seal to look at: the quick look at the tail. What needs the whole log (rows without an
            entry, current records, files) is left out then.
        anchors: heads that were kept outside, (number, hash): all of them, also where two speak of one number.
        tell: is told how far it is (per cent, words), outside of any transaction of the default connection.
    """
    begun, report = time.perf_counter(), Report(since=since)
    try:
        _verify(report, anchors, tell)
    except UNREADABLE as error:
        logger.exception("verification broken off")
        report.add(_broken_off(report, error))
    report.seconds = time.perf_counter() - begun
    return report


def _verify(report: Report, anchors: Iterable[tuple[int, str]], tell: Tell) -> None:
    begun, since = time.perf_counter(), report.since
    kept: dict[int, set[str]] = defaultdict(set)
    for number, said in anchors:
        kept[number].add(said)
    with reading() as read, _without_gc():
        _guards(read, report)
        if _lacks_tables(read, report):
            return
        clearings = Clearings.of_log()
        entries = Entries(read, clearings)
        rows = Rows(read, entries, clearings, report)
        now = timezone.now()
        latest = now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        chain = Chain(read, entries, report, kept, latest)
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
            tell(92, "核对查阅用的索引")
            check_index(read, report)
            tell(95, "核对佐证材料和已公布文件的指纹")
            check_files(report, clearings)


def _broken_off(report: Report, error: Exception) -> Broken:
    at = f"第{report.head[0]}号封记之后" if report.head else "第一个封记之前或近旁"
    text = f"{at}有程序不会写成的内容，无法识别，校验就此中断，其余都没有校验（{type(error).__name__}：{error}）。"
    return Broken("unreadable", "log", text, open=True)


def _lacks_tables(read: Reading, report: Report) -> bool:
    """Name the tables that are gone; nothing else can be verified then."""
    with read.wrapper.cursor() as cursor:
        there = set(read.wrapper.introspection.table_names(cursor))
    gone = sorted({model._meta.db_table for model in apps.get_models()} - there)
    for table in gone:
        report.add(Broken("table_missing", f"table:{table}", f"数据表 {table} 不存在：已被删除。其余没有校验。", open=True))
    return bool(gone)


def _guards(read: Reading, report: Report) -> None:
    for name in guards.missing(read.wrapper):
        table = name.removeprefix(f"{guards.PREFIX}_").rpartition("_")[0]
        text = f"数据表 {table} 的防护（{name}）缺失、被停用或被改过：此表的记录可能被直接改动。"
        report.add(Broken("guard_missing", f"guard:{name}", text, open=True))
    for name in guards.foreign(read.wrapper):
        text = f"数据库中有不属于本系统的触发器、规则或设置 {name}：写入的内容可能被它改动，或者防护不起作用。"
        report.add(Broken("guard_foreign", f"guard:{name}", text, open=True))


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
