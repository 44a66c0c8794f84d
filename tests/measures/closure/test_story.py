"""The demonstration's story of a closure where the calendar isn't what it was written for."""

import datetime
from types import SimpleNamespace
from typing import Any

from issues.models import Issue
from measures.demo.closures import _Scene
from measures.models import LookBack
from tests.conftest import World
from tests.measures.closure.conftest import AFTER, MONDAY


def test_a_holiday_that_stretches_the_days_leaves_it_asked_for(world: World, requested: Issue) -> None:
    cast: dict[str, Any] = {"head": world.cast.head, "leader": world.cast.leader, "twoposts": world.cast.two_posts}
    actors: Any = SimpleNamespace(cast=cast, round=world.cast.round)
    weeks: Any = SimpleNamespace(start=datetime.date(2022, 3, 10))
    scene = _Scene(requested.pk, {}, actors, weeks)

    scene.approve({"note": "同意"}, MONDAY)
    scene.plan_look_back({"planned": 11}, MONDAY)
    assert Issue.objects.get(pk=requested.pk).closure == "requested"
    assert not LookBack.objects.exists()

    scene.approve({"note": "同意"}, AFTER)
    assert Issue.objects.get(pk=requested.pk).closure == "closed"
