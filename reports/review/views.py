"""The change log's page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from issues.models import Issue, KeyProblem, Round
from measures.models import Measure
from measures.views.common import me, the_round
from rectify.accounts.models import Department, User
from rectify.accounts.permissions import visible
from rectify.numerals import chinese
from rectify.templatetags.rectify import cdate
from reports.review.filters import LABELS, action_choices, read_filters
from reports.review.pages import actors, log_of, page_of

Choices = list[tuple[int, str]]


@require_safe
def log(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show what changed in a round, the newest first, as far as the person may read it, through the address's filters."""
    round, user = the_round(request, round_id), me(request)
    filters, unread = read_filters(request.GET)
    for label in unread:
        messages.warning(request, f"筛选条件“{label}”无法识别，已略去。")
    page = page_of(filters.narrow(log_of(round, user)), request.GET.get("after", ""))
    choices = _choices(round, user)
    context = {
        "round": round,
        "page": page,
        "filters": filters,
        "selects": [(name, LABELS[name], choices[name], getattr(filters, name)) for name in choices],
        "actions": action_choices(),
        "chips": [(_chip(name, value, choices, user), f"?{filters.without(name)}") for name, value in filters.given.items()],
        "paged": "after" in request.GET,
    }
    return render(request, "reports/log.html", context)


def _choices(round: Round, user: User) -> dict[str, Choices]:
    """Return what the selects offer: people who did something, key problems in sight, departments. Three queries."""
    problems = visible(KeyProblem.objects.filter(round=round), user).order_by("number")
    return {
        "person": actors(round, user),
        "problem": [(p.pk, f"（{chinese(p.number)}）{p.title}") for p in problems],
        "department": [(d.pk, d.name) for d in Department.objects.order_by("order", "name")],
    }


def _chip(name: str, value: Any, choices: dict[str, Choices], user: User) -> str:
    """Return a given filter in words."""
    if name == "action":
        words = {code: word for _, group in action_choices() for code, word in group}
        return f"{LABELS[name]}：{words.get(str(value), value)}"
    if name in choices:
        return f"{LABELS[name]}：{dict(choices[name]).get(value, '不在列表中')}"
    if name in {"since", "until"}:
        return f"{LABELS[name]}{cdate(value)}"
    return f"{LABELS[name]}：{_record(name, value, user)}"


def _record(name: str, pk: int, user: User) -> str:
    """Return the name of the issue or measure whose lines alone are shown, as far as it is in sight. One query."""
    rows = Issue.objects.select_related("key_problem", "parent") if name == "issue" else Measure.objects.with_people()
    found = visible(rows, user).filter(pk=pk).first()
    return str(found) if found is not None else "不在列表中"
