"""The figures that a text may call, with what they say today; and what stands against publishing the notice as it is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from issues.models import Round
from issues.naming import FIGURES
from measures.figures import figures
from measures.views.common import me
from rectify.accounts.models import User
from reports.builders.named import values
from reports.builders.notice import notice_of
from reports.builders.overlap import RUN
from reports.builders.printed import printed_ledger
from reports.notice.checks import Finding, findings
from reports.notice.mending import address_of
from reports.text.common import read_round

Groups = dict[str, list[tuple[Finding, str | None]]]


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
    """Show what submitting the notice as it stands would ask about, by rule, each with its place."""
    round = read_round(request, round_id)
    ledger, counted = printed_ledger(round), figures(round)
    document = notice_of(round, ledger, counted)
    found = findings(round, document, ledger, counted)
    blocking, explained = ([one for one in found if one.blocks is blocks] for blocks in (True, False))
    context = {
        "round": round,
        "tab": "check",
        "cut_off": document.cut_off,
        "blocking": [(finding, address_of(round, finding, me(request))) for finding in blocking],
        "groups": _grouped(explained, round, me(request)),
        "total": len(explained),
        "run": RUN,
    }
    return render(request, "reports/notice_check.html", context)


def _grouped(found: list[Finding], round: Round, reader: User) -> Groups:
    """The findings under the words of their rules, in the order of the checks, each with the address of its place."""
    groups: Groups = {}
    for finding in found:
        groups.setdefault(finding.rule, []).append((finding, address_of(round, finding, reader)))
    return groups
