"""A notice's files across real processes: the worker that renders them is killed, and another one finishes.

The demonstration's installation (SQLite, a queue of files); the test looks at rows and files from outside.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.production import ROOT
from tests.services.test_worker import LEASE, SWEEP, Site, demonstration, wait_for

pytestmark = pytest.mark.services

SUBMIT = """
from issues.models import Round
from issues.services.rounds import edit_round
from rectify.accounts.models import User
from reports.notice.checks import findings
from reports.notice.services.transitions import create_version, take_step
from reports.notice.versions import Now
from reports.workflow import Need
clerk, round = User.objects.get(username="clerk"), Round.objects.get()
round = edit_round(round=round, by=clerk, version=None, contact_phone="12345", contact_email="a@example.cn")
notice = create_version(round=round, by=clerk)
now = Now(round)
reasons = {found.key: "口径不同" for found in findings(round, now.document, now.ledger, now.figures)}
take_step(notice=notice, name="submit", by=clerk, given={Need.EXPLANATIONS: reasons})
"""
FORMATS = ["article", "docx", "pdf", "txt"]
JOB = "SELECT state, attempts, error FROM jobs_job WHERE kind = 'notice_files'"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The demonstration with its round; its processes are ended by their numbers."""
    env = {**demonstration(tmp_path), "JOB_LEASE_SECONDS": str(LEASE), "JOB_SWEEP_SECONDS": str(SWEEP)}
    subprocess.run([sys.executable, "manage.py", "load_demo"], cwd=ROOT, env=env, check=True, capture_output=True)
    made = Site(env, tmp_path / "log")
    yield made
    for process in made.processes:
        process.kill()
        process.wait()


def submit(site: Site) -> None:
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", SUBMIT]
    result = subprocess.run(command, cwd=ROOT, env=site.env, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_a_worker_killed_while_it_renders_leaves_no_half_file_and_another_finishes(site: Site, tmp_path: Path) -> None:
    submit(site)
    first = site.worker()
    wait_for(lambda: site.query(JOB)[0][0] == "running", seconds=60)
    first.kill()
    first.wait()
    assert site.query("SELECT count(*) FROM reports_rendering")[0][0] < len(FORMATS)

    site.worker()
    site.start("beat")
    wait_for(lambda: site.query(JOB)[0][0] in {"done", "failed"}, seconds=120)
    assert site.query(JOB) == [("done", 2, "")]
    kept = site.query("SELECT format, sha256, path, size FROM reports_rendering ORDER BY format")
    assert [row[0] for row in kept] == FORMATS
    for _, digest, path, size in kept:
        data = (tmp_path / "renders" / path).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (digest, size)
    whole = {Path(path).name for _, _, path, _ in kept}
    assert {file.name for file in (tmp_path / "renders" / "notices").iterdir() if file.suffix != ".part"} == whole
    ((result,),) = site.query("SELECT result FROM jobs_job WHERE kind = 'notice_files'")
    assert json.loads(result)["label"] == "查看通报"
