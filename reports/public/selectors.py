"""Which versions the public may read: the published one of a round, and earlier ones where the round says so."""

from django.http import Http404
from django.utils import timezone

from issues.models import Round
from reports.feedback.models import FeedbackWindow
from reports.models import Notice
from reports.workflow import Status


class Withdrawn(Exception):
    """What is asked for was public and has been withdrawn."""


def current_notices() -> list[Notice]:
    """Return the notices that are public now with what they said then, the newest first. One query."""
    return list(Notice.objects.published().select_related("round", "publication__frozen").order_by("-published_at"))


def current_of(round_id: int) -> Notice:
    """Return the published notice of a round; Withdrawn where its last one was withdrawn, Http404 where there never was one."""
    once = Notice.objects.filter(round=round_id, published_at__isnull=False).select_related("round").order_by("-number")
    latest = once.first()
    if latest is None:
        raise Http404
    if latest.status == Status.WITHDRAWN:
        raise Withdrawn
    return latest


def version_of(round_id: int, number: int) -> Notice:
    """Return a version that the public may read; Withdrawn and Http404 as above."""
    once = Notice.objects.filter(round=round_id, number=number, published_at__isnull=False).select_related("round")
    notice = once.first()
    if notice is None:
        raise Http404
    if notice.status == Status.WITHDRAWN:
        raise Withdrawn
    if notice.status == Status.SUPERSEDED and not notice.round.earlier_public:
        raise Http404
    return notice


def earlier_of(notice: Notice) -> list[Notice]:
    """Return the versions before this one that the public may read, the newest first."""
    round: Round = notice.round
    if not round.earlier_public:
        return []
    before = Notice.objects.filter(round=round, status=Status.SUPERSEDED, number__lt=notice.number)
    return list(before.order_by("-number"))


def feedback_of(notice: Notice) -> FeedbackWindow | None:
    """Return the window within which the public is asked about a notice that is current, where it is open today."""
    if notice.status != Status.PUBLISHED:
        return None
    window = FeedbackWindow.objects.filter(round=notice.round_id).first()
    return window if window is not None and window.open_on(timezone.localdate()) else None
