"""记录校验: the head of the chain, a page of it to sign, and the log with its verifier to take away."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from issues.models import Round
from measures.views.common import me, the_round
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.history.exporting import VERIFIER
from rectify.history.sealing import head, seal_all
from rectify.jobs.models import Job, State
from reports.anchors import Anchor
from reports.notice.giving import as_download
from reports.proof import exports
from reports.proof.verify import AnchorForm, verification


def readable_round(request: HttpRequest, round_id: int) -> Round:
    """Return the round for those who verify its record; 404 out of sight, 403 for everybody else."""
    round = the_round(request, round_id)
    permit(me(request), Action.VERIFY_HISTORY, round)
    return round


def _sealed(round: Round) -> dict[str, Any]:
    """Seal what is unsealed, and say where the chain stands."""
    seal_all()
    last = head()
    return {
        "round": round,
        "tab": "proof",
        "anchor": Anchor(last.seq, last.hash) if last else None,
        "recorded_at": last.recorded_at if last else None,
        "now": timezone.now(),
    }


def page_of(round: Round, form: AnchorForm) -> dict[str, Any]:
    """Return what the page shows of a round; `form` takes the head that was kept outside."""
    return {**_sealed(round), **verification(round), "form": form, "verifier": VERIFIER.name}


@require_safe
def proof(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show where the chain stands, and what can be taken away."""
    return render(request, "reports/proof.html", page_of(readable_round(request, round_id), AnchorForm()))


@require_safe
def sheet(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the page that is printed and signed: kept on paper, no database can change it."""
    return render(request, "reports/proof_sheet.html", _sealed(readable_round(request, round_id)))


@require_POST
def export(request: HttpRequest, round_id: int) -> HttpResponse:
    """Queue the export for the person who asks, and lead to the job's page."""
    round = readable_round(request, round_id)
    return redirect(exports.ask(round=round, reader=me(request), payloads="payloads" in request.POST))


@require_safe
def download(request: HttpRequest, round_id: int, pk: int) -> HttpResponseBase:
    """Give an exported log to whoever asked for it; anyone else gets 404."""
    round = readable_round(request, round_id)
    own = Job.objects.asked_for_by(request.user).filter(kind=exports.KIND, state=State.DONE, args__round=round.pk)
    job = get_object_or_404(own, pk=pk)
    file = exports.file_of(job)
    if not file.is_file():
        return redirect(job)  # swept away: the job's page says so and offers another
    name = f"变更记录（第{round.pk}轮次，{timezone.localdate():%Y%m%d}）.jsonl"
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type="application/jsonl")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Encoding"] = "identity"  # as it is: what arrives has the SHA-256 that its entry says
    return response


@require_safe
def verifier(request: HttpRequest, round_id: int) -> HttpResponse:
    """Give the program that checks an exported log."""
    readable_round(request, round_id)
    return as_download(VERIFIER.read_bytes(), VERIFIER.name, "text/x-python; charset=utf-8")
