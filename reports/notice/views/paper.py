"""Decisions on paper in a step's place: recording one, confirming another's, withdrawing a wrong one, its scan."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from issues.models import PaperDecision
from issues.services.decisions import scan_path, withdraw_decision
from measures.paper.forms import ConfirmForm, UndoForm
from measures.selectors import refuse_cleared
from measures.views.common import me
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.files.giving import file_response
from rectify.pages import posted
from reports.models import Notice
from reports.notice.forms import PaperForm
from reports.notice.services.paper import confirm_paper_step, record_paper_step, step_on_paper
from reports.notice.services.recusal import paper_conflict
from reports.notice.views.common import form_answer, the_notice
from reports.workflow import TRANSITIONS


def _decision(notice: Notice, pk: int) -> PaperDecision:
    return get_object_or_404(PaperDecision.objects.about(notice), pk=pk)


@require_http_methods(["GET", "POST"])
def notice_paper(request: HttpRequest, round_id: int, number: int, step_name: str) -> HttpResponse:
    """Record that a step was decided on paper."""
    notice = the_notice(request, round_id, number)
    permit(me(request), Action.RECORD_DECISION, notice)
    step = step_on_paper(step_name)
    form = PaperForm(posted(request), request.FILES or None, step=step, notice=notice)
    return form_answer(
        request,
        form,
        lambda: record_paper_step(notice=notice, name=step_name, by=me(request), **form.values()),
        notice=notice,
        done="已补录，待另一人确认后生效。",
        heading=f"线下签批补录：{step.label}",
        submit="补录线下签批",
    )


@require_http_methods(["GET", "POST"])
def notice_paper_confirm(request: HttpRequest, round_id: int, number: int, pk: int) -> HttpResponse:
    """Confirm what another recorded."""
    notice = the_notice(request, round_id, number)
    decision = _decision(notice, pk)
    permit(me(request), Action.RECORD_DECISION, decision)
    form = ConfirmForm(posted(request), record=decision)
    return form_answer(
        request,
        form,
        lambda: confirm_paper_step(decision=decision, by=me(request), **form.values()),
        notice=notice,
        done="已确认，签批生效。",
        heading="确认线下签批",
        submit="确认线下签批",
        decision=decision,
        step=TRANSITIONS[decision.step],
        conflict=paper_conflict(decision, notice, me(request)),
    )


@require_http_methods(["GET", "POST"])
def notice_paper_withdraw(request: HttpRequest, round_id: int, number: int, pk: int) -> HttpResponse:
    """Withdraw a decision that was recorded wrongly."""
    notice = the_notice(request, round_id, number)
    decision = _decision(notice, pk)
    permit(me(request), Action.RECORD_DECISION, decision)
    form = UndoForm(posted(request), record=decision)
    return form_answer(
        request,
        form,
        lambda: withdraw_decision(decision=decision, by=me(request), **form.values()),
        notice=notice,
        done="已撤销这份补录，记录仍留存备查。",
        heading="撤销线下签批补录",
        submit="撤销补录",
        grave=True,
        decision=decision,
        step=TRANSITIONS[decision.step],
    )


@require_safe
def notice_paper_scan(request: HttpRequest, round_id: int, number: int, pk: int) -> HttpResponseBase:
    """Show or give the scan of a decision."""
    decision = _decision(the_notice(request, round_id, number), pk)
    refuse_cleared(decision)
    inline = "inline" in request.GET
    if inline and not decision.previewable:
        raise Http404
    return file_response(scan_path(decision), name=decision.name, content_type=decision.content_type, inline=inline)
