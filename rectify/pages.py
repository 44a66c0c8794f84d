"""A form's way through a door: what every page with a form has in common.

A view gets its record through visible(), asks permit(), makes the form and hands it here with what is to be done.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from rectify.conflict import MERGE, conflict_response
from rectify.errors import Refused, Stale

R = TypeVar("R")


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, also where that is nothing at all; None for a GET: `Form(posted(request), …)`."""
    return request.POST if request.method == "POST" else None


def number_of(text: str) -> int | None:
    """Return the whole number that an address or a hidden field carries; None for anything else, and for more than 9 digits."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def refuse(form: forms.Form, refusal: Refused) -> None:
    """Put a door's refusal beside its field, or on top where it belongs to none that is shown."""
    shown = refusal.field if refusal.field in form.fields and not form.fields[refusal.field].widget.is_hidden else None
    # the field's own label stands beside the message already
    message = refusal.message.removeprefix(f"{form.fields[shown].label}：") if shown else refusal.message
    form.add_error(shown, message)


def form_page(
    request: HttpRequest,
    form: forms.Form,
    do: Callable[[], R],
    *,
    template: str,
    done: str | Callable[[R], str],
    to: str | Callable[[R], str],
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form, or do what it asks for, answer `done` on the next page and go `to` it.

    A form that isn't valid comes back with status 400 and what was typed, so does a door's Refused with its own status (400 or
    413); Stale is the conflict page (409).
    `do` is called with a valid form; PermissionDenied and Http404 pass through.
    """
    page = {**(context or {}), "form": form}
    if request.method != "POST" or MERGE in request.POST:
        return render(request, template, page)
    if not form.is_valid():
        return render(request, template, page, status=400)
    try:
        result = do()
    except Stale as stale:
        return conflict_response(request, form, stale, **(context or {}))
    except Refused as refusal:
        refuse(form, refusal)
        return render(request, template, page, status=refusal.status)
    messages.success(request, done(result) if callable(done) else done)
    return HttpResponseRedirect(to(result) if callable(to) else to)
