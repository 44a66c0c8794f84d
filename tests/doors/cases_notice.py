"""The doors of a notice: its steps, its review, and decisions on paper."""

from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from issues.models import PaperDecision
from reports.models import Notice
from reports.notice import keeping
from reports.notice.formats import FORMATS
from reports.notice.versions import frozen_of
from reports.workflow import Need
from tests.conftest import World
from tests.doors.cases import Case, Keywords, one
from tests.measures.conftest import PDF
from tests.reports.notice import way

SERVICES = "reports.notice.services"
NOTICE, STEP, FILE, PAPER = "reports.notice", "reports.reviewstep", "reports.reviewattachment", "issues.paperdecision"


BEGINS = {"pdf": b"%PDF-1.7 ", "docx": b"PK"}


def filled(notice: Notice) -> Notice:
    """Give a version the files that a job would make, small ones."""
    frozen = frozen_of(notice)
    assert frozen is not None
    for form in FORMATS.values():
        data = BEGINS.get(form.key, b"") + f"{form.key} of {frozen.pk}".encode()
        digest, path = keeping.keep(data, form.suffix)
        values = {"faces": [], "sha256": digest, "size": len(data), "path": path}
        frozen.renderings.get_or_create(format=form.key, faces_hash="0" * 64, defaults=values)
    return way.again(notice)


def step(name: str, by: str, denied: str, brought: Callable[[World], Notice], given: Any, more: list[Any] | None = None) -> Case:
    """Return the case of one step; `more` are the entries beside the version's own, before it."""

    def opened(w: World) -> Keywords:
        notice = way.again(brought(w))
        return {"notice": notice, "name": name, "given": given(w), "version": notice.version}

    leaves = [*((f"notice.{name}", kind) for kind in more or []), (f"notice.{name}", NOTICE)]
    return Case(f"{SERVICES}.transitions.take_step", by, denied, leaves, opened, name)


def where(w: World) -> dict[Need, Any]:
    return {**way.WHERE, Need.ON: timezone.localdate()}


def published_before(w: World) -> Notice:
    """A version that is ready, beside one that is public."""
    way.publish(w, filled(way.signed(w)))
    return filled(way.signed(w))


def move(name: str, leaves: list[str], **values: Any) -> Case:
    def opened(w: World) -> Keywords:
        found = way.submitted(w).review.get(order=1)
        if name == "return":
            found = way.move_step(step=found, name="send", by=w.cast.clerk, version=None, on=way.HELD_ON)
        return {"step": found, "name": name, "version": found.version, **values}

    lines = [(f"review.{name}", kind) for kind in leaves]
    return Case(f"{SERVICES}.reviewing.move_step", "director", "inspector", lines, opened, name)


def paper(w: World) -> Keywords:
    notice = way.again(way.approved(w))
    said = {"text": "同意", "signatory": w.cast.head.person, "decided_on": way.HELD_ON, "number": "签批单3号", "scan": way.scan()}
    return {"notice": notice, "name": "sign", "content_hash": notice.content_hash, **said}


def about(w: World) -> Keywords:
    said = {"text": "同意", "signatory": w.cast.head.person, "decided_on": way.HELD_ON, "number": "签批单3号", "scan": way.scan()}
    return {"subject": way.approved(w), "step": "sign", "what": "书记签发", **said}


def recorded(w: World) -> PaperDecision:
    return way.on_paper(w, way.approved(w))


CASES: list[Case] = [
    one(f"{SERVICES}.transitions.create_version", "clerk", "head", "notice.create", NOTICE, lambda w: {"round": w.cast.round}),
    step("submit", "clerk", "head", way.draft, lambda w: {Need.EXPLANATIONS: way.reasons(w)}, [STEP] * 4),
    step("refuse", "director", "head", way.submitted, lambda w: {Need.REASON: "改写"}),
    step("approve", "leader", "clerk", way.reviewed, lambda w: {Need.MEETING: way.meeting(w)}),
    step("sign", "head", "leader", way.approved, lambda w: {Need.OPINION: "同意"}),
    step("publish", "director", "head", lambda w: filled(way.signed(w)), where),
    step("publish", "director", "head", published_before, where, [NOTICE]),
    step("withdraw", "clerk", "head", lambda w: way.publish(w, filled(way.signed(w))), lambda w: {Need.REASON: "有误"}),
    move("send", [STEP], on=way.HELD_ON),
    move("return", [STEP, FILE], on=way.HELD_ON, opinion="无意见", files=[ContentFile(PDF, name="意见.pdf")]),
    move("skip", [STEP], reason="不涉密"),
    one(f"{SERVICES}.paper.record_paper_step", "clerk", "head", "decision.record", PAPER, paper),
    Case(
        f"{SERVICES}.paper.confirm_paper_step",
        "director",
        "head",
        [("decision.confirm", NOTICE), ("decision.confirm", PAPER)],
        lambda w: {"decision": recorded(w), "version": 1},
    ),
    one("issues.services.decisions.record_decision", "clerk", "inspector", "decision.record", PAPER, about),
    one(
        "issues.services.decisions.confirm_decision",
        "director",
        "head",
        "decision.confirm",
        PAPER,
        lambda w: {"decision": recorded(w), "version": 1},
    ),
    one(
        "issues.services.decisions.withdraw_decision",
        "clerk",
        "head",
        "decision.withdraw",
        PAPER,
        lambda w: {"decision": recorded(w), "version": 1, "reason": "误录"},
    ),
]
