"""清除: asking for it on a record, the list, one clearing with what goes, and deciding it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from issues.models import Round
from measures.clearing import erasing
from measures.clearing.forms import AskForm, StepForm
from measures.clearing.kinds import kind_named, kind_of
from measures.clearing.services import ask_clearing, choices_for, decide_clearing, decide_conflict
from measures.clearing.workflow import STEPS
from measures.models import Clearing
from measures.views.common import me, the_round
from rectify.accounts.permissions import can, permit, visible
from rectify.accounts.roles import Action
from rectify.files.giving import file_response, preview_of
from rectify.files.keeping import path_of
from rectify.history.clearing import is_of_log
from rectify.pages import form_page, posted

PER_PAGE = 30


def _round(request: HttpRequest, round_id: int) -> Round:
    """Return the round, for those who ask for clearings or confirm them; 404 out of sight, 403 for everybody else."""
    round = the_round(request, round_id)
    if not any(can(request.user, action, round) for action in (Action.CLEAR, Action.CONFIRM_CLEARING)):
        raise PermissionDenied
    return round


def _clearing(request: HttpRequest, round_id: int, pk: int) -> Clearing:
    found = Clearing.objects.with_people().filter(round=_round(request, round_id))
    return get_object_or_404(found, pk=pk)


def clearing_url(clearing: Clearing) -> str:
    """Return the address of a clearing's page."""
    return reverse("measures:clearing", args=[clearing.round_id, clearing.pk])


@require_safe
def clearings(request: HttpRequest, round_id: int) -> HttpResponse:
    """List the clearings of a round, those that wait first."""
    round = _round(request, round_id)
    rows = Clearing.objects.with_people().filter(round=round)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"round": round, "tab": "clearings", "page": page, "pending": [row for row in page if row.pending]}
    return render(request, "measures/clearing_list.html", context)


@require_http_methods(["GET", "POST"])
def clearing_ask(request: HttpRequest, round_id: int, slug: str, pk: int) -> HttpResponse:
    """Ask that something of a record be cleared."""
    round, kind = the_round(request, round_id), kind_named(slug)
    if kind is None:
        raise Http404
    model: Any = kind.model
    rows = visible(model._default_manager.filter(pk=pk), request.user, kind.seen_by)
    subject: Any = get_object_or_404(rows.select_related(*model.held_with))
    if subject.belongs_to().round != round.pk:
        raise Http404
    permit(me(request), Action.CLEAR, subject)
    form = AskForm(posted(request), choices=choices_for(subject), what=request.GET.get("what", ""))
    context = {
        "round": round,
        "tab": "clearings",
        "label": kind.label(subject),
        "subject": subject,
        "kind": kind,
        "file": kind.room,
        "cancel_url": kind.url(subject),
    }
    return form_page(
        request,
        form,
        lambda: ask_clearing(subject=subject, by=me(request), **form.cleaned_data),
        template="measures/clearing_ask.html",
        done="已提出清除，待驻局纪检监察组确认。",
        to=clearing_url,
        context=context,
    )


@require_safe
def clearing(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Show one clearing: what it takes away while it waits, what it took away and by whom afterwards."""
    found = _clearing(request, round_id, pk)
    steps = [step for step in STEPS.values() if found.pending and can(request.user, step.action, found)]
    return render(request, "measures/clearing_detail.html", {**_page(found), "steps": steps})


def _page(found: Clearing) -> dict[str, Any]:
    """What the page and each step's page show: the file and the texts that go, only as long as they are there."""
    kind, subject = kind_of(found.record_type), found.subject
    context = {
        "round": found.round,
        "tab": "clearings",
        "clearing": found,
        "subject": subject,
        "record_url": kind.url(subject) if kind else "",
        "gone": len([key for key in found.erased if is_of_log(key)]),
    }
    if found.pending:
        going = erasing.goes(found, subject)
        context |= {
            "texts": sorted(going.texts, key=len, reverse=True),
            "lines": len(going.entries) + sum(len(columns) for _, columns in going.rows),
            "same": erasing.same_bytes(found) if found.file else [],
            "current_goes": erasing.goes_now(found, subject, going),
            "elsewhere": erasing.same_words(found, going.texts),
        }
    return context


@require_http_methods(["GET", "POST"])
def clearing_step(request: HttpRequest, round_id: int, pk: int, step_name: str) -> HttpResponse:
    """Take one step; the page says what vanishes, and that nothing brings it back."""
    found, step = _clearing(request, round_id, pk), STEPS.get(step_name)
    if step is None:
        raise Http404
    permit(me(request), step.action, found)
    form = StepForm(posted(request), step=step, clearing=found)
    conflict = decide_conflict(found, step, me(request)) or ("" if found.pending else f"这项清除{found.get_state_display()}。")
    context = {"step": step, "conflict": conflict, "cancel_url": clearing_url(found), "heading": step.label, "submit": step.label}
    return form_page(
        request,
        form,
        lambda: decide_clearing(clearing=found, name=step_name, by=me(request), **form.cleaned_data),
        template="measures/clearing_step.html",
        done=lambda decided: f"{decided.get_state_display()}。",
        to=clearing_url(found),
        context={**_page(found), **context},
    )


@require_safe
def clearing_file(request: HttpRequest, round_id: int, pk: int) -> HttpResponseBase:
    """Give the file that is to go to those who decide about it."""
    found = _clearing(request, round_id, pk)
    kind, subject = kind_of(found.record_type), found.subject
    if kind is None or not found.file or not found.pending:
        raise Http404
    path, content_type = getattr(subject, "path", ""), getattr(subject, "content_type", "")
    inline = bool(preview_of(content_type)) and "inline" in request.GET
    return file_response(path_of(kind.room, path), name=getattr(subject, "name", ""), content_type=content_type, inline=inline)
