"""The public pages: what is published, one notice as a page, its files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import mark_safe

from reports.content import ContactLine
from reports.models import Notice, Publication
from reports.notice import published
from reports.notice.formats import FORMATS
from reports.notice.giving import attachment
from reports.public.doors import conditional, etag_of, page, public
from reports.public.selectors import Withdrawn, current_notices, current_of, earlier_of, feedback_of, version_of
from reports.render import html
from reports.workflow import Status


@public
def notices(request: HttpRequest) -> HttpResponse:
    """List the published notices."""
    response = page("public/notice_list.html", {"notices": current_notices()})
    return conditional(request, response, etag_of(response))


@public
def notice(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the published notice of a round."""
    try:
        return _shown(request, current_of(round_id))
    except Withdrawn:
        return page("public/withdrawn.html", status=410)


@public
def version(request: HttpRequest, round_id: int, number: int) -> HttpResponse:
    """Show one version, where the public may read it."""
    try:
        return _shown(request, version_of(round_id, number))
    except Withdrawn:
        return page("public/withdrawn.html", status=410)


@public
def file(request: HttpRequest, round_id: int, key: str) -> HttpResponse:
    """Give a file of the published notice."""
    try:
        return _given(request, current_of(round_id), key)
    except Withdrawn:
        return page("public/withdrawn.html", status=410)


@public
def version_file(request: HttpRequest, round_id: int, number: int, key: str) -> HttpResponse:
    """Give a file of one version."""
    try:
        return _given(request, version_of(round_id, number), key)
    except Withdrawn:
        return page("public/withdrawn.html", status=410)


def _shown(request: HttpRequest, found: Notice) -> HttpResponse:
    made = published.publication_of(found)
    document = made.frozen.document
    context: dict[str, Any] = {
        "notice": found,
        "document": document,
        # kept as it was rendered then, and compared with its SHA-256: the renderer escaped every text
        "article": mark_safe(published.article_of(made)),  # noqa: S308
        "contents": mark_safe(html.contents(document, ("#check", "版本、下载与核对"))),  # noqa: S308 (escaped there too)
        "files": published.offered_files(made),
        "contact": next((block.text for block in document.blocks if isinstance(block, ContactLine)), ""),
        "superseded": found.status == Status.SUPERSEDED,
        "earlier": earlier_of(found),
        "window": feedback_of(found),
    }
    response = page("public/notice_detail.html", context)
    return conditional(request, response, etag_of(response))


def _given(request: HttpRequest, found: Notice, key: str) -> HttpResponse:
    """Answer with a published file; its bytes never change, so both its validators hold."""
    made, form = published.publication_of(found), FORMATS.get(key)
    if form is None or not form.offered or key not in made.files:
        raise Http404
    response = attachment(published.bytes_of(made, key), _name(found, made, form.suffix), form)
    return conditional(request, response, made.files[key]["sha256"], found.published_at)


def _name(found: Notice, made: Publication, suffix: str) -> str:
    """Return under which name a file is saved."""
    return f"{made.frozen.document.title}（第{found.number}版）{suffix}"
