"""The bench of seals: valid entries in bulk, and how it tells what it measured."""

from measures.models import Measure
from rectify.history import sealing
from rectify.history.models import Entry
from rectify.history.verifying.checking import verify
from reports.bench import log
from reports.bench import sealing as bench
from tests.conftest import World


def test_a_lengthened_log_verifies(world: World) -> None:
    before = Entry.objects.count()

    log.lengthen(world.measure, 25)
    sealing.seal_all()

    report = verify()
    assert (report.broken, report.entries) == ([], before + 25)
    assert Measure.objects.get(pk=world.measure.pk).version == world.measure.version + 25


def test_it_tells_it_in_lines() -> None:
    answer = {
        "sealing": {"writers": 8, "without": 132.0, "with": 130.8, "ratio": 0.991},
        "verifying": {
            "entries": 51462,
            "ok": True,
            "sealed_per_second": 9000,
            "entries_per_second": 27106,
            "with_index_and_files": 16200,
        },
    }
    assert bench.lines_of(answer) == [
        "status changes a second, 8 writers: 132.0 without seals, 130.8 with; ratio 0.991",
        "verifying 51462 entries: 27106 a second, 16200 with the review's index and the files; sealing a backlog: 9000 a second",
    ]
