"""Eight people change 2,000 statuses at once over HTTP: no error but honest conflicts, each change in the log once."""

import random
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.factories import PASSWORD
from tests.services.eight import DEPARTMENTS, MEASURES, OFFICE, Browser, asked, manage, scratch, web_server

pytestmark = pytest.mark.services

CHANGES = 2000
NEXT = {"not_started": ("start", "in_progress"), "in_progress": ("report", "reported"), "reported": ("return", "in_progress")}


@dataclass
class Desk:
    """What the eight know of the measures, which is now and then behind the times, and what came of each of their forms."""

    world: dict[str, Any]
    port: int
    known: dict[str, tuple[str, int]]
    slots: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(CHANGES))
    changed: list[tuple[str, str, str, int]] = field(default_factory=list)
    conflicts: list[tuple[str, str, int]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def going_on(self) -> bool:
        """Whether there is something left to do; an error ends it."""
        return len(self.changed) < CHANGES and not self.errors

    def sit(self, person: str, browser: Browser, start: threading.Barrier) -> None:
        """Change one status after another until all is done."""
        dice = random.Random(person)
        start.wait()
        try:
            while self.going_on:
                measure = dice.choice(list(self.known))
                if not self._open_to(person, measure) or not self.slots.acquire(blocking=False):
                    time.sleep(0.001)
                elif not self._step(person, browser, measure):
                    self.slots.release()
        except Exception as error:
            self.errors.append(f"{person}: {error!r}")

    def _open_to(self, person: str, measure: str) -> bool:
        own = person in OFFICE or self.world["leads"][measure] == person
        return own and (person in OFFICE or self.known[measure][0] != "reported")

    def _step(self, person: str, browser: Browser, measure: str) -> bool:
        status, version = self.known[measure]
        name, then = NEXT[status]
        path = reverse("measures:measure_step", args=[self.world["round"], measure, name])
        fields = {"report": {"outcome": "已建立制度。", "proof": "无材料"}, "return": {"missing": "请补充"}}.get(name, {})
        if name == "report" and person in OFFICE:
            fields["reporter"] = self.world["reporter"]
        answer = browser.post(path, version=version, **fields)
        if answer == 302:
            self.known[measure] = (then, version + 1)
            self.changed.append((measure, person, name, version))
        elif answer == 409:
            self.conflicts.append((measure, name, version))
        else:
            self.errors.append(f"{person}: {name} of {measure}, version {version}: {answer}")
        return answer == 302


@dataclass
class Aftermath:
    """What the eight say they did, and what the database tells."""

    desk: Desk
    told: dict[str, Any]
    seconds: float
    log: str


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aftermath]:
    """Let the eight work until 2,000 statuses are changed; each test looks at another side of what is left."""
    var = tmp_path_factory.mktemp("eight")
    with scratch(var) as env:
        manage(env, "migrate", "--verbosity", "0")
        manage(env, "collectstatic", "--noinput", "--verbosity", "0")
        world = asked(env, "furnish")
        with web_server(env, var / "web.log") as port:
            desk = Desk(world, port, dict.fromkeys(world["leads"], ("not_started", 1)))
            seconds = work(desk)
        yield Aftermath(desk, asked(env, "tell"), seconds, Path(var / "web.log").read_text(encoding="utf-8"))


def work(desk: Desk) -> float:
    """Sign the eight in, let them begin together, and return how long they took."""
    people = [*OFFICE, *DEPARTMENTS]
    browsers = {person: Browser.signed_in(desk.port, person, PASSWORD) for person in people}
    start = threading.Barrier(len(people) + 1)
    threads = [threading.Thread(target=desk.sit, args=(person, browsers[person], start), daemon=True) for person in people]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.monotonic()
    for thread in threads:
        thread.join(timeout=240)
    return time.monotonic() - began


def test_no_error_but_conflicts(aftermath: Aftermath, capsys: pytest.CaptureFixture[str]) -> None:
    desk = aftermath.desk
    with capsys.disabled():
        done, seconds = len(desk.changed), aftermath.seconds
        sys.stdout.write(
            f"\neight people: {done} changes in {seconds:.0f} s, {done / seconds:.0f} a second; {len(desk.conflicts)} conflicts\n"
        )
    assert desk.errors == []
    assert len(desk.changed) == CHANGES
    assert "Traceback" not in aftermath.log
    assert "database is locked" not in aftermath.log
    assert "deadlock" not in aftermath.log


def test_all_eight_had_a_hand_in_it(aftermath: Aftermath) -> None:
    assert {person for _, person, _, _ in aftermath.desk.changed} == {*OFFICE, *DEPARTMENTS}
    assert len(aftermath.told["measures"]) == MEASURES


def test_every_change_is_in_the_log_exactly_once(aftermath: Aftermath) -> None:
    said = Counter((measure, person, f"measure.{name}") for measure, person, name, _ in aftermath.desk.changed)
    assert Counter((str(measure), person, action) for measure, person, action in aftermath.told["steps"]) == said


def test_every_entry_verifies(aftermath: Aftermath) -> None:
    assert aftermath.told["broken"] == []


def test_a_conflict_was_one(aftermath: Aftermath) -> None:
    """Whoever was told that another had been quicker, another had: there is a change made from the same version."""
    taken = {(measure, version) for measure, _, _, version in aftermath.desk.changed}
    assert {(measure, version) for measure, _, version in aftermath.desk.conflicts} - taken == set()
    assert len(taken) == CHANGES


def test_versions_and_history_are_without_gap(aftermath: Aftermath) -> None:
    steps = Counter(str(measure) for measure, _, _ in aftermath.told["steps"])
    for measure, (_, version) in aftermath.told["measures"].items():
        assert version == 1 + steps[measure]
        assert aftermath.told["history"][measure] == list(range(1, version + 1))


def test_each_measure_went_the_way_of_the_table(aftermath: Aftermath) -> None:
    ways: dict[str, list[str]] = defaultdict(list)
    for measure, _, action in aftermath.told["steps"]:
        ways[str(measure)].append(action)
    for measure, (status, _) in aftermath.told["measures"].items():
        way, stands = ways[measure], "not_started"
        for action in way:
            assert action == f"measure.{NEXT[stands][0]}"
            stands = NEXT[stands][1]
        assert status == stands
