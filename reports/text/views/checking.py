"""The figures that a text may call, with what they say today; and what stands against publishing the notice as it is."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from issues.models import Round
from issues.naming import FIGURES
from measures.figures import figures
from reports.builders.leaks import RULES, Finding, contact_blocked, findings
from reports.builders.named import values
from reports.builders.notice import notice_of
from reports.builders.overlap import RUN
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
    found = findings(round, document)
    context = {
        "round": round,
        "tab": "check",
        "document": document,
        "blocked": contact_blocked(document),
        "groups": _grouped(found, round),
        "total": len(found),
        "differing": differing(round, counted),
        "run": RUN,
    }
    return render(request, "reports/notice_check.html", context)


def _grouped(found: list[Finding], round: Round) -> list[tuple[str, list[tuple[Finding, str | None]]]]:
    """The findings under the words of their rules, each with the address of its place."""
    link, order = links_of(round.pk), list(RULES)
    ordered = sorted(found, key=lambda finding: order.index(finding.rule))
    return [
        (RULES[rule], [(finding, link(finding.ref) if finding.ref else None) for finding in group])
        for rule, group in groupby(ordered, key=lambda finding: finding.rule)
    ]
