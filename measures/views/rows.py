"""A row of the ledger as htmx gets it: the measure's whole tbody, with a panel under it where something is asked or said."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from measures.figures import today
from measures.ledger.rows import last_change, make_row
from measures.models import Measure
from measures.views.common import me


def row_context(request: HttpRequest, measure: Measure, **panel: Any) -> dict[str, Any]:
    """Return the context of `measures/_row.html`; `panel` is what its panel shows: `form` and `step`, or `notice`, or `said`."""
    row = make_row(measure, me(request), today(measure.round), last_change(measure))
    return {"row": row, "round": measure.round, **panel}


def row_response(request: HttpRequest, measure: Measure, status: int = 200, **panel: Any) -> HttpResponse:
    """Answer with one row."""
    return render(request, "measures/_row.html", row_context(request, measure, **panel), status=status)
