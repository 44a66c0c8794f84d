"""What the administrator's pages share: getting a row, answering a form, asking before what ends something."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from issues.administration.conflicts import conflict_page
from rectify.accounts.permissions import visible
from rectify.accounts.roles import Action
from rectify.errors import Refused, Stale
from rectify.history.models import Tracked

T = TypeVar("T", bound=Tracked)
ROWS_A_PAGE = 50


def row(request: HttpRequest, model: type[T], pk: int) -> T:
    """Return a row that the administrator may look after; raise Http404 for any other."""
    return get_object_or_404(visible(model._default_manager.all(), request.user, Action.MANAGE_ACCOUNTS), pk=pk)


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form is bound to: what was posted, even if it is nothing; None for a form that is only shown."""
    return request.POST if request.method == "POST" else None


def version_sent(request: HttpRequest) -> int:
    """Return the version that a confirmation was made from; raise Refused where it is missing or no number."""
    version = request.POST.get("version", "")
    if not (version.isascii() and version.isdecimal()):
        raise Refused("页面缺少版本信息，请刷新页面后再办理。")
    return int(version)


def done(request: HttpRequest, message: str, to: Any, *args: Any) -> HttpResponse:
    """Leave an answer and go on to another page."""
    messages.success(request, message)
    return redirect(to, *args)


def answer(
    request: HttpRequest, form: forms.BaseForm, do: Callable[[dict[str, Any]], HttpResponse], back: str, **context: Any
) -> HttpResponse:
    """Show `form`, or hand what is in it to `do`, which calls the door and answers.

    What the door refuses comes back into the form (400), a stale version onto the page with both texts (409).
    """
    if form.is_valid():
        try:
            return do(form.cleaned_data)
        except Stale as error:
            if not isinstance(form, forms.ModelForm):
                raise
            return conflict_page(request, form, error.current, back, **context)
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
    context = {"template": "issues/administration/form.html", "form": form, "back": back, **context}
    return render(request, context["template"], context, status=400 if form.is_bound else 200)


def ask(request: HttpRequest, record: Tracked, back: str, **context: Any) -> HttpResponse:
    """Ask before something ends: what will be done (`title`, `submit`), what follows from it (`follows`)."""
    return render(request, "issues/administration/confirm.html", {"record": record, "back": back, **context})


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> dict[str, Any]:
    """Return one page of rows, and the query that the pager's links carry on."""
    query = request.GET.copy()
    query.pop("page", None)
    page: Page[Any] = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "query": query.urlencode()}
