"""Eight people at their desks: a database and a web server of their own, what each does over HTTP, and what is left of it."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tests.services.production import ROOT, as_superuser

MEASURES, ISSUES = 96, 24
OFFICE = ["office1", "office2", "office3", "office4", "office5"]
DEPARTMENTS = ["department1", "department2", "department3"]


@contextmanager
def scratch(var: Path) -> Iterator[dict[str, str]]:
    """Give the environment of a migrated database of the configured kind, which is gone afterwards."""
    server = os.environ.get("DATABASE_URL", "")
    env = {**os.environ, "RECTIFY_VAR": str(var), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    if not server.startswith("postgres"):
        yield {**env, "DATABASE_URL": f"sqlite:///{var / 'eight.sqlite3'}"}
        return
    name = f"rectify_eight_{secrets.token_hex(4)}"
    as_superuser(server, f"CREATE DATABASE {name}")
    try:
        yield {**env, "DATABASE_URL": f"{server.rpartition('/')[0]}/{name}"}
    finally:
        as_superuser(server, f"DROP DATABASE {name} WITH (FORCE)")


def manage(env: dict[str, str], *arguments: str) -> str:
    """Run one command of manage.py and return what it prints; a failure fails the test."""
    result = subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


def asked(env: dict[str, str], function: str) -> Any:
    """Run a function of tests.services.office inside the database's own process and return what it answers."""
    script = f"import json; from tests.services import office; print(json.dumps(office.{function}()))"
    return json.loads(manage(env, "shell", "--verbosity", "0", "-c", script))


@contextmanager
def web_server(env: dict[str, str], log: Path) -> Iterator[int]:
    """Run the web server as `make run` does, on a free port, and give the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = f"gunicorn rectify.wsgi --bind 127.0.0.1:{port} --worker-class gthread --workers 2 --threads 8 --timeout 120"
    with log.open("wb") as out:
        process = subprocess.Popen(command.split(), cwd=ROOT, env=env, stdout=out, stderr=out)
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while True:
        assert process.poll() is None
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
            return
        except (urllib.error.URLError, OSError):
            assert time.monotonic() < deadline
            time.sleep(0.2)


@dataclass
class Browser:
    """What a browser keeps: the cookies. Each request is a connection of its own, so that none is ever sent twice."""

    port: int
    cookies: SimpleCookie

    @classmethod
    def signed_in(cls, port: int, username: str, password: str) -> "Browser":
        """Sign in through the form, as a person does."""
        browser = cls(port, SimpleCookie())
        assert browser.ask("GET", reverse("accounts:sign_in")) == 200
        assert browser.post(reverse("accounts:sign_in"), username=username, password=password) == 302
        assert "sessionid" in browser.cookies
        return browser

    def post(self, path: str, **fields: Any) -> int:
        """Send a form with its token; return the status."""
        return self.ask("POST", path, urlencode({**fields, "csrfmiddlewaretoken": self.cookies["csrftoken"].value}))

    def ask(self, method: str, path: str, body: str | None = None) -> int:
        """Send a request, take the cookies of the answer and return its status."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            response.read()
        finally:
            connection.close()
        for header in response.headers.get_all("Set-Cookie") or []:
            self.cookies.load(header)
        return response.status
