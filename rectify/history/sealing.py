"""The chain of seals over the change log: made after commit, in batches, by whoever gets the lock (the architecture's “Seal”).

Sealing inside the writer's own transaction would halve the throughput and could deadlock. Here a writer's commit leads, at most
once in a while, to one short transaction that seals what stands unsealed; beat does the rest. Two sealers never wait for one
another on PostgreSQL (a try-lock); SQLite's IMMEDIATE transaction is the lock already.
"""

import hashlib
import threading
import time
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from rectify.history.models import Entry, Seal

FORMAT = "rectify-seal-1"
GENESIS = "0" * 64
BATCH = 500
LOCK = 7_314_002_611  # PostgreSQL's advisory lock of the sealers: any number, always the same
PAUSE = 0.02  # seconds between two batches of one sealer
NEAR = 2_000  # how many seals back the quick look begins; what committed later than that is found by the sweep


@dataclass(frozen=True)
class Head:
    """The last link: its number and hash, and when the entry it seals was recorded."""

    seq: int
    hash: str
    recorded_at: datetime


def seal_hash(seq: int, entry: int, sha256: str, previous: str) -> str:
    """Return the hash of one link: SHA-256 over five lines, each ended by a line feed.

    The format, the link's number, the entry's key, the entry's digest, the hash of the link before (64 zeros for the first).
    """
    lines = (FORMAT, str(seq), str(entry), sha256, previous)
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def head() -> Head | None:
    """Return the last link, or None where nothing is sealed yet."""
    last = Seal.objects.select_related("entry").order_by("-seq").first()
    return Head(last.seq, last.hash, last.entry.recorded_at) if last is not None else None


def unsealed(after: int | None = None) -> QuerySet[Entry]:
    """Return the entries without a seal, by key; with `after` only those with a greater key, which is quick."""
    entries = Entry.objects.filter(seal=None).order_by("id")
    return entries if after is None else entries.filter(id__gt=after)


def seal_batch(*, limit: int = BATCH, near: bool = False) -> int:
    """Seal up to `limit` entries in one transaction; return how many, 0 where another sealer is at it.

    `near` looks only from a little before the last link on. A whole look goes through every entry there is: it comes before the
    transaction, so that nobody waits for it, and what it found is asked again inside.
    """
    found = None if near else list(unsealed().values_list("id", flat=True)[:limit])
    if found == []:
        return 0
    with transaction.atomic():
        if not _taken():
            return 0
        last = Seal.objects.order_by("-seq").first()
        seq, previous = (last.seq, last.hash) if last is not None else (0, GENESIS)
        entries = unsealed(_near(seq)) if found is None else unsealed().filter(id__in=found)
        seals = []
        for entry, sha256 in entries.values_list("id", "sha256")[:limit]:
            seq += 1
            seals.append(Seal(seq=seq, entry_id=entry, previous=previous, hash=seal_hash(seq, entry, sha256, previous)))
            previous = seals[-1].hash
        Seal.objects.bulk_create(seals)
    return len(seals)


def _near(seq: int) -> int | None:
    """Return the key of the entry after which the quick look begins, None for the very first."""
    return Seal.objects.filter(seq=seq - NEAR).values_list("entry_id", flat=True).first()


def seal_all(*, seconds: float = 60.0) -> Head | None:
    """Seal everything that is committed, in batches, for at most `seconds`; return the head as it stands then.

    Publishing a notice and composing the weekly sheets begin with this, before their own transaction, and carry the head.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if seal_batch(near=True) or seal_batch():
            continue
        if connection.in_atomic_block or not unsealed().exists():
            break
        time.sleep(PAUSE)  # another sealer is at it
    return head()


def sweep(*, whole: bool) -> int:
    """Seal what commits have left, for beat; `whole` finds what was committed long after its neighbours, too. Return how many.

    After each batch the writers have their turn: a log of many years takes minutes, and nobody notices.
    """
    sealed = 0
    for near in (True, False) if whole else (True,):
        while batch := seal_batch(near=near):
            sealed += batch
            time.sleep(PAUSE)
    return sealed


def _taken() -> bool:
    """Take the sealers' lock until the transaction ends, without waiting."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


class _Turn:
    """Lets one thread of this process seal once in a while; the others go on."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.last = 0.0

    def come(self, every: float) -> bool:
        """Tell whether it is time; the next turn is `every` seconds later."""
        if not self.lock.acquire(blocking=False):
            return False
        try:
            now = time.monotonic()
            if now - self.last < every:
                return False
            self.last = now
            return True
        finally:
            self.lock.release()


_turn = _Turn()


def seal_soon() -> None:
    """Seal what stands unsealed, if it is time: after a commit, by whoever wrote.

    A database that is busy or away is no error of the writer's, whose change is committed.
    """
    if settings.SEAL_EVERY_SECONDS is None or not _turn.come(settings.SEAL_EVERY_SECONDS):
        return
    try:
        seal_batch(near=True)
    except DatabaseError:
        return  # beat comes by
