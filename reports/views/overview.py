"""The way in, the overview, what waits, and the reconciliation of stated and computed figures."""

from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from measures.figures import figures, today
from measures.timeline import timeline_rows
from measures.views.common import me, the_round
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action
from reports import brief
from reports.frame import Frame
from reports.overview import UNDER_PROBLEM, Overview, line_of, overview, sees_whole, urgency
from reports.reconciliation import PRINTED_KINDS, reconciled, unlisted_issues
from reports.waiting.rows import (
    reason_of,
    waiting_clearings,
    waiting_extensions,
    waiting_feedback,
    waiting_issues,
    waiting_items,
    waiting_measures,
    waiting_notices,
    waiting_opinions,
    waiting_papers,
    waiting_remarks,
)
from reports.waiting.rules import (
    ALL_RULES,
    CLEARING_RULES,
    EXTENSION_RULES,
    FEEDBACK_RULES,
    ISSUE_RULES,
    MEASURE_RULES,
    NOTICE_RULES,
    OPINION_RULES,
    PAPER_RULES,
    REGISTER_RULES,
    REMARK_RULES,
    Rule,
    Who,
    rules_for,
)

SHOWN = 5  # of what waits, on the overview
LISTED = 8  # of what is overdue or falls due, on the overview


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the one round, or the one looked at last, or the administrator's pages; else let the person choose."""
    frame = Frame(request)
    if frame.round and (len(frame.rounds) == 1 or request.session.get("round") == frame.round.pk):
        return redirect("reports:overview", frame.round.pk)
    if not frame.rounds and frame.places:
        return redirect(frame.places[0]["url"])
    choices = [(r, [post for post in frame.posts if post.round_id == r.pk]) for r in frame.rounds]
    context = {"choices": choices, "round": None, "places": [], "waiting_count": None, "me": {**frame.me, "post": ""}}
    return render(request, "reports/home.html", context)


@require_safe
def show(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the overview of one round."""
    round = the_round(request, round_id)
    page = overview(round, me(request))
    return render(request, "reports/overview.html", {"round": round, "page": page, **_sentences(page), **_waiting(page)})


def _sentences(page: Overview) -> dict[str, Any]:
    until = page.who.round.concentrated_until
    listed = Counter[str]()
    for problem in page.problems:
        listed.update(problem.listed)
    return {
        "may_fill": can(page.who.user, Action.EDIT_ROUND, page.who.round),
        "standing": brief.standing(page.kinds, own=page.figures is None),
        "period": brief.period(page.days_left, until),
        "movement": brief.movement(page.pulse),
        "reconciled": reconciled(page.who.round, page.figures, listed) if page.figures and page.who.round.stated else [],
        "changes": timeline_rows(page.pulse.latest),
        "kind_words": [kind.label for kind in UNDER_PROBLEM],
        "listed": LISTED,
        "shown": f":{LISTED}",
    }


def _waiting(page: Overview) -> dict[str, Any]:
    """What the page and its frame show of it: the number, and at most five, what is to be decided first."""
    who = page.who
    if not rules_for(who, ALL_RULES):
        return {"waiting_count": None}
    rules = {rule.key: rule for rule in ALL_RULES}
    decided = [brief for brief in page.waiting_besides if brief.rule not in FEEDBACK_RULES]
    shown: list[Any] = [{"rule": brief.rule, "brief": brief} for brief in decided]
    shown += [{"rule": rules[reason_of(issue)], "issue": issue} for issue in page.waiting_issues]
    shown += [{"rule": rules[reason_of(opinion)], "opinion": opinion} for opinion in page.waiting_opinions]
    shown += [{"rule": brief.rule, "brief": brief} for brief in page.waiting_besides if brief.rule in FEEDBACK_RULES]
    shown += [{"rule": rules[line.waits], "line": line} for line in page.waiting_measures]
    return {"waiting_count": page.waiting, "waiting": shown[:SHOWN]}


@require_safe
def waiting(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show all that waits for the person, grouped by why it waits."""
    round = the_round(request, round_id)
    who = Who(me(request), round, today(round))
    groups = _groups(who)
    total = sum(group["total"] for group in groups) if rules_for(who, ALL_RULES) else None
    return render(
        request, "reports/overview_waiting.html", {"round": round, "who": who, "groups": groups, "waiting_count": total}
    )


def _groups(who: Who) -> list[dict[str, Any]]:
    """Return what waits by why it waits, what is to be decided first; a group's rows stand under the name of their kind."""
    lines = sorted((line_of(measure, who) for measure in waiting_measures(who)), key=urgency)
    kinds: tuple[tuple[str, tuple[Rule, ...], list[Any]], ...] = (
        ("notices", NOTICE_RULES, waiting_notices(who)),
        ("papers", PAPER_RULES, waiting_papers(who)),
        ("clearings", CLEARING_RULES, waiting_clearings(who)),
        ("extensions", EXTENSION_RULES, waiting_extensions(who)),
        ("remarks", REMARK_RULES, waiting_remarks(who)),
        ("incoming", REGISTER_RULES, waiting_items(who)),
        ("issues", ISSUE_RULES, list(waiting_issues(who))),
        ("opinions", OPINION_RULES, list(waiting_opinions(who))),
        ("pieces", FEEDBACK_RULES, list(waiting_feedback(who))),
        ("lines", MEASURE_RULES, lines),
    )
    groups = []
    for kind, rules, rows in kinds:
        for rule in rules:
            if found := [row for row in rows if row.waits == rule.key]:
                groups.append({"rule": rule, kind: found, "total": len(found)})
    return groups


@require_safe
def reconciliation(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show every stated figure beside the computed one, and the records that are counted and not printed apart."""
    round = the_round(request, round_id)
    if not sees_whole(me(request), round):
        raise PermissionDenied
    counted, unlisted = figures(round), unlisted_issues(round)
    gaps = Counter(issue.kind for issue in unlisted)
    listed = {kind.value: getattr(counted, key).total - gaps[kind] for key, kind in PRINTED_KINDS.items()}
    context = {"round": round, "counted": counted, "lines": reconciled(round, counted, listed), "unlisted": unlisted}
    return render(request, "reports/overview_reconciliation.html", context)
