"""The ledger, an issue and a measure as they were at a moment: to be read, marked as past, with links that stay there."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from issues.models import Issue
from measures.badges import CONCLUSION
from measures.models import Measure
from measures.selectors import entries_of_issue, entries_of_measure
from measures.views.common import me
from rectify.accounts.permissions import confined_to, visible
from rectify.accounts.roles import Action
from reports.comparing.past_pages import evidence_at, ledger_of, notes_at, rows_of, timeline_of
from reports.past.loading import Past, past_at
from reports.past.moments import moment_of
from reports.text.common import read_round

PLACE = "log"


@require_safe
def go(request: HttpRequest, round_id: int) -> HttpResponse:
    """Lead to the ledger of the day that the form asks for; back to the comparison where it isn't one."""
    round = read_round(request, round_id, Action.VIEW_HISTORY)
    moment = moment_of(round, request.GET.get("on", "").strip())
    if moment is None:
        messages.warning(request, "请选择一个已经过去的日期。")
        return redirect("reports:comparison", round.pk)
    return redirect("measures:ledger", round.pk) if moment.present else redirect("reports:past_ledger", round.pk, moment.key)


@require_safe
def ledger(request: HttpRequest, round_id: int, moment: str) -> HttpResponse:
    """Show the ledger of a moment."""
    past = _past(request, round_id, moment)
    groups, counted = ledger_of(past)
    context = _context(past, reverse("measures:ledger", args=[round_id]))
    return render(request, "reports/past_ledger.html", {**context, "groups": groups, "tally": counted})


@require_safe
def issue(request: HttpRequest, round_id: int, moment: str, pk: int) -> HttpResponse:
    """Show an issue as it was, with its measures and the log up to then."""
    past = _past(request, round_id, moment)
    found = past.issue(pk)
    if found is None:
        raise Http404
    user = me(request)
    here = visible(Issue.objects.filter(round=round_id), user).filter(pk=pk).exists()
    context = {
        **_context(past, reverse("measures:issue", args=[round_id, pk]) if here else ""),
        "issue": found,
        "conclusion": CONCLUSION[found.conclusion],
        "proposed": CONCLUSION[found.proposed] if found.proposed else None,
        "rows": rows_of(past, [measure for measure in past.measures if measure.issue_id == pk]),
        "follow_on": [(item, CONCLUSION[item.conclusion]) for item in past.issues if item.parent_id == pk],
        "timeline": timeline_of(past, entries_of_issue(found, user), found),
    }
    return render(request, "reports/past_issue.html", context)


@require_safe
def measure(request: HttpRequest, round_id: int, moment: str, pk: int) -> HttpResponse:
    """Show a measure as it was, with its progress, its evidence and the log up to then."""
    past = _past(request, round_id, moment)
    found = past.measure(pk)
    if found is None:
        raise Http404
    user = me(request)
    here = visible(Measure.objects.filter(round=round_id), user).filter(pk=pk).exists()
    [row] = rows_of(past, [found])
    context = {
        **_context(past, reverse("measures:measure", args=[round_id, pk]) if here else ""),
        "measure": found,
        "row": row,
        "issue_seen": past.issue(found.issue_id) is not None,
        "notes": notes_at(past, found),
        "evidence": evidence_at(past, found),
        "timeline": timeline_of(past, entries_of_measure(found, user), found),
    }
    return render(request, "reports/past_measure.html", context)


def _past(request: HttpRequest, round_id: int, key: str) -> Past:
    """Return the moment as the person saw it then: what wasn't their own then isn't there. Http404 for a key that isn't past."""
    round = read_round(request, round_id, Action.VIEW_HISTORY)
    moment = moment_of(round, key)
    if moment is None or moment.present:
        raise Http404
    return past_at(round, moment).seen_by(confined_to(me(request), Action.VIEW_HISTORY, round.pk))


def _context(past: Past, back: str) -> dict[str, Any]:
    return {"round": past.round, "place": PLACE, "past": past, "moment": past.moment, "back": back}
