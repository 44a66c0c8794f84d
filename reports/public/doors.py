"""What every public page has in common: no sign-in, only reading, off where the setting says so, and fit for caches."""

import datetime
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt
from django.views.defaults import page_not_found

from reports.notice.keeping import Unsound

View = Callable[..., HttpResponse]

SAFE = ("GET", "HEAD")
# may be kept by anybody, and is asked for again each time (a 304 costs nothing): withdrawing ends access at once
CACHING = "public, no-cache"


def public(view: View) -> View:
    """Make a view public: everybody may read it, unless PUBLIC_PAGES is off (404).

    A file that isn't what was published is answered with a page that says so (503), and never given.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.PUBLIC_PAGES:
            raise Http404
        if request.method not in SAFE:
            refused = page("public/refused.html", status=405)
            refused.headers["Allow"] = ", ".join(SAFE)
            return refused
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return page("public/missing.html", status=404)
        except Unsound:
            return page("public/unsound.html", status=503)

    wrapped: View = login_not_required(csrf_exempt(answered))  # what only reads forges nothing, and answers a POST itself
    return wrapped


def page(template: str, context: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    """Return a page that knows nothing of who asks: no session, no cookie, nothing of the signed-in frame."""
    response = HttpResponse(render_to_string(template, context or {}), status=status)
    response.headers["Cache-Control"] = CACHING if status == 200 else "no-store"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere: below /public/ with the public's page, which knows no ledger, else with the house's.

    Where the public pages are off, there is no public to speak to.
    """
    if settings.PUBLIC_PAGES and request.path.startswith(reverse("reports:public_notices")):
        return page("public/missing.html", status=404)
    return page_not_found(request, exception)


def conditional(
    request: HttpRequest, response: HttpResponse, etag: str, changed: datetime.datetime | None = None
) -> HttpResponse:
    """Give a response its validators and answer what the reader has already with 304.

    `changed` is only given for what never changes under its address: a page's frame may, so it is compared by its ETag alone.
    """
    quoted = f'"{etag}"'
    stamp = int(changed.timestamp()) if changed else None
    answer = get_conditional_response(request, etag=quoted, last_modified=stamp, response=response) or response
    found: HttpResponse = answer
    found.headers["ETag"], found.headers["Cache-Control"] = quoted, CACHING
    if stamp:
        found.headers["Last-Modified"] = http_date(stamp)
    return found


def etag_of(response: HttpResponse) -> str:
    """Return the SHA-256 of a page."""
    return sha256(response.content).hexdigest()
