"""Reading the versions of a notice: the tree of each, what it would say now, and what has changed since."""

from dataclasses import replace

from django.db.models import Max

from issues.models import Round
from measures.figures import Figures, figures
from rectify.errors import Refused
from reports.anchors import last_anchor
from reports.builders.notice import notice_of
from reports.builders.printed import PrintedLedger, printed_ledger
from reports.content import Document
from reports.models import FrozenTree, Notice, Submission
from reports.workflow import Status


class Now:
    """What a notice of a round would say now: its ledger, figures and tree are read once, together."""

    def __init__(self, round: Round, number: int = 1) -> None:
        self.round = round
        self.ledger: PrintedLedger = printed_ledger(round)
        self.figures: Figures = figures(round)
        self.document: Document = replace(notice_of(round, self.ledger, self.figures), version=number, log_head=last_anchor())


def next_number(round: Round) -> int:
    """Return the number of the version under way, or of the one that would come next."""
    under_way = Notice.objects.under_way().filter(round=round).values_list("number", flat=True).first()
    if under_way is not None:
        return under_way
    return int(Notice.objects.filter(round=round).aggregate(last=Max("number"))["last"] or 0) + 1


def submission_of(notice: Notice) -> Submission | None:
    """Return the last submission of a version, with its tree; None for a draft, whose content is what the ledger says."""
    if notice.status == Status.DRAFT:
        return None
    return notice.submissions.select_related("frozen").filter(attempt=notice.attempt).first()


def frozen_of(notice: Notice) -> FrozenTree | None:
    """Return the frozen tree of a version, None for a draft."""
    found = submission_of(notice)
    return found.frozen if found else None


def document_of(round: Round, version: int | None = None) -> Document:
    """Return what version `version` says, or what a notice would say now (None, or a version that is a draft).

    Refused where the round has no such version.
    """
    if version is None:
        return Now(round, next_number(round)).document
    notice = Notice.objects.filter(round=round, number=version).first()
    if notice is None:
        raise Refused(f"本轮次没有第{version}版通报。")
    frozen = frozen_of(notice)
    return frozen.document if frozen else Now(round, notice.number).document
