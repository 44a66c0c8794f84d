"""`manage.py verify_history`: verify the record; exit 1 and the first broken place in words where it doesn't hold."""

import json
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from rectify.history.verifying.checking import verify
from rectify.history.verifying.findings import Report

SHOWN = 20  # broken places in words; --json has more


def anchor(text: str) -> tuple[int, str]:
    """Read SEQ:HASH; the spaces with which it is printed may stand."""
    found = re.fullmatch(r"([1-9][0-9]{0,17}):([0-9a-fA-F]{64})", re.sub(r"\s", "", text))
    if found is None:
        raise ArgumentTypeError("an anchor is SEQ:HASH, the number and the 64 hexadecimal digits of a seal.")
    return int(found[1]), found[2].lower()


def number(text: str) -> int:
    """Read the number of a seal."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1 << 62):
        raise ArgumentTypeError("a seal's number is 1 or more.")
    return int(text)


class Command(BaseCommand):
    """Verify seals, entries, history, records, files and guards."""

    help = "Verify the sealed change log against history, records, files and guards; exit 1 where something was bent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where to begin, what was kept outside, and the wish for JSON."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--since",
            type=number,
            metavar="SEQ",
            help="the quick look: chain, entries and their history rows from this seal on; records and files are left out",
        )
        parser.add_argument(
            "--anchor",
            type=anchor,
            action="append",
            default=[],
            metavar="SEQ:HASH",
            help="a head that was kept outside (a sheet, a published PDF, the signed page); may be given more than once",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, print, and exit with 1 where it doesn't hold, with 2 where the database can't be read."""
        try:
            report = verify(since=options["since"], anchors=options["anchor"])
        except DatabaseError as error:
            self._unread(f"数据库无法读取，没有校验：{error}".strip(), as_json=options["json"])
        self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False) if options["json"] else in_words(report))
        if not report.ok:
            sys.exit(1)

    def _unread(self, text: str, *, as_json: bool) -> NoReturn:
        self.stdout.write(json.dumps({"ok": False, "error": text}, ensure_ascii=False) if as_json else text)
        sys.exit(2)


def _sound(report: Report) -> str:
    if report.since is None:
        return "记录完整，没有发现改动。"
    return f"第{report.since}号封记起没有发现改动。此前的记录、现有记录和文件不在这次校验之内。"


def in_words(report: Report) -> str:
    """Return the report for people."""
    head = f"最新封记：第{report.head[0]}号，摘要 {report.head[1]}" if report.head else "还没有封记。"
    looked = f"变更记录{report.entries}条、封记{report.seals}个、历史记录{report.rows}条"
    whole = f"、现有记录{report.records}条、文件{report.files}个" if report.since is None else f"（自第{report.since}号封记起）"
    cleared = f"其中依规清除{report.cleared}处。" if report.cleared else ""
    counted = f"校验了{looked}{whole}，用时{report.seconds:.1f}秒，每秒{report.speed}条。{cleared}"
    if report.ok:
        return "\n".join([_sound(report), head, report.unsealed.text, counted])
    more = report.broken_count - min(len(report.broken), SHOWN)
    places = [found.text for found in report.broken[:SHOWN]] + ([f"另有{more}处。"] if more else [])
    return "\n".join([f"记录不完整，发现{report.broken_count}处问题：", *places, head, report.unsealed.text, counted])
