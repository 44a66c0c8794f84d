"""Asking for a verification of the record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from measures.views.common import me
from rectify.errors import Refused
from reports.proof import verify
from reports.proof.views import page_of, readable_round


@require_POST
def start(request: HttpRequest, round_id: int) -> HttpResponse:
    """Queue a verification and lead to the job's page; an anchor that can't be read comes back to the form (400)."""
    round = readable_round(request, round_id)
    form = verify.AnchorForm(request.POST)
    if not form.is_valid():
        return render(request, "reports/proof.html", page_of(round, form), status=Refused.status)
    return redirect(verify.ask(round=round, reader=me(request), anchor=form.cleaned_data["anchor"]))
