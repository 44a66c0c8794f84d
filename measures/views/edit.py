"""Editing a measure's plan, outcome, public text and verifier, and adding a measure to an issue."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from measures.forms.plan import OutcomeForm, PlanForm, PublicTextForm, VerifierForm
from measures.models import Measure
from measures.services import plan as doors
from measures.services.transitions import name_verifier
from measures.views.common import issue_url, me, measure_url, page_of, the_issue, the_measure
from measures.workflow import Status
from rectify.accounts.models import User
from rectify.accounts.permissions import can, permit
from rectify.accounts.roles import Action
from rectify.pages import form_page, posted

PAGE = "measures/measure_form.html"


@require_http_methods(["GET", "POST"])
def measure_create(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Add a measure to the issue `pk`."""
    issue = the_issue(request, round_id, pk)
    permit(me(request), Action.EDIT_LEDGER, issue)
    form = PlanForm(posted(request), round=issue.round)
    return form_page(
        request,
        form,
        lambda: doors.create_measure(issue=issue, by=me(request), **form.values()),
        template="measures/issue_form.html",
        done=lambda measure: f"已新增{measure}。",
        to=lambda measure: measure_url(measure),
        context={
            "round": issue.round,
            "place": "ledger",
            "issue": issue,
            "heading": "新增措施",
            "submit": "新增措施",
            "cancel_url": issue_url(issue),
        },
    )


@require_http_methods(["GET", "POST"])
def measure_plan(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Change what the plan says of a measure."""
    measure = the_measure(request, round_id, pk)
    permit(me(request), Action.EDIT_LEDGER, measure)
    form = PlanForm(posted(request), round=measure.round, record=measure)
    return form_page(
        request,
        form,
        lambda: doors.edit_plan(measure=measure, by=me(request), **form.values()),
        template=PAGE,
        done="方案内容已保存。",
        to=measure_url(measure),
        context=page_of(measure, heading="修改方案内容", submit="保存方案内容", cancel_url=measure_url(measure)),
    )


@require_http_methods(["GET", "POST"])
def measure_outcome(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Write what was done."""
    measure = the_measure(request, round_id, pk)
    finished = measure.status in {Status.REPORTED, Status.DONE}
    permit(me(request), Action.EDIT_LEDGER if finished else Action.WORK, measure)
    form = OutcomeForm(posted(request), record=measure)
    return form_page(
        request,
        form,
        lambda: doors.edit_outcome(measure=measure, by=me(request), **form.values()),
        template=PAGE,
        done="落实情况已保存。",
        to=measure_url(measure),
        context=page_of(measure, heading="更新落实情况", submit="保存落实情况", cancel_url=measure_url(measure)),
    )


@require_http_methods(["GET", "POST"])
def measure_public(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Write what the public may read."""
    measure = the_measure(request, round_id, pk)
    permit(me(request), Action.EDIT_LEDGER, measure)
    form = PublicTextForm(posted(request), record=measure)
    return form_page(
        request,
        form,
        lambda: doors.edit_public_text(measure=measure, by=me(request), **form.values()),
        template=PAGE,
        done="公开文本已保存。",
        to=measure_url(measure),
        context=page_of(measure, heading="修改公开文本", submit="保存公开文本", cancel_url=measure_url(measure)),
    )


@require_http_methods(["GET", "POST"])
def measure_verifier(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Let the group's head name who verifies."""
    measure = the_measure(request, round_id, pk)
    if not may_name_verifier(measure, me(request)):
        raise PermissionDenied
    form = VerifierForm(posted(request), record=measure)
    return form_page(
        request,
        form,
        lambda: name_verifier(measure=measure, by=me(request), **form.values()),
        template=PAGE,
        done="已指定核验人。",
        to=measure_url(measure),
        context=page_of(measure, heading="指定核验人", submit="指定核验人", cancel_url=measure_url(measure)),
    )


def may_name_verifier(measure: Measure, user: User) -> bool:
    """Tell whether `user` heads the leading group of the measure's round."""
    heads = any(post.round_id == measure.round_id and post.head for post in user.posts)
    return heads and can(user, Action.APPROVE, measure)
