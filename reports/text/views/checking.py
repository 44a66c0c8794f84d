"""The figures that a text may call, with what they say today; and what stands against publishing the notice as it is."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from issues.naming import FIGURES
from measures.figures import figures
from reports.builders.leaks import RULES, contact_blocked, findings
from reports.builders.named import values
from reports.builders.notice import notice_of
from reports.builders.printed import printed_ledger
from reports.links import links_of
from reports.notice.reconciling import differing
from reports.text.common import read_round


@require_safe
def figure_values(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show every named figure with its value today."""
    round = read_round(request, round_id)
    counted = figures(round)
    found = values(round, counted)
    rows = [(figure, found[figure.name]) for figure in FIGURES]
    return render(
        request, "reports/notice_figures.html", {"round": round, "tab": "check", "rows": rows, "cut_off": counted.cut_off}
    )


@require_safe
def check(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show what the leak check finds in the notice as it stands, each with its place, and the reconciliation."""
    round = read_round(request, round_id)
    counted = figures(round)
    document = notice_of(round, printed_ledger(round), counted)
    found, link = findings(round, document), links_of(round.pk)
    order = list(RULES)
    ordered = sorted(found, key=lambda finding: order.index(finding.rule))
    groups = [
        (RULES[rule], [(finding, link(finding.ref) if finding.ref else None) for finding in group])
        for rule, group in groupby(ordered, key=lambda finding: finding.rule)
    ]
    context = {
        "round": round,
        "tab": "check",
        "document": document,
        "blocked": contact_blocked(document),
        "groups": groups,
        "total": len(found),
        "differing": differing(round, counted),
    }
    return render(request, "reports/notice_check.html", context)
