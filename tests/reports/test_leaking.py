"""Nothing internal leaks: a secret in every private field of every model, looked for in every public output."""

from typing import Any

import pytest

from issues.models import Issue
from tests.conftest import World
from tests.reports.leaking import OUTPUTS, PRINTED, SAID, SECRET, private_fields, save, seed, seeded_models
from tests.reports.telling import tell


@pytest.fixture
def secret(world: World) -> World:
    tell(world)
    seed(world)
    return world


def test_what_is_seeded(secret: World) -> None:
    """Read by a person: every model of the ledger that can hold words, and what of it is private."""
    assert {model._meta.label: private_fields(model) for model in seeded_models()} == {
        "accounts.Department": ["name", "short", "address", "email"],
        "accounts.Person": ["name", "title"],
        "accounts.User": ["email"],
        "issues.Aspect": ["title"],
        "issues.Issue": [
            "disclosure_reason", "disclosure_body", "proposed_reason", "conclusion_note", "withdrawn_reason",
        ],
        "issues.MaskingRule": ["reason"],
        "issues.Meeting": ["title", "attending", "minutes_number", "summary"],
        "issues.Membership": ["post"],
        "issues.Opinion": ["text", "basis"],
        "issues.Round": [
            "title", "unit_short", "inspection", "plan_basis", "stated", "glosses", "measure_count_note", "illustrative",
        ],
        "issues.SectionDraft": ["heading", "body"],
        "measures.Evidence": ["name", "content_type", "note"],
        "measures.Measure": ["plan", "outcome", "status_note", "proof_note"],
        "measures.ProgressNote": ["text"],
    }  # fmt: skip


def test_every_seeded_model_has_a_record_that_holds_its_secret(secret: World) -> None:
    without = []
    for model in seeded_models():
        for name in private_fields(model):
            if not any(SECRET in str(getattr(record, name)) for record in model._default_manager.all()):
                without.append(f"{model._meta.label}.{name}")
    assert without == []
    assert set(PRINTED) - {model._meta.label for model in seeded_models()} == {
        "issues.KeyProblem", "issues.NarrativeSection", "issues.OpinionClause",
    }  # fmt: skip


@pytest.mark.parametrize("name", OUTPUTS)
def test_no_secret_goes_out(name: str, secret: World) -> None:
    said = OUTPUTS[name](secret)

    assert (SECRET in said, SAID[name] in said) == (False, True)
    assert [user.person.name for user in _people(secret) if user.person.name in said] == []


def _people(world: World) -> list[Any]:
    return [user for key, user in world.cast.everybody().items() if key != "nobody"]


@pytest.mark.parametrize("name", ["text", "web page", "PDF text", "PDF file"])
def test_the_search_would_find_one(name: str, secret: World) -> None:
    """Negative control: the same secret, made public, is found in each form."""
    save(Issue.objects.get(pk=secret.follow_on.pk), disclosure="full")

    assert SECRET in OUTPUTS[name](secret)
