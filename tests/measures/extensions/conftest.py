"""Requests for a later date of the world's measure, which is due on 31 May 2022; the concentrated period ends on 10 June."""

import datetime
from typing import Any

import pytest

from measures.extensions.services import ask_extension, take_extension_step
from measures.models import Extension, Measure
from tests.conftest import World
from tests.measures.conftest import changed

DUE = datetime.date(2022, 5, 31)
WITHIN, BEYOND = datetime.date(2022, 6, 8), datetime.date(2022, 6, 30)
EARLY = datetime.datetime(2022, 5, 20, 2, tzinfo=datetime.UTC)
LATE = datetime.datetime(2022, 6, 2, 2, tzinfo=datetime.UTC)
OPINION = {"opinion": "同意延期。"}


@pytest.fixture
def measure(world: World) -> Measure:
    """Return the world's measure, in progress, with its responsible leader."""
    values: dict[str, Any] = {"due_on": DUE, "original_due_on": DUE, "status": "in_progress"}
    changed(world.measure, responsible_leader=world.cast.leader.person, **values)
    return Measure.objects.with_people().get(pk=world.measure.pk)


@pytest.fixture
def within(world: World, measure: Measure) -> Extension:
    """Return a pending request that stays within the concentrated period."""
    return ask_extension(measure=measure, by=world.cast.lead, until=WITHIN, reason="等待上级批复", effective_at=EARLY)


@pytest.fixture
def beyond(world: World, measure: Measure) -> Extension:
    """Return a pending request that reaches beyond it."""
    return ask_extension(measure=measure, by=world.cast.lead, until=BEYOND, reason="等待上级批复", effective_at=EARLY)


@pytest.fixture
def granted(world: World, within: Extension) -> Extension:
    """Return a request that was granted."""
    return take_extension_step(extension=within, name="grant", by=world.cast.leader, given=OPINION, effective_at=EARLY)
