"""What the tests of issues share: the lines that the doors left in the log."""

from collections.abc import Callable
from typing import Any

import pytest

from issues.models import Round
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import World

Lines = list[tuple[str, str, str]]


@pytest.fixture
def log(world: World) -> Callable[[], Lines]:
    """Return a function that gives the entries the doors left: (action, kind of record, reason), in their order."""

    def lines() -> Lines:
        rows = Entry.objects.exclude(action="test.prepare").order_by("id")
        return list(rows.values_list("action", "record_type", "reason"))

    return lines


@pytest.fixture
def draft(world: World) -> Round:
    """Return the world's round with its plan a draft again."""
    return changed(world.cast.round, plan_state="draft", plan_adopted_on=None, plan_basis="")


def changed(record: Any, **values: Any) -> Any:
    """Change a record past the doors, for a test's preparation, and return it as it stands."""
    record = type(record)._default_manager.get(pk=record.pk)
    for name, value in values.items():
        setattr(record, name, value)
    with make.prepared():
        record.save()
    return record
