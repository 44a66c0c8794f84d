"""Slowing down whoever does one thing too often: so many times within a period, then a pause.

The moments are kept in Django's cache, which all processes share, under a keyed digest: nobody's name or address is kept.
What is tried during the pause counts for nothing, so nobody is locked out for good.
"""

import time
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.crypto import salted_hmac


@dataclass(frozen=True)
class Limit:
    """At most `times` within `seconds`; `what` tells the limits apart. A key names who is counted."""

    what: str
    times: int
    seconds: int

    def reached(self, key: str) -> bool:
        """Tell whether whoever the key names has to wait."""
        return len(self._recent(self._place(key))) >= self.times

    def note(self, key: str) -> None:
        """Count one more; two at the very same moment may count as one, which a limit this low can bear."""
        place = self._place(key)
        cache.set(place, [*self._recent(place), time.time()], self.seconds)

    def forget(self, key: str) -> None:
        """Begin anew."""
        cache.delete(self._place(key))

    def _place(self, key: str) -> str:
        return f"{self.what}:{salted_hmac(f'rectify.pausing.{self.what}', key, algorithm='sha256').hexdigest()}"

    def _recent(self, place: str) -> list[float]:
        return [moment for moment in cache.get(place, []) if moment > time.time() - self.seconds]
