"""Rounds: the list, a new one, and the sections of the settings."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from issues import selectors
from issues.forms.rounds import FORMS, AdoptForm, FileForm, RoundForm
from issues.models import Round
from issues.naming import FIGURES
from issues.services import plan
from issues.services import rounds as doors
from issues.views.common import edited_round, form_answer, page_of, reader, shown_settings
from rectify.accounts.permissions import can, visible
from rectify.accounts.roles import Action
from rectify.pages import posted


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """List the rounds in which one holds a post."""
    seen = visible(Round.objects.all(), reader(request))
    context = {
        "rounds": seen,
        "may_create": doors.may_create_round(request.user),
        "may_import": can(request.user, Action.IMPORT),
    }
    return render(request, "issues/round_list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a round."""
    user = reader(request)
    if not doors.may_create_round(user):
        raise PermissionDenied
    form = RoundForm(posted(request), names_director=not can(user, Action.EDIT_ROUND))
    return form_answer(
        request,
        form,
        lambda: doors.create_round(by=user, **form.values()),
        round=None,
        title="新建轮次",
        submit="新建轮次",
        done="已新建轮次。",
        back=lambda made: page_of("settings", made) if can(user, Action.EDIT_ROUND, made) else reverse("issues:rounds"),
        cancel_url=reverse("issues:rounds"),
    )


@require_safe
def settings(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show a round's settings, section by section."""
    round = shown_settings(request, round_id)
    context = {
        "round": round,
        "place": "settings",
        "tab": "settings",
        "sections": selectors.settings_of(round),
        "may_edit": can(request.user, Action.EDIT_ROUND, round),
    }
    return render(request, "issues/round_settings.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, round_id: int, section: str) -> HttpResponse:
    """Edit one section of a round's settings."""
    round = edited_round(request, round_id)
    if section not in FORMS:
        raise Http404
    form = FORMS[section](posted(request), record=round)
    return form_answer(
        request,
        form,
        lambda: doors.edit_round(round=round, by=reader(request), **form.values()),
        round=round,
        title=selectors.SECTIONS[section],
        submit="保存",
        done=f"已保存{selectors.SECTIONS[section]}。",
        back=page_of("settings", round),
        figures=FIGURES if section == "contact" else (),
    )


@require_http_methods(["GET", "POST"])
def adopt(request: HttpRequest, round_id: int) -> HttpResponse:
    """Adopt the plan."""
    round = edited_round(request, round_id)
    form = AdoptForm(posted(request), record=round)
    return form_answer(
        request,
        form,
        lambda: plan.adopt_plan(round=round, by=reader(request), **form.values()),
        round=round,
        title="整改方案审议通过",
        submit="登记审议通过",
        done="已登记整改方案审议通过。",
        back=page_of("settings", round),
        lead="方案只能通过一次。通过后，题目、措施、分工和时限只能按依据变更，反馈所列问题不得撤销。",
        confirm="登记后方案即固定，不能退回方案稿。确定登记？",
    )


@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, round_id: int) -> HttpResponse:
    """Note that the plan was filed."""
    round = edited_round(request, round_id)
    form = FileForm(posted(request), record=round)
    return form_answer(
        request,
        form,
        lambda: plan.file_plan(round=round, by=reader(request), **form.values()),
        round=round,
        title="整改方案报备",
        submit="登记报备",
        done="已登记整改方案报备。",
        back=page_of("settings", round),
    )
