"""A clock that stands still, the wakings that were sent, and a short way to make a job."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rectify.jobs import execution, services, waking
from rectify.jobs.models import Job
from tests.jobs import handlers

assert handlers  # importing them registers the kinds "test.…"

NOON = datetime.datetime(2022, 6, 10, 12, 0, 0, tzinfo=datetime.UTC)


class Clock:
    """The time as the jobs see it."""

    def __init__(self) -> None:
        self.now = NOON

    def pass_by(self, seconds: float) -> None:
        """Let some seconds pass."""
        self.now += datetime.timedelta(seconds=seconds)


def at(seconds: float) -> datetime.datetime:
    """Return the moment so many seconds after the tests' noon."""
    return NOON + datetime.timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop the time at noon; the test moves it."""
    stopped = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: stopped.now)
    return stopped


@pytest.fixture(autouse=True)
def _known_settings(settings: Any) -> Iterator[None]:
    """A lease of a minute, a sweep each ten seconds; a process that isn't ending, before and after each test."""
    settings.JOB_LEASE_SECONDS, settings.JOB_SWEEP_SECONDS = 60, 10
    yield
    execution.stopping.clear()
    assert execution.held == {}


@pytest.fixture(autouse=True)
def woken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Gather the ids for which a worker was woken, in place of sending messages."""
    ids: list[int] = []
    monkeypatch.setattr(waking, "send", ids.append)
    return ids


Ask = Callable[..., Job]


@pytest.fixture
def ask(db: None) -> Ask:
    """Give a function that asks for a job: `ask("test.add", a=1, b=2)`."""

    def make(kind: str = "test.add", key: str = "", requested_by: Any = None, **args: Any) -> Job:
        args = args or {"a": 1, "b": 2}
        return services.enqueue(kind=kind, key=key or f"{kind}:{Job.objects.count()}", args=args, requested_by=requested_by)

    return make
