"""Records at the point where each step may be decided on paper, and a decision that one of the office recorded."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from issues.models import Issue, Opinion, PaperDecision
from measures.closure.recusal import consultation_of
from measures.closure.services.opinions import give_opinion
from measures.closure.services.steps import take
from measures.extensions.services import ask_extension
from measures.models import Extension, Measure
from measures.paper.registry import STEPS
from measures.paper.services import record_paper
from measures.services.conclusions import propose
from measures.services.transitions import transition
from measures.workflow import Need
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import PDF, changed, upload

SIGNED = datetime.date(2022, 6, 14)
UNTIL = datetime.date(2099, 6, 30)  # beyond the concentrated period: the head's


def proposed(w: World) -> Issue:
    """Let the director propose a conclusion of the issue."""
    return propose(issue=w.issue, by=w.cast.director, conclusion="phased", reason="长期措施仍在推进")


def implementing(w: World) -> Opinion:
    return make._made(Opinion(round=w.cast.round, number=1, text="完善监管模式", basis="已印发办法"))


def extending(w: World) -> Extension:
    """Return the measure's pending request, made at the first asking."""
    if (pending := Extension.objects.pending().filter(measure=w.measure).with_people().first()) is not None:
        return pending
    changed(w.measure, status="in_progress")
    measure = Measure.objects.with_people().get(pk=w.measure.pk)
    person = w.cast.lead.person
    return ask_extension(measure=measure, by=w.cast.director, until=UNTIL, reason="等待上级批复", asked_for=person)


def closing(w: World) -> Issue:
    for measure in (w.measure, w.second):
        changed(measure, status="done", done_on=SIGNED)
    issue = take(issue=changed(w.issue, conclusion="completed", proposed="completed"), name="request", by=w.cast.director)
    asked = consultation_of(issue)
    assert asked is not None
    give_opinion(consultation=asked, by=w.cast.inspector, opinion="no_objection")
    return issue


def changing(w: World) -> Issue:
    """Let the issue be closed, and one of its measures reopened by the director afterwards."""
    issue = take(issue=closing(w), name="approve", by=w.cast.head, given={"note": "同意"})
    reopened = Measure.objects.with_people().get(pk=w.measure.pk)
    transition(measure=reopened, name="reopen", by=w.cast.director, given={Need.REASON: "不实"})
    return Issue.objects.get(pk=issue.pk)


# what each step is about
SUBJECTS: dict[str, Callable[[World], Any]] = {
    "conclusion": proposed,
    "implement": implementing,
    "extension-grant": extending,
    "extension-refuse": extending,
    "closure-approve": closing,
    "closure-refuse": closing,
    "closure-confirm": changing,
}


def paper_values(w: World, key: str, subject: Any, **values: Any) -> dict[str, Any]:
    """Return what a decision on paper says."""
    said = {
        "subject": subject,
        "key": key,
        "content_hash": STEPS[key].bound(subject),
        "scan": upload("签批件.pdf", PDF),
        "text": "同意",
        "signatory": w.cast.head.person,
        "decided_on": SIGNED,
        "number": "签批单3号",
    }
    return {**said, **values}


def on_paper(w: World, key: str, subject: Any, by: str = "clerk", **values: Any) -> PaperDecision:
    """Let one of the office record a decision on paper."""
    return record_paper(by=getattr(w.cast, by), **paper_values(w, key, subject, **values))


@pytest.fixture(params=sorted(SUBJECTS))
def key(request: pytest.FixtureRequest) -> str:
    """Return each step that may be decided on paper."""
    return str(request.param)
