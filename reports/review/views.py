"""The change log's page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from issues.models import Issue
from measures.models import Measure
from measures.views.common import me, the_round
from rectify.accounts.models import User
from rectify.accounts.permissions import can, visible
from rectify.accounts.roles import Action
from rectify.templatetags.rectify import cdate
from reports.review.choices import Select, selects
from reports.review.exporting import FORMATS, LIMIT, export
from reports.review.filters import GROUPINGS, LABELS, LogFilters, read_filters
from reports.review.finding import Search
from reports.review.marks import Mark
from reports.review.pages import groups_of
from reports.review.patterns import MOST, found_patterns
from reports.review.words import types


@require_safe
def log(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show what changed in a round, the newest first, as far as the person may read it, through the address's filters."""
    search = search_of(request, round_id)
    filters = search.filters
    after = Mark.read(request.GET.get("after", ""))
    found = search.page(after)
    by = grouping(request)
    offered = selects(search)
    chips = [(chip(name, value, offered, search.user), f"?{filters.without(name)}") for name, value in filters.given.items()]
    context = {
        "round": search.round,
        "groups": groups_of(found.entries, by, may_clear=can(search.user, Action.CLEAR, search.round)),
        "by": by,
        "groupings": [(name, word, _with(filters, name)) for name, word in GROUPINGS.items()],
        "found": found,
        "filters": filters,
        "carried": _with(filters, by),
        "selects": offered,
        "chips": chips,
        "paged": after is not None,
        "may_export": can(search.user, Action.EXPORT, search.round),
        "export_limit": LIMIT,
    }
    return render(request, "reports/log.html", context)


@require_POST
def log_export(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """Give what the address's filters find as CSV or XLSX; leave an entry of it."""
    search = search_of(request, round_id)
    offered, given = selects(search), search.filters.given
    words = [(LABELS[name], chip(name, value, offered, search.user)) for name, value in given.items()]
    form = request.POST.get("format", "")
    content = export(search=search, form=form, conditions=words)
    response = StreamingHttpResponse(content, content_type=FORMATS[form][1])
    name = f"变更记录-{timezone.localdate():%Y%m%d}.{form}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def patterns(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show which patterns of changes are worth a look, each with the rows it comes from."""
    round, user = the_round(request, round_id), me(request)
    if not can(user, Action.VIEW_HISTORY, round):
        raise PermissionDenied
    context = {
        "round": round,
        "patterns": found_patterns(round, user),
        "most": MOST,
        "may_set": can(user, Action.EDIT_ROUND, round),
    }
    return render(request, "reports/log_patterns.html", context)


def search_of(request: HttpRequest, round_id: int) -> Search:
    """Return what the address asks for in a round's log; say which filters couldn't be read."""
    round, user = the_round(request, round_id), me(request)
    filters, unread = read_filters(request.GET)
    for label in unread:
        messages.warning(request, f"筛选条件“{label}”无法识别，已略去。")
    return Search(round, user, filters)


def grouping(request: HttpRequest) -> str:
    """Return by what the lines are grouped."""
    asked = request.GET.get("by", "")
    return asked if asked in GROUPINGS else "day"


def _with(filters: LogFilters, by: str) -> str:
    return "&".join(filter(None, (filters.query, "" if by == "day" else f"by={by}")))


def chip(name: str, value: Any, offered: list[Select], user: User) -> str:
    """Return a given filter in words."""
    if value is True:
        return LABELS[name]
    if name == "q":
        return f"{LABELS[name]}：“{value}”"
    if name in {"since", "until"}:
        return f"{LABELS[name]}{cdate(value)}"
    select = next((select for select in offered if select.name == name), None)
    if select is not None:
        return f"{LABELS[name]}：{select.words.get(value, '不在列表中')}"
    return f"{LABELS[name]}：{_record(name, value, user)}"


def _record(name: str, value: Any, user: User) -> str:
    """Return the name of the record whose lines alone are shown, as far as it is in sight. One query."""
    if name == "record":
        record_type, _, pk = value.partition(":")
        return f"{types()[record_type]}（编号{pk}）"
    rows = Issue.objects.select_related("key_problem", "parent") if name == "issue" else Measure.objects.with_people()
    found = visible(rows, user).filter(pk=value).first()
    return str(found) if found is not None else "不在列表中"
