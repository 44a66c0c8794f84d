"""`make run`: the demonstration from one command.

Prepares the data, starts the web server, the Celery worker and its clock (beat), says where to sign in, and looks after
the three: where one ends, the others are stopped. Run by its path (`python -P rectify/run.py`) and with nothing but
Python's own library, so that it can still speak where a setting is wrong.
"""

# ruff: noqa: S603, T201 (a script of the command line: it prints, and starts the programs it names itself)

import ctypes
import errno
import fcntl
import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
HOST = "127.0.0.1"
GRACE = 6.0  # seconds from TERM to KILL; with what comes before and after, an end takes less than ten
READY = 60.0  # seconds that the web server has to answer for the first time
TICK = 0.1
PR_SET_PDEATHSIG = 1  # <sys/prctl.h>
_libc = ctypes.CDLL(None)


class RunError(Exception):
    """The run can't start or go on; the message is one sentence for the person at the terminal."""


@dataclass
class Child:
    """One process that the supervisor started, in a session of its own, so that Ctrl-C reaches the supervisor alone."""

    name: str
    process: subprocess.Popen[bytes]

    def ended(self) -> bool:
        """Tell whether it has ended, without reaping it: its number, and so its group's, stays ours until `bury()`."""
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def ask_to_end(self) -> None:
        """Send TERM to this one process; it ends its own children in its own way."""
        os.kill(self.process.pid, signal.SIGTERM)

    def bury(self) -> int:
        """Kill what is left of it and of the processes it started, reap it, and return its exit status."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        return self.process.wait()


def _follow_parent() -> None:
    """In a child just made: have the kernel send it TERM should the supervisor itself be killed."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Starts processes, watches them, and ends them by their own numbers."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = dict(env)
        self.children: list[Child] = []
        self.asked_to_stop = False

    def listen(self) -> None:
        """Take TERM, Ctrl-C and a closed terminal as the wish to stop; the loops below look for it."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: object) -> None:
        self.asked_to_stop = True

    def start(self, name: str, command: Iterable[str], *, stdout: IO[bytes] | None = None) -> Child:
        """Start one process in the project's folder."""
        process = subprocess.Popen(
            [*command],
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            start_new_session=True,
            preexec_fn=_follow_parent,
        )
        child = Child(name, process)
        self.children.append(child)
        return child

    def wait_until(self, done: Callable[[], bool], *, seconds: float | None = None) -> bool:
        """Wait for `done()`; returns False where the time ran out or a signal asked to stop."""
        deadline = time.monotonic() + seconds if seconds is not None else None
        while not self.asked_to_stop:
            if done():
                return True
            if deadline is not None and time.monotonic() > deadline:
                return False
            time.sleep(TICK)
        return False

    def ended_child(self) -> Child | None:
        """Return the first process that has ended, if any."""
        return next((child for child in self.children if child.ended()), None)

    def watch(self) -> None:
        """Wait for a signal to stop; a process that ends before raises RunError with its name and the others'."""
        self.wait_until(lambda: self.ended_child() is not None)
        child = None if self.asked_to_stop else self.ended_child()
        if child is None:
            return
        others = " and ".join(f"the {other.name}" for other in self.children if other is not child)
        raise RunError(f"The {child.name} ended by itself ({self.remove(child)}); stopping {others or 'nothing else'}.")

    def remove(self, child: Child) -> str:
        """Bury an ended process and tell how it ended."""
        self.children.remove(child)
        status = child.bury()
        return f"signal {-status}" if status < 0 else f"exit status {status}"

    def stop(self) -> None:
        """End every process that is left: TERM, then KILL for whatever outlives the grace."""
        for child in self.children:
            child.ask_to_end()
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline and not all(child.ended() for child in self.children):
            time.sleep(TICK)
        while self.children:
            self.children.pop().bury()


def say(text: str = "") -> None:
    """Print one line at once."""
    print(text, flush=True)


def read_port(value: str) -> int:
    """Return the port of PORT; anything but a number from 1 to 65535 raises RunError."""
    if not value.isascii() or not value.isdecimal() or len(value) > 5 or not 0 < int(value) < 65536:
        raise RunError(f"PORT must be a number from 1 to 65535, not “{value}”.")
    return int(value)


def check_port(port: int) -> None:
    """Raise RunError where the port can't be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen()
        except OSError as error:
            reason = "is already in use" if error.errno == errno.EADDRINUSE else f"can't be used ({error.strerror})"
            raise RunError(f"Port {port} {reason}: choose another one, as in PORT=8080 make run.") from error


def lock_folder(var: Path) -> IO[str]:
    """Take the folder for this run and return its open lock; a folder in use or out of reach raises RunError."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock = (var / "run.lock").open("a", encoding="ascii")
    except OSError as error:
        raise RunError(f"The folder {var} can't be used ({error.strerror}): name another one in RECTIFY_VAR.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise RunError(f"Rectify already runs with the folder {var}: stop it, or name another one in RECTIFY_VAR.") from error
    return lock


def demo_password(var: Path) -> str:
    """Return the cast's password, generated on the first run into `demo_password`, which only its owner may read."""
    path = var / "demo_password"
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(9))
    return path.read_text(encoding="ascii").strip()


def preparation(password_file: Path) -> list[str]:
    """Return the command that brings the data to where a start needs it, and prints the cast as JSON."""
    return [sys.executable, "-P", str(ROOT / "rectify" / "setup" / "prepare.py"), str(password_file)]


def services(port: int) -> dict[str, list[str]]:
    """Return the three processes of a running demonstration: name → command."""
    web = f"gunicorn rectify.wsgi --bind {HOST}:{port} --worker-class gthread --workers 2 --threads 8 --timeout 120"
    celery = "celery --quiet -A rectify"
    commands = {
        "web server": f"{web} --graceful-timeout 4 --log-level warning --no-control-socket",
        "worker": f"{celery} worker --pool threads --concurrency 2 --without-gossip --without-mingle -l WARNING",
        "beat": f"{celery} beat -l WARNING",
    }
    # the demonstration may well run as root; Celery's page about that would stand between its lines
    python = [sys.executable, "-W", "ignore:You're running the worker", "-m"]
    return {name: [*python, *command.split()] for name, command in commands.items()}


def answers(port: int) -> bool:
    """Tell whether the web server says it is well."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def prepare(supervisor: Supervisor, password_file: Path) -> list[dict[str, str]]:
    """Migrate, collect the static files, load the demonstration once; returns the cast, empty where there is none."""
    with tempfile.TemporaryFile() as output:
        child = supervisor.start("preparation", preparation(password_file), stdout=output)
        if not supervisor.wait_until(child.ended):
            return []
        how = supervisor.remove(child)
        if how != "exit status 0":
            raise RunError(f"The data can't be prepared ({how}); the line above says why.")
        output.seek(0)
        cast: list[dict[str, str]] = json.load(output)
        return cast


def serve(supervisor: Supervisor, port: int) -> bool:
    """Start the three processes and wait for the web server's answer; False where a signal came first."""
    for name, command in services(port).items():
        supervisor.start(name, command)
    supervisor.wait_until(lambda: supervisor.ended_child() is not None or answers(port), seconds=READY)
    if supervisor.asked_to_stop:
        return False
    if supervisor.ended_child() is not None:
        supervisor.watch()
    if not answers(port):
        raise RunError(f"The web server did not answer on port {port} within {READY:.0f} seconds, so it is stopped.")
    return True


def announce(port: int, cast: list[dict[str, str]], password: str) -> None:
    """Print the address, and one sign-in for each member of the cast."""
    say(f"\nRectify is at http://{HOST}:{port}/ (Ctrl-C stops it).")
    if not cast:
        return
    say(f"Sign in as one of these; the password of each, unless changed, is {password}\n")
    width = max(len(member["username"]) for member in cast)
    for member in cast:
        say(f"  {member['username']:<{width}}  {member['post']}")
    say()


def run(environ: Mapping[str, str]) -> None:
    """Run the demonstration until a signal ends it; RunError where it can't start or one of its processes ends."""
    var = Path(environ.get("RECTIFY_VAR") or ROOT / "var").absolute()
    port = read_port(environ.get("PORT") or "8000")
    with lock_folder(var):
        check_port(port)
        password = demo_password(var)
        supervisor = Supervisor({**environ, "RECTIFY_VAR": str(var), "PORT": str(port)})
        supervisor.listen()
        try:
            say("Preparing the data; the first time takes a minute …")
            cast = prepare(supervisor, var / "demo_password")
            if not supervisor.asked_to_stop and serve(supervisor, port):
                announce(port, cast, password)
                supervisor.watch()
        finally:
            supervisor.stop()


def main() -> int:
    """Run, and return the exit status: 0 where a signal ended it, 1 with one sentence on stderr otherwise."""
    try:
        run(os.environ)
    except RunError as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
