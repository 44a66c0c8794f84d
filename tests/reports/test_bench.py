"""The bench: rounds copied whole and apart, queries counted, and the deeds it measures."""

import errno
import json
import os
import subprocess
import sys
from contextlib import nullcontext
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from issues.models import Issue, KeyProblem, Membership, Round
from measures.figures import figures
from measures.models import Assignment, Evidence, Measure
from measures.services.transitions import transition
from rectify.accounts.permissions import visible
from rectify.errors import Refused
from rectify.history.models import Entry
from reports.bench.cloning import STEP, multiply
from reports.bench.measuring import measured, table
from reports.render.fonts import FontError
from tests import factories as make
from tests.conftest import Cast, make_cast
from tests.services.production import ROOT

Small = tuple[Cast, Measure]


@pytest.fixture
def small(db: None) -> Small:
    """Make one round with a measure that was started and has evidence; the cast's other round is not wanted here."""
    with make.prepared():
        cast = make_cast()
        problem = make.make_key_problem(cast.round)
        measure = make.make_measure(make.make_issue(problem), lead=cast.lead_department, cooperating=(cast.outside_department,))
    make.make_evidence(measure, cast.lead)
    return cast, transition(measure=measure, name="start", by=cast.lead)


def test_a_copy_is_whole_and_apart(small: Small) -> None:
    cast, measure = small
    counted = figures(cast.round).as_json()
    multiply(3)
    assert Round.objects.filter(title=cast.round.title).count() == 3
    for n in (1, 2):
        copy = Round.objects.get(pk=cast.round.pk + n * STEP)
        assert figures(copy).as_json() == counted
        copied = Measure.objects.get(round=copy)
        assert (copied.pk, copied.issue_id) == (measure.pk + n * STEP, measure.issue_id + n * STEP)
        assert copied.issue.key_problem == KeyProblem.objects.get(round=copy)
        assert [(a.department, a.part) for a in Assignment.objects.filter(measure=copied)] == [
            (cast.lead_department, "lead"),
            (cast.outside_department, "cooperating"),
        ]
        assert Evidence.objects.get(measure=copied).path.endswith(f"-{n}")
        assert [h.status for h in Measure.history.filter(id=copied.pk).order_by("version")] == ["not_started", "in_progress"]
        entry = Entry.objects.filter(round=copy.pk).latest("id")
        assert (entry.action, entry.record, entry.measure) == ("measure.start", copied.pk, copied.pk)
    assert Issue.objects.count() == 3


def test_the_copies_are_other_peoples(small: Small) -> None:
    cast, _ = small
    posts = Membership.objects.count()
    multiply(3)
    assert Membership.objects.count() == posts
    assert visible(Round.objects.all(), cast.clerk).get() == cast.round
    assert visible(Measure.objects.all(), cast.head).count() == 1


def test_once_is_no_copy(small: Small) -> None:
    entries = Entry.objects.count()
    multiply(1)
    assert (Round.objects.count(), Entry.objects.count()) == (2, entries)


def test_queries_are_those_of_one_run_and_time_is_the_median(db: None) -> None:
    runs: list[int] = []

    def deed() -> None:
        runs.append(Round.objects.count())
        Entry.objects.exists()

    found = measured(deed, runs=4)
    assert (found.queries, len(runs)) == (2, 7)
    assert found.milliseconds >= 0


def test_the_table_has_a_line_for_each_deed() -> None:
    took: dict[str, Any] = {"ledger": {"milliseconds": 12.34, "queries": 9}}
    lines = table({"database": "sqlite", "rounds": {"1": took, "100": took}}).splitlines()
    assert lines[0] == "database: sqlite"
    assert lines[1].split() == ["1", "round(s)", "100", "round(s)"]
    assert lines[2].split() == ["ledger", "12.3", "ms", "9", "queries", "12.3", "ms", "9", "queries"]


@pytest.mark.parametrize("arguments", [{"rounds": 0}, {"runs": 0}])
def test_less_than_one_is_refused_before_anything_is_made(arguments: dict[str, int]) -> None:
    kept = connection.settings_dict["NAME"]
    with pytest.raises(CommandError, match=r"^--rounds and --runs are at least 1\.$"):
        call_command("bench", **arguments)
    assert connection.settings_dict["NAME"] == kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FontError("字体文件 /nowhere/simkai.ttf 不能用。"), "字体文件 /nowhere/simkai.ttf 不能用。"),
        (Refused("字体文件 /nowhere/simkai.ttf 不能用。"), "字体文件 /nowhere/simkai.ttf 不能用。"),
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘空间不足，文件没有生成。请系统管理员腾出空间后重试。"),
    ],
)
def test_what_printing_lacks_is_one_sentence(error: Exception, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(*args: Any) -> dict[str, Any]:
        raise error

    monkeypatch.setattr("reports.management.commands.bench.scratch", nullcontext)
    monkeypatch.setattr("reports.management.commands.bench.run", lacking)
    with pytest.raises(CommandError, match=rf"^{said}$"):
        call_command("bench")


def test_an_unusable_font_ends_it_with_a_sentence_before_anything_is_loaded() -> None:
    """In a process of its own, as people run it."""
    env = {**os.environ, "FONT_KAITI": "/nowhere/simkai.ttf"}
    result = subprocess.run([sys.executable, "manage.py", "bench"], cwd=ROOT, env=env, capture_output=True, text=True)
    [line] = result.stderr.splitlines()
    assert (result.returncode, result.stdout) == (1, "")
    assert line.startswith("CommandError: ")
    assert "/nowhere/simkai.ttf" in line


@pytest.mark.services
def test_the_command_prints_one_json_object_and_leaves_no_trace() -> None:
    """In a process of its own, as people run it: it makes and drops its database itself."""
    command = [sys.executable, "manage.py", "bench", "--json", "--rounds", "2", "--runs", "2", "--entries", "0"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    answer = json.loads(result.stdout)
    assert list(answer["rounds"]) == ["1", "2"]
    for size in answer["rounds"].values():
        assert list(size) == ["overview", "ledger", "measure", "status change", "sheets", "pdf"]
    assert [d["queries"] for d in answer["rounds"]["1"].values()] == [d["queries"] for d in answer["rounds"]["2"].values()]
