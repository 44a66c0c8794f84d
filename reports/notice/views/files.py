"""A version's files: asking for them again, and giving one out only when it is what was kept."""

from hashlib import sha256

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from measures.views.common import me
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from reports.events import note_download
from reports.models import Notice
from reports.notice import keeping
from reports.notice.files import Files, ask_files
from reports.notice.formats import FORMATS
from reports.notice.giving import as_download, attachment
from reports.notice.packing import packed
from reports.notice.published import publication_of
from reports.notice.versions import frozen_of
from reports.notice.views.common import the_notice
from reports.workflow import ONCE_PUBLIC


@require_POST
def notice_files(request: HttpRequest, round_id: int, number: int) -> HttpResponse:
    """Have the files made (again)."""
    notice = the_notice(request, round_id, number)
    permit(me(request), Action.DRAFT_NOTICE, notice)
    frozen = frozen_of(notice)
    if frozen is None:
        raise Refused(f"{notice}还没有送审，送审后自动生成文件。")
    ask_files(frozen, me(request), notice.get_absolute_url())
    messages.info(request, "已提交生成，完成后本页显示下载。")
    return redirect(notice)


@require_safe
def notice_file(request: HttpRequest, round_id: int, number: int, key: str) -> HttpResponse:
    """Give one file of a version."""
    notice = the_notice(request, round_id, number)
    form = FORMATS.get(key)
    if form is None or not form.offered:
        raise Http404
    path, digest = _kept(notice, key)
    etag = f'"{digest}"'
    name = f"{notice.round.unit}{notice}{form.suffix}"
    fresh = get_conditional_response(request, etag=etag)
    if fresh is None:
        _note(request, notice, "download.notice", f"{notice}（{form.label}）", digest)
    response: HttpResponse = fresh if fresh is not None else attachment(keeping.read(path, digest), name, form)
    response.headers["ETag"], response.headers["Cache-Control"] = etag, "private, no-cache"
    return response


@require_safe
def notice_package(request: HttpRequest, round_id: int, number: int) -> HttpResponse:
    """Give the folder that is handed to a web site."""
    notice = the_notice(request, round_id, number)
    made = packed(notice)
    if made is None:
        raise Http404
    _note(request, notice, "download.package", f"{notice}公开包", sha256(made[1]).hexdigest())
    response = as_download(made[1], made[0], "application/zip")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _note(request: HttpRequest, notice: Notice, code: str, label: str, digest: str) -> None:
    note_download(round=notice.round, user=me(request), action=Action.READ_NOTICE, code=code, label=label, sha256=digest)


def _kept(notice: Notice, key: str) -> tuple[str, str]:
    """Return path and SHA-256 of a file: of a version that was public, as published; else of its newest complete set."""
    if notice.status in ONCE_PUBLIC:
        kept = publication_of(notice).files.get(key)
        if kept is None:
            raise Http404
        return kept["path"], kept["sha256"]
    frozen = frozen_of(notice)
    made = Files(frozen).made if frozen else {}
    if key not in made:
        raise Http404
    return made[key].path, made[key].sha256
