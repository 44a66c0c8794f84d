"""What every answer has in common: safe headers, and refusals of the doors as pages with the right status."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db.models import BigIntegerField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from rectify.errors import Refused

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'self'; frame-src 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'self'"
)

TOO_MUCH: dict[type[Exception], str] = {
    RequestDataTooBig: "填写的内容过长，这次提交没有保存。",
    TooManyFilesSent: "一次上传的文件过多，这次上传没有保存，请分几次上传。",
}

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
    """Turn what no view has answered itself into a page: a door's refusal is 400, or 409 where the record has moved on."""

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

    def process_view(self, request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]) -> None:
        """Let a number that no database holds lead to nothing (404); asked for it, the database fails."""
        if any(isinstance(value, int) and value > BigIntegerField.MAX_BIGINT for value in kwargs.values()):
            raise Http404

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer Refused with its message and status."""
        if not isinstance(error, Refused):
            return None
        context = {"message": error.message, "url": came_from(request)}
        return render(request, f"{error.status}.html", context, status=error.status)


def came_from(request: HttpRequest) -> str:
    """Return the page of ours from which something was submitted, "" where that isn't known."""
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if ours and request.method == "POST" else ""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what was refused before any view saw it: too much at once is 413, whatever else can't be read is 400."""
    message = TOO_MUCH.get(type(exception), "")
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if message else HTTPStatus.BAD_REQUEST
    return render(request, f"{status.value}.html", {"message": message}, status=status)


def client_address(request: HttpRequest) -> str:
    """Return the address that the request came from, as the outermost of our own proxies saw it.

    What stands further left in X-Forwarded-For was sent by whoever asked, and is believed by nobody.
    """
    passed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < settings.PROXIES <= len(passed) and (address := passed[-settings.PROXIES].strip()):
        return str(address)
    return str(request.META.get("REMOTE_ADDR", ""))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a lost or forged CSRF token: nothing was changed, and how to go on."""
    return render(request, "403_csrf.html", status=403)
