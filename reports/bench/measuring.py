"""Timing a deed: its median time, and the number of its queries, counted apart since counting takes time too."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection

Deed = Callable[[], object]


@dataclass(frozen=True)
class Measured:
    """What one deed took: the median of some runs in milliseconds, and its queries."""

    milliseconds: float
    queries: int

    def as_json(self) -> dict[str, Any]:
        """Return it as the command prints it."""
        return asdict(self)


def measured(deed: Deed, runs: int) -> Measured:
    """Do `deed` once to warm up, twice to count, then `runs` times against the clock.

    Twice, and the larger count, since a deed may go to and fro (report, return), the way back with other queries.
    """
    deed()
    queries = max(_counted(deed), _counted(deed))
    times = [_timed(deed) for _ in range(runs)]
    return Measured(round(statistics.median(times) * 1000, 1), queries)


def _counted(deed: Deed) -> int:
    counter = _Counter()
    with connection.execute_wrapper(counter):
        deed()
    return counter.queries


class _Counter:
    """Counts what goes to the database, the marks of a transaction left out."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Answer Django's call around each statement."""
        self.queries += not sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK"))
        return execute(sql, params, many, context)


def _timed(deed: Deed) -> float:
    begun = time.perf_counter()
    deed()
    return time.perf_counter() - begun


def table(answer: dict[str, Any]) -> str:
    """Return the figures as a table for people: a line for each deed, two columns for each number of rounds."""
    sizes = answer["rounds"]
    head = f"{'':<16}" + "".join(f"{f'{size} round(s)':>26}" for size in sizes)
    lines = [f"database: {answer['database']}", head]
    for deed in next(iter(sizes.values())):
        cells = (sizes[size][deed] for size in sizes)
        lines.append(f"{deed:<16}" + "".join(f"{c['milliseconds']:>12.1f} ms{c['queries']:>4} queries" for c in cells))
    return "\n".join(lines)
