"""The supervisor of `make run`, tried with small processes of its own: who ends whom, how fast, and what it says."""

import fcntl
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SLEEPER = "import time; time.sleep(60)"
# deaf to TERM, like a worker in the middle of a long job
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
# starts a process of its own, which is deaf too, and ends at TERM without a look back
PARENT = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {DEAF!r}]); time.sleep(60)"
BROKEN = "import sys; sys.exit(3)"
# answers the health check as the web server does
WEB = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()
    def log_message(self, *args): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
CAST = """print('[{"username": "office", "post": "整改办"}, {"username": "head", "post": "组长"}]')"""

# run.py as it is, with other processes in the place of the three and of the preparation
DRIVER = """
import importlib.util, json, os, sys
spec = importlib.util.spec_from_file_location("run", "rectify/run.py")
run = sys.modules["run"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(run)
run.GRACE, run.READY = 1.0, float(os.environ.get("READY", "30"))
children = json.loads(os.environ["CHILDREN"])
run.services = lambda port: {name: [sys.executable, "-c", code, str(port)] for name, code in children.items()}
run.preparation = lambda password_file: [sys.executable, "-c", os.environ["PREPARATION"]]
sys.exit(run.main())
"""


@dataclass
class Run:
    """One supervisor under test, and the folder it runs with."""

    process: subprocess.Popen[str]
    var: Path
    port: int

    def children(self) -> list[int]:
        """Return the numbers of its processes and of theirs."""
        return descendants(self.process.pid)

    def lines_until(self, pattern: str) -> list[str]:
        """Read what it prints, up to the line that matches."""
        assert self.process.stdout
        lines = []
        for line in self.process.stdout:
            lines.append(line.rstrip("\n"))
            if re.search(pattern, line):
                return lines
        raise AssertionError(f"ended before {pattern!r}: {lines}")

    def end(self) -> tuple[int, str]:
        """Wait for its end; returns the exit status and what stood on stderr."""
        _, errors = self.process.communicate(timeout=15)
        return self.process.returncode, errors


def descendants(pid: int) -> list[int]:
    """Return the numbers of all processes below one."""
    own = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return own + [below for child in own for below in descendants(child)]


def alive(pid: int) -> bool:
    """Tell whether a process still runs (a zombie doesn't)."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait at most twenty seconds for a condition."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


Start = Callable[..., Run]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Give a function that starts a supervisor: `start({name: code})`; whatever outlives the test is killed."""
    started: list[Run] = []

    def start_one(children: dict[str, str], *, preparation: str = CAST, **env: str) -> Run:
        port = free_port()
        settings = {"RECTIFY_VAR": str(tmp_path), "PORT": str(port), "CHILDREN": json.dumps(children)}
        process = subprocess.Popen(
            [sys.executable, "-c", DRIVER],
            cwd=ROOT,
            env={**os.environ, **settings, "PREPARATION": preparation, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(Run(process, tmp_path, port))
        return started[-1]

    yield start_one
    for run in started:
        with run.process:  # closes its pipes and waits for it
            if run.process.poll() is None:
                for pid in [run.process.pid, *run.children()]:
                    os.kill(pid, signal.SIGKILL)


def test_prints_the_address_and_the_cast_once_the_server_answers(start: Start) -> None:
    run = start({"web server": WEB, "worker": SLEEPER})
    lines = run.lines_until("组长")
    password = (run.var / "demo_password").read_text()
    assert lines[2:] == [
        f"Rectify is at http://127.0.0.1:{run.port}/ (Ctrl-C stops it).",
        f"Sign in as one of these; the password of each, unless changed, is {password}",
        "",
        "  office  整改办",
        "  head    组长",
    ]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_every_process_and_their_own_too(start: Start, number: signal.Signals) -> None:
    run = start({"web server": WEB, "worker": PARENT, "beat": DEAF})
    run.lines_until("组长")
    wait_for(lambda: len(run.children()) == 4)
    children = run.children()
    began = time.monotonic()
    run.process.send_signal(number)
    assert run.end() == (0, "")
    assert time.monotonic() - began < 5
    assert [pid for pid in children if alive(pid)] == []


def test_a_signal_during_the_preparation_ends_it(start: Start) -> None:
    run = start({"web server": WEB}, preparation=SLEEPER)
    wait_for(lambda: len(run.children()) == 1)
    (child,) = run.children()
    run.lines_until("Preparing")
    run.process.send_signal(signal.SIGTERM)
    assert run.end() == (0, "")
    assert not alive(child)


def test_one_that_dies_is_named_and_the_others_are_stopped(start: Start) -> None:
    run = start({"web server": WEB, "worker": SLEEPER, "beat": SLEEPER})
    run.lines_until("组长")
    web, worker, beat = run.children()
    os.kill(worker, signal.SIGKILL)
    sentence = "The worker ended by itself (signal 9); stopping the web server and the beat.\n"
    assert run.end() == (1, sentence)
    assert [pid for pid in (web, worker, beat) if alive(pid)] == []


def test_what_a_dead_process_started_is_ended_too(start: Start) -> None:
    run = start({"web server": WEB, "worker": PARENT})
    run.lines_until("组长")
    wait_for(lambda: len(run.children()) == 3)
    web, worker, orphan = run.children()
    os.kill(worker, signal.SIGKILL)
    assert run.end()[0] == 1
    wait_for(lambda: not alive(orphan))
    assert not alive(web)


def test_one_that_dies_at_once_is_named_before_the_server_answers(start: Start) -> None:
    run = start({"web server": SLEEPER, "worker": BROKEN})
    assert run.end() == (1, "The worker ended by itself (exit status 3); stopping the web server.\n")


def test_a_server_that_never_answers_is_stopped(start: Start) -> None:
    run = start({"web server": SLEEPER}, READY="1")
    sentence = f"The web server did not answer on port {run.port} within 1 seconds, so it is stopped.\n"
    assert run.end() == (1, sentence)


def test_the_processes_follow_a_supervisor_that_was_killed(start: Start) -> None:
    run = start({"web server": WEB, "worker": SLEEPER})
    run.lines_until("组长")
    children = run.children()
    run.process.kill()
    wait_for(lambda: not any(map(alive, children)))
    assert len(children) == 2


def test_a_failed_preparation_ends_the_run(start: Start) -> None:
    run = start({"web server": WEB}, preparation="import sys; print('No disk.', file=sys.stderr); sys.exit(1)")
    sentence = "The data can't be prepared (exit status 1); the line above says why.\n"
    assert run.end() == (1, "No disk.\n" + sentence)


def test_a_port_in_use_is_refused_before_anything_starts(start: Start) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        run = start({"web server": WEB}, PORT=str(port))
        sentence = f"Port {port} is already in use: choose another one, as in PORT=8080 make run.\n"
        assert run.end() == (1, sentence)
    assert not (run.var / "demo_password").exists()


@pytest.mark.parametrize("value", ["0", "65536", "-1", "http", "８０００", "80 80", "9" * 5000])
def test_a_port_that_is_none_is_refused(start: Start, value: str) -> None:
    run = start({"web server": WEB}, PORT=value)
    assert run.end() == (1, f"PORT must be a number from 1 to 65535, not “{value}”.\n")


def test_a_second_run_with_the_same_folder_is_refused(start: Start) -> None:
    first = start({"web server": WEB})
    first.lines_until("组长")
    second = start({"web server": WEB})
    sentence = f"Rectify already runs with the folder {first.var}: stop it, or name another one in RECTIFY_VAR.\n"
    assert second.end() == (1, sentence)
    assert first.process.poll() is None


def test_the_folder_is_free_again_after_the_end(start: Start) -> None:
    run = start({"web server": BROKEN})
    assert run.end()[0] == 1
    with (run.var / "run.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_folder_that_cannot_be_made_is_refused(start: Start, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    run = start({"web server": WEB}, RECTIFY_VAR=str(tmp_path / "file" / "var"))
    status, errors = run.end()
    assert (status, errors.count("\n"), "Traceback" in errors) == (1, 1, False)
    assert errors.endswith("name another one in RECTIFY_VAR.\n")


def test_the_password_is_generated_once_and_for_the_owner_alone(start: Start) -> None:
    first = start({"web server": BROKEN})
    first.end()
    path = first.var / "demo_password"
    password = path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(password) == 12
    start({"web server": BROKEN}).end()
    assert path.read_text() == password
