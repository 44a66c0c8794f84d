"""The doors of remarks and of the register."""

import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from measures.models import RegisterItem, Remark
from measures.paper.services import record_paper
from measures.remarks.register_flow import RegisterNeed
from measures.remarks.workflow import STEPS, Need
from measures.signing import ON_PAPER
from rectify.accounts.models import User
from tests import factories as make
from tests.conftest import World
from tests.doors.cases import Case, Keywords, one
from tests.doors.cases_issues import fresh
from tests.reports.notice import way

SERVICES = "measures.remarks.services"
REMARK, FILE = "measures.remark", "measures.remarkfile"
ITEM, LINK, SCAN = "measures.registeritem", "measures.registerlink", "measures.registerfile"
PAPER = "issues.paperdecision"
LATER = datetime.date(2122, 6, 20)


def remark(w: World, state: str) -> Remark:
    """A remark of the inspection team on a measure of the lead department, in a state."""
    answer: dict[str, Any] = {"answered_by": w.cast.lead, "answer_from": w.cast.lead.person, "answer": "答复"}
    values = answer if state in {"answered", "signed", "returned"} else {}
    return make.make_remark(
        w.issue, w.cast.inspector, measure=w.measure, department=w.cast.lead_department, state=state, **values
    )


def step(name: str, state: str, by: str, denied: str, more: list[str] | None = None, **keywords: Any) -> Case:
    """Return the case of one step; `more` are the kinds of record beside the remark itself."""

    def opened(w: World) -> Keywords:
        given: dict[Need, Any] = dict.fromkeys(STEPS[name].needs, "说明")
        people = {Need.ANSWER_FROM: w.cast.lead.person, Need.ANSWER_BY: LATER, Need.DEPARTMENT: None}
        given |= {need: value for need, value in people.items() if need in given}
        return fresh(remark(w, state), "remark", name=name, given=given, **keywords)

    lines = [(f"remark.{name}", kind) for kind in [REMARK, *(more or [])]]
    return Case(f"{SERVICES}.remarks.take_step", by, denied, lines, opened, name)


def office_reply(w: World) -> Keywords:
    return fresh(make.make_remark(w.issue, w.cast.inspector), "remark", name="reply", given={Need.ANSWER: "已改"})


def signing(w: World) -> Keywords:
    found = remark(w, "answered")
    said = {"text": "同意", "signatory": w.cast.head.person, "decided_on": way.HELD_ON, "number": "3号", "scan": way.scan()}
    return {"subject": found, "key": ON_PAPER.key, "content_hash": ON_PAPER.bound(found), **said}


def signed_on_paper(w: World) -> Keywords:
    return {"decision": record_paper(by=User.objects.get(pk=w.cast.clerk.pk), **signing(w)), "version": 1}


def paper(w: World, state: str = "open") -> RegisterItem:
    return make.make_paper(w.cast.round, w.cast.clerk, state=state)


def new_paper(w: World) -> Keywords:
    day = w.cast.round.feedback_on
    values = {"kind": "proposal", "sender": "纪检监察组", "dated_on": day, "matter": "请整改", "number": "1号"}
    return {"round": w.cast.round, "about": [w.issue, w.second], "files": [ContentFile(b"one", name="1.txt")], **values}


def other_paper(w: World) -> Keywords:
    return fresh(paper(w), "item", about=[w.measure], matter="改")


def paper_step(name: str, state: str, more: list[str] | None = None, **keywords: Any) -> Case:
    def opened(w: World) -> Keywords:
        given: dict[RegisterNeed, Any] = dict.fromkeys(RegisterNeed, "说明")
        given[RegisterNeed.REPLIED_ON] = timezone.localdate()
        return fresh(paper(w, state), "item", name=name, given=given, **keywords)

    lines = [(f"register.{name}", kind) for kind in [ITEM, *(more or [])]]
    return Case(f"{SERVICES}.register.take_register_step", "clerk", "head", lines, opened, name)


CASES: list[Case] = [
    one(
        f"{SERVICES}.remarks.make_remark",
        "leader",
        "clerk",
        "remark.make",
        REMARK,
        lambda w: {"about": w.measure, "text": "请说明"},
    ),
    step("answer", "open", "lead", "cooperating", [FILE], files=[ContentFile(b"one", name="1.txt")]),
    Case(f"{SERVICES}.remarks.take_step", "clerk", "head", [("remark.reply", REMARK)], office_reply, "reply"),
    step("sign", "answered", "head", "inspector"),
    step("refuse", "answered", "head", "clerk"),
    step("settle", "signed", "inspector", "supervisor"),
    step("return", "signed", "inspector", "head"),
    step("withdraw", "open", "inspector", "clerk"),
    step("redirect", "open", "clerk", "inspector"),
    one("measures.paper.services.record_paper", "clerk", "head", "decision.record", PAPER, signing, "a sign"),
    Case(
        "measures.paper.services.confirm_paper",
        "director",
        "head",
        [("decision.confirm", REMARK), ("decision.confirm", PAPER)],
        signed_on_paper,
        "a sign",
    ),
    Case(
        f"{SERVICES}.register.record_item",
        "inspector",
        "supervisor",
        [("register.record", kind) for kind in (ITEM, LINK, LINK, SCAN)],
        new_paper,
    ),
    Case(f"{SERVICES}.register.edit_item", "clerk", "lead", [("register.edit", kind) for kind in (ITEM, LINK)], other_paper),
    paper_step("reply", "open", [SCAN], files=[ContentFile(b"one", name="1.txt")]),
    paper_step("finish", "replied"),
    paper_step("reopen", "done"),
    paper_step("withdraw", "open"),
]
