"""Bending the record by hand, past guards and code, as somebody with full rights on the database could."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection

from measures.models import Evidence, Measure
from measures.services.proof import attach, evidence_path
from measures.services.transitions import transition
from rectify.history import guards, sealing
from rectify.history.models import Entry, Seal
from rectify.history.recording import canonical
from rectify.history.tagging import tag
from tests.conftest import World


@dataclass
class Scene:
    """A sealed record: what happened to one measure, the entry of its start, and the head as it was kept outside."""

    world: World
    measure: Measure
    evidence: Evidence
    started: Entry
    seq: int
    head: sealing.Head


def scene_of(world: World) -> Scene:
    """Let a measure be started and given evidence, and seal all of it."""
    measure = transition(measure=world.measure, name="start", by=world.cast.lead)
    [evidence] = attach(measure=measure, by=world.cast.lead, files=[ContentFile("会议纪要".encode(), name="会议纪要.txt")])
    head = sealing.seal_all()
    assert head is not None
    started = Entry.objects.get(action="measure.start")
    return Scene(world, measure, evidence, started, Seal.objects.get(entry=started).seq, head)


def run(sql: str, *params: Any) -> None:
    """Run one statement with the guards away for its time."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with guards.lifted(connection):
            cursor.execute(sql, params)


def rewritten(entry: Entry, **values: Any) -> tuple[str, str]:
    """Return an entry's payload with other values, and its digest."""
    payload = canonical({**json.loads(entry.payload), **values})
    return payload, hashlib.sha256(payload.encode()).hexdigest()


def rewrite(scene: Scene, **values: Any) -> None:
    """Rewrite an entry with all that it holds of itself: columns, payload and digest."""
    payload, sha256 = rewritten(scene.started, **values)
    columns = ", ".join(f"{name} = %s" for name in values)
    run(
        f"UPDATE history_entry SET {columns}, payload = %s, sha256 = %s WHERE id = %s",
        *values.values(),
        payload,
        sha256,
        scene.started.pk,
    )


def reseal() -> None:
    """Make the chain anew, as the program would."""
    run("DELETE FROM history_seal")
    sealing.seal_all()


def copied(scene: Scene, **values: Any) -> int:
    """Insert an entry like the start's with other values in columns and payload; return its key."""
    payload, sha256 = rewritten(scene.started, **values)
    entry = Entry(**{f.attname: getattr(scene.started, f.attname) for f in Entry._meta.concrete_fields})
    entry.pk, entry.payload, entry.sha256 = None, payload, sha256
    for name, value in values.items():
        if name in {f.attname for f in Entry._meta.concrete_fields}:
            setattr(entry, name, value)
    entry.save(force_insert=True)
    tag([entry])
    return entry.pk


def without_unique(bend: Callable[[], None]) -> None:
    """Do something to the seals' table once its keys are gone, as the owner of the database can have it."""
    run("CREATE TABLE bent AS SELECT * FROM history_seal")
    run("DROP TABLE history_seal")
    run("ALTER TABLE bent RENAME TO history_seal")
    bend()


def evidence_file(scene: Scene) -> Any:
    """Return where the evidence's bytes lie, opened for writing."""
    path = evidence_path(scene.evidence.path)
    path.chmod(0o640)
    return path
