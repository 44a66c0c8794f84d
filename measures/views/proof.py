"""Evidence and progress notes: adding, taking back, downloading and previewing."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from measures.forms.proof import EvidenceForm, NoteForm, TakeBackForm
from measures.models import Evidence
from measures.selectors import refuse_cleared
from measures.services.proof import add_note, attach, evidence_path, withdraw_evidence
from measures.views.common import me, measure_url, page_of, the_evidence, the_measure
from rectify.accounts.permissions import can, permit
from rectify.accounts.roles import Action
from rectify.files.giving import file_response
from rectify.pages import form_page, posted

PAGE = "measures/measure_form.html"


@require_http_methods(["GET", "POST"])
def evidence_add(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Take several files at once, all or none; 400 for what a file isn't, 413 where one is too large."""
    measure = the_measure(request, round_id, pk)
    permit(me(request), Action.WORK, measure)
    form = EvidenceForm(posted(request), request.FILES or None, measure=measure, user=me(request))
    back = measure_url(measure, "evidence")
    return form_page(
        request,
        form,
        lambda: attach(measure=measure, by=me(request), **form.cleaned_data),
        template=PAGE,
        done=lambda kept: f"已上传{len(kept)}份佐证材料。",
        to=back,
        context=page_of(measure, heading="上传佐证材料", submit="上传", cancel_url=back),
    )


@require_http_methods(["GET", "POST"])
def note_add(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Note progress, or how one cooperated."""
    measure = the_measure(request, round_id, pk)
    if not can(me(request), Action.COOPERATE, measure):
        permit(me(request), Action.WORK, measure)
    form = NoteForm(posted(request), measure=measure, user=me(request))
    return form_page(
        request,
        form,
        lambda: add_note(measure=measure, by=me(request), **form.cleaned_data),
        template=PAGE,
        done="已记下。",
        to=measure_url(measure, "notes"),
        context=page_of(measure, heading="填写进展", submit="记下进展", cancel_url=measure_url(measure, "notes")),
    )


@require_http_methods(["GET", "POST"])
def evidence_withdraw(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Take a file out of what proves the measure, with a reason."""
    evidence = the_evidence(request, round_id, pk)
    measure = the_measure(request, round_id, evidence.measure_id)
    permit(me(request), Action.WORK, measure)
    form = TakeBackForm(posted(request))
    return form_page(
        request,
        form,
        lambda: withdraw_evidence(evidence=evidence, by=me(request), reason=form.cleaned_data["reason"]),
        template=PAGE,
        done=f"已撤下“{evidence.name}”，材料仍留存备查。",
        to=measure_url(measure, "evidence"),
        context=page_of(
            measure,
            heading=f"撤下佐证材料：{evidence.name}",
            submit="撤下材料",
            grave=True,
            cancel_url=measure_url(measure, "evidence"),
        ),
    )


@require_safe
def evidence_download(request: HttpRequest, round_id: int, pk: int) -> FileResponse:
    """Give the file to keep."""
    return _file(the_evidence(request, round_id, pk), inline=False)


@require_safe
def evidence_preview(request: HttpRequest, round_id: int, pk: int) -> FileResponse:
    """Show an image or a PDF in its page; raise Http404 for what a browser can't show safely."""
    evidence = the_evidence(request, round_id, pk)
    if not evidence.previewable:
        raise Http404
    return _file(evidence, inline=True)


def _file(evidence: Evidence, *, inline: bool) -> FileResponse:
    refuse_cleared(evidence)
    return file_response(evidence_path(evidence.path), name=evidence.name, content_type=evidence.content_type, inline=inline)
