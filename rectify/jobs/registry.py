"""Which function does which kind of job. Handlers register themselves from their app's `tasks` module."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from rectify.jobs.models import Job

UNKNOWN_LABEL = "后台任务"


class Transient(Exception):
    """Something outside that may be well again in a minute (mail server, network); says so in Chinese, for people."""


class Progress(Protocol):
    """What a handler is given to say how far it is, and to prove that the job is still its own."""

    def __call__(self, percent: int, text: str = "") -> None:
        """Renew the lease and show `percent` (0–100) and `text`; call it outside transactions, as often as you like."""

    def hold(self) -> None:
        """Renew the lease at once; inside a transaction it makes the commit depend on the job still being ours."""


Work = Callable[[Job, Progress], dict[str, Any]]


@dataclass(frozen=True)
class Lost:
    """What a finished job made is no more: a sentence that says so, and the address to which a POST asks for it anew."""

    message: str
    again: str
    label: str = "重新生成"


@dataclass(frozen=True)
class Handler:
    """A kind of job: what people call it, the function that does it, how long one attempt may take, what of it was lost."""

    kind: str
    label: str
    work: Work
    limit: timedelta
    lost: Callable[[Job], Lost | None] | None = None


_handlers: dict[str, Handler] = {}


def handler(
    kind: str, *, label: str, limit_minutes: int = 30, lost: Callable[[Job], Lost | None] | None = None
) -> Callable[[Work], Work]:
    """Register the decorated function for `kind`; a second function for the same kind raises ValueError.

    The function gets the job and a `Progress`, and returns the result: a JSON object, in which `url` and `label` make
    the link on the job's page. It may run again from its start (after a kill, or when its lease was lost), so it must
    stand being repeated. It fails with `Refused` (the message is the reason shown), is tried again after `Transient` or
    a database's OperationalError, and fails for good with any other exception. It lets pass what `Progress` raises.
    Where what it made is kept for a time only, `lost` tells of a finished job whether it is gone.
    """

    def register(work: Work) -> Work:
        if kind in _handlers and _handlers[kind].work is not work:
            raise ValueError(f"two handlers for jobs of kind “{kind}”.")
        _handlers[kind] = Handler(kind, label, work, timedelta(minutes=limit_minutes), lost)
        return work

    return register


def handler_of(kind: str) -> Handler | None:
    """Return the handler of a kind, or None where this process knows none."""
    return _handlers.get(kind)


def lost_of(job: Job) -> Lost | None:
    """Return what is to be said where the result of a finished job is gone; None where it is there, or there is none yet."""
    found = _handlers.get(job.kind)
    return found.lost(job) if found and found.lost and job.done else None


def label_of(kind: str) -> str:
    """Return what people call a kind of job."""
    found = _handlers.get(kind)
    return found.label if found else UNKNOWN_LABEL
