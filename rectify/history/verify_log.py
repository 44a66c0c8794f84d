#!/usr/bin/env python3
"""Check an exported change log, without the system that it came from.

    python verify_log.py FILE [--anchor SEQ:HASH ...]

FILE is what `manage.py export_log` wrote: one JSON object a line. The first line, the header, says how many entries there are and
which hash ends the chain. Every other line is one entry of the log:

    seq      its place in the chain: 1, 2, 3 ...
    entry    its number in the system
    sha256   the SHA-256 of its payload, made when it was written
    hash     its seal (see `seal` below), in which the seal before is bound: a change anywhere makes every later seal wrong
    payload  (may be left out) the entry itself, as text: who, as what, when, what, old and new, why

Who has full power over the system could still compute the whole chain anew. What they can't change is a number and a hash that
somebody noted before, on paper or in a mail: an anchor. Give each one that you have with --anchor.

A cleared entry (清除) has {"cleared_by": N} for a payload: its text had to go, by decision of two people. Its sha256 and its seal
stay, and entry N must name it. This file needs nothing but Python 3.8 or later. Exit code: 0 whole, 1 broken, 2 not readable.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any, TextIO

LOG_FORMAT, SEAL_FORMAT = "rectify-log-1", "rectify-seal-1"
FIRST = "0" * 64  # stands for the seal before the first


class Broken(Exception):
    """The first place that is wrong, in words."""


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def seal(seq: int, entry: int, digest: str, previous: str) -> str:
    return sha256(f"{SEAL_FORMAT}\n{seq}\n{entry}\n{digest}\n{previous}\n")


def read(line: str, number: int) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        raise Broken(f"第{number}行不是完整的记录，文件可能被截断或改动。") from None
    # written in one way alone: nothing stands in a line that isn't read below
    if not isinstance(found, dict) or json.dumps(found, ensure_ascii=False, separators=(",", ":")) != line.rstrip("\n"):
        raise Broken(f"第{number}行不是导出程序写成的样子，被改动过。")
    return found


class Check:
    """Reads the file once, from its first line to its last, and keeps hardly anything of it."""

    def __init__(self, anchors: dict[int, str]) -> None:
        self.anchors = dict(anchors)  # those not met yet
        self.seq, self.previous = 0, FIRST
        self.with_payload = 0
        self.cleared: dict[int, int] = {}  # a cleared entry's number: the number of the entry that cleared it
        self.clearings: dict[int, str] = {}  # the payloads of the entries that cleared others

    def run(self, file: TextIO) -> str:
        """Return what is to be said of a whole file; raise Broken at the first place that isn't."""
        header = read(file.readline(), 1)
        if header.get("format") != LOG_FORMAT:
            raise Broken("第1行不是变更记录导出文件的文件头，或格式不认识。")
        for number, line in enumerate(file, start=2):
            self.entry(read(line, number), number)
        self.end(header)
        told = f"完整：共{self.seq}条，其中{self.with_payload}条附有原文并与摘要一致"
        told += f"，{len(self.cleared)}条的原文已按规定清除、留有标记" if self.cleared else ""
        return f"{told}。\n末条为第{self.seq}号，摘要 {self.previous}"

    def entry(self, row: dict[str, Any], number: int) -> None:
        """Check one line against the one before."""
        seq, entry, digest = row.get("seq"), row.get("entry"), row.get("sha256")
        if set(row) - {"seq", "entry", "sha256", "hash", "payload"}:
            raise Broken(f"第{number}行：有不该有的内容。")
        if seq != self.seq + 1:
            raise Broken(f"第{number}行：应为第{self.seq + 1}号，实为第{seq}号，此处缺少、多出或调换了记录。")
        if (
            not isinstance(entry, int)
            or not isinstance(digest, str)
            or seal(seq, entry, digest, self.previous) != row.get("hash")
        ):
            raise Broken(f"第{seq}号（第{number}行）：封存摘要不符，这一号或它之前的记录被改动。")
        if seq in self.anchors and self.anchors.pop(seq) != row["hash"]:
            raise Broken(f"第{seq}号：与留存的封存号不符，第{seq}号之前的记录被整体改写过。")
        if "payload" in row:
            self.payload(seq, entry, digest, row["payload"])
        self.seq, self.previous = seq, row["hash"]

    def payload(self, seq: int, entry: int, digest: str, payload: Any) -> None:
        """Check an entry's text against its digest, or remember that it was cleared, and by which entry."""
        cleared = re.fullmatch(r'\{"cleared_by":(\d+)\}', str(payload))
        if cleared:
            self.cleared[entry] = int(cleared.group(1))
        elif sha256(str(payload)) != digest:
            raise Broken(f"第{seq}号：原文与摘要不符，原文被改动。")
        else:
            self.with_payload += 1
            if '"action":"clearing.confirm"' in payload:
                self.clearings[entry] = payload

    def end(self, header: dict[str, Any]) -> None:
        """Check what only the end shows: the header's count and hash, anchors that weren't met, and the cleared entries."""
        if (self.seq, self.previous) != (header.get("count"), header.get("head") or FIRST):
            raise Broken(f"实有{self.seq}条，与文件头写明的条数或末条摘要不符：文件头被改动，或结尾被截断。")
        if self.anchors:
            raise Broken(f"文件到第{self.seq}号为止，没有留存的第{min(self.anchors)}号：结尾被截断，或文件早于这个封存号。")
        for entry, by in self.cleared.items():
            if f'"history_entry:{entry}":' not in self.clearings.get(by, ""):
                raise Broken(f"记录{entry}写明由记录{by}清除，但后者没有清除它：原文被擅自抹去。")


def anchor(text: str) -> tuple[int, str]:
    """Read SEQ:HASH; blanks inside the hash, as on the printed sheet, are left out."""
    seq, _, digest = text.partition(":")
    digest = "".join(digest.split()).lower()
    if not seq.strip().isdigit() or not re.fullmatch("[0-9a-f]{64}", digest):
        raise argparse.ArgumentTypeError("封存号应写成“序号:64位摘要”。")
    return int(seq), digest


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="核对导出的变更记录是否完整、是否被改动。")
    parser.add_argument("file", metavar="FILE", help="export_log导出的文件")
    parser.add_argument("--anchor", metavar="SEQ:HASH", action="append", type=anchor, default=[], help="留存的封存号，可给出多个")
    given = parser.parse_args(arguments)
    try:
        with Path(given.file).open(encoding="utf-8") as file:
            print(Check(dict(given.anchor)).run(file))
    except Broken as broken:
        print(f"不完整。{broken}")
        return 1
    except (OSError, UnicodeDecodeError) as error:
        print(f"文件无法读取：{error}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
