"""An issue's forms: new, edited, withdrawn, restored. Its page, and how it appears in public, stand in the apps above."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from issues.forms.fields import BasisForm
from issues.forms.issues import IssueForm
from issues.models import Issue
from issues.services import issue_records as doors
from issues.views.common import edited_part, edited_round, form_answer, number_in, page_of, reader
from issues.words import Kind
from rectify.accounts.roles import Action
from rectify.pages import posted

WITHDRAWING = "撤销后不再计数，记录仍然保留，可以恢复。"


def page(issue: Issue) -> str:
    """Return the address of the issue's page, by the contract of its name."""
    return reverse("measures:issue", args=[issue.round_id, issue.pk])


def _issue(request: HttpRequest, round_id: int, pk: int) -> Issue:
    rows = Issue.objects.select_related("round", "key_problem", "parent", "merged_into")
    return edited_part(request, rows, round_id, pk, Action.EDIT_LEDGER)[1]


@require_http_methods(["GET", "POST"])
def issue_new(request: HttpRequest, round_id: int) -> HttpResponse:
    """Make an issue of the kind that the address names, in the place it names."""
    round = edited_round(request, round_id, Action.EDIT_LEDGER)
    kind = request.GET.get("kind", "")
    if kind not in Kind.values:
        raise Http404
    place = {name: number_in(request, name) for name in ("key_problem", "parent")}
    form = IssueForm(posted(request), round=round, kind=kind, initial=place)
    return form_answer(
        request,
        form,
        lambda: doors.create_issue(round=round, by=reader(request), kind=Kind(kind), **form.values()),
        round=round,
        title=f"新增{Kind(kind).label}",
        submit=f"新增{Kind(kind).label}",
        done=f"已新增{Kind(kind).label}。",
        back=page,
        cancel_url=page_of("structure", round),
    )


@require_http_methods(["GET", "POST"])
def issue_edit(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Edit an issue's wording, number, public wording and mark."""
    issue = _issue(request, round_id, pk)
    form = IssueForm(posted(request), round=issue.round, kind=issue.kind, record=issue)
    return form_answer(
        request,
        form,
        lambda: doors.edit_issue(issue=issue, by=reader(request), **form.values()),
        round=issue.round,
        title=f"修改{issue.get_kind_display()}",
        subject=str(issue),
        submit="保存",
        done="已保存。",
        back=page(issue),
    )


@require_http_methods(["GET", "POST"])
def issue_withdraw(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Withdraw an issue on its basis."""
    issue = _issue(request, round_id, pk)
    form = BasisForm(posted(request), record=issue)
    return form_answer(
        request,
        form,
        lambda: doors.withdraw_issue(issue=issue, by=reader(request), **form.values()),
        round=issue.round,
        title=f"撤销{issue.get_kind_display()}",
        subject=str(issue),
        submit="撤销",
        done="已撤销。",
        back=page(issue),
        lead=WITHDRAWING,
        grave=True,
    )


@require_http_methods(["GET", "POST"])
def issue_restore(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Let a withdrawn issue count again on its basis."""
    issue = _issue(request, round_id, pk)
    form = BasisForm(posted(request), record=issue)
    return form_answer(
        request,
        form,
        lambda: doors.restore_issue(issue=issue, by=reader(request), **form.values()),
        round=issue.round,
        title=f"恢复{issue.get_kind_display()}",
        subject=str(issue),
        submit="恢复",
        done="已恢复。",
        back=page(issue),
    )
