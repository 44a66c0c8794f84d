"""Who isn't signed in signs in, and a password that must be changed is changed before anything else."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from rectify.accounts.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]


class SignInMiddleware(LoginRequiredMiddleware):
    """Demand a sign-in for every view but those marked public, for which nobody is looked up: their answers know no cookie."""

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        """Let public views pass before the session is read: one that was read makes an answer vary by cookie."""
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class PasswordChangeMiddleware:
    """Send somebody whose password must be changed to the page where that is done."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        """Let through only signing out, changing the password and what needs no sign-in, for which nobody is looked up."""
        if not getattr(view, "login_required", True):
            return None
        user = request.user
        if isinstance(user, User) and user.must_change_password and request.path not in _open_paths():
            return redirect("accounts:password_change")
        return None


def _open_paths() -> set[str]:
    return {reverse("accounts:password_change"), reverse("accounts:sign_out"), reverse("healthz")}
