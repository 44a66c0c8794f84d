"""A place in the log, as the address carries it: the next page begins after it, so that nothing is skipped or shown twice."""

import datetime
from typing import NamedTuple, Self

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MICROSECOND = datetime.timedelta(microseconds=1)


class Mark(NamedTuple):
    """The moment and key of the last entry shown; with key 0, all before the moment is still to come."""

    when: datetime.datetime
    key: int

    def __str__(self) -> str:
        return f"{(self.when - EPOCH) // MICROSECOND}-{self.key}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the mark that an address carries, None where it isn't one."""
        moment, _, key = text.partition("-")
        if not all(part.isascii() and part.isdigit() and len(part) < 17 for part in (moment, key)):
            return None
        return cls(EPOCH + int(moment) * MICROSECOND, int(key))
