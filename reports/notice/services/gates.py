"""What must stand before a step of a notice, whoever takes it: the table's gates, each answered with what is missing."""

from reports.models import Notice
from reports.notice.checks import contact
from reports.notice.files import Files
from reports.notice.versions import frozen_of
from reports.workflow import REVIEW_ENDS, Gate, Transition


def missing_for(step: Transition, notice: Notice) -> str:
    """Return what is missing before `notice` can take the step, as a sentence in Chinese, or "" where nothing is.

    The contact rule of a draft is the checks' affair, which read what the ledger says now.
    """
    return next((why for gate in step.gates if (why := _ASK[gate](notice))), "")


def _reviewed(notice: Notice) -> str:
    steps = notice.review.filter(attempt=notice.attempt)
    names = list(steps.exclude(state__in=REVIEW_ENDS).order_by("order").values_list("name", flat=True))
    return f"审核环节还没有全部返回：{'、'.join(names)}。" if names else ""


def _contact(notice: Notice) -> str:
    frozen = frozen_of(notice)
    found = next(contact(frozen.document), None) if frozen else None
    return f"{found.text}。请退回修改，填写后重新送审。" if found else ""


def _files(notice: Notice) -> str:
    frozen = frozen_of(notice)
    return Files(frozen).unsound() if frozen else ""


_ASK = {
    Gate.CONTACT: _contact,
    Gate.REVIEWED: _reviewed,
    Gate.SIGNED: lambda notice: "" if notice.signed else "还没有签发。",
    Gate.UNSIGNED: lambda notice: "已经签发。" if notice.signed else "",
    Gate.FILES: _files,
}
