"""The registration of handlers."""

import datetime
from typing import Any

import pytest

from rectify.jobs import registry
from rectify.jobs.models import Job
from rectify.jobs.registry import Progress
from tests.jobs import handlers


def _other(job: Job, report: Progress) -> dict[str, Any]:
    return {}


def test_a_handler_is_found_by_its_kind() -> None:
    found = registry.handler_of("test.add")
    assert found == registry.Handler("test.add", "求和", handlers.add, datetime.timedelta(minutes=30))
    assert registry.label_of("test.add") == "求和"


def test_an_unknown_kind_has_no_handler_and_a_general_label() -> None:
    assert registry.handler_of("test.nothing") is None
    assert registry.label_of("test.nothing") == "后台任务"


def test_a_second_function_for_a_kind_is_refused() -> None:
    with pytest.raises(ValueError, match=r"two handlers for jobs of kind “test\.add”"):
        registry.handler("test.add", label="另一个")(_other)
    assert registry.label_of("test.add") == "求和"


def test_the_same_function_may_be_registered_again() -> None:
    assert registry.handler("test.add", label="求和")(handlers.add) is handlers.add
