"""What seals cost those who write, and how fast the record verifies: eight who change statuses at once, and a long log."""

import statistics
import threading
import time
from typing import Any

from django.db import connections
from django.test.utils import override_settings

from issues.models import Membership, Round
from measures.models import Measure
from measures.services.transitions import transition
from measures.workflow import Need
from rectify.accounts.models import Person, User
from rectify.accounts.roles import Role
from rectify.history import sealing
from rectify.history.models import Entry
from rectify.history.verifying.checking import verify
from reports.bench.log import lengthen
from reports.bench.scratch import settle

WRITERS = 8
OFTEN = 1.0  # seconds between two seals of a process, as the settings have it
RUNS = 3  # of verifying, of which the median counts


def sealing_costs(round: Round, blocks: int, seconds: float) -> dict[str, Any]:
    """Let eight change statuses for `blocks` pairs of blocks, by turns without seals and with; return changes a second.

    Each pair begins with the other kind, so that what the machine does beside falls on both; the first block doesn't count.
    """
    writers = _writers(round)
    done: dict[bool, list[float]] = {True: [], False: []}
    _block(writers, sealed=True, seconds=seconds)
    for number in range(blocks):
        for sealed in (number % 2 == 0, number % 2 == 1):
            done[sealed].append(_block(writers, sealed=sealed, seconds=seconds))
    before, after = statistics.mean(done[False]), statistics.mean(done[True])
    return {"writers": WRITERS, "without": _figure(before), "with": _figure(after), "ratio": _figure(after / before, 3)}


def _figure(value: float, digits: int = 1) -> float:
    return float(f"{value:.{digits}f}")


class Writer:
    """One of the office who reports one measure and sends it back by turns."""

    def __init__(self, measure: Measure, by: User, reporter: Person) -> None:
        self.measure, self.by = measure, by
        report: dict[Need, Any] = {Need.OUTCOME: "已建立制度。", Need.PROOF: "无单独材料。", Need.REPORTER: reporter}
        self.turns = [("report", report), ("return", {Need.MISSING: "请补充"})]
        self.changes = 0

    def work(self, until: float) -> None:
        """Change the status until the time is over, on a connection of one's own."""
        try:
            while time.monotonic() < until:
                name, given = self.turns[self.changes % 2]
                self.measure = transition(measure=self.measure, name=name, by=self.by, given=given)
                self.changes += 1
        finally:
            connections.close_all()


def _writers(round: Round) -> list[Writer]:
    by = User.objects.get(memberships__round=round, memberships__director=True)
    person = Membership.objects.filter(round=round, role=Role.DEPARTMENT).select_related("user__person")[0].user.person
    measures = Measure.objects.with_people().filter(round=round, status="in_progress").order_by("pk")[:WRITERS]
    return [Writer(measure, by, person) for measure in measures]


def _block(writers: list[Writer], *, sealed: bool, seconds: float) -> float:
    """Return how many changes a second the writers made."""
    before, begun = sum(writer.changes for writer in writers), time.monotonic()
    with override_settings(SEAL_EVERY_SECONDS=OFTEN if sealed else None):
        threads = [threading.Thread(target=writer.work, args=(begun + seconds,)) for writer in writers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return (sum(writer.changes for writer in writers) - before) / (time.monotonic() - begun)


def verifying_speed(round: Round, entries: int) -> dict[str, Any]:
    """Make the log longer by `entries`, seal it and verify it; the speed is the median of three."""
    measure = Measure.objects.with_people().filter(round=round, status="in_progress").order_by("-pk")[0]
    lengthen(measure, entries)
    begun = time.perf_counter()
    sealing.seal_all(seconds=3600)
    sealed = time.perf_counter() - begun
    settle()
    reports = [verify() for _ in range(RUNS)]
    return {
        "entries": Entry.objects.count(),
        "ok": all(report.ok for report in reports),
        "sealed_per_second": int(entries / sealed),
        "entries_per_second": int(statistics.median(report.speed for report in reports)),
        "with_index_and_files": int(statistics.median(report.entries / report.seconds for report in reports)),
    }


def lines_of(answer: dict[str, Any]) -> list[str]:
    """Return the figures as lines for people."""
    cost, speed = answer["sealing"], answer["verifying"]
    return [
        f"status changes a second, {cost['writers']} writers: {cost['without']} without seals, {cost['with']} with; "
        f"ratio {cost['ratio']}",
        f"verifying {speed['entries']} entries: {speed['entries_per_second']} a second, "
        f"{speed['with_index_and_files']} with the review's index and the files"
        f"{'' if speed['ok'] else ' (NOT sound)'}; sealing a backlog: {speed['sealed_per_second']} a second",
    ]
