"""A version's next step: what it needs, why it is closed, and taking it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from measures.views.common import me
from rectify.accounts.models import User
from rectify.accounts.permissions import can, permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.pages import posted
from reports.models import Notice
from reports.notice import checks
from reports.notice.forms import NoticeStepForm
from reports.notice.mending import address_of
from reports.notice.services.recusal import is_head
from reports.notice.services.transitions import take_step, why_closed
from reports.notice.versions import Now
from reports.notice.views.common import form_answer, the_notice
from reports.workflow import TRANSITIONS, Need, Transition


@require_http_methods(["GET", "POST"])
def notice_step(request: HttpRequest, round_id: int, number: int, step_name: str) -> HttpResponse:
    """Ask for what the step needs, and take it."""
    notice = the_notice(request, round_id, number)
    step = step_of(notice, step_name, me(request))
    if request.method != "POST" and (why := why_closed(step, notice, me(request))):
        raise Refused(why)
    found = _findings(notice, step)
    explained, recorder = [f for f in found if not f.blocks], can(me(request), Action.SEND_SHEETS, notice)
    form = NoticeStepForm(posted(request), step=step, notice=notice, recorder=recorder, findings=explained)
    return form_answer(
        request,
        form,
        lambda: take_step(notice=notice, name=step_name, by=me(request), version=form.cleaned_data["version"], given=form.given),
        notice=notice,
        still=lambda current: why_closed(step, current, me(request)),
        done=f"已{step.label}：{notice}。",
        heading=f"{step.label}：{notice}",
        submit=step.label,
        confirm=step.confirm,
        blocking=[(finding, address_of(notice.round, finding, me(request))) for finding in found if finding.blocks],
        explaining=[(finding, address_of(notice.round, finding, me(request))) for finding in found if not finding.blocks],
    )


def step_of(notice: Notice, name: str, user: User) -> Transition:
    """Return the step; raise Refused for an unknown name, PermissionDenied by the matrix and for what is the head's."""
    step = TRANSITIONS.get(name)
    if step is None:
        raise Refused("没有这样的办理步骤。")
    permit(user, step.action, notice)
    if step.head and not is_head(user, notice.round_id):
        raise PermissionDenied
    return step


def _findings(notice: Notice, step: Transition) -> list[checks.Finding]:
    if Need.EXPLANATIONS not in step.needs or notice.status not in step.sources:
        return []
    now = Now(notice.round, notice.number)
    return checks.findings(notice.round, now.document, now.ledger, now.figures)
