"""Taking a notice over in the browser: the text, a preview of what is read of it, and the job that makes the round."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from measures.views.common import me
from rectify.accounts.permissions import permit, visible
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.pages import posted, refuse
from reports.models import ImportedNotice
from reports.reading import importing
from reports.reading.counting import counts, reconciled
from reports.reading.forms import ReadForm
from reports.reading.importing import Wish
from reports.reading.model import ParsedNotice
from reports.reading.naming import names_of
from reports.reading.telling import CLAUSES, WORDS, concluded, told_braces

CONFIRM, BACK = "confirm", "back"


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take the text, show what is read of it, and, once that is confirmed, queue the import."""
    permit(me(request), Action.IMPORT)
    form = ReadForm(posted(request), request.FILES or None)
    if request.method != "POST" or BACK in request.POST:
        return _asked(request, ReadForm(initial=request.POST.dict()))
    try:
        if form.is_valid():
            return _answered(request, form)
    except Refused as refusal:
        refuse(form, refusal)
    return _asked(request, form, status=400)


def _asked(request: HttpRequest, form: ReadForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "title": "导入通报", "submit": "读取并核对", "cancel_url": reverse("issues:rounds")}
    return render(request, "reports/notice_import.html", context, status=status)


def _answered(request: HttpRequest, form: ReadForm) -> HttpResponse:
    """Show the preview, or do what was confirmed."""
    text, name = form.source()
    values = form.cleaned_data
    wish = Wish(text, name, values["title"], values["feedback_on"], again=values["again"])
    if CONFIRM not in request.POST:
        return _preview(request, wish)
    job = importing.ask(wish=wish, by=me(request))
    if job is not None:
        return redirect(job)
    messages.info(request, "这份通报已经导入过，没有再次导入。")
    return redirect("issues:rounds")


def _preview(request: HttpRequest, wish: Wish) -> HttpResponse:
    notice = importing.read(wish.text)
    found = importing.existing(wish.text)
    context = {
        "wish": wish,
        "names": names_of(notice, wish.title),
        "ending": notice.ending,
        **_read(notice),
        "existing": found,
        "existing_seen": bool(found and visible(ImportedNotice.objects.filter(pk=found.pk), me(request), Action.IMPORT)),
    }
    return render(request, "reports/notice_import_preview.html", context)


def _read(notice: ParsedNotice) -> dict[str, Any]:
    """What `_notice_read.html` takes."""
    return {
        "counts": [(WORDS.get(key, CLAUSES), count) for key, count in counts(notice).items()],
        "figures": reconciled(notice),
        "concluded": concluded(notice),
        "unplaced": notice.unplaced,
        "braces": told_braces(notice),
    }


@require_safe
def imported(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show what was read of the notice that a round was made of, and its text as it came."""
    rows = visible(ImportedNotice.objects.filter(round=round_id), me(request), Action.IMPORT)
    row = rows.select_related("round", "imported_by__person").first()
    if row is None:
        raise Http404
    return render(request, "reports/notice_imported.html", {"row": row, **_read(importing.read(row.text))})
