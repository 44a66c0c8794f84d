"""An issue's page, and its conclusion: proposed by the office, approved by the leading group."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from issues.models import Issue
from issues.words import Conclusion, Disclosure, Kind
from measures.badges import CONCLUSION
from measures.closure.panel import panel_of
from measures.figures import today
from measures.forms.conclusions import ApproveForm, ProposeForm
from measures.ledger.rows import make_row
from measures.models import Measure
from measures.paper.panel import papers_of
from measures.remarks.selectors import remarks_about
from measures.selectors import entries_of_issue
from measures.services.conclusions import approve, propose
from measures.services.recusal import approver_conflict
from measures.timeline import timeline_rows
from measures.views.common import issue_url, me, the_issue
from rectify.accounts.models import User
from rectify.accounts.permissions import can, permit, visible
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.pages import form_page, posted


@require_safe
def issue(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Show one issue with its measures, what was found by analogy under it, and everything that happened to it."""
    user = me(request)
    issue = the_issue(request, round_id, pk)
    measures = visible(Measure.objects.filter(issue=issue), user).with_people().order_by("number")
    day = today(issue.round)
    follow_on = visible(Issue.objects.filter(parent=issue), user).in_order()
    context = {
        "here": True,
        "rows": [make_row(measure, user, day, None) for measure in measures],
        "follow_on": [(item, CONCLUSION[item.conclusion]) for item in follow_on],
        "conclusion": CONCLUSION[issue.conclusion],
        "proposed": CONCLUSION[issue.proposed] if issue.proposed else None,
        "papers": papers_of(issue, issue.round, user),
        "closure": panel_of(issue, user),
        "explained": issue.disclosure != Disclosure.FULL,
        "timeline": timeline_rows(entries_of_issue(issue, user), here=issue),
        "remarks": remarks_about(issue, user, day),
        **rights(issue, user),
    }
    return render(request, "measures/issue_detail.html", page_of(issue, **context))


def page_of(issue: Issue, **context: Any) -> dict[str, Any]:
    """Return the context of a page about one issue."""
    return {"round": issue.round, "place": "ledger", "issue": issue, **context}


def waits(issue: Issue) -> bool:
    """Tell whether a proposed conclusion waits for approval."""
    return bool(issue.proposed) and issue.proposed != issue.conclusion


def rights(issue: Issue, user: User) -> dict[str, Any]:
    """Return what `user` may do on the page; `recusal` says why not where only recusal stands against it."""
    may_approve = waits(issue) and can(user, Action.APPROVE, issue)
    recusal = approver_conflict(issue, user) if may_approve else ""
    may_propose = can(user, Action.PROPOSE, issue) and not issue.withdrawn
    may_edit, manifestation = can(user, Action.EDIT_LEDGER, issue), issue.kind == Kind.MANIFESTATION
    return {
        "may_edit": may_edit,
        "may_clear": can(user, Action.CLEAR, issue.round),
        "may_follow": may_edit and manifestation and not issue.withdrawn,
        "may_withdraw": may_edit and not issue.withdrawn and not (manifestation and issue.round.adopted),
        "may_restore": may_edit and issue.withdrawn,
        "may_propose": may_propose,
        "may_approve": may_approve and not recusal,
        "recusal": recusal,
        "may_decide": may_approve or may_propose,
        "waits": waits(issue),
        "may_remark": can(user, Action.REMARK, issue) and not issue.withdrawn,
        "open": not issue.withdrawn and not issue.placeholder,
    }


@require_http_methods(["GET", "POST"])
def issue_propose(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Propose a conclusion."""
    issue = the_issue(request, round_id, pk)
    permit(me(request), Action.PROPOSE, issue)
    form = ProposeForm(posted(request), record=issue)
    return form_page(
        request,
        form,
        lambda: propose(issue=issue, by=me(request), **form.values()),
        template="measures/issue_form.html",
        done=lambda issue: f"已拟定为“{Conclusion(issue.proposed).label}”，等待领导小组审定。",
        to=issue_url(issue, "conclusion"),
        context=page_of(issue, heading="拟定结论", submit="提出拟定结论", cancel_url=issue_url(issue, "conclusion")),
    )


@require_http_methods(["GET", "POST"])
def issue_approve(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Approve the proposed conclusion; recusal is by person, whatever the post."""
    issue = the_issue(request, round_id, pk)
    permit(me(request), Action.APPROVE, issue)
    if request.method == "GET" and (why := _closed(issue, me(request))):
        raise Refused(why)
    form = ApproveForm(posted(request), record=issue)
    word = Conclusion(issue.proposed).label if issue.proposed else ""
    return form_page(
        request,
        form,
        lambda: approve(issue=issue, by=me(request), **form.values()),
        template="measures/issue_form.html",
        done=lambda issue: f"已审定为“{issue.get_conclusion_display()}”。",
        to=issue_url(issue, "conclusion"),
        context=page_of(
            issue, heading="审定结论", submit=f"审定为“{word}”", cancel_url=issue_url(issue, "conclusion"), approving=True
        ),
    )


def _closed(issue: Issue, user: User) -> str:
    return approver_conflict(issue, user) if waits(issue) else "没有待审定的拟定结论。"
