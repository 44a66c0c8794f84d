"""What the pages of a version show: reads alone."""

from typing import Any

from django.db.models import Q, QuerySet

from issues.models import PaperDecision, Round
from measures.timeline import timeline_rows
from rectify.accounts.models import User
from rectify.accounts.permissions import can, visible
from rectify.accounts.roles import Action
from rectify.history.models import Entry, Tracked
from reports.models import Notice, ReviewAttachment, ReviewStep
from reports.notice.services.recusal import is_head
from reports.notice.services.transitions import why_closed
from reports.workflow import REVIEW_MOVES, Status, Transition, steps_from


def versions_of(round: Round, user: User) -> QuerySet[Notice]:
    """Return the versions of a round that `user` may read, the newest first, with everybody they name. One query."""
    return visible(Notice.objects.filter(round=round), user, Action.READ_NOTICE).with_people().order_by("-number")


def offered_steps(notice: Notice, user: User) -> list[tuple[Transition, str]]:
    """Return the steps that the table allows now and the matrix gives `user`, each with why it is closed ("": open)."""
    return [
        (step, why_closed(step, notice, user))
        for step in steps_from(notice.status)
        if can(user, step.action, notice) and (not step.head or is_head(user, notice.round_id))
    ]


def paper_steps(notice: Notice, user: User, papers: list[PaperDecision]) -> list[Transition]:
    """Return the steps for which `user` may record a decision made on paper now."""
    if not can(user, Action.RECORD_DECISION, notice):
        return []
    pending = {paper.step for paper in papers if paper.pending}
    steps = [step for step in steps_from(notice.status) if step.paper and step.name not in pending]
    return [step for step in steps if step.name != "sign" or not notice.signed]


def review_of(notice: Notice) -> list[ReviewStep]:
    """Return every step of review of every submission, with its attachments. Two queries."""
    steps = notice.review.select_related("recorded_by__person", "notice").prefetch_related("attachments")
    return list(steps.order_by("-attempt", "order"))


def review_lines(notice: Notice, steps: list[ReviewStep], may_record: bool) -> list[dict[str, Any]]:
    """Return the steps as a page shows them, each with the moves that the office may record now."""
    open_now = may_record and notice.status == Status.SUBMITTED
    return [
        {
            "step": step,
            "moves": [move for move in REVIEW_MOVES.values() if open_now and step.state in move.sources],
        }
        for step in steps
    ]


def entries_of(notice: Notice, user: User) -> list[dict[str, Any]]:
    """Return the change log of a version, its review and its paper decisions, the newest first. One query."""
    own: list[tuple[type[Tracked], Any]] = [
        (Notice, [notice.pk]),
        (ReviewStep, ReviewStep.objects.filter(notice=notice).values("pk")),
        (ReviewAttachment, ReviewAttachment.objects.filter(notice=notice).values("pk")),
        (PaperDecision, PaperDecision.objects.about(notice).order_by().values("pk")),
    ]
    about = Q(pk__in=[])
    for model, keys in own:
        about |= Q(record_type=model._meta.label_lower, record__in=keys)
    entries = visible(Entry.objects.filter(about, round=notice.round_id).defer("payload"), user, Action.VIEW_HISTORY)
    return timeline_rows(entries, here=notice)


def entries_since(record: Tracked, version: int) -> list[dict[str, Any]]:
    """Return the lines by which a record came from `version` to where it stands."""
    lines = Entry.objects.for_record(record).defer("payload")[: max(0, record.version - version)]
    return timeline_rows(lines, here=record)
