"""The list that a meeting of the leading group goes through, and what became of each matter."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from issues.models import Round
from measures.deciding.forms import MatterForm, MeetingForm, decisions
from measures.deciding.matters import Answer, decide, last_entry_of, matters, vanished
from measures.figures import today
from measures.views.common import me, the_round
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action
from rectify.pages import posted


def _asked(request: HttpRequest, round_id: int) -> tuple[Round, bool]:
    """Return the round, and whether this person decides; the office reads and prints the list. Others get a 403."""
    round, user = the_round(request, round_id), me(request)
    decides = can(user, Action.APPROVE, round)
    if not decides and not can(user, Action.PROPOSE, round):
        raise PermissionDenied
    return round, decides


@require_http_methods(["GET", "POST"])
def deciding(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show what waits for a decision; take what one meeting decided about each."""
    round, decides = _asked(request, round_id)
    if request.method == "POST" and not decides:
        raise PermissionDenied
    user, day = me(request), today(round)
    seen = last_entry_of(round.pk)  # before the list is read: what is written meanwhile wasn't seen
    found = matters(round, user)
    form = MeetingForm(posted(request), round=round, user=user, day=day)
    rows = [MatterForm(matter, posted(request), seen=seen) for matter in found]
    status = 200
    if request.method == "POST":
        if all([form.is_valid(), *(row.is_valid() for row in rows)]):
            answers = decide(found, decisions(rows), form.cleaned_data["meeting"], user)
            if answers := [*answers, *vanished(round, user, found, request.POST)]:
                return _answered(request, round, answers)
            form.add_error(None, "请至少对一个事项作出决定。")
        for row in rows:
            row.tell(form)
        status = 400
    context = {"round": round, "place": "ledger", "form": form, "rows": rows, "decides": decides, "day": day}
    return render(request, "measures/deciding.html", context, status=status)


def _answered(request: HttpRequest, round: Round, answers: list[Answer]) -> HttpResponse:
    """Keep the answers for the next page, so that reloading it decides nothing twice."""
    request.session[f"deciding:{round.pk}"] = [[a.issue, a.label, a.done, a.sentence] for a in answers]
    return HttpResponseRedirect(reverse("measures:deciding_result", args=[round.pk]))


@require_safe
def deciding_result(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show what became of each matter that was decided last."""
    round, _ = _asked(request, round_id)
    answers = [Answer(*values) for values in request.session.get(f"deciding:{round.pk}", [])]
    context: dict[str, Any] = {
        "round": round,
        "place": "ledger",
        "failed": [answer for answer in answers if not answer.done],
        "done": [answer for answer in answers if answer.done],
    }
    return render(request, "measures/deciding_result.html", context)
