"""Which recording() is open in this thread of work: the one thing that a tracked save and the recorder both ask."""

from contextvars import ContextVar
from typing import Any, Protocol


class Recorder(Protocol):
    """What a tracked record tells the open recording about its save."""

    def prepare(self, record: Any, changes: Any) -> None:
        """Take note of a save that is about to happen."""

    def keep(self, record: Any, row: Any) -> None:
        """Take the history row that the save wrote."""

    def check_kept(self, record: Any) -> None:
        """Make sure that the save wrote its history row."""


open_recording: ContextVar[Recorder | None] = ContextVar("recorder", default=None)


def current() -> Recorder | None:
    """Return the recording that is open in this thread of work, or None."""
    return open_recording.get()
