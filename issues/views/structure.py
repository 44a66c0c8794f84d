"""Aspects and key problems: the list, and the form of each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from issues import selectors
from issues.forms.fields import ReasonForm
from issues.forms.parts import AspectForm, KeyProblemForm
from issues.models import Aspect, KeyProblem
from issues.services import aspects, key_problems
from issues.views.common import edited_part, edited_round, form_answer, page_of, reader, shown_settings
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action
from rectify.pages import posted


@require_safe
def structure(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the aspects and key problems, and what was withdrawn."""
    round = shown_settings(request, round_id)
    context = {
        "round": round,
        "place": "settings",
        "tab": "structure",
        **selectors.structure_of(round, reader(request)),
        "may_edit": can(request.user, Action.EDIT_ROUND, round),
    }
    return render(request, "issues/structure.html", context)


@require_http_methods(["GET", "POST"])
def aspect_new(request: HttpRequest, round_id: int) -> HttpResponse:
    """Make an aspect."""
    round = edited_round(request, round_id)
    form = AspectForm(posted(request), round=round)
    return form_answer(
        request,
        form,
        lambda: aspects.create_aspect(round=round, by=reader(request), **form.values()),
        round=round,
        title="新增方面",
        submit="新增方面",
        done="已新增方面。",
        back=page_of("structure", round),
    )


@require_http_methods(["GET", "POST"])
def aspect_edit(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Edit an aspect."""
    round, aspect = edited_part(request, Aspect.objects.all(), round_id, pk)
    form = AspectForm(posted(request), round=round, record=aspect)
    return form_answer(
        request,
        form,
        lambda: aspects.edit_aspect(aspect=aspect, by=reader(request), **form.values()),
        round=round,
        title="修改方面",
        submit="保存方面",
        done="已保存方面。",
        back=page_of("structure", round),
    )


@require_http_methods(["GET", "POST"])
def key_problem_new(request: HttpRequest, round_id: int) -> HttpResponse:
    """Make a key problem."""
    round = edited_round(request, round_id)
    form = KeyProblemForm(posted(request), round=round)
    return form_answer(
        request,
        form,
        lambda: key_problems.create_key_problem(round=round, by=reader(request), **form.values()),
        round=round,
        title="新增重点问题",
        submit="新增重点问题",
        done="已新增重点问题。",
        back=page_of("structure", round),
    )


@require_http_methods(["GET", "POST"])
def key_problem_edit(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Edit a key problem."""
    round, problem = edited_part(request, KeyProblem.objects.select_related("aspect"), round_id, pk)
    form = KeyProblemForm(posted(request), round=round, record=problem)
    return form_answer(
        request,
        form,
        lambda: key_problems.edit_key_problem(key_problem=problem, by=reader(request), **form.values()),
        round=round,
        title="修改重点问题",
        submit="保存重点问题",
        done="已保存重点问题。",
        back=page_of("structure", round),
    )


@require_http_methods(["GET", "POST"])
def key_problem_withdraw(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Withdraw a key problem that was entered wrongly."""
    round, problem = edited_part(request, KeyProblem.objects.all(), round_id, pk)
    form = ReasonForm(posted(request), record=problem)
    return form_answer(
        request,
        form,
        lambda: key_problems.withdraw_key_problem(key_problem=problem, by=reader(request), **form.values()),
        round=round,
        title="撤销重点问题",
        subject=problem.title,
        submit="撤销重点问题",
        done="已撤销重点问题。",
        back=page_of("structure", round),
        lead="撤销后不再计数，记录仍然保留，可以恢复。",
        grave=True,
    )


@require_http_methods(["GET", "POST"])
def key_problem_restore(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Let a withdrawn key problem count again."""
    round, problem = edited_part(request, KeyProblem.objects.all(), round_id, pk)
    form = ReasonForm(posted(request), record=problem)
    return form_answer(
        request,
        form,
        lambda: key_problems.restore_key_problem(key_problem=problem, by=reader(request), **form.values()),
        round=round,
        title="恢复重点问题",
        subject=problem.title,
        submit="恢复重点问题",
        done="已恢复重点问题。",
        back=page_of("structure", round),
    )
