"""An installation that is brought to a release with more fields: a real migration, made and applied by the new release's code.

The new release is this one with two fields more on two tracked models each. Its database was written by this one.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.services.eight import scratch
from tests.services.production import ROOT

ADDED = {
    "measure.py": (
        '    long_term = models.BooleanField("长期坚持", default=False)\n',
        '    weight = models.PositiveSmallIntegerField("权重", default=1)\n'
        '    checked_on = models.DateField("抽查日期", null=True, blank=True)\n',
    ),
    "proof.py": (
        '    withdrawn = models.BooleanField("已撤下", default=False, editable=False)\n',
        '    place = models.CharField("存放柜号", max_length=40, default="未登记")\n'
        '    pages = models.PositiveSmallIntegerField("页数", null=True, blank=True)\n',
    ),
}
ANEW = ["measures_historicalevidence", "measures_historicalmeasure"]  # SQLite makes a table anew for a field with a default


class Installation:
    """A database, and the release that works on it."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env, self.release = env, ROOT

    def manage(self, *arguments: str) -> str:
        """Run a command of the release; a failure fails the test."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=self.release, env=self.env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def asked(self, *functions: str) -> Any:
        """Run functions of `upgrading` under the release, and return what they answer."""
        calls = ", ".join(f"upgrading.{function}()" for function in functions)
        return json.loads(
            self.manage("shell", "--verbosity", "0", "-c", f"from tests.history import upgrading; upgrading.tell([{calls}])")
        )


@pytest.fixture
def written(tmp_path: Path) -> Iterator[tuple[Installation, str]]:
    """Write and seal under this release, then put the new one in its place; give it and the head that was kept outside."""
    with scratch(tmp_path) as env:
        installation = Installation(env)
        installation.manage("migrate", "--verbosity", "0")
        [before] = installation.asked("begin")
        assert (before["ok"], before["cleared"] > 0) == (True, True)
        installation.release = new_release(tmp_path / "release")
        installation.manage("makemigrations", "measures", "--verbosity", "0")
        yield installation, f"{before['head']['seq']}:{before['head']['hash']}"


def new_release(folder: Path) -> Path:
    """Lay out the next release: its own measures, everything else as it is here."""
    folder.mkdir()
    for there in ("rectify", "issues", "reports", "templates", "fixtures", "tests", "pyproject.toml"):
        (folder / there).symlink_to(ROOT / there)
    shutil.copy(ROOT / "manage.py", folder)
    shutil.copytree(ROOT / "measures", folder / "measures", ignore=shutil.ignore_patterns("__pycache__"))
    for name, (after, added) in ADDED.items():
        file = folder / "measures" / "models" / name
        text = file.read_text(encoding="utf-8")
        assert text.count(after) == 1
        file.write_text(text.replace(after, after + added), encoding="utf-8")
    return folder


def test_a_chain_of_before_is_whole_after_fields_were_added(written: tuple[Installation, str], tmp_path: Path) -> None:
    """Guards that the migration dropped stand again; old rows hold by the fields of their time; the new fields are held, too."""
    installation, head = written
    migration = max((installation.release / "measures" / "migrations").glob("[0-9]*.py"))
    assert migration.read_text(encoding="utf-8").count("migrations.AddField(") == 8

    kinds = ("update", "delete", "replace") if connection.vendor == "sqlite" else ()
    expected = [f"guard_{table}_{kind}" for table in ANEW for kind in kinds]
    [[gone, bare, after]] = installation.asked("migrate")
    assert gone == expected
    assert [(found["kind"], found["where"]) for found in bare["broken"]] == [("guard_missing", f"guard:{n}") for n in gone]
    assert (after["ok"], after["broken"], f"{after['head']['seq']}:{after['head']['hash']}") == (True, [], head)

    (rows, later), bent = installation.asked("go_on", "bend")
    assert rows == [
        [1, "not_started", 1, "None"],
        [2, "in_progress", 1, "None"],
        [3, "in_progress", 3, "2022-06-01"],
        [4, "reported", 3, "2022-06-01"],
    ]
    assert (later["ok"], later["broken"], later["seals"] > after["seals"]) == (True, [], True)
    assert bent == {
        "a row of before": ["row_changed"],
        "a cleared row of before": ["row_changed"],
        "its new field": [],  # no digest of its time speaks of it
        "a row cleared since": ["row_changed"],
        "a seal of before": ["seal_hash", "seal_previous"],
        "an entry of before": ["entry_column"],
        "a new field in a row of after": ["row_changed"],
        "a new field of a record": ["record_changed"],
    }
    assert json.loads(installation.manage("verify_history", "--json", "--anchor", head))["ok"]
    exported = tmp_path / "log.jsonl"
    installation.manage("export_log", "-o", str(exported))
    outside = [sys.executable, str(ROOT / "rectify/history/verify_log.py"), str(exported), "--anchor", head]
    assert subprocess.run(outside, capture_output=True, text=True).returncode == 0
