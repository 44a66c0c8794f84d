"""Slowing down whoever guesses passwords: after five failures of one username from one address, fifteen minutes of pause.

The failures are kept in Django's cache under a digest, each with its moment, and count for fifteen minutes only. What is
tried during the pause isn't looked at and counts for nothing, so nobody is locked out for good, and no other address is.
"""

import hashlib
import time

from django.core.cache import cache
from django.http import HttpRequest

from rectify.accounts.models import User
from rectify.http import client_address

LIMIT = 5
PAUSE_SECONDS = 15 * 60
MESSAGE = "尝试次数过多，请15分钟后再试。"


def _key(request: HttpRequest, username: str) -> str:
    name = User.normalize_username(username).casefold()
    digest = hashlib.sha256(f"{name}\n{client_address(request)}".encode()).hexdigest()
    return f"sign-in:{digest}"


def _recent(key: str) -> list[float]:
    return [moment for moment in cache.get(key, []) if moment > time.time() - PAUSE_SECONDS]


def paused(request: HttpRequest, username: str) -> bool:
    """Tell whether sign-in under this name from this address has to wait."""
    return len(_recent(_key(request, username))) >= LIMIT


def note_failure(request: HttpRequest, username: str) -> None:
    """Count a failure; two at the very same moment may count as one, which a limit this low can bear."""
    key = _key(request, username)
    cache.set(key, [*_recent(key), time.time()], PAUSE_SECONDS)


def forget_failures(request: HttpRequest, username: str) -> None:
    """Begin anew after a sign-in that succeeded."""
    cache.delete(_key(request, username))
