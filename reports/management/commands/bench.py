"""`manage.py bench`: time and queries of the main pages and documents, at one round and at many, in a database of its own."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from issues.models import Round
from measures.demo.loader import load
from rectify.accounts.services import generated_password
from rectify.errors import Refused
from rectify.history.sealing import seal_all
from reports.bench.cloning import multiply
from reports.bench.deeds import deeds
from reports.bench.measuring import measured, table
from reports.bench.printing import lines_of, printing
from reports.bench.reviewing import lines_of as log_lines
from reports.bench.reviewing import measure_log
from reports.bench.scratch import scratch, settle
from reports.bench.sealing import lines_of as sealing_lines
from reports.bench.sealing import sealing_costs, verifying_speed
from reports.builders.notice import public_notice
from reports.frozen import from_json
from reports.notice.faces import current_faces
from reports.notice.keeping import clear_failures

SLOW = {"pdf": 2, "sheets": 3}  # runs of what takes seconds; all else `--runs`


class Command(BaseCommand):
    """Load the demonstration round into a scratch database, measure, multiply the round, measure again."""

    help = "Measure time and queries of overview, ledger, measure page, a status change, sheets and PDF, and what printing costs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many rounds and runs, and the wish for JSON."""
        parser.add_argument("--rounds", type=int, default=100, help="how many rounds at the second measuring (default: 100)")
        parser.add_argument("--runs", type=int, default=7, help="runs of a page, of which the median counts (default: 7)")
        parser.add_argument("--tree", type=Path, help="a content tree (JSON) to print in place of the demonstration's notice")
        parser.add_argument(
            "--entries", type=int, default=50_000, help="length of the log that is verified; 0: no seals (default: 50000)"
        )
        parser.add_argument("--only-seals", action="store_true", help="measure the seals and the verification alone")
        parser.add_argument("--log", type=int, default=20_000, help="length of the log that is reviewed; 0: not (default: 20000)")
        parser.add_argument("--only-log", action="store_true", help="measure the review of the log alone")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure and print; fails with one sentence, also where a font can't be used."""
        if options["rounds"] < 1 or options["runs"] < 1:
            raise CommandError("--rounds and --runs are at least 1.")
        answer: dict[str, Any] = {"database": connection.vendor}
        if not options["only_seals"] and not options["only_log"]:
            answer |= _measured(options)
        if options["log"] and not options["only_seals"]:
            with scratch():
                answer["log"] = measure_log(_loaded(), options["log"], options["runs"])
        if options["entries"] and not options["only_log"]:
            with scratch():
                answer |= seals(options["entries"], options["runs"])
        self.stdout.write(json.dumps(answer, ensure_ascii=False) if options["json"] else "\n".join(_lines(answer)))


def _measured(options: dict[str, Any]) -> dict[str, Any]:
    try:
        current_faces()  # before what takes long: without fonts there is nothing to measure
        with scratch(), clear_failures():
            return run(options["rounds"], options["runs"], options["tree"])
    except Refused as error:
        raise CommandError(error.message) from error


def _lines(answer: dict[str, Any]) -> Iterator[str]:
    """Give the figures as people read them."""
    if "rounds" in answer:
        yield table(answer)
        yield from lines_of(answer["printing"])
    if "log" in answer:
        yield from log_lines(answer["log"])
    if "sealing" in answer:
        yield from sealing_lines(answer)


def seals(entries: int, runs: int) -> dict[str, Any]:
    """Return what seals cost and how fast a log of `entries` more verifies, in the empty database at hand."""
    round = _loaded()
    return {"sealing": sealing_costs(round, blocks=runs, seconds=3.0), "verifying": verifying_speed(round, entries)}


def _loaded() -> Round:
    round = load(password=generated_password(), today=timezone.localdate())
    if round is None:
        raise CommandError("The bench's database is not empty.")
    return round


def run(rounds: int, runs: int, tree: Path | None = None) -> dict[str, Any]:
    """Return what was measured in the database at hand, which is empty: it is filled with the demonstration and its copies.

    `tree` is a file with a content tree to print in place of the demonstration's notice.
    """
    round = _loaded()
    printed = from_json(tree.read_text(encoding="utf-8")) if tree else public_notice(round)
    answer: dict[str, Any] = {
        "database": connection.vendor,
        "rounds": {},
        "printing": printing(printed, current_faces().chosen, runs),
    }
    for size in sorted({1, rounds}):
        multiply(size)
        seal_all(seconds=600.0)  # the copies' entries, once: sheets would seal them each time
        settle()
        answer["rounds"][str(size)] = {
            name: measured(deed, SLOW.get(name, runs)).as_json() for name, deed in deeds(round).items()
        }
    return answer
