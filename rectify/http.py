"""What every answer has in common: safe headers, and refusals of the doors as pages with the right status."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from rectify.errors import Refused

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'self'; frame-src 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'self'"
)

GetResponse = Callable[[HttpRequest], HttpResponse]


class SecurityHeadersMiddleware:
    """Send the content policy (nothing from another host, nothing inline) and keep signed-in pages out of caches."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on and complete the answer's headers."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class RefusalMiddleware:
    """Turn a door's refusal that no view has answered itself into a page: 400, or 409 where the record has moved on."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; a method that an address doesn't take is answered with a page as well."""
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            page = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer Refused with its message and status, too large a request with 413."""
        if isinstance(error, RequestDataTooBig | TooManyFilesSent):
            return render(request, "413.html", status=413)
        if not isinstance(error, Refused):
            return None
        context = {"message": error.message, "url": came_from(request)}
        return render(request, f"{error.status}.html", context, status=error.status)


def came_from(request: HttpRequest) -> str:
    """Return the page of ours from which something was submitted, "" where that isn't known."""
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if ours and request.method == "POST" else ""


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a lost or forged CSRF token: nothing was changed, and how to go on."""
    return render(request, "403_csrf.html", status=403)
