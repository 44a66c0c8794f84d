"""The internal report: its page, and its PDF with the reader's name and the time on every page."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from measures.views.common import me
from rectify.accounts.roles import Action
from rectify.jobs.models import Job, State
from rectify.templatetags.rectify import cdate
from reports.builders.report import internal_report
from reports.events import note_download
from reports.links import links_of
from reports.render import html
from reports.text import reporting
from reports.text.common import read_round


@require_safe
def show(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the report as it stands."""
    round = read_round(request, round_id, Action.READ_REPORT)
    document = internal_report(round)
    body = mark_safe(html.fragment(document, links_of(round, me(request))))  # noqa: S308 (the renderer escapes every text)
    return render(request, "reports/notice_report.html", {"round": round, "tab": "report", "document": document, "body": body})


@require_POST
def make(request: HttpRequest, round_id: int) -> HttpResponse:
    """Queue the PDF for the person who asks, and lead to the job's page."""
    round = read_round(request, round_id, Action.READ_REPORT)
    return redirect(reporting.ask(round=round, reader=me(request)))


@require_safe
def download(request: HttpRequest, round_id: int, pk: int) -> HttpResponseBase:
    """Give a PDF to the person whose name it bears, as long as they may read the report; anyone else gets 404.

    Where it was swept away, the job's page says so and offers another.
    """
    round = read_round(request, round_id, Action.READ_REPORT)
    own = Job.objects.asked_for_by(request.user).filter(kind=reporting.KIND, state=State.DONE, args__round=round.pk)
    job = get_object_or_404(own, pk=pk)
    file = reporting.file_of(job)
    if not file.is_file():
        return redirect(job)
    until = cdate(reporting.day_of(job))
    label = f"整改进展情况报告（截至{until}）"
    note_download(round=round, user=me(request), action=Action.READ_REPORT, code="download.report", label=label, sha256=file.stem)
    name = f"{round.unit}关于巡视整改进展情况的报告（截至{until}）.pdf"
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Encoding"] = "identity"  # compressed already: the length stays known, and progress is shown
    return response
