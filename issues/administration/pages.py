"""What the administrator's pages share: getting a row, answering a form, asking before what ends something."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from rectify.accounts.permissions import visible
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.models import Tracked
from rectify.pages import form_page, number_of

T = TypeVar("T", bound=Tracked)
R = TypeVar("R")
ROWS_A_PAGE = 50


def row(request: HttpRequest, model: type[T], pk: int) -> T:
    """Return a row that the administrator may look after; raise Http404 for any other."""
    return get_object_or_404(visible(model._default_manager.all(), request.user, Action.MANAGE_ACCOUNTS), pk=pk)


def version_sent(request: HttpRequest) -> int:
    """Return the version that a confirmation was made from; raise Refused where it is missing or no number."""
    version = number_of(request.POST.get("version", ""))
    if version is None:
        raise Refused("页面缺少版本信息，请刷新页面后再办理。")
    return version


def done(request: HttpRequest, message: str, to: Any, *args: Any) -> HttpResponse:
    """Leave an answer and go on to another page."""
    messages.success(request, message)
    return redirect(to, *args)


def answer(
    request: HttpRequest,
    form: forms.Form,
    do: Callable[[], R],
    back: str,
    *,
    done: str | Callable[[R], str],
    to: Callable[[R], str] | None = None,
    template: str = "issues/administration/form.html",
    **context: Any,
) -> HttpResponse:
    """Show `form` and do what it asks for, as every page with a form does; then go `to`, else `back`, where 取消 leads too."""
    context["cancel_url"] = back
    return form_page(request, form, do, template=template, done=done, to=to or back, context=context)


def ask(request: HttpRequest, record: Tracked, back: str, **context: Any) -> HttpResponse:
    """Ask before something ends: what will be done (`title`, `submit`), what follows from it (`follows`)."""
    return render(request, "issues/administration/confirm.html", {"record": record, "cancel_url": back, **context})


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> dict[str, Any]:
    """Return one page of rows, and the query that the pager's links carry on."""
    query = request.GET.copy()
    query.pop("page", None)
    page: Page[Any] = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "query": query.urlencode()}
