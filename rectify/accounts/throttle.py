"""Slowing down whoever guesses passwords: after five failures of one username from one address, fifteen minutes of pause."""

from django.http import HttpRequest

from rectify.accounts.models import User
from rectify.http import client_address
from rectify.pausing import Limit

FAILURES = Limit("sign-in", times=5, seconds=15 * 60)
MESSAGE = "尝试次数过多，请15分钟后再试。"


def _key(request: HttpRequest, username: str) -> str:
    return f"{User.normalize_username(username).casefold()}\n{client_address(request)}"


def paused(request: HttpRequest, username: str) -> bool:
    """Tell whether sign-in under this name from this address has to wait."""
    return FAILURES.reached(_key(request, username))


def note_failure(request: HttpRequest, username: str) -> bool:
    """Count a failure; return whether it is the one that begins the pause."""
    FAILURES.note(_key(request, username))
    return paused(request, username)


def forget_failures(request: HttpRequest, username: str) -> None:
    """Begin anew after a sign-in that succeeded."""
    FAILURES.forget(_key(request, username))
