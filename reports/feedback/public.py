"""The public's form: open to everybody within the window, a clear page before and after; nothing is shown back."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from rectify.errors import Refused
from rectify.pages import posted, refuse
from reports.feedback import throttle
from reports.feedback.forms import PublicForm
from reports.feedback.models import FeedbackWindow, new_receipt
from reports.feedback.services import receive

PAGE = "feedback/public_form.html"


def public_window(round_id: int) -> FeedbackWindow:
    """Return the window of a round that the public may know of; Http404 without one, or where the setting turns pages off."""
    if not getattr(settings, "PUBLIC_PAGES", True):
        raise Http404
    return get_object_or_404(FeedbackWindow.objects.select_related("round"), round=round_id)


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def form(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the form and keep what is sent; outside the window say so, with what was typed still to be copied."""
    window = public_window(round_id)
    form = PublicForm(posted(request))
    page = _page(window, form)
    if page["phase"]:
        return render(request, PAGE, page, status=403 if request.method == "POST" else 200)
    if request.method != "POST":
        return render(request, PAGE, page)
    if not form.is_valid():
        return render(request, PAGE, page, status=400)
    if throttle.flooded(request):
        form.add_error(None, throttle.MESSAGE)
        return render(request, PAGE, page, status=429)
    return _taken(request, window, form, page)


def _page(window: FeedbackWindow, form: PublicForm) -> dict[str, Any]:
    return {"window": window, "subject": window.round, "form": form, "phase": phase(window, timezone.localdate())}


def phase(window: FeedbackWindow, day: datetime.date) -> str:
    """Return why nothing is taken on `day`: before or after; "" where the window is open."""
    if window.open_on(day):
        return ""
    return "before" if day < window.opens_on else "after"


def _taken(request: HttpRequest, window: FeedbackWindow, form: PublicForm, page: dict[str, Any]) -> HttpResponse:
    """Keep it, or pretend to where a machine filled in the hidden field; either way the same thanks."""
    receipt = new_receipt()
    if not form.by_machine:
        try:
            receipt = receive(round=window.round, **form.values()).receipt
        except Refused as refusal:
            refuse(form, refusal)
            return render(request, PAGE, page, status=refusal.status)
    throttle.note_submission(request)
    return redirect("reports:feedback_thanks", window.round_id, receipt)


@login_not_required
@require_safe
def thanks(request: HttpRequest, round_id: int, receipt: str) -> HttpResponse:
    """Thank, with the receipt number as the address has it: whether there is such a one, nobody learns here."""
    window = public_window(round_id)
    return render(request, "feedback/public_thanks.html", {"window": window, "subject": window.round, "receipt": receipt})
