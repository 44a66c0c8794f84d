"""The pages of a closure: its steps, the inspection team's opinion, look-backs, an issue's way, and the round's list."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from issues.models import Issue, Meeting
from measures.changes import changes_after
from measures.closure.forms import LookBackForm, OpinionForm, PlanForm, StepForm
from measures.closure.listing import listing
from measures.closure.recusal import consultation_of, looker_conflict, team_concerned
from measures.closure.services.look_backs import plan_look_back, record_look_back
from measures.closure.services.opinions import give_opinion
from measures.closure.services.steps import steps_for, take
from measures.closure.way import way_of
from measures.closure.workflow import TRANSITIONS
from measures.figures import today
from measures.models import Consultation, LookBack
from measures.timeline import timeline_rows
from measures.views.common import issue_url, me, the_issue, the_round
from rectify.accounts.permissions import can, permit, visible
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.pages import form_page, posted

ANCHOR = "closure"


def _page(issue: Issue, **context: Any) -> dict[str, Any]:
    return {"round": issue.round, "place": "ledger", "issue": issue, "cancel_url": issue_url(issue, ANCHOR), **context}


@require_http_methods(["GET", "POST"])
def closure_step(request: HttpRequest, round_id: int, pk: int, step_name: str) -> HttpResponse:
    """Ask for what a step of the closure needs, and take it."""
    issue, user = the_issue(request, round_id, pk), me(request)
    step = TRANSITIONS.get(step_name)
    if step is None or step.hidden:
        raise Http404
    permit(user, step.action, issue)
    day = today(issue.round)
    if request.method == "GET":
        found = next((s for s in steps_for(issue, user, day) if s.transition is step), None)
        if found is None or found.against:
            raise Refused(
                found.against[0] if found else f"{issue.mark}当前为“{issue.get_closure_display()}”，不能“{step.label}”。"
            )
    meetings = visible(Meeting.objects.held_by(day).filter(round=issue.round), user)
    form = StepForm(posted(request), step=step, issue=issue, meetings=meetings)
    return form_page(
        request,
        form,
        lambda: take(issue=issue, name=step.name, by=user, version=form.cleaned_data["version"], given=form.given),
        template="measures/closure_form.html",
        done=f"已办理“{step.label}”。",
        to=issue_url(issue, ANCHOR),
        context=_page(issue, heading=step.label, submit=step.label, confirm=step.confirm, asked=consultation_of(issue)),
    )


@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Give the inspection team's opinion, or record its superior's."""
    issue, user = the_issue(request, round_id, pk), me(request)
    superior = team_concerned(issue)
    permit(user, Action.PROPOSE if superior else Action.GIVE_OPINION, issue)
    asked = Consultation.objects.filter(issue=issue, ended=False).first()
    if asked is None:
        raise Refused("这一事项没有正在征求的意见。")
    form = OpinionForm(posted(request), record=asked, superior=superior)
    return form_page(
        request,
        form,
        lambda: give_opinion(consultation=asked, by=user, **form.values()),
        template="measures/closure_form.html",
        done="已提出对销号的意见。",
        to=issue_url(issue, ANCHOR),
        context=_page(issue, heading="对销号的意见", submit="提出意见", asked=asked),
    )


@require_http_methods(["GET", "POST"])
def look_back_plan(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Plan one more look-back."""
    issue, user = the_issue(request, round_id, pk), me(request)
    permit(user, Action.LOOK_BACK, issue)
    form = PlanForm(posted(request))
    return form_page(
        request,
        form,
        lambda: plan_look_back(issue=issue, by=user, planned_on=form.cleaned_data["planned_on"]),
        template="measures/closure_form.html",
        done="已计划回头看。",
        to=issue_url(issue, ANCHOR),
        context=_page(issue, heading="计划回头看", submit="计划回头看"),
    )


@require_http_methods(["GET", "POST"])
def look_back(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Record what a look-back found."""
    user = me(request)
    backs = visible(LookBack.objects.filter(issue__round=round_id), user)
    back = get_object_or_404(backs.select_related("issue__round", "issue__key_problem", "issue__parent"), pk=pk)
    issue = back.issue
    permit(user, Action.LOOK_BACK, issue)
    if request.method == "GET" and (why := looker_conflict(issue, user)):
        raise Refused(why)
    form = LookBackForm(posted(request), record=back, superior=team_concerned(issue))
    return form_page(
        request,
        form,
        lambda: record_look_back(look_back=back, by=user, **form.values()),
        template="measures/closure_form.html",
        done=lambda done: f"已登记回头看：{done.get_result_display()}。",
        to=issue_url(issue, ANCHOR),
        context=_page(issue, heading="登记回头看", submit="登记回头看结果"),
    )


@require_safe
def way(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Show an issue's way: what is done, what is missing, whose turn it is."""
    issue = the_issue(request, round_id, pk)
    context = {
        **_page(issue),
        "stages": way_of(issue, today(issue.round)),
        "day": today(issue.round),
        "timeline": timeline_rows(changes_after([issue]).get(issue.pk, [])),
    }
    return render(request, "measures/closure_way.html", context)


@require_safe
def closures(request: HttpRequest, round_id: int) -> HttpResponse:
    """List the closures of the round."""
    round, user = the_round(request, round_id), me(request)
    if not can(user, Action.VIEW_LEDGER, round):
        raise PermissionDenied
    state = request.GET.get("state", "")
    context = {"round": round, "place": "ledger", "page": listing(round, user, state), "state": state, "day": today(round)}
    return render(request, "measures/closure_list.html", context)
