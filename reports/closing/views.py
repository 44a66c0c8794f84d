"""The form of an issue's closure: its page to read and print, and its PDF with the reader's name and the time on every page."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from issues.models import Issue
from measures.figures import today
from measures.views.common import me
from rectify.accounts.permissions import visible
from rectify.accounts.roles import Action
from rectify.jobs.models import Job, State
from reports.builders.closing_form import TITLE, closing_form
from reports.closing import making
from reports.links import links_of
from reports.render import html
from reports.text import reporting


@require_safe
def show(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Show the form as it stands."""
    issue = _issue(request, round_id, pk)
    document = closing_form(issue, today(issue.round))
    body = mark_safe(html.fragment(document, links_of(issue.round, me(request))))  # noqa: S308 (the renderer escapes every text)
    context = {"round": issue.round, "place": "ledger", "issue": issue, "title": TITLE, "body": body, "now": timezone.now()}
    return render(request, "reports/closing_form.html", context)


@require_POST
def make(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Queue the PDF for the person who asks, and lead to the job's page."""
    return redirect(making.ask(issue=_issue(request, round_id, pk), reader=me(request)))


@require_safe
def download(request: HttpRequest, round_id: int, pk: int, job_id: int) -> HttpResponseBase:
    """Give a PDF to the person whose name it bears, as long as they may read the form; anyone else gets 404."""
    issue = _issue(request, round_id, pk)
    own = Job.objects.asked_for_by(request.user).filter(kind=making.KIND, state=State.DONE, args__issue=issue.pk)
    job = get_object_or_404(own, pk=job_id)
    file = reporting.file_of(job)
    if not file.is_file():  # swept away: the job's page says so and offers another
        return redirect(job)
    response = FileResponse(file.open("rb"), as_attachment=True, filename=f"{TITLE}（{issue.code}）.pdf")
    response.headers["Content-Type"] = "application/pdf"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Encoding"] = "identity"  # compressed already: the length stays known, and progress is shown
    return response


def _issue(request: HttpRequest, round_id: int, pk: int) -> Issue:
    """Return the issue whose form may be read: it shows all departments' measures, so it is for those who see the whole."""
    found = visible(Issue.objects.filter(round=round_id), request.user, Action.READ_REPORT)
    return get_object_or_404(found.select_related("round", "key_problem", "parent"), pk=pk)
