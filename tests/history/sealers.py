"""Eight who write and seal at once, each a process with its own connection. Run by a process of its own (see test_sealers)."""

import json
import multiprocessing
import sys
from typing import Any

from django.conf import settings
from django.db import connections, transaction

from rectify.accounts.models import Department
from rectify.history import sealing
from rectify.history.locking import locked
from rectify.history.models import Entry, Seal
from rectify.history.recording import SYSTEM, recording
from rectify.history.verifying.checking import verify

WRITERS, CHANGES = 8, 40


def work(writer: int, shared: int) -> None:
    """Change a department of one's own and one that all share, two entries a transaction; every third time nothing stays."""
    own = Department(name=f"部门{writer}", short=str(writer), address="你部门")
    for turn in range(CHANGES):
        try:
            with recording(actor=None, acting_as=SYSTEM, action="department.edit", reason=f"第{turn}次"):
                common = locked(Department.objects.get(pk=shared))
                common.order += 1
                common.save()
                own.order = turn + 1
                own.save()
                if turn % 3 == 2:
                    raise LookupError
        except LookupError:
            own = Department.objects.get(pk=own.pk)


def run() -> dict[str, Any]:
    """Let them write, each sealing after every commit, and tell what is left."""
    settings.SEAL_EVERY_SECONDS = 0.0
    with recording(actor=None, acting_as=SYSTEM, action="department.create"):
        shared = Department(name="共用部门", short="共用", address="你部门")
        shared.save()
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    writers = [fork.Process(target=work, args=(writer, shared.pk)) for writer in range(WRITERS)]
    for process in writers:
        process.start()
    for process in writers:
        process.join(120)
    sealed_meanwhile = Seal.objects.count()
    with transaction.atomic():
        before = verify().as_json()
    sealing.sweep(whole=True)
    return {
        "exits": [process.exitcode for process in writers],
        "sealed_meanwhile": sealed_meanwhile,
        "before": before,
        "after": verify().as_json(),
        "entries": Entry.objects.count(),
        "sealed": sorted(Seal.objects.values_list("entry", flat=True)) == sorted(Entry.objects.values_list("pk", flat=True)),
    }


def main() -> None:
    """Print what is left as JSON."""
    sys.stdout.write(json.dumps(run()))
