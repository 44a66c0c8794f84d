"""The pages of decisions on paper: recording one, confirming another's with its scan in sight, withdrawing a wrong one."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from issues.models import Meeting, PaperDecision, Round
from issues.services.decisions import scan_path, withdraw_decision
from measures.figures import today
from measures.paper.forms import ConfirmForm, PaperForm, UndoForm
from measures.paper.registry import STEPS, PaperStep, subject_of
from measures.paper.services import confirm_paper, paper_conflict, record_paper
from measures.selectors import cleared_of, refuse_cleared
from measures.views.common import me, the_round
from rectify.accounts.permissions import permit, visible
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.files.giving import file_response
from rectify.pages import form_page, posted

PAGE = "measures/paper_form.html"


def _meetings(round: Round, request: HttpRequest) -> forms.ModelChoiceField:
    held = visible(Meeting.objects.held_by(today(round)).filter(round=round), request.user)
    errors = {"invalid_choice": "所选会议不在本轮次，或已撤销，请重新选择。"}
    return forms.ModelChoiceField(held, label="议定的会议", required=False, empty_label="不经会议", error_messages=errors)


def _about(round: Round, step: PaperStep, subject: Any, **context: Any) -> dict[str, Any]:
    """Return the context of a page about one step of one record."""
    back = step.url(subject)
    return {"round": round, "place": "ledger", "step": step, "said": step.says(subject), "cancel_url": back, **context}


def _decision(request: HttpRequest, round_id: int, pk: int) -> PaperDecision:
    """Return a decision that may be seen, of the steps that are registered; Http404 otherwise."""
    shown = visible(PaperDecision.objects.filter(round=round_id, step__in=STEPS), request.user)
    return get_object_or_404(shown.select_related("round", "signatory", "meeting", "recorded_by__person"), pk=pk)


@require_http_methods(["GET", "POST"])
def paper_record(request: HttpRequest, round_id: int, key: str, pk: int) -> HttpResponse:
    """Record that a step was decided on paper."""
    round = the_round(request, round_id)
    step = STEPS.get(key)
    if step is None:
        raise Http404
    subject = get_object_or_404(visible(step.of_round(round.pk), request.user), pk=pk)
    permit(me(request), Action.RECORD_DECISION, subject)
    if request.method == "GET" and (closed := step.closed(subject, today(round))):
        raise Refused(closed)
    bound, meeting = step.bound(subject), _meetings(round, request)
    form = PaperForm(posted(request), request.FILES or None, bound=bound, meeting=meeting, who=step.who(subject))
    return form_page(
        request,
        form,
        lambda: record_paper(subject=subject, key=key, by=me(request), **form.values()),
        template=PAGE,
        done="已补录，待另一人确认后生效。",
        to=step.url(subject),
        context=_about(round, step, subject, heading=f"线下签批补录：{step.label}", submit="补录线下签批"),
    )


@require_http_methods(["GET", "POST"])
def paper_confirm(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Confirm what another recorded: then it holds."""
    decision = _decision(request, round_id, pk)
    permit(me(request), Action.RECORD_DECISION, decision)
    step, subject = STEPS[decision.step], subject_of(decision)
    form = ConfirmForm(posted(request), record=decision)
    changed = step.bound(subject) != decision.content_hash
    conflict = _ended(decision) or paper_conflict(decision, me(request)) or step.closed(subject, today(decision.round))
    return form_page(
        request,
        form,
        lambda: confirm_paper(decision=decision, by=me(request), **form.values()),
        template=PAGE,
        done="已确认，签批生效。",
        to=step.url(subject),
        context=_about(
            decision.round,
            step,
            subject,
            heading=f"确认线下签批：{step.label}",
            submit="确认线下签批",
            cleared_papers=cleared_of(decision),
            decision=decision,
            changed=changed,
            conflict=conflict,
        ),
    )


def _ended(decision: PaperDecision) -> str:
    return "" if decision.pending else "这份线下签批已经确认或撤销。"


@require_http_methods(["GET", "POST"])
def paper_withdraw(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Withdraw a decision that was recorded wrongly."""
    decision = _decision(request, round_id, pk)
    permit(me(request), Action.RECORD_DECISION, decision)
    step, subject = STEPS[decision.step], subject_of(decision)
    form = UndoForm(posted(request), record=decision)
    return form_page(
        request,
        form,
        lambda: withdraw_decision(decision=decision, by=me(request), **form.values()),
        template=PAGE,
        done="已撤销这份补录，记录仍留存备查。",
        to=step.url(subject),
        context=_about(
            decision.round,
            step,
            subject,
            heading="撤销线下签批补录",
            submit="撤销补录",
            grave=True,
            decision=decision,
            cleared_papers=cleared_of(decision),
            conflict=_ended(decision),
        ),
    )


@require_safe
def paper_scan(request: HttpRequest, round_id: int, pk: int) -> HttpResponseBase:
    """Show or give the scan of a decision."""
    decision = _decision(request, round_id, pk)
    refuse_cleared(decision)
    inline = "inline" in request.GET
    if inline and not decision.previewable:
        raise Http404
    return file_response(scan_path(decision), name=decision.name, content_type=decision.content_type, inline=inline)
