"""Recording a step of review, and giving out what came back with it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from measures.selectors import refuse_cleared
from measures.views.common import me
from rectify.accounts.permissions import permit, visible
from rectify.accounts.roles import Action
from rectify.files.giving import file_response
from rectify.pages import posted
from reports.models import ReviewAttachment, ReviewStep
from reports.notice.forms import MoveForm
from reports.notice.services.reviewing import attachment_path, move_step
from reports.notice.views.common import form_answer, the_notice
from reports.workflow import REVIEW_MOVES


@require_http_methods(["GET", "POST"])
def notice_review(request: HttpRequest, round_id: int, number: int, pk: int, move_name: str) -> HttpResponse:
    """Record that a step was sent, returned, or skipped."""
    notice = the_notice(request, round_id, number)
    step = get_object_or_404(ReviewStep.objects.filter(notice=notice).select_related("notice"), pk=pk)
    permit(me(request), Action.DRAFT_NOTICE, notice)
    move = REVIEW_MOVES.get(move_name)
    if move is None:
        raise Http404
    form = MoveForm(posted(request), request.FILES or None, move=move, step=step)
    return form_answer(
        request,
        form,
        lambda: move_step(step=step, name=move_name, by=me(request), **form.values()),
        notice=notice,
        done=f"已登记：{step.name}。",
        heading=f"{move.label}：{step.name}",
        submit=move.label,
    )


@require_safe
def notice_attachment(request: HttpRequest, round_id: int, number: int, pk: int) -> HttpResponseBase:
    """Give an attachment to keep."""
    notice = the_notice(request, round_id, number)
    rows = visible(ReviewAttachment.objects.filter(notice=notice), request.user, Action.READ_NOTICE)
    found = get_object_or_404(rows, pk=pk)
    refuse_cleared(found)
    return file_response(attachment_path(found), name=found.name, content_type=found.content_type)
