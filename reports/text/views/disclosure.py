"""Disclosure: the list of all issues, and the page where one is decided, with what the public would read beside it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from issues.forms.issues import DisclosureForm
from issues.models import Issue
from issues.services.issue_records import set_disclosure
from issues.words import Disclosure
from measures.figures import figures
from measures.views.common import issue_url, me
from rectify.accounts.permissions import can, permit, visible
from rectify.accounts.roles import Action
from rectify.pages import form_page, posted
from reports.builders.printed import printed_ledger
from reports.text.common import read_round
from reports.text.disclosing import Preview, preview, rows, tally

LOOK = "_look"  # the button that shows what the public would read, saving nothing
PAGE: dict[str, Any] = {"tab": "disclosure", "title": "公开方式", "submit": "确定公开方式", "look": LOOK}


@require_safe
def listed(request: HttpRequest, round_id: int) -> HttpResponse:
    """List how each issue appears in public; ?way=… or ?missing=1 narrow the list."""
    round = read_round(request, round_id)
    found = rows(round, printed_ledger(round))
    way, missing = request.GET.get("way", ""), bool(request.GET.get("missing"))
    shown = [row for row in found if (not way or row.issue.disclosure == way) and (not missing or row.missing)]
    context = {
        "round": round,
        "tab": "disclosure",
        "tally": tally(found),
        "rows": shown,
        "total": len(found),
        "lacking": sum(bool(row.missing) for row in found),
        "way": Disclosure(way).label if way in Disclosure.values else "",
        "missing": missing,
        "may_edit": can(request.user, Action.EDIT_LEDGER, round),
    }
    return render(request, "reports/notice_disclosure.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Decide how an issue appears in public, or only look at what that would come to."""
    issue = _issue(request, round_id, pk)
    form = DisclosureForm(posted(request), round=issue.round, record=issue)
    back = _back(request, issue)
    context = {**PAGE, "round": issue.round, "issue": issue, "subject": str(issue), "cancel_url": back}
    context["preview"] = _preview(form, issue)
    if request.method == "POST" and LOOK in request.POST:
        form.is_valid()
        return render(request, "reports/notice_disclose.html", {**context, "form": form, "looked": True})
    return form_page(
        request,
        form,
        lambda: set_disclosure(issue=issue, by=me(request), **form.values()),
        template="reports/notice_disclose.html",
        done=f"已确定{issue.mark}的公开方式。",
        to=back,
        context=context,
    )


def _back(request: HttpRequest, issue: Issue) -> str:
    """Where one came from: the issue's own page where the address says so, else its row in the list."""
    if request.GET.get("from") == "issue":
        return issue_url(issue, "disclosure")
    return reverse("reports:notice_disclosure", args=[issue.round_id]) + f"#issue-{issue.pk}"


def _issue(request: HttpRequest, round_id: int, pk: int) -> Issue:
    """Return the issue to be decided on; Http404 where it isn't seen, PermissionDenied where it is only seen."""
    seen = visible(Issue.objects.filter(round=round_id), request.user)
    issue = get_object_or_404(seen.select_related("round", "key_problem", "parent", "merged_into"), pk=pk)
    permit(me(request), Action.EDIT_LEDGER, issue)
    return issue


def _preview(form: DisclosureForm, issue: Issue) -> Preview:
    """What the public would read by what the form says now, whole or not."""
    way, target = form["disclosure"].value(), form["merged_into"].value()
    supposed: dict[str, Any] = {"disclosure": way if way in Disclosure.values else issue.disclosure}
    chosen = getattr(target, "pk", target)
    merged = int(chosen) if str(chosen).isascii() and str(chosen).isdecimal() and len(str(chosen)) < 10 else None
    supposed["merged_into"] = merged if supposed["disclosure"] == Disclosure.MERGED else None
    return preview(issue.round, issue, figures(issue.round), **supposed)
