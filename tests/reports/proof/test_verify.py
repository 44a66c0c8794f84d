"""The inspection team's verification: asked for on the page, done by a job, and told without another round's words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rectify.accounts.models import User
from rectify.errors import Refused
from rectify.history import sealing
from rectify.history.verifying.checking import verify as verify_all
from rectify.jobs import waking
from rectify.jobs.execution import run as do
from rectify.jobs.models import Job
from reports.models import Publication
from reports.notice import keeping
from reports.proof import verify
from tests import factories as make
from tests.conftest import World
from tests.history import tampering
from tests.history.tampering import run
from tests.reports.notice import way
from tests.reports.notice.conftest import told  # noqa: F401 (a fixture)

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "send", lambda job: None)


def page(world: World, sign_in: SignIn) -> str:
    answer = sign_in(world.cast.inspector).get(reverse("reports:proof", args=[world.cast.round.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def asked(world: World, sign_in: SignIn, anchor: str = "") -> Any:
    address = reverse("reports:proof_verify", args=[world.cast.round.pk])
    return sign_in(world.cast.inspector).post(address, {"anchor": anchor})


def verified(world: World, sign_in: SignIn, anchor: str = "") -> str:
    """Ask, do the job, and return the page."""
    assert asked(world, sign_in, anchor).status_code == 302
    job = Job.objects.filter(kind=verify.KIND).latest("pk")
    do(job.pk)
    return page(world, sign_in)


def test_at_first_there_is_no_result(world: World, sign_in: SignIn) -> None:
    text = page(world, sign_in)
    assert "还没有校验过。" in text
    assert "开始校验" in text


def test_a_job_does_it_and_the_page_tells(world: World, sign_in: SignIn) -> None:
    scene = tampering.scene_of(world)

    text = verified(world, sign_in, f"{scene.head.seq}：{scene.head.hash.upper()}")

    assert "记录完整" in text
    assert f"系统外留存的第{scene.head.seq}号" in text
    assert "inspector的姓名" in text
    job = Job.objects.get(kind=verify.KIND)
    assert (job.result or {})["report"]["anchors"] == 1


def test_while_it_is_under_way_the_page_says_so_and_asking_again_is_the_same_job(world: World, sign_in: SignIn) -> None:
    first, second = asked(world, sign_in), asked(world, sign_in)
    assert first.url == second.url
    assert "正在校验" in page(world, sign_in)


@pytest.mark.parametrize("anchor", ["12", "0:" + "0" * 64, "5:" + "0" * 63, "5:" + "g" * 64])
def test_an_anchor_that_cannot_be_read_comes_back(anchor: str, world: World, sign_in: SignIn) -> None:
    answer = asked(world, sign_in, anchor)
    assert answer.status_code == 400
    assert "请核对有无漏抄" in answer.content.decode()
    assert not Job.objects.filter(kind=verify.KIND).exists()


def test_a_wrong_anchor_is_found(world: World, sign_in: SignIn) -> None:
    sealing.seal_all()
    assert "第1号封记与外部留存的不符：到这一封记为止的记录曾被整体改写、重新封存。" in verified(world, sign_in, "1:" + "0" * 64)


def test_what_belongs_to_another_round_is_named_by_its_kind_alone(world: World, sign_in: SignIn) -> None:
    scene = tampering.scene_of(world)
    run("UPDATE measures_measure SET plan = '编造' WHERE id = %s", world.elsewhere.pk)
    run("UPDATE measures_measure SET plan = '编造' WHERE id = %s", scene.measure.pk)

    text = verified(world, sign_in)

    assert '发现<b class="num">2</b>处问题' in text
    assert "整改措施“第3-2-1条”" in text
    assert "不属于本轮次的记录：现有记录被绕过变更记录改动。" in text
    assert "第1-1-1条" not in text


def test_who_lost_the_right_gets_no_result(world: World, sign_in: SignIn) -> None:
    asked(world, sign_in)
    job = Job.objects.get(kind=verify.KIND)
    with make.prepared():
        post = world.cast.inspector.memberships.get()
        post.ended_on = world.cast.round.feedback_on
        post.save()

    with pytest.raises(Refused, match="您已不能校验变更记录"):
        verify.make(job, lambda percent, text: None)


def published_file(key: str) -> Path:
    return keeping.path_of(Publication.objects.get().files[key]["path"])


def test_a_published_pdf_that_was_changed_is_found(told: World) -> None:  # noqa: F811
    way.published(told)
    sealing.seal_all()
    assert verify_all().broken == []

    published_file("pdf").write_bytes(b"%PDF-1.7 changed")

    found = verify_all().broken
    assert [(broken.kind, broken.text) for broken in found] == [
        ("file_changed", "通报第1版的PDF的文件内容被改动或替换，与登记的SHA-256不符。")
    ]


def test_a_publication_whose_row_was_changed_is_found(told: World) -> None:  # noqa: F811
    way.published(told)
    sealing.seal_all()
    made = Publication.objects.get()
    made.files["pdf"]["sha256"] = "0" * 64
    made.save()

    assert [broken.kind for broken in verify_all().broken] == ["publication_changed", "file_changed"]
