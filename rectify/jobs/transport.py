"""The file-system queue of the demonstration, whose files appear whole.

Kombu's own writes messages and bindings where others read them: who comes between the opening and the writing finds an empty
file, and that ends a Celery worker. Here everything is written aside and renamed, and a message is taken by renaming it. One
that can't be read all the same is dropped: the rows of the jobs know what is to be done.
"""

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """A channel whose messages are files, in the order of their names."""

    def _put(self, queue: str, message: Any, **kwargs: Any) -> None:  # type: ignore[override]  # named as Kombu's base
        _write(Path(self.data_folder_out) / f"{time.time_ns():020d}_{uuid4().hex}.{queue}.msg", message)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for path in sorted(Path(self.data_folder_in).glob(f"*.{queue}.msg")):
            taken = path.with_suffix(".taken")
            try:
                path.rename(taken)
            except FileNotFoundError:  # another reader was faster
                continue
            try:
                return loads(taken.read_text(encoding="utf-8"))
            except ValueError:
                logger.warning("a message that can't be read was dropped: %s", path.name)
            finally:
                taken.unlink()
        raise Empty

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str) -> None:
        binding = [routing_key or "", pattern or "", queue or ""]
        with _locked(self.control_folder):
            table = [list(known) for known in self.get_table(exchange)]
            if binding not in table:
                _write(self.control_folder / f"{exchange}.exchange", [binding, *table])


class Transport(filesystem.Transport):
    """Kombu's transport over files, with the channel above; it looks for messages twice a second."""

    Channel = Channel
    polling_interval = 0.5

    def drain_events(self, connection: Any, timeout: float | None = None, **kwargs: Any) -> None:
        """Wait for a message for at most half a second: a worker told to end notices it only between two waits."""
        super().drain_events(connection, timeout=min(timeout or self.polling_interval, self.polling_interval))


def _write(path: Path, content: Any) -> None:
    """Write a JSON file so that it is there whole or not at all; raises ChannelError where it can't be written."""
    aside = path.with_name(f"{uuid4().hex}.part")
    try:
        aside.write_text(dumps(content), encoding="utf-8")
        aside.rename(path)
    except OSError as error:
        raise ChannelError(f"{path.parent} can't be written: {error}") from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock against other processes."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
