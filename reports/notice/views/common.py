"""What the notice's views share: the round, the version, a form's page, and what happened meanwhile."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render

from issues.models import Round
from rectify.accounts.permissions import visible
from rectify.accounts.roles import Action
from rectify.conflict import Versioned
from rectify.errors import Refused, Stale
from rectify.pages import refuse
from reports.models import Notice
from reports.notice.selectors import entries_since

FORM = "reports/notice_form.html"


def the_round(request: HttpRequest, round_id: int) -> Round:
    """Return the round whose notice may be read; Http404 otherwise."""
    return get_object_or_404(visible(Round.objects.all(), request.user, Action.READ_NOTICE), pk=round_id)


def the_notice(request: HttpRequest, round_id: int, number: int) -> Notice:
    """Return a version that may be read, with everybody it names; Http404 otherwise."""
    notices = visible(Notice.objects.filter(round=round_id), request.user, Action.READ_NOTICE)
    return get_object_or_404(notices.with_people(), number=number)


def form_answer(
    request: HttpRequest,
    form: Versioned,
    do: Callable[[], Any],
    *,
    notice: Notice,
    done: str,
    still: Callable[[Any], str] = lambda record: "",
    **context: Any,
) -> HttpResponse:
    """Show a form about a version, or do what it asks for and go back to the version's page.

    What was typed comes back with 400 where it isn't valid or is refused, with 409 where somebody was faster; `still` is asked
    then why it can't be done any more with the record as it stands ("": it can).
    """
    page = {"round": notice.round, "notice": notice, "form": form, "cancel_url": notice.get_absolute_url(), **context}
    if request.method != "POST":
        return render(request, FORM, page)
    if not form.is_valid():
        return render(request, FORM, page, status=400)
    try:
        do()
    except Stale as stale:
        return _meanwhile(request, form, stale, {**page, "closed": still(stale.current)})
    except Refused as refusal:
        refuse(form, refusal)
        return render(request, FORM, page, status=refusal.status)
    messages.success(request, done)
    return HttpResponseRedirect(notice.get_absolute_url())


def _meanwhile(request: HttpRequest, form: Versioned, stale: Stale, page: dict[str, Any]) -> HttpResponse:
    """Answer 409: what happened meanwhile, and the form with what was typed and the present version."""
    since = entries_since(stale.current, form.cleaned_data["version"])
    form.data = _with(form.data, form.add_prefix("version"), stale.current.version)
    return render(request, FORM, {**page, "since": since, "stale": stale.message}, status=409)


def _with(data: Any, name: str, value: Any) -> QueryDict:
    """Return a copy of what was posted with one value replaced."""
    copied: QueryDict = data.copy()
    copied[name] = str(value)
    return copied
