"""The bulk pages: what is asked once for all picked rows, and the answer of each."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from issues.models import Round
from measures.bulk import DOORS, Answer, Picked, change_each, find, read_picked, run, start_each
from measures.forms.bulk import BulkDueForm, BulkForm, BulkLeadForm
from measures.views.common import ledger_url, me, the_round
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused

FORMS: dict[str, type[BulkForm]] = {"lead": BulkLeadForm, "due": BulkDueForm}
HEADINGS = {"start": "批量启动", "lead": "批量调整牵头部门", "due": "批量调整完成时限"}
SUBMITS = {"lead": "调整牵头部门", "due": "调整完成时限"}


@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest, round_id: int, what: str) -> HttpResponse:
    """Start the picked rows, or ask what they all get and give it to each."""
    round = the_round(request, round_id)
    if what not in HEADINGS:
        raise Http404
    permit(me(request), Action.WORK if what == "start" else Action.EDIT_LEDGER, round)
    picked = read_picked((request.POST if request.method == "POST" else request.GET).getlist("measure"))
    if what == "start":
        return _start(request, round, picked)
    return _change(request, round, what, picked)


def _start(request: HttpRequest, round: Round, picked: list[Picked]) -> HttpResponse:
    if request.method != "POST":
        raise Refused("请在台账上勾选措施后再启动。")
    user = me(request)
    return _answered(request, round, "start", run(round, user, picked, start_each(user), "已启动。"))


def _change(request: HttpRequest, round: Round, name: str, picked: list[Picked]) -> HttpResponse:
    user, asked = me(request), request.method == "POST"
    form = FORMS[name](request.POST if asked else None, round=round)
    if asked and form.is_valid():
        act = change_each(DOORS[name], user, **form.values())
        return _answered(request, round, name, run(round, user, picked, act, form.done))
    context: dict[str, Any] = {
        "round": round,
        "place": "ledger",
        "heading": HEADINGS[name],
        "submit": SUBMITS[name],
        "form": form,
        "picked": [f"{row.key}:{row.version}" if row.version else row.key for row in picked],
        "measures": list(find(round, user, picked).values()),
        "cancel_url": ledger_url(request, round.pk),
    }
    return render(request, "measures/bulk_form.html", context, status=400 if asked else 200)


def _answered(request: HttpRequest, round: Round, name: str, answers: list[Answer]) -> HttpResponse:
    """Keep the answers for the next page, so that reloading it does nothing twice."""
    request.session[f"bulk:{round.pk}"] = {
        "heading": HEADINGS[name],
        "answers": [[answer.label, answer.key, answer.done, answer.sentence] for answer in answers],
    }
    return HttpResponseRedirect(reverse("measures:bulk_result", args=[round.pk]))


@require_safe
def bulk_result(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the last bulk's answers, row by row."""
    round = the_round(request, round_id)
    kept = request.session.get(f"bulk:{round.pk}", {"heading": "批量办理", "answers": []})
    answers = [Answer(*values) for values in kept["answers"]]
    context = {
        "round": round,
        "place": "ledger",
        "heading": kept["heading"],
        "failed": [answer for answer in answers if not answer.done],
        "done": [answer for answer in answers if answer.done],
        "back_url": ledger_url(request, round.pk),
    }
    return render(request, "measures/bulk_result.html", context)
