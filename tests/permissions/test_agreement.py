"""can() and visible() are two ways through the code and must give one answer, for everybody, every action and every row."""

from typing import Any

import pytest
from django.db.models import Model

from issues.models import (
    Aspect,
    Issue,
    KeyProblem,
    MaskingRule,
    Meeting,
    Membership,
    NarrativeSection,
    Opinion,
    OpinionClause,
    PaperDecision,
    Round,
)
from measures.models import (
    Assignment,
    Clearing,
    Consultation,
    Evidence,
    Extension,
    LookBack,
    Measure,
    ProgressNote,
    RegisterFile,
    RegisterItem,
    RegisterLink,
    Remark,
    RemarkFile,
)
from rectify.accounts.models import Department, Person, User
from rectify.accounts.permissions import can, visible
from rectify.accounts.roles import Action
from rectify.history.models import Tracked
from reports.feedback.models import Feedback, FeedbackWindow
from reports.models import Notice, ReviewAttachment, ReviewStep
from tests import factories as make
from tests.conftest import World

MODELS: list[Any] = [
    Aspect, Assignment, Clearing, Consultation, Department, Evidence, Extension, Feedback, FeedbackWindow,
    Issue, KeyProblem, LookBack, MaskingRule, Measure, Membership,
    Meeting, NarrativeSection, Notice, Opinion, OpinionClause, PaperDecision, Person, ProgressNote,
    RegisterFile, RegisterItem, RegisterLink, Remark, RemarkFile, ReviewAttachment, ReviewStep, Round, User,
]  # fmt: skip


def _tracked(model: type[Model]) -> set[type[Model]]:
    below = set(model.__subclasses__())
    return below | {each for child in below for each in _tracked(child)}


def test_no_tracked_model_is_left_out() -> None:
    assert {model for model in _tracked(Tracked) if not model._meta.abstract} == set(MODELS)


def supervise(world: World) -> None:
    """Add remarks and papers about an issue, a measure, and nothing, answered by different departments, in both rounds."""
    cast, kept = world.cast, {"size": 1, "sha256": "0" * 64, "content_type": "application/pdf"}
    by: dict[str, Any] = {"uploaded_by": cast.clerk, "uploaded_at": "2022-05-01T00:00:00Z"}
    remarks = [
        make.make_remark(world.issue, cast.inspector, department=cast.lead_department),
        make.make_remark(world.issue, cast.inspector, measure=world.second, department=cast.outside_department),
        make.make_remark(world.deep_task, cast.inspector),
        make.make_remark(world.elsewhere.issue, cast.inspector, measure=world.elsewhere, department=cast.lead_department),
    ]
    for remark in remarks:
        make._made(RemarkFile(remark=remark, attempt=1, name="答复.pdf", path=f"remark{remark.pk}", **kept, **by))
    about: list[tuple[Issue, Measure | None]] = [(world.issue, None), (world.deep_task, world.of_deep_task)]
    for place, subjects in ((cast.round, about), (cast.round, []), (cast.other_round, [])):
        item = make.make_paper(place, cast.clerk)
        make._made(RegisterFile(item=item, part="received", name="来文.pdf", path=f"paper{item.pk}", **kept, **by))
        for issue, measure in subjects:
            make._made(RegisterLink(item=item, issue=issue, measure=measure))
    gone = make.make_paper(cast.round, cast.clerk)
    make._made(RegisterLink(item=gone, issue=world.issue, withdrawn=True))


@pytest.fixture
def full(world: World) -> World:
    """Add a row of every other kind to the world."""
    round = world.cast.round
    opinion = make._made(Opinion(round=round, number=1, text="整改意见"))
    make._made(OpinionClause(key_problem=world.key_problem, opinion=opinion, text="条款"))
    make._made(NarrativeSection(round=round, slot="remaining", order=1, heading="标题"))
    make._made(MaskingRule(round=round, term="某机构", replacement="**"))
    make._made(Meeting(round=round, kind="promotion", held_on=round.feedback_on, title="推动整改"))
    sent = {"round": round, "channel": "letter", "received_on": round.feedback_on, "message": "意见"}
    make._made(Feedback(**sent))
    make._made(Feedback(**sent, state="accusation"))
    window = {"opens_on": round.feedback_on, "closes_on": round.feedback_on, "answered_by": "办公室", "organ": "纪检监察组"}
    make._made(FeedbackWindow(round=round, **window))
    for place in (round, world.cast.other_round):
        notice = make._made(Notice(round=place, number=1))
        step = make._made(ReviewStep(notice=notice, attempt=1, order=1, name="部门核对"))
        kept: dict[str, Any] = {"name": "意见.pdf", "size": 1, "sha256": "0" * 64, "content_type": "application/pdf"}
        by: dict[str, Any] = {"uploaded_by": world.cast.clerk, "uploaded_at": "2022-05-01T00:00:00Z"}
        make._made(ReviewAttachment(notice=notice, step=step, path=f"{place.pk:032}", **kept, **by))
        signed: dict[str, Any] = {"text": "同意", "signatory": world.cast.head.person, "decided_on": place.feedback_on}
        about = {
            "round": place,
            "subject_type": "reports.notice",
            "subject": notice.pk,
            "subject_label": str(notice),
            "step": "sign",
        }
        by = {"recorded_by": world.cast.clerk, "recorded_at": "2022-05-01T00:00:00Z"}
        make._made(PaperDecision(path=f"{place.pk:032}", **kept, **signed, **about, **by))
    supervise(world)
    for issue in (world.issue, world.deep_task, world.elsewhere.issue):
        asked = {"asked_by": world.cast.clerk, "asked_on": round.feedback_on, "due_on": round.feedback_on}
        make._made(Consultation(issue=issue, **asked))
        make._made(LookBack(issue=issue, planned_on=round.concentrated_until))
    for measure in (world.measure, world.of_deep_task, world.elsewhere):
        wanted: dict[str, Any] = {"asked_by": world.cast.clerk, "asked_at": "2022-05-01T00:00:00Z", "reason": "误录"}
        about = {"record_type": "measures.measure", "record": measure.pk, "label": "措施", "what": "整改措施", "field": "plan"}
        make._made(Clearing(round=measure.round, **about, **wanted))
        make.make_evidence(measure, world.cast.clerk)
        note = {"written_by": world.cast.clerk, "written_at": make.make_evidence(measure, world.cast.clerk).uploaded_at}
        asking = {"asked_by": world.cast.lead, "asked_on": round.feedback_on, "reason": "等待批复"}
        make._made(Extension(measure=measure, due_before=round.feedback_on, until=round.concentrated_until, **asking))
        make._made(ProgressNote(measure=measure, text="进展", **note))
    make.make_key_problem(round, 9, title="没有措施的重点问题")
    ended = {"part": "cooperating", "since": round.feedback_on, "until": round.concentrated_until}
    make._made(Assignment(measure=world.second, department=world.cast.outside_department, **ended))
    return world


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_they_agree(model: type[Model], full: World) -> None:
    rows = list(model._default_manager.all())
    assert rows
    for name, user in full.cast.everybody().items():
        for action in Action:
            by_can = {row.pk for row in rows if can(user, action, row)}  # type: ignore[arg-type]
            by_visible = set(visible(model._default_manager.all(), user, action).values_list("pk", flat=True))
            assert by_visible == by_can, f"{name} {action} {model.__name__}"


def test_what_a_department_sees_is_its_own(full: World) -> None:
    """Negative control: the agreement above isn't that of two empty sets."""
    cast = full.cast
    seen = {
        name: set(visible(Measure.objects.all(), getattr(cast, name))) for name in ("lead", "cooperating", "outsider", "head")
    }

    assert seen == {
        "lead": {full.measure, full.second},
        "cooperating": {full.measure, full.of_follow_on},
        "outsider": {full.of_deep_task},
        "head": {full.measure, full.second, full.of_follow_on, full.of_deep_task},
    }
    assert set(visible(KeyProblem.objects.all(), cast.lead)) == {full.key_problem}
    assert set(visible(Issue.objects.all(), cast.outsider)) == {full.deep_task}
