"""Anchors: the number and hash of the change log's last seal, as they are carried out of the system.

Whoever has full rights on the database could compute the whole chain anew, but not what stands in a mail, in a published PDF
or on a signed page. `verify_history --anchor` and `verify_log.py --anchor` take them as they are written here: SEQ:HASH.
"""

from typing import NamedTuple

from rectify.history.sealing import head, seal_all

GROUP = 8  # characters of the hash that are read aloud at once


class Anchor(NamedTuple):
    """A seal's number and hash."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"

    @property
    def groups(self) -> list[str]:
        """The hash in groups that can be read aloud and compared."""
        return [self.hash[at : at + GROUP] for at in range(0, len(self.hash), GROUP)]


def last_anchor() -> str:
    """Return the head of the chain as it is carried outside, "" where nothing is sealed. One query."""
    last = head()
    return str(Anchor(last.seq, last.hash)) if last else ""


def sealed_anchor() -> str:
    """Seal what is unsealed, and return the head: for what leaves the system now. Call it before its transaction."""
    seal_all()
    return last_anchor()


def read_anchor(text: str) -> Anchor | None:
    """Return what a stored head says; None for none, and for a head of a time before the chain."""
    seq, _, digest = text.partition(":")
    return Anchor(int(seq), digest) if digest and seq.isdecimal() else None
