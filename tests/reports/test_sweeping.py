"""The sweep of files: what is half written for a day and internal reports of a month ago go, everything else stays."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from rectify.celery import app
from reports import tasks
from reports.sweeping import sweep

pytestmark = pytest.mark.django_db
HOUR = 3600
DAY = 24 * HOUR
# what lies there, how old it is, whether it goes
FILES = {
    "notices/old.part": (DAY + HOUR, True),
    "notices/new.part": (DAY - HOUR, False),
    "reports/old.part": (DAY + HOUR, True),
    "reports/old.pdf": (30 * DAY + HOUR, True),
    "reports/new.pdf": (30 * DAY - HOUR, False),
    "notices/old.pdf": (400 * DAY, False),
    "notices/old.docx": (400 * DAY, False),
    "old.pdf": (400 * DAY, False),
}


def test_what_goes_and_what_stays(settings: Any) -> None:
    folder, now = Path(settings.RENDERS), timezone.now().timestamp()
    for name, (age, _) in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF-1.7")
        os.utime(path, (now - age, now - age))

    assert sweep() == 3
    left = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert left == {name for name, (_, goes) in FILES.items() if not goes}
    assert sweep() == 0


def test_without_a_folder_there_is_nothing_to_sweep(settings: Any) -> None:
    assert not Path(settings.RENDERS).exists()
    assert sweep() == 0


def test_beat_calls_it_every_hour() -> None:
    entry = app.conf.beat_schedule["sweep-files"]

    assert (entry["task"], entry["schedule"]) == (tasks.sweep_files.name, 3600.0)
    tasks.sweep_files()
