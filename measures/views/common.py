"""What every view of this app begins with: who asks, the row they may see, and where they go back to."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from issues.models import Issue, Round
from measures.models import Evidence, Measure
from rectify.accounts.models import User
from rectify.accounts.permissions import visible


def me(request: HttpRequest) -> User:
    """Return who is signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def the_round(request: HttpRequest, round_id: int) -> Round:
    """Return the round, or raise Http404 where it isn't in sight."""
    return get_object_or_404(visible(Round.objects.all(), request.user), pk=round_id)


def the_measure(request: HttpRequest, round_id: int, pk: int) -> Measure:
    """Return the measure with what a row shows, or raise Http404 where it isn't in sight or is of another round."""
    measures = visible(Measure.objects.filter(round=round_id), request.user)
    return get_object_or_404(measures.with_people(), pk=pk)


def the_issue(request: HttpRequest, round_id: int, pk: int) -> Issue:
    """Return the issue with its headline, or raise Http404 where it isn't in sight or is of another round."""
    issues = visible(Issue.objects.filter(round=round_id), request.user)
    return get_object_or_404(issues.select_related("round", "key_problem", "parent__key_problem"), pk=pk)


def the_evidence(request: HttpRequest, round_id: int, pk: int) -> Evidence:
    """Return the evidence of a measure in sight, or raise Http404."""
    evidence = visible(Evidence.objects.filter(measure__round=round_id), request.user)
    whole = evidence.select_related("measure__round", "measure__issue__key_problem", "measure__issue__parent")
    return get_object_or_404(whole, pk=pk)


def measure_url(measure: Measure, anchor: str = "") -> str:
    """Return the address of a measure's page."""
    return reverse("measures:measure", args=[measure.round_id, measure.pk]) + (f"#{anchor}" if anchor else "")


def issue_url(issue: Issue, anchor: str = "") -> str:
    """Return the address of an issue's page."""
    return reverse("measures:issue", args=[issue.round_id, issue.pk]) + (f"#{anchor}" if anchor else "")


def memory_key(round_id: int) -> str:
    """Return under which name the session remembers a round's filter."""
    return f"ledger:{round_id}"


def ledger_url(request: HttpRequest, round_id: int, measure: Measure | None = None) -> str:
    """Return the address of the ledger as it was last filtered, at `measure`'s row."""
    query = request.session.get(memory_key(round_id), "")
    address = reverse("measures:ledger", args=[round_id]) + (f"?{query}" if query else "")
    return address + (f"#m-{measure.pk}" if measure is not None else "")


def way_back(request: HttpRequest, measure: Measure) -> str:
    """Return where a step began: the measure's page where the address says so, else the measure's row in the ledger."""
    if request.GET.get("from") == "measure":
        return measure_url(measure)
    return ledger_url(request, measure.round_id, measure)


def page_of(measure: Measure, **context: Any) -> dict[str, Any]:
    """Return the context of a page about one measure."""
    return {"round": measure.round, "place": "ledger", "measure": measure, **context}
