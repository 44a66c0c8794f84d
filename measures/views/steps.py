"""A measure's next step: in its row of the ledger with htmx, on a page of its own without."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from measures.forms.steps import StepForm
from measures.models import Measure
from measures.selectors import entries_since
from measures.services.proof import attach
from measures.services.recusal import verifier_conflict
from measures.services.transitions import Step, needs_of, transition
from measures.timeline import timeline_rows
from measures.views.common import me, page_of, the_measure, way_back
from measures.views.rows import row_context, row_response
from measures.workflow import TRANSITIONS, Need
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.conflict import MERGE, conflict_response
from rectify.errors import Refused, Stale
from rectify.pages import posted, refuse


@require_http_methods(["GET", "POST"])
def measure_step(request: HttpRequest, round_id: int, pk: int, step_name: str) -> HttpResponse:
    """Ask for what the step `step_name` needs, and take it."""
    measure = the_measure(request, round_id, pk)
    step = step_of(measure, step_name, me(request))
    form = StepForm(posted(request), request.FILES or None, step=step, measure=measure)
    if request.method != "POST":
        closed = why_closed(measure, step)
        return _closed(request, measure, closed) if closed else _show(request, measure, step, form)
    if MERGE in request.POST or not form.is_valid():
        return _show(request, measure, step, form, 200 if MERGE in request.POST else 400)
    try:
        fresh = _take(request, measure, step, form)
    except Stale as stale:
        return _meanwhile(request, step, form, stale)
    except Refused as refusal:
        refuse(form, refusal)
        return _show(request, measure, step, form, refusal.status)
    return _taken(request, step, fresh)


def _take(request: HttpRequest, measure: Measure, step: Step, form: StepForm) -> Measure:
    """Keep the evidence that came along, then take the step.

    A browser can't fill in files again: what was kept stays, though the step be refused, and the form says so.
    """
    user, version = me(request), form.cleaned_data["version"]
    if form.attached:
        kept = attach(measure=measure, by=user, files=form.attached, provided_by=form.given.get(Need.REPORTER))
        form.put_away(len(kept))
    return transition(measure=measure, name=step.transition.name, by=user, version=version, given=form.given)


def step_of(measure: Measure, name: str, user: User) -> Step:
    """Return the step as it stands before `user`; raise Refused for an unknown name, PermissionDenied by the matrix."""
    known = TRANSITIONS.get(name)
    if known is None:
        raise Refused("没有这样的办理步骤。")
    permit(user, known.action, measure)
    return Step(known, needs_of(known, measure, user), verifier_conflict(measure, user) if known.recused else "")


def why_closed(measure: Measure, step: Step) -> str:
    """Return why the step can't be taken now: the measure's status, or recusal; nothing where it can."""
    if measure.status not in step.transition.sources:
        return f"{measure}当前为“{measure.get_status_display()}”，不能“{step.transition.label}”。"
    return step.conflict


def _closed(request: HttpRequest, measure: Measure, why: str) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        raise Refused(why)
    return row_response(request, measure, 400, notice=why)


def _panel(request: HttpRequest, measure: Measure, step: Step) -> dict[str, Any]:
    """Return what both ways of asking share: the form's address, words and way out."""
    address = reverse("measures:measure_step", args=[measure.round_id, measure.pk, step.transition.name])
    in_row = bool(request.headers.get("HX-Request"))
    row = reverse("measures:measure_row", args=[measure.round_id, measure.pk])
    return {
        "step": step,
        "submit": step.transition.label,
        "action": address if in_row else request.get_full_path(),
        "cancel_url": row if in_row else way_back(request, measure),
        "confirm": f"确定{step.transition.label}{measure}？" if step.transition.confirm else "",
        "grave": step.transition.confirm,
        "target": f"#m-{measure.pk}" if in_row else "",
        "heading": f"{step.transition.label}：{measure}",
    }


def _show(request: HttpRequest, measure: Measure, step: Step, form: StepForm, status: int = 200) -> HttpResponse:
    panel = {**_panel(request, measure, step), "form": form}
    if request.headers.get("HX-Request"):
        return row_response(request, measure, status, **panel)
    return render(request, "measures/measure_form.html", page_of(measure, **panel), status=status)


def _meanwhile(request: HttpRequest, step: Step, form: StepForm, stale: Stale) -> HttpResponse:
    """Answer 409: what happened meanwhile, both texts, and the step anew where it is still open."""
    measure = Measure.objects.with_people().get(pk=stale.current.pk)
    since = timeline_rows(entries_since(measure, form.cleaned_data["version"]), here=measure)
    context = {**_panel(request, measure, step), "since": since, "closed": why_closed(measure, step)}
    if request.headers.get("HX-Request"):
        context |= row_context(request, measure)
        return conflict_response(request, form, stale, "measures/_row.html", **context)
    return conflict_response(request, form, stale, "measures/step_conflict.html", **page_of(measure, **context))


def _taken(request: HttpRequest, step: Step, measure: Measure) -> HttpResponse:
    said = f"已{step.transition.label}" if step.transition.name != "report" else "已报送"
    fresh = Measure.objects.with_people().get(pk=measure.pk)
    if request.headers.get("HX-Request"):
        response = row_response(request, fresh, said=said)
        response["HX-Trigger"] = "changed"  # the count line asks for itself anew
        return response
    messages.success(request, f"{fresh}{said}，现在是“{fresh.get_status_display()}”。")
    return HttpResponseRedirect(way_back(request, fresh))
