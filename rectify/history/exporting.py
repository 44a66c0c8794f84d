"""The change log as a file for outsiders: JSON Lines that `verify_log.py` checks without the system."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from rectify.history.models import Seal
from rectify.history.recording import ActingAs, note_event
from rectify.history.sealing import Head, seal_all

FORMAT = "rectify-log-1"
CHUNK = 2_000
ACTION = "export.log"
VERIFIER = Path(__file__).with_name("verify_log.py")


@dataclass(frozen=True)
class Exported:
    """What was written: how many entries, which hash ends the chain, and the file's own SHA-256."""

    count: int
    head: str
    sha256: str


def log_lines(head: Head | None, *, round: int | None, payloads: bool) -> Iterator[str]:
    """Give the header and one line for each seal up to `head`.

    Of a `round` the payloads of its own entries alone are given; every other line says its digests, so that the chain is whole.
    """
    last = head.seq if head else 0
    yield _line(
        {
            "format": FORMAT,
            "made_at": timezone.now().isoformat(timespec="seconds"),
            "round": round,
            "payloads": payloads,
            "count": last,
            "head": head.hash if head else "",
        }
    )
    seq = 0
    while seq < last:
        for number, entry, sha256, digest, payload, of in _chunk(seq, last, payloads):
            seq = number
            line: dict[str, Any] = {"seq": number, "entry": entry, "sha256": sha256, "hash": digest}
            yield _line(line | {"payload": payload} if payloads and round in (None, of) else line)


def _chunk(after: int, last: int, payloads: bool) -> Any:
    seals = Seal.objects.filter(seq__gt=after, seq__lte=last).order_by("seq")
    payload = "entry__payload" if payloads else "entry__sha256"
    return seals.values_list("seq", "entry_id", "entry__sha256", "hash", payload, "entry__round")[:CHUNK]


def _line(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"


def export_log(
    path: Path,
    *,
    actor: Any,
    acting_as: ActingAs,
    round: int | None = None,
    payloads: bool = False,
    progress: Callable[[int], None] = lambda percent: None,
) -> Exported:
    """Seal what is unsealed, write the log to `path`, and leave an entry that says which bytes were handed out, and to whom.

    Call it outside transactions. OSError where the file can't be written; half a file is never left.
    """
    head = seal_all()
    digest, count, total = hashlib.sha256(), -1, head.seq if head else 0
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as out:
            for line in log_lines(head, round=round, payloads=payloads):
                out.write(line)
                digest.update(line.encode())
                count += 1
                if count % CHUNK == 0:
                    progress(100 * count // (total + 1))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    made = Exported(count, head.hash if head else "", digest.hexdigest())
    label = f"变更记录（截至第{made.count}号，{'含原文' if payloads else '只含摘要'}）"
    facts = [("末条摘要", made.head), ("文件SHA-256", made.sha256)]
    note_event(actor=actor, acting_as=acting_as, action=ACTION, label=label, round=round, facts=facts)
    return made
