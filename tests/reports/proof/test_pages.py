"""记录校验: the head of the chain on a page and on paper, the log and its verifier to take away."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from rectify.history.exporting import VERIFIER
from rectify.history.models import Entry, Seal
from rectify.jobs import waking
from rectify.jobs.execution import run
from rectify.jobs.models import Job
from reports.proof.exports import file_of
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import changed


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "send", lambda job: None)


def url(world: World, name: str, *args: int) -> str:
    return reverse(f"reports:{name}", args=[world.cast.round.pk, *args])


@pytest.mark.parametrize("name", ["proof", "proof_sheet"])
def test_the_page_seals_first_and_says_where_the_chain_stands(name: str, world: World, sign_in: Any) -> None:
    changed(world.measure, outcome="已落实")
    page = sign_in(world.cast.inspector).get(url(world, name)).content.decode()
    last = Seal.objects.latest("seq")
    assert last.entry == Entry.objects.latest("pk")
    groups = " ".join(f'<span class="nowrap">{last.hash[at : at + 8]}</span>' for at in range(0, 64, 8))
    assert f"第<b>{last.seq}</b>号" in page
    assert groups in page


def test_the_sheet_has_a_place_for_both_signatures(world: World, sign_in: Any) -> None:
    page = sign_in(world.cast.inspector).get(url(world, "proof_sheet")).content.decode()
    assert [
        word for word in ("驻局纪检监察组", "领导小组办公室", world.cast.round.unit, "本轮巡视整改") if word not in page
    ] == []
    assert page.count("签字：") == 2


def test_an_export_is_made_by_a_job_for_one_person(world: World, sign_in: Any, tmp_path: Path) -> None:
    changed(world.measure, outcome="已落实")
    changed(world.elsewhere, outcome="另一轮的内容")
    client = sign_in(world.cast.inspector)
    client.post(url(world, "proof_export"), {"payloads": "1"})
    job = Job.objects.get(kind="log_export")
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result["url"]) == ("done", url(world, "proof_file", job.pk))  # type: ignore[index]

    given = client.get(url(world, "proof_file", job.pk))
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"".join(given.streaming_content))
    assert path.read_bytes() == file_of(job).read_bytes()
    said = path.read_text(encoding="utf-8")
    assert ("已落实" in said, "另一轮的内容" in said) == (True, False)
    assert json.loads(said.splitlines()[0])["round"] == world.cast.round.pk
    done = subprocess.run([sys.executable, "-I", str(VERIFIER), str(path)], capture_output=True, check=False)
    assert done.returncode == 0
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.actor, entry.acting_as, entry.round) == (
        "export.log", world.cast.inspector, "纪检监察组副组长", world.cast.round.pk,
    )  # fmt: skip

    other = make.make_user("second")
    make.make_membership(other, world.cast.round, make.Role.INSPECTOR)
    assert sign_in(other).get(url(world, "proof_file", job.pk)).status_code == 404


def test_whoever_lost_the_right_meanwhile_gets_nothing(world: World, sign_in: Any) -> None:
    sign_in(world.cast.inspector).post(url(world, "proof_export"))
    changed(world.cast.inspector.memberships.get(), ended_on="2022-06-01")
    job = Job.objects.get(kind="log_export")
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "您已不能导出变更记录。")
    assert not file_of(job).exists()


def test_the_verifier_is_given_as_it_is(world: World, sign_in: Any) -> None:
    given = sign_in(world.cast.inspector).get(url(world, "proof_verifier"))
    assert given.content == VERIFIER.read_bytes()
    assert "verify_log.py" in given["Content-Disposition"]


def test_the_queries_do_not_grow(world: World, sign_in: Any, django_assert_num_queries: Any) -> None:
    client = sign_in(world.cast.inspector)
    client.get(url(world, "proof"))
    with django_assert_num_queries(14 if connection.vendor == "postgresql" else 13):  # PostgreSQL's sealers ask for their lock
        client.get(url(world, "proof"))


@pytest.mark.parametrize(
    ("name", "tabs"), [("inspector", ["log", "proof", "clearings"]), ("clerk", ["log", "clearings"]), ("lead", [])]
)
def test_the_pages_stand_beside_the_log(name: str, tabs: list[str], world: World, sign_in: Any) -> None:
    page = sign_in(getattr(world.cast, name)).get(url(world, "log")).content.decode()
    tab = {"log": url(world, "log"), "proof": url(world, "proof"), "clearings": f"/rounds/{world.cast.round.pk}/clearings/"}
    nav = page.partition('aria-label="监督"')[2].partition("</nav>")[0]
    assert [key for key, address in tab.items() if f'href="{address}"' in nav] == tabs
