"""Signing in and out, one's own password, and the decorator of views that need a right without a record."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from rectify.accounts import services, throttle
from rectify.accounts.events import note_lock, note_sign_in, note_sign_out
from rectify.accounts.forms import OwnPasswordForm, SignInForm
from rectify.accounts.models import User
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action, Role
from rectify.http import client_address
from rectify.pages import form_page, posted

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def needs(action: Action) -> Callable[[View[P]], View[P]]:
    """Decorate a view that needs `action` on no particular record; anybody without it gets 403, whatever the address names."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not can(request.user, action):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return inner

    return decorate


def signed_in(request: HttpRequest) -> User:
    """Return who is signed in, where the middleware has let nobody else through; raise PermissionDenied for nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def home_of(user: User) -> str:
    """Return where somebody begins: who is an administrator and nothing else, at the accounts; all others at home."""
    only_admin = bool(user.posts) and all(post.role == Role.ADMIN for post in user.posts)
    return resolve_url("issues:administration:user_list" if only_admin else settings.LOGIN_REDIRECT_URL)


class SignIn(auth.LoginView):
    """Sign in; a wrong pair is answered with 400, too many with 429. Where one wanted to go is kept, if it is here."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    http_method_names = ["get", "head", "post"]

    def get_default_redirect_url(self) -> str:
        """Return where this person begins."""
        return home_of(signed_in(self.request))

    def form_valid(self, form: Any) -> HttpResponse:
        """Let them in, and write it down."""
        response = super().form_valid(form)
        note_sign_in(signed_in(self.request), client_address(self.request))
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again with what is wrong; a failure that begins the pause is written down."""
        if form.locked:
            note_lock(form.cleaned_data["username"], client_address(self.request), throttle.FAILURES.times)
        return self.render_to_response(self.get_context_data(form=form), status=429 if form.paused else 400)


class SignOut(auth.LogoutView):
    """Sign out, by POST alone."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write down who leaves, and let them."""
        if isinstance(request.user, User):
            note_sign_out(request.user, client_address(request))
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    """Change one's own password; the session stays, all others of this account end."""
    form = OwnPasswordForm(posted(request))

    def do() -> User:
        current, password = form.cleaned_data["current"], form.cleaned_data["password"]
        user = services.change_own_password(by=signed_in(request), current=current, password=password)
        update_session_auth_hash(request, user)
        return user

    done = "密码已修改，下次请用新密码登录。"
    return form_page(request, form, do, template="accounts/password_change.html", done=done, to=home_of)
