"""A restored backup verifies, up to the head that was kept outside; and one that lacks the latest changes is said to."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.services.eight import manage, scratch
from tests.services.production import ROOT

WRITE = "from tests.history import sealers; sealers.write_some({}); sealers.sealing.seal_all()"


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Make a database with a few sealed changes, and give its environment."""
    if connection.vendor == "postgresql" and not shutil.which("pg_dump"):
        pytest.skip("pg_dump is not here")
    with scratch(tmp_path_factory.mktemp("restored")) as env:
        manage(env, "migrate", "--verbosity", "0")
        written(env, 1)
        yield env


def written(env: dict[str, str], first: int) -> None:
    manage(env, "shell", "--verbosity", "0", "-c", WRITE.format(first))


def verified(env: dict[str, str], *arguments: str) -> dict[str, Any]:
    """Run the command; a broken record ends with 1."""
    command = [sys.executable, "manage.py", "verify_history", "--json", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    said: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (0 if said["ok"] else 1)
    return said


def head_of(said: dict[str, Any]) -> str:
    return f"{said['head']['seq']}:{said['head']['hash']}"


def backed_up(env: dict[str, str], to: Path) -> None:
    url = env["DATABASE_URL"]
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as live, closing(sqlite3.connect(to)) as copy:
            live.backup(copy)
    else:
        subprocess.run(["pg_dump", "--format=custom", f"--file={to}", url], check=True)


def restored(env: dict[str, str], backup: Path) -> None:
    url = env["DATABASE_URL"]
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        for leftover in file.parent.glob(f"{file.name}-*"):
            leftover.unlink()
        shutil.copy(backup, file)
    else:
        subprocess.run(["pg_restore", "--clean", "--if-exists", f"--dbname={url}", backup], check=True, capture_output=True)


def test_a_backup_verifies_and_what_it_lacks_is_found_by_the_anchor(env: dict[str, str], tmp_path: Path) -> None:
    before, backup = verified(env), tmp_path / "backup"
    assert before["ok"]
    backed_up(env, backup)
    written(env, 4)
    after = verified(env, "--anchor", head_of(before))
    assert after["ok"]
    assert after["seals"] > before["seals"]

    restored(env, backup)

    again = verified(env, "--anchor", head_of(before))
    assert (again["ok"], again["head"]) == (True, before["head"])
    assert [found["kind"] for found in verified(env, "--anchor", head_of(after))["broken"]] == ["anchor_missing"]
