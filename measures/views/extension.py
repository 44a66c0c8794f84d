"""The pages of extensions: asking from a measure's page, each step's form, and the list of a round."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from measures.extensions.forms import AskForm, StepForm
from measures.extensions.panel import of_round
from measures.extensions.recusal import granter_word
from measures.extensions.services import ask_extension, closed_for, steps_for, take_extension_step
from measures.extensions.workflow import TRANSITIONS
from measures.figures import today
from measures.models import Extension, ExtensionState
from measures.views.common import me, measure_url, page_of, the_measure, the_round
from rectify.accounts.permissions import can, permit, visible
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.pages import form_page, posted

PAGE = "measures/extension_form.html"
DONE = {
    "grant": "已同意延期，完成时限已调整，并抄送驻局纪检监察组。",
    "refuse": "未同意延期，完成时限不变。",
    "withdraw": "已撤回延期申请。",
    "acknowledge": "已阅知。",
}


@require_safe
def extensions(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the requests of a round, all or of one state."""
    round = the_round(request, round_id)
    state = request.GET.get("state", "")
    state = state if state in ExtensionState.values else ""
    lines, states = of_round(round, me(request), state)
    context = {"round": round, "place": "ledger", "lines": lines, "states": states, "state": state, "day": today(round)}
    return render(request, "measures/extension_list.html", context)


@require_http_methods(["GET", "POST"])
def extension_ask(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Ask for a later date of the measure `pk`."""
    measure = the_measure(request, round_id, pk)
    permit(me(request), Action.WORK, measure)
    if request.method == "GET" and (why := closed_for(measure)):
        raise Refused(why)
    form = AskForm(posted(request), measure=measure, user=me(request), day=today(measure.round))
    back = measure_url(measure, "extensions")
    return form_page(
        request,
        form,
        lambda: ask_extension(measure=measure, by=me(request), **form.cleaned_data),
        template="measures/measure_form.html",
        done=lambda extension: f"已申请延期，由{granter_word(extension)}审批；批准前仍按原时限统计。",
        to=back,
        context=page_of(measure, heading="申请延期", submit="申请延期", cancel_url=back),
    )


@require_http_methods(["GET", "POST"])
def extension_step(request: HttpRequest, round_id: int, pk: int, step_name: str) -> HttpResponse:
    """Take one step with a request."""
    shown = visible(Extension.objects.filter(measure__round=round_id), request.user)
    extension = get_object_or_404(shown.with_people(), pk=pk)
    step = TRANSITIONS.get(step_name)
    if step is None:
        raise Http404
    user, measure = me(request), the_measure(request, round_id, extension.measure_id)
    if not can(user, step.action, extension):
        raise PermissionDenied
    offered = {each.transition.name: each for each in steps_for(extension, user)}.get(step_name)
    why = f"这份延期申请{extension.get_state_display()}，不能“{step.label}”。" if offered is None else offered.conflict
    if request.method == "GET" and why:
        raise Refused(why)
    form = StepForm(posted(request), step=step, extension=extension)
    back = measure_url(measure, "extensions")
    return form_page(
        request,
        form,
        lambda: take_extension_step(
            extension=extension, name=step_name, by=user, version=form.cleaned_data["version"], given=form.given
        ),
        template=PAGE,
        done=DONE[step_name],
        to=back,
        context=page_of(measure, heading=step.label, submit=step.label, cancel_url=back, extension=extension, step=step),
    )
