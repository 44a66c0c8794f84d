"""A demonstration of its own: prepared by the same script as `make run`, served by gunicorn from its own folder."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READY = 60.0  # seconds the server has to answer for the first time


@dataclass(frozen=True)
class Installation:
    """Where it answers, and the one password of its cast."""

    home: str
    password: str


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def running(folder: Path, password: str) -> Iterator[Installation]:
    """Load the demonstration below `folder`, serve it with static files collected and compressed, and end the server."""
    secret = folder / "password"
    secret.write_text(password, encoding="utf-8")
    env = {"PATH": os.environ["PATH"], "RECTIFY_VAR": str(folder / "var"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-P", "rectify/setup/prepare.py", str(secret)]
    subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    port = free_port()
    serve = [sys.executable, "-m", "gunicorn", "rectify.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4"]
    server = subprocess.Popen([*serve, "--log-level", "warning"], cwd=ROOT, env=env)
    try:
        await_answer(f"http://127.0.0.1:{port}/healthz", server)
        yield Installation(f"http://127.0.0.1:{port}", password)
    finally:
        server.terminate()
        server.wait(timeout=20)


def await_answer(url: str, server: "subprocess.Popen[bytes]") -> None:
    """Wait until the server answers; one that has ended, or takes too long, fails the test."""
    deadline = time.monotonic() + READY
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server has ended"
        with suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.1)
    raise AssertionError("the server didn't answer")
