"""Jobs across real processes: one asks, a worker does, and it is killed, told to end or out of reach.

Each test has an installation of its own: the demonstration's (SQLite, a queue of files) or production's database with either
queue. The test looks at the rows from outside, by SQL.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2  # type: ignore[import-untyped]
import pytest

from tests.services.production import ROOT, Production

pytestmark = pytest.mark.services

LEASE, SWEEP = 4, 1
FILES = "filesystem://localhost//"
WORKER = "worker --pool threads --concurrency 2 --without-gossip --without-mingle --include tests.jobs.handlers"
ASK = """
from rectify.jobs.services import enqueue
from tests.jobs import handlers
print(enqueue(kind={kind!r}, key={key!r}, args={args!r}).pk)
"""


@dataclass
class Site:
    """One installation and the processes that the test started in it."""

    env: dict[str, str]
    log: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def ask(self, kind: str, key: str, **args: Any) -> int:
        """Ask for a job from a process of its own, as the web server does; returns its id."""
        code = ASK.format(kind=kind, key=key, args=args)
        command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code]
        result = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        return int(result.stdout)

    def ask_slow(self, seconds: float, *, then: float | None = None, reports: bool) -> int:
        """Ask for a job that takes so long, `then` at a later attempt, and leaves lines in the log."""
        return self.ask("test.slow", "slow", seconds=seconds, then=then, reports=reports, log=str(self.log))

    def lines(self) -> list[str]:
        """Return what the slow jobs wrote."""
        return self.log.read_text().split() if self.log.exists() else []

    def start(self, command: str) -> subprocess.Popen[bytes]:
        """Start a process of Celery."""
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "--quiet", "-A", "rectify", *command.split()], cwd=ROOT, env=self.env
        )
        self.processes.append(process)
        return process

    def worker(self) -> subprocess.Popen[bytes]:
        """Start a worker and wait until it shows itself."""
        process = self.start(WORKER)
        wait_for(lambda: self.query(f"SELECT 1 FROM jobs_workerbeat WHERE name LIKE '%:{process.pid}'") != [])
        return process

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Return what a statement finds in the installation's database."""
        url = self.env["DATABASE_URL"]
        path = url.removeprefix("sqlite:///")
        with closing(psycopg2.connect(url) if path == url else sqlite3.connect(path)) as connection:
            cursor = connection.cursor()
            cursor.execute(statement)
            return list(cursor.fetchall())

    def job(self, pk: int) -> tuple[Any, ...]:
        """Return a job's state, attempts and reason."""
        (row,) = self.query(f"SELECT state, attempts, error FROM jobs_job WHERE id = {pk}")
        return row


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def demonstration(var: Path) -> dict[str, str]:
    """Return the environment of an installation without any setting, with a migrated database."""
    env = {"PATH": os.environ["PATH"], "RECTIFY_VAR": str(var), "DATABASE_URL": f"sqlite:///{var / 'rectify.sqlite3'}"}
    migrate = [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env=env, check=True)
    return env


@pytest.fixture
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """Make the installation that the test's parameter names; end its processes by their numbers."""
    which = getattr(request, "param", "demonstration")
    if which == "demonstration":
        env = demonstration(tmp_path)
    else:
        production: Production = request.getfixturevalue("production")
        broker = FILES if which == "production, files" else f"{os.environ['CELERY_BROKER_URL'].rpartition('/')[0]}/7"
        env = production.env(RECTIFY_VAR=str(tmp_path), CELERY_BROKER_URL=broker)
    speed = {"JOB_LEASE_SECONDS": str(LEASE), "JOB_SWEEP_SECONDS": str(SWEEP)}
    made = Site({**env, **speed}, tmp_path / "log")
    yield made
    for process in made.processes:
        process.kill()
        process.wait()
    made_by_this_test = "DELETE FROM jobs_job WHERE kind LIKE 'test.%'"
    if which != "demonstration":
        production = request.getfixturevalue("production")
        with production.connect(production.owner) as connection, connection.cursor() as cursor:
            cursor.execute(made_by_this_test)
            cursor.execute("DELETE FROM jobs_workerbeat")


everywhere = pytest.mark.parametrize("site", ["demonstration", "production, files", "production, redis"], indirect=True)


@everywhere
def test_a_job_asked_for_in_one_process_is_done_in_another(site: Site) -> None:
    site.worker()
    pk = site.ask("test.add", "sum", a=20, b=22)
    wait_for(lambda: site.job(pk)[0] == "done", seconds=5)
    assert site.job(pk) == ("done", 1, "")
    ((result,),) = site.query(f"SELECT result FROM jobs_job WHERE id = {pk}")
    assert "42" in str(result)


@everywhere
def test_a_job_whose_worker_is_killed_is_finished_after_its_lease_and_once(site: Site) -> None:
    first = site.worker()
    pk = site.ask_slow(60, then=1, reports=False)
    wait_for(lambda: site.lines() == ["start"])
    site.worker()
    site.start("beat")
    time.sleep(LEASE)  # the first renews its lease, and the others leave it alone
    assert site.lines() == ["start"]
    first.kill()
    killed = time.monotonic()
    wait_for(lambda: site.lines() == ["start", "start"])
    assert time.monotonic() - killed > LEASE / 2  # renewed at most a third of a lease before the kill
    wait_for(lambda: site.job(pk)[0] == "done")
    time.sleep(2 * SWEEP)
    assert site.job(pk) == ("done", 2, "")
    assert site.lines() == ["start", "start", "end"]


@everywhere
@pytest.mark.parametrize("reports", [True, False], ids=["reporting", "silent"])
def test_a_worker_told_to_end_gives_its_job_back_and_ends_within_ten_seconds(site: Site, reports: bool) -> None:
    worker = site.worker()
    pk = site.ask_slow(60, reports=reports)
    wait_for(lambda: site.lines() == ["start"])
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=10) == 0
    assert site.job(pk) == ("queued", 0, "")
    assert site.query("SELECT count(*) FROM jobs_workerbeat") == [(0,)]


@pytest.mark.parametrize("site", ["demonstration", "production, redis"], indirect=True)
def test_a_job_asked_for_without_a_queue_is_done_when_a_worker_starts(site: Site) -> None:
    broker = site.env.pop("CELERY_BROKER_URL", FILES)
    site.env["CELERY_BROKER_URL"] = "redis://127.0.0.1:1/0"
    began = time.monotonic()
    pk = site.ask("test.add", "sum", a=1, b=2)
    assert time.monotonic() - began < 15
    assert site.job(pk) == ("queued", 0, "")
    site.env["CELERY_BROKER_URL"] = broker
    site.worker()
    wait_for(lambda: site.job(pk)[0] == "done", seconds=5)


def test_beat_finds_a_job_whose_message_was_lost(site: Site) -> None:
    site.worker()
    site.env["CELERY_BROKER_URL"] = "redis://127.0.0.1:1/0"
    pk = site.ask("test.add", "sum", a=1, b=2)
    time.sleep(SWEEP)
    assert site.job(pk) == ("queued", 0, "")
    site.env["CELERY_BROKER_URL"] = FILES
    site.start("beat")
    wait_for(lambda: site.job(pk)[0] == "done", seconds=3 * SWEEP + 10)
    assert site.job(pk) == ("done", 1, "")


def test_a_torn_message_does_not_end_the_worker(site: Site, tmp_path: Path) -> None:
    worker = site.worker()
    messages = tmp_path / "queue" / "messages"
    (messages / "0_torn.rectify.msg").touch()
    wait_for(lambda: not list(messages.glob("*torn*")))
    pk = site.ask("test.add", "sum", a=1, b=2)
    wait_for(lambda: site.job(pk)[0] == "done", seconds=5)
    assert worker.poll() is None
