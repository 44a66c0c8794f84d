"""The processes of docker-compose.yml, with their own commands and health checks, on the local PostgreSQL and Redis."""

import json
import re
import shlex
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.services.production import Production

pytestmark = pytest.mark.services

ROOT = Path(__file__).resolve().parents[2]
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def image_command() -> list[str]:
    """Return the Dockerfile's CMD, which the web service runs."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    match = re.search(r"^CMD (\[.*\])", text, re.MULTILINE | re.DOTALL)
    assert match
    command: list[str] = json.loads(match[1].replace("\\\n", ""))
    return command


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def commands(port: int) -> dict[str, list[str]]:
    """Return each process's command, the web server's on a free port of this machine alone."""
    web = [f"127.0.0.1:{port}" if part == "0.0.0.0:8000" else part for part in image_command()]
    assert web != image_command()
    return {"web": web, **{name: shlex.split(SERVICES[name]["command"]) for name in ("worker", "beat")}}


@pytest.fixture(scope="module")
def running(production: Production, commands: dict[str, list[str]]) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Start the three; they are asked to end, by their numbers, after the module's tests."""
    production.manage("collectstatic", "--noinput", "--verbosity", "0")
    started = {name: subprocess.Popen(command, cwd=ROOT, env=production.env()) for name, command in commands.items()}
    yield started
    for process in started.values():
        process.terminate()
    for process in started.values():
        process.wait(timeout=30)
    # what beat has sent and no worker took is not left to the next run
    subprocess.run(["celery", "-A", "rectify", "purge", "-f"], cwd=ROOT, env=production.env(), check=True)


def healthy(production: Production, name: str, port: int) -> bool:
    """Run a service's health check as it stands in docker-compose.yml."""
    check = [part.replace("8000", str(port)) for part in SERVICES[name]["healthcheck"]["test"]]
    assert check[0] == "CMD"
    return subprocess.run(check[1:], cwd=ROOT, env=production.env(), capture_output=True).returncode == 0


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_health_check_is_passed_soon_after_the_start(
    production: Production, running: dict[str, subprocess.Popen[bytes]], name: str, port: int
) -> None:
    deadline = time.monotonic() + 60
    while not healthy(production, name, port):
        assert running[name].poll() is None
        assert time.monotonic() < deadline


def test_a_request_under_another_name_is_refused(
    production: Production, running: dict[str, subprocess.Popen[bytes]], port: int
) -> None:
    script = (
        "import http.client, sys; c = http.client.HTTPConnection('127.0.0.1', int(sys.argv[1]));"
        "c.request('GET', '/healthz', headers={'Host': 'other.example.org'}); print(c.getresponse().status)"
    )
    result = subprocess.run(["python", "-c", script, str(port)], env=production.env(), capture_output=True, text=True)
    assert result.stdout == "400\n"


@pytest.mark.parametrize("name", ["web", "beat"])
def test_the_health_check_fails_once_the_process_has_ended(
    production: Production, running: dict[str, subprocess.Popen[bytes]], name: str, port: int
) -> None:
    running[name].terminate()
    assert running[name].wait(timeout=30) == 0
    assert not healthy(production, name, port)
