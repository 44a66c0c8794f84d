"""Opinions and their clauses: the list, and the form of each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from issues import selectors
from issues.forms.fields import ReasonForm
from issues.forms.parts import OpinionForm, OpinionStateForm
from issues.models import Opinion
from issues.services import opinions as doors
from issues.views.common import edited_part, edited_round, form_answer, page_of, reader, shown_settings
from issues.words import OpinionState
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action
from rectify.pages import posted

BADGES = {
    OpinionState.IMPLEMENTING: {"tone": "phased", "shape": "half"},
    OpinionState.IMPLEMENTED: {"tone": "good", "shape": "full"},
}
STEPS = {OpinionState.IMPLEMENTING: "退回正在落实", OpinionState.IMPLEMENTED: "认定已落实"}  # what leads to each state


@require_safe
def opinions(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the opinions and the clauses that the headings quote."""
    round = shown_settings(request, round_id)
    found = selectors.opinions_of(round, reader(request))
    on_paper = can(request.user, Action.RECORD_DECISION, round)
    context = {
        "round": round,
        "place": "settings",
        "tab": "opinions",
        **found,
        "rows": [_row(opinion, on_paper=on_paper) for opinion in found["opinions"]],
        "may_edit": can(request.user, Action.EDIT_ROUND, round),
        "may_approve": can(request.user, Action.APPROVE, round),
        "may_act": on_paper or can(request.user, Action.EDIT_ROUND, round) or can(request.user, Action.APPROVE, round),
    }
    return render(request, "issues/opinion_list.html", context)


def _row(opinion: Opinion, *, on_paper: bool) -> dict[str, Any]:
    """Return what a row shows; on paper an opinion is brought to 已落实 alone, on the basis that stands."""
    badge = {"word": opinion.get_state_display(), **BADGES[OpinionState(opinion.state)]}
    paper = on_paper and opinion.next_state == OpinionState.IMPLEMENTED and bool(opinion.basis)
    return {"opinion": opinion, "badge": badge, "step": STEPS[opinion.next_state], "paper": paper}


@require_http_methods(["GET", "POST"])
def opinion_new(request: HttpRequest, round_id: int) -> HttpResponse:
    """Make an opinion."""
    round = edited_round(request, round_id)
    form = OpinionForm(posted(request), round=round)
    return form_answer(
        request,
        form,
        lambda: doors.create_opinion(round=round, by=reader(request), **form.values()),
        round=round,
        title="新增整改意见",
        submit="新增整改意见",
        done="已新增整改意见。",
        back=page_of("opinions", round),
    )


@require_http_methods(["GET", "POST"])
def opinion_edit(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Edit an opinion."""
    round, opinion = edited_part(request, Opinion.objects.all(), round_id, pk)
    form = OpinionForm(posted(request), round=round, record=opinion)
    return form_answer(
        request,
        form,
        lambda: doors.edit_opinion(opinion=opinion, by=reader(request), **form.values()),
        round=round,
        title="修改整改意见",
        submit="保存整改意见",
        done="已保存整改意见。",
        back=page_of("opinions", round),
    )


@require_http_methods(["GET", "POST"])
def opinion_state(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Approve an opinion as implemented, or send it back: the leading group's."""
    round, opinion = edited_part(request, Opinion.objects.all(), round_id, pk, Action.APPROVE)
    state = opinion.next_state
    initial = {"implementation": ""} if state == OpinionState.IMPLEMENTING else None  # what is missing, not the basis
    form = OpinionStateForm(posted(request), record=opinion, initial=initial)
    return form_answer(
        request,
        form,
        lambda: doors.set_opinion_state(opinion=opinion, by=reader(request), state=state, **form.values()),
        round=round,
        title=STEPS[state],
        subject=f"{opinion}：{opinion.text}",
        submit=STEPS[state],
        done=f"{opinion}现在是“{state.label}”。",
        back=page_of("opinions", round),
    )


@require_http_methods(["GET", "POST"])
def opinion_withdraw(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Withdraw an opinion that was entered wrongly."""
    round, opinion = edited_part(request, Opinion.objects.all(), round_id, pk)
    form = ReasonForm(posted(request), record=opinion)
    return form_answer(
        request,
        form,
        lambda: doors.withdraw_opinion(opinion=opinion, by=reader(request), **form.values()),
        round=round,
        title="撤销整改意见",
        subject=f"{opinion}：{opinion.text}",
        submit="撤销整改意见",
        done="已撤销整改意见。",
        back=page_of("opinions", round),
        lead="撤销后不再计数，记录仍然保留，可以恢复。",
        grave=True,
    )


@require_http_methods(["GET", "POST"])
def opinion_restore(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Let a withdrawn opinion count again."""
    round, opinion = edited_part(request, Opinion.objects.all(), round_id, pk)
    form = ReasonForm(posted(request), record=opinion)
    return form_answer(
        request,
        form,
        lambda: doors.restore_opinion(opinion=opinion, by=reader(request), **form.values()),
        round=round,
        title="恢复整改意见",
        subject=f"{opinion}：{opinion.text}",
        submit="恢复整改意见",
        done="已恢复整改意见。",
        back=page_of("opinions", round),
    )
