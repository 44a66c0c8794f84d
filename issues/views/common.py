"""What this app's views share: a record through visible(), the reader, and a form's page."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from issues.models import Round
from rectify.accounts.models import User
from rectify.accounts.permissions import permit, visible
from rectify.accounts.roles import Action
from rectify.conflict import Versioned
from rectify.history.models import Tracked
from rectify.pages import form_page, number_of

T = TypeVar("T", bound=Tracked)
R = TypeVar("R")

TEMPLATE = "issues/form.html"


def reader(request: HttpRequest) -> User:
    """Return who is signed in; nobody is a 404, though the middleware sends them to the sign-in before."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def seen_round(request: HttpRequest, pk: int) -> Round:
    """Return a round that the reader may see; Http404 otherwise."""
    return get_object_or_404(visible(Round.objects.all(), reader(request)), pk=pk)


def shown_settings(request: HttpRequest, pk: int) -> Round:
    """Return the round whose settings the reader may look at; Http404 where they don't see it, PermissionDenied otherwise.

    They state the round's totals and hold what its notice is made from, so they are shown to those who may read its drafts.
    """
    round = seen_round(request, pk)
    permit(reader(request), Action.READ_NOTICE, round)
    return round


def edited_round(request: HttpRequest, pk: int, action: Action = Action.EDIT_ROUND) -> Round:
    """Return a round that the reader may edit; Http404 where they don't see it, PermissionDenied where they may not."""
    round = seen_round(request, pk)
    permit(reader(request), action, round)
    return round


def edited_part(
    request: HttpRequest, rows: "QuerySet[T]", round_id: int, pk: int, action: Action = Action.EDIT_ROUND
) -> tuple[Round, T]:
    """Return the round and one of its parts, which the reader may edit; a part of another round is a 404."""
    round = seen_round(request, round_id)
    part = get_object_or_404(visible(rows, reader(request)), pk=pk)
    if part.belongs_to().round != round.pk:
        raise Http404
    permit(reader(request), action, part)
    return round, part


def form_answer(
    request: HttpRequest,
    form: Versioned,
    do: Callable[[], R],
    *,
    round: Round | None,
    title: str,
    submit: str,
    done: str,
    back: str | Callable[[R], str],
    **context: Any,
) -> HttpResponse:
    """Show a form on its own page and do what it asks for; `back` is where one goes then, and without saving where known."""
    page = {"round": round, "title": title, "submit": submit, "place": "settings", **context}
    if isinstance(back, str):
        page.setdefault("cancel_url", back)
    return form_page(request, form, do, template=TEMPLATE, done=done, to=back, context=page)


def page_of(name: str, round: Round) -> str:
    """Return the address of one of the round's list pages."""
    return reverse(f"issues:{name}", args=[round.pk])


def number_in(request: HttpRequest, name: str) -> int | None:
    """Return a number from the address's query, or None where it is none."""
    return number_of(request.GET.get(name, ""))
