"""Slowing down whoever floods the public form: from one address five submissions an hour.

The moments are kept in Django's cache, which all processes share, under a keyed digest: no sender's address is kept anywhere.
"""

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

LIMIT = 5
PERIOD_SECONDS = 60 * 60
MESSAGE = "提交次数过多，请过一小时再提交；急需反映的，请通过电话或信函联系。"


def address_of(request: HttpRequest) -> str:
    """Return the sender's address: in production what our own proxy appended last, which a sender can't choose."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.PRODUCTION else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _key(request: HttpRequest) -> str:
    return f"feedback:{salted_hmac('reports.feedback.throttle', address_of(request), algorithm='sha256').hexdigest()}"


def _recent(key: str) -> list[float]:
    return [moment for moment in cache.get(key, []) if moment > time.time() - PERIOD_SECONDS]


def flooded(request: HttpRequest) -> bool:
    """Tell whether this address has to wait."""
    return len(_recent(_key(request))) >= LIMIT


def note_submission(request: HttpRequest) -> None:
    """Count a submission; two at the very same moment may count as one, which a limit this low can bear."""
    key = _key(request)
    cache.set(key, [*_recent(key), time.time()], PERIOD_SECONDS)
