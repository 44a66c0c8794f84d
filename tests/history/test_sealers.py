"""Eight writers who seal at once: no fork, no gap, no deadlock, on the database of the settings; nothing of what failed."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.history.sealers import CHANGES, WRITERS
from tests.services.eight import manage, scratch


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Let the eight work in a database of their own; each test looks at another side of what is left."""
    with scratch(tmp_path_factory.mktemp("sealers")) as env:
        manage(env, "migrate", "--verbosity", "0")
        yield json.loads(manage(env, "shell", "--verbosity", "0", "-c", "from tests.history import sealers; sealers.main()"))


def test_nobody_failed_or_waited_forever(left: dict[str, Any]) -> None:
    assert left["exits"] == [0] * WRITERS


def test_two_thirds_of_the_changes_stayed_whole(left: dict[str, Any]) -> None:
    kept = sum(turn % 3 != 2 for turn in range(CHANGES))
    assert left["entries"] == 1 + WRITERS * kept * 2


def test_the_writers_sealed_while_they_wrote(left: dict[str, Any]) -> None:
    assert left["sealed_meanwhile"] > left["entries"] / 2
    assert (left["before"]["ok"], left["before"]["broken"]) == (True, [])


def test_one_chain_without_gap_seals_every_entry_once(left: dict[str, Any]) -> None:
    assert (left["after"]["ok"], left["after"]["broken"]) == (True, [])
    assert left["after"]["seals"] == left["after"]["entries"] == left["after"]["head"]["seq"] == left["entries"]
    assert left["after"]["unsealed"]["count"] == 0
    assert left["sealed"]
