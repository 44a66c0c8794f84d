"""The queue of files: order, two readers, and files that are there whole."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

from rectify.jobs.transport import Channel


def channel(folder: Path) -> Any:
    """Open a channel over one folder."""
    options = {"data_folder_in": str(folder), "data_folder_out": str(folder), "control_folder": str(folder)}
    address = "filesystem://localhost//"
    return Connection(address, transport="rectify.jobs.transport:Transport", transport_options=options).channel()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Any]:
    opened = channel(tmp_path)
    yield opened
    opened.connection.client.release()


def take_all(one: Any, queue: str) -> list[Any]:
    """Take messages until there is none."""
    taken = []
    while True:
        try:
            taken.append(one._get(queue))
        except Empty:
            return taken


def test_the_channel_is_ours(here: Any) -> None:
    assert type(here) is Channel


def test_messages_come_in_the_order_they_were_sent(here: Any, tmp_path: Path) -> None:
    for number in range(5):
        here._put("rectify", {"number": number, "text": "唤醒"})
    assert take_all(here, "rectify") == [{"number": n, "text": "唤醒"} for n in range(5)]
    assert list(tmp_path.iterdir()) == []


def test_each_queue_has_its_own(here: Any) -> None:
    here._put("rectify", 1)
    here._put("celery@host.celery.pidbox", 2)
    assert here._size("rectify") == 1
    assert take_all(here, "celery@host.celery.pidbox") == [2]
    assert take_all(here, "pidbox") == []
    assert take_all(here, "rectify") == [1]


def test_two_readers_get_each_message_once(here: Any, tmp_path: Path) -> None:
    for number in range(200):
        here._put("rectify", number)
    taken: list[list[int]] = []
    readers = [threading.Thread(target=lambda: taken.append(take_all(channel(tmp_path), "rectify"))) for _ in range(3)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert sorted(number for some in taken for number in some) == list(range(200))


def test_a_reader_beside_a_writer_never_sees_half_a_message(here: Any, tmp_path: Path) -> None:
    writer = threading.Thread(target=lambda: [channel(tmp_path)._put("rectify", "字" * 50_000) for _ in range(100)])
    writer.start()
    taken = []
    while writer.is_alive():
        taken += take_all(here, "rectify")
    taken += take_all(here, "rectify")
    assert [len(text) for text in taken] == [50_000] * 100


@pytest.mark.parametrize("content", ["", '{"half": '])
def test_a_message_that_cannot_be_read_is_dropped(
    here: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture, content: str
) -> None:
    (tmp_path / "1_torn.rectify.msg").write_text(content)
    here._put("rectify", "whole")
    assert take_all(here, "rectify") == ["whole"]
    assert "a message that can't be read was dropped: 1_torn.rectify.msg" in caplog.text
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_an_error_of_the_channel(here: Any, tmp_path: Path) -> None:
    tmp_path.rmdir()
    with pytest.raises(ChannelError, match="can't be written"):
        here._put("rectify", 1)
    tmp_path.mkdir()


def test_a_reader_is_back_soon_where_there_is_no_message(here: Any) -> None:
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        here.connection.client.drain_events(timeout=2.0)
    assert 0.4 < time.monotonic() - began < 1.5


def test_bindings_are_kept_once_each_and_none_is_lost(here: Any, tmp_path: Path) -> None:
    def bind(number: int) -> None:
        one = channel(tmp_path)
        for _ in range(2):
            one._queue_bind("fan", "", "", f"queue{number}")

    threads = [threading.Thread(target=bind, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    table = json.loads((tmp_path / "fan.exchange").read_text())
    assert sorted(table) == [["", "", f"queue{number}"] for number in range(8)]
    assert sorted(entry.queue for entry in here.get_table("fan")) == [f"queue{number}" for number in range(8)]
