"""The chain of seals: its links, who makes them, and what it doesn't cost a writer."""

import hashlib
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from rectify.history import sealing
from rectify.history.models import Entry, Seal
from rectify.history.recording import SYSTEM, note_event
from tests import factories as make


def entries(n: int) -> list[Entry]:
    """Make `n` entries, each of a record of its own."""
    before = Entry.objects.count()
    for number in range(n):
        make.make_department(f"部门{before + number}")
    return list(Entry.objects.order_by("id")[before:])


def test_a_link_is_taken_over_five_lines(db: None) -> None:
    said = "rectify-seal-1\n7\n42\nabc\ndef\n"

    assert sealing.seal_hash(7, 42, "abc", "def") == hashlib.sha256(said.encode()).hexdigest()


def test_every_entry_gets_one_link_and_the_links_hang_together(db: None) -> None:
    made = entries(5)

    assert [sealing.seal_batch(limit=2) for _ in range(4)] == [2, 2, 1, 0]

    seals = list(Seal.objects.order_by("seq"))
    assert [(seal.seq, seal.entry_id) for seal in seals] == [(n, entry.pk) for n, entry in enumerate(made, start=1)]
    assert [seal.previous for seal in seals] == ["0" * 64, *(seal.hash for seal in seals[:-1])]
    assert [seal.hash for seal in seals] == [
        sealing.seal_hash(seal.seq, seal.entry_id, entry.sha256, seal.previous) for seal, entry in zip(seals, made, strict=True)
    ]


def test_the_head_is_the_last_link(db: None) -> None:
    assert sealing.head() is None
    made = entries(3)

    head = sealing.seal_all()

    last = Seal.objects.get(seq=3)
    assert head == sealing.Head(3, last.hash, made[-1].recorded_at)
    assert sealing.seal_all() == head


def test_an_entry_that_was_committed_late_is_sealed_behind_its_neighbours(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "NEAR", 2)
    first, *others = entries(6)
    for seq, entry in enumerate(others, start=1):  # the first one's transaction was still open
        previous = Seal.objects.get(seq=seq - 1).hash if seq > 1 else sealing.GENESIS
        Seal.objects.create(
            seq=seq, entry=entry, previous=previous, hash=sealing.seal_hash(seq, entry.pk, entry.sha256, previous)
        )

    assert sealing.sweep(whole=False) == 0  # too far back for the quick look
    assert sealing.sweep(whole=True) == 1
    assert Seal.objects.get(seq=6).entry_id == first.pk


def test_seals_only_grow(db: None) -> None:
    entries(2)
    sealing.seal_all()
    seal = Seal.objects.get(seq=1)

    seal.hash = "0" * 64
    for write in (seal.save, seal.delete, Seal.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            write()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE is SQLite's")
def test_no_link_is_replaced_by_way_of_its_entry(db: None) -> None:
    entries(1)
    sealing.seal_all()
    statement = (
        "INSERT OR REPLACE INTO history_seal (seq, entry_id, previous, hash) SELECT 9, entry_id, previous, hash FROM history_seal"
    )

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Seal.objects.values_list("seq", flat=True).get() == 1


def test_a_commit_seals_at_most_once_in_a_while(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    settings.SEAL_EVERY_SECONDS = 3600.0
    monkeypatch.setattr(sealing, "_turn", sealing._Turn())
    monkeypatch.setattr(sealing._turn, "last", -3600.0 * 2)

    with django_capture_on_commit_callbacks(execute=True):
        entries(2)
    with django_capture_on_commit_callbacks(execute=True):
        entries(1)

    assert (Seal.objects.count(), Entry.objects.count()) == (2, 3)


def test_an_event_is_an_entry_that_can_be_sealed(db: None) -> None:
    entry = note_event(actor=None, acting_as=SYSTEM, action="user.sign_in", label="登录", facts=[("地址", "10.0.0.8")])

    assert sealing.seal_all() == sealing.Head(1, Seal.objects.get().hash, entry.recorded_at)
    assert entry.changes == [
        {"field": "fact1", "label": "地址", "old": None, "new": "10.0.0.8", "old_text": "", "new_text": "10.0.0.8"}
    ]
    assert '"row":null' in entry.payload
