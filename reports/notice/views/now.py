"""The notice's page: what it would say now, what is missing, what differs, and its PDF."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from issues.models import Round
from measures.figures import figures
from measures.views.common import me
from rectify.accounts.permissions import visible
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.templatetags.rectify import cdate
from reports.builders.gaps import gaps
from reports.builders.notice import notice_of
from reports.builders.printed import printed_ledger
from reports.content import Document
from reports.events import note_download
from reports.links import links_of
from reports.models import FrozenTree, Rendering
from reports.notice import rendering
from reports.notice.comparison import changed_paragraphs
from reports.notice.faces import current_faces
from reports.notice.reconciling import differing
from reports.notice.versions import Now, next_number
from reports.notice.views.common import the_round
from reports.render import html

SHOWN = 20  # of the paragraphs that changed


@require_safe
def notice(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the notice as it would be published now."""
    round = the_round(request, round_id)
    ledger, counted = printed_ledger(round), figures(round)
    document = notice_of(round, ledger, counted)
    link = links_of(round, me(request))
    context = {
        "round": round,
        "document": document,
        # the renderer escapes every text; what a record says leads back to it
        "body": mark_safe(html.fragment(document, link, anchors=True)),  # noqa: S308
        "contents": mark_safe(html.contents(document)),  # noqa: S308
        "gaps": [(gap, link(gap.ref) if gap.ref else None) for gap in gaps(round, ledger)],
        "differing": differing(round, counted),
        **_pdf(round, document),
    }
    return render(request, "reports/notice.html", context)


def _pdf(round: Round, document: Document) -> dict[str, Any]:
    """What there is to download, and how it differs from what stands in the ledger."""
    found = rendering.latest(round)
    context: dict[str, Any] = {"rendering": found}
    try:
        faces = current_faces()
    except Refused as refusal:
        return {**context, "font_error": refusal.message}
    context["faces"] = faces.as_data()
    if found is not None:
        same = rendering.says_the_same(found.frozen, document)
        changed = [] if same else changed_paragraphs(found.frozen.document, document)
        ready = same and found.faces_hash == faces.digest
        context |= {"ready": ready, "same": same, "changed": changed[:SHOWN], "changed_count": len(changed)}
        context["current"] = ready and found.frozen.cut_off == document.cut_off
    return context


@require_POST
def notice_make(request: HttpRequest, round_id: int) -> HttpResponse:
    """Queue the PDF of what the notice says now and lead to the job's page; where there is one already, to the download."""
    round = the_round(request, round_id)
    document = Now(round, next_number(round)).document
    job = rendering.ask(round=round, document=document, by=me(request))
    return redirect(job)


@require_safe
def notice_pdf(request: HttpRequest, round_id: int, tree_hash: str) -> HttpResponseBase:
    """Give a PDF to those who may read the notice; anyone else gets 404."""
    trees = visible(FrozenTree.objects.filter(round=round_id), request.user, Action.READ_NOTICE)
    found = rendering.newest_file(get_object_or_404(trees, tree_hash=tree_hash))
    if found is None:
        raise Http404
    etag = f'"{found.sha256}"'
    fresh = get_conditional_response(request, etag=etag)
    if fresh is None:
        note_download(
            round=found.frozen.round,
            user=me(request),
            action=Action.READ_NOTICE,
            code="download.notice",
            label=f"通报草稿（PDF，截至{cdate(found.frozen.cut_off)}）",
            sha256=found.sha256,
        )
    response: HttpResponseBase = fresh or _file(found)
    response.headers["ETag"], response.headers["Cache-Control"] = etag, "private, no-cache"
    return response


def _file(found: Rendering) -> FileResponse:
    frozen = found.frozen
    name = f"{frozen.document.title}（截至{cdate(frozen.cut_off)}）.pdf"
    file = rendering.file_of(found).open("rb")
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Encoding"] = "identity"  # compressed already: the length stays known, and progress is shown
    return response
