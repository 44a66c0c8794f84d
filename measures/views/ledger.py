"""The ledger's page, and a single row of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from issues.models import Round
from issues.words import Kind
from measures.filters import LABELS, WORDS, Filters, read_filters
from measures.ledger.page import Ledger, build
from measures.views.common import ledger_url, me, memory_key, the_measure, the_round
from measures.views.rows import row_response
from measures.workflow import Light, Status
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action

TALLY = "tally"  # the count line's id: what htmx asks anew after a step


@require_safe
def ledger(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the round's measures through the filter of the address, or through the one that is remembered."""
    round = the_round(request, round_id)
    filters, unread = read_filters(request.GET)
    if away := _canonical(request, round, filters, unread):
        return away
    page = build(round, me(request), filters)
    context = {"round": round, "place": "ledger", "ledger": page, "tally": page.tally, "filters": filters}
    if request.headers.get("HX-Target") == TALLY:
        return render(request, "measures/_tally.html", context)
    return render(request, "measures/ledger.html", {**context, **_controls(request, round, filters, page)})


def _canonical(request: HttpRequest, round: Round, filters: Filters, unread: list[str]) -> HttpResponse | None:
    """Remember the filter and lead to its one address; None where this is it."""
    remembered = request.session.get(memory_key(round.pk), "")
    if not request.GET:
        return HttpResponseRedirect(ledger_url(request, round.pk)) if remembered else None
    if filters.query != remembered:
        request.session[memory_key(round.pk)] = filters.query
    for label in unread:
        messages.warning(request, f"筛选条件“{label}”无法识别，已略去。")
    return None if request.GET.urlencode() == filters.query else HttpResponseRedirect(ledger_url(request, round.pk))


def _controls(request: HttpRequest, round: Round, filters: Filters, page: Ledger) -> dict[str, object]:
    """Return what the filter form offers, its chips, and what may be done in bulk."""
    user = me(request)
    choices: dict[str, list[tuple[object, str]]] = {
        "status": [(s.value, str(s.label)) for s in Status],
        "light": [(light.value, str(light.label)) for light in Light],
        "department": [*page.departments],
        "problem": [*page.problems],
        "kind": [(kind.value, str(kind.label)) for kind in Kind],
    }
    return {
        "selects": [(name, LABELS[name], choices[name], getattr(filters, name)) for name in choices],
        "chips": [(_chip(name, value, choices), f"?{filters.without(name)}") for name, value in filters.given.items()],
        "clear_url": reverse("measures:ledger", args=[round.pk]) + "?all=1",
        "can_start": can(user, Action.WORK, round),
        "can_edit": can(user, Action.EDIT_LEDGER, round),
    }


def _chip(name: str, value: object, choices: dict[str, list[tuple[object, str]]]) -> str:
    if value is True:
        return LABELS[name]
    word = WORDS.get(name, {}).get(str(value)) or dict(choices.get(name, [])).get(value, str(value))
    return f"{LABELS[name]}：{word}"


@require_safe
def measure_row(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Give one row as it stands now, in its place; without htmx, the ledger at that row."""
    measure = the_measure(request, round_id, pk)
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(ledger_url(request, round_id, measure))
    return row_response(request, measure)
