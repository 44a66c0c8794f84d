"""What the frame of every page shows: who is signed in, the round, the places, what waits."""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context for a request."""
    return {}
