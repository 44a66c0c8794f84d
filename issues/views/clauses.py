"""The form of each clause of an opinion; they are listed beside the opinions."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from issues.forms.fields import ReasonForm
from issues.forms.parts import ClauseForm
from issues.models import OpinionClause
from issues.services import clauses as doors
from issues.views.common import edited_part, edited_round, form_answer, number_in, page_of, reader
from rectify.pages import posted


@require_http_methods(["GET", "POST"])
def clause_new(request: HttpRequest, round_id: int) -> HttpResponse:
    """Make a clause."""
    round = edited_round(request, round_id)
    form = ClauseForm(posted(request), round=round, initial={"key_problem": number_in(request, "key_problem")})
    return form_answer(
        request,
        form,
        lambda: doors.create_clause(by=reader(request), **form.values()),
        round=round,
        title="新增整改意见条款",
        submit="新增条款",
        done="已新增条款。",
        back=page_of("opinions", round),
    )


@require_http_methods(["GET", "POST"])
def clause_edit(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Edit a clause, or say which opinion it belongs to."""
    rows = OpinionClause.objects.select_related("key_problem", "opinion")
    round, clause = edited_part(request, rows, round_id, pk)
    form = ClauseForm(posted(request), round=round, record=clause)
    return form_answer(
        request,
        form,
        lambda: doors.edit_clause(clause=clause, by=reader(request), **form.values()),
        round=round,
        title="修改整改意见条款",
        subject=f"引于重点问题：{clause.key_problem}",
        submit="保存条款",
        done="已保存条款。",
        back=page_of("opinions", round),
    )


@require_http_methods(["GET", "POST"])
def clause_withdraw(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Withdraw a clause."""
    round, clause = edited_part(request, OpinionClause.objects.select_related("key_problem"), round_id, pk)
    form = ReasonForm(posted(request), record=clause)
    return form_answer(
        request,
        form,
        lambda: doors.withdraw_clause(clause=clause, by=reader(request), **form.values()),
        round=round,
        title="撤销整改意见条款",
        subject=clause.text,
        submit="撤销条款",
        done="已撤销条款。",
        back=page_of("opinions", round),
        lead="撤销后不再印在重点问题的标题中，记录仍然保留，可以恢复。",
        grave=True,
    )


@require_http_methods(["GET", "POST"])
def clause_restore(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Let a withdrawn clause stand again."""
    round, clause = edited_part(request, OpinionClause.objects.select_related("key_problem"), round_id, pk)
    form = ReasonForm(posted(request), record=clause)
    return form_answer(
        request,
        form,
        lambda: doors.restore_clause(clause=clause, by=reader(request), **form.values()),
        round=round,
        title="恢复整改意见条款",
        subject=clause.text,
        submit="恢复条款",
        done="已恢复条款。",
        back=page_of("opinions", round),
    )
