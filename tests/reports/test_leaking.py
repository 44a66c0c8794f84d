"""Nothing internal leaks: a secret in every private field of every model, looked for in every public output.

The world is made once and every output taken from it, since rendering takes seconds; what is said stays for the tests below.
"""

from collections.abc import Callable

import pytest

from issues.models import Issue
from rectify.jobs import waking
from reports.feedback.models import FeedbackWindow
from reports.models import Notice
from tests.conftest import World
from tests.reports.leaking import OUTPUTS, PRINTED, SAID, SECRET, private_fields, save, seed, seed_everything, seeded_models
from tests.reports.leaking_published import beside, bind, publish
from tests.reports.telling import tell

KEPT: dict[str, dict[str, str]] = {}


def make_secret(world: World) -> None:
    """Everything that could leak: seeded before the notice is published, and once more when all its records are there."""
    tell(world)
    seed(world)
    notice = publish(world)
    beside(world)
    seed_everything()
    bind(Notice.objects.get(pk=notice.pk))


def make_public(world: World) -> None:
    """The same secret where it is printed."""
    tell(world)
    save(Issue.objects.get(pk=world.follow_on.pk), title=f"{SECRET}题目")
    publish(world)
    beside(world)
    save(FeedbackWindow.objects.get(), answered_by=SECRET)


@pytest.fixture
def taken(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, str]]:
    """Make a world and take every output from it, once for all tests; the last one withdraws the notice."""

    def take(make: Callable[[World], None]) -> dict[str, str]:
        if make.__name__ not in KEPT:
            monkeypatch.setattr(waking, "send", lambda job: None)
            make(world)
            KEPT[make.__name__] = {name: output(world) for name, output in OUTPUTS.items()}
        return KEPT[make.__name__]

    return take


@pytest.fixture
def secret(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(waking, "send", lambda job: None)
    make_secret(world)
    return world


def test_what_is_seeded() -> None:
    """Read by a person: every model that can hold words, and what of it is private."""
    assert {model._meta.label: private_fields(model) for model in seeded_models()} == {
        "accounts.Department": ["name", "short", "address", "email"],
        "accounts.Person": ["name", "title"],
        "accounts.User": ["email"],
        "issues.Aspect": ["title"],
        "issues.Issue": [
            "disclosure_reason", "disclosure_body", "proposed_reason", "conclusion_note", "closure_note", "withdrawn_reason",
        ],
        "issues.MaskingRule": ["reason"],
        "issues.Meeting": ["title", "attending", "minutes_number", "summary"],
        "issues.Membership": ["post"],
        "issues.NewSectionDraft": ["heading", "body"],
        "issues.Opinion": ["text", "basis"],
        "issues.PaperDecision": ["subject_label", "text", "number", "name", "content_type"],
        "issues.Round": [
            "title", "unit_short", "inspection", "plan_basis", "day_exceptions", "stated", "glosses",
            "measure_count_note", "review_steps", "illustrative",
        ],
        "issues.SectionDraft": ["heading", "body"],
        "measures.Clearing": ["label", "what", "reason", "decision_note", "erased"],
        "measures.Consultation": ["note", "text", "given_for", "settlement"],
        "measures.Evidence": ["name", "content_type", "note"],
        "measures.Extension": ["reason", "opinion"],
        "measures.LookBack": ["findings", "done_for", "reopened"],
        "measures.Measure": ["plan", "outcome", "status_note", "proof_note"],
        "measures.ProgressNote": ["text"],
        "measures.RegisterFile": ["name", "content_type"],
        "measures.RegisterItem": ["number", "sender", "matter", "reply_number", "reply", "note"],
        "measures.Remark": ["text", "maker_post", "answer", "sign_note", "note"],
        "measures.RemarkFile": ["name", "content_type"],
        "reports.Delivery": ["address", "error"],
        "reports.Digest": ["recipient", "content"],
        "reports.Feedback": ["message", "sender", "contact", "route_note", "reply", "reason"],
        "reports.ImportedNotice": ["name", "text", "answer"],
        "reports.Notice": ["signed_opinion", "way", "address", "withdrawn_reason"],
        "reports.Publication": ["figures", "people", "faces"],
        "reports.Rendering": ["faces", "missing"],
        "reports.ReviewAttachment": ["name", "content_type"],
        "reports.ReviewStep": ["name", "opinion", "skip_reason"],
        "reports.Submission": ["figures", "findings"],
    }  # fmt: skip


def test_every_seeded_model_has_a_record_that_holds_its_secret(secret: World) -> None:
    without = []
    for model in seeded_models():
        for name in private_fields(model):
            if not any(SECRET in str(getattr(record, name)) for record in model._default_manager.all()):
                without.append(f"{model._meta.label}.{name}")
    assert without == []
    assert set(PRINTED) - {model._meta.label for model in seeded_models()} == {
        "issues.KeyProblem", "issues.NarrativeSection", "issues.OpinionClause", "reports.FeedbackWindow",
    }  # fmt: skip


@pytest.mark.parametrize("name", OUTPUTS)
def test_no_secret_goes_out(name: str, taken: Callable[..., dict[str, str]]) -> None:
    said = taken(make_secret)[name]

    assert SECRET not in said
    assert [word for word in SAID[name] if word not in said] == []


@pytest.mark.parametrize("name", [name for name in OUTPUTS if SAID[name][0] not in ("410", "没有找到这个页面")])
def test_the_search_would_find_one(name: str, taken: Callable[..., dict[str, str]]) -> None:
    """Negative control: the same secret, made public, is found in each form that prints anything."""
    assert SECRET in taken(make_public)[name]
