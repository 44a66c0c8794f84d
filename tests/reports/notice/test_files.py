"""A version's files: made by a job, whole or not at all, with a clear reason where they can't be, and asked for again."""

import errno
import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project

from rectify.errors import Refused
from rectify.jobs.execution import run
from rectify.jobs.models import Job, State
from reports.models import Notice, Rendering
from reports.notice import keeping, rendering
from reports.notice.faces import current_faces
from reports.notice.files import Files, ask_files
from reports.notice.services.transitions import take_step
from reports.notice.versions import frozen_of
from reports.render import pdf
from reports.render.fonts import FontError
from reports.workflow import Need
from tests.conftest import World
from tests.reports.notice import way
from tests.reports.reading import fresh
from tests.reports.telling import change


def files_of(notice: Notice) -> Files:
    frozen = frozen_of(notice)
    assert frozen is not None
    return Files(frozen)


def done(job: Job) -> Job:
    run(job.pk)
    job.refresh_from_db()
    return job


def on_disk() -> list[str]:
    return sorted(path.name for path in Path(project.RENDERS).rglob("*") if path.is_file())


def publish(world: World, notice: Notice) -> Notice:
    return way.publish(world, notice)


def test_submitting_asks_for_every_file_and_the_job_makes_them(told: World) -> None:
    notice = way.submitted(told)
    job = Job.objects.get(kind="notice_files")
    assert (files_of(notice).made, files_of(notice).under_way, files_of(notice).can_ask) == ({}, True, False)

    assert done(job).result == {"url": f"/rounds/{told.cast.round.pk}/notice/versions/1/", "label": "查看通报"}
    made = files_of(notice).made
    assert list(made) == ["pdf", "docx", "txt", "article"]
    assert on_disk() == sorted(Path(file.path).name for file in made.values())
    for file in made.values():
        data = keeping.read(file.path, file.sha256)
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (file.sha256, file.size)
    assert made["article"].path.endswith(".html")
    assert "<article" in keeping.read(made["article"].path, made["article"].sha256).decode()


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (errno.ENOSPC, "磁盘空间不足，文件没有生成。请系统管理员腾出空间后重试。"),
        (errno.EDQUOT, "磁盘空间不足，文件没有生成。请系统管理员腾出空间后重试。"),
        (errno.EROFS, "文件没有生成：磁盘或文件系统是只读的。请系统管理员处理后重试。"),
    ],
)
def test_a_disk_that_refuses_is_a_clear_failure_that_can_be_tried_again(
    number: int, message: str, told: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = way.submitted(told)
    job = Job.objects.get(kind="notice_files")

    def refuse(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        assert (done(job).state, job.error) == (State.FAILED, message)
    assert on_disk() == []
    assert (files_of(notice).failed, files_of(notice).can_ask, Rendering.objects.count()) == (message, True, 0)

    again = ask_files(files_of(notice).frozen, told.cast.director, "/")
    assert (again.pk, done(again).state, len(files_of(notice).made)) == (job.pk, State.DONE, 4)


def test_a_disk_that_is_full_halfway_leaves_whole_files_alone_and_the_next_attempt_makes_the_rest(
    told: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = way.submitted(told)
    job = Job.objects.get(kind="notice_files")
    replaced: list[Path] = []
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        replaced.append(self)
        if len(replaced) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        assert done(job).state == State.FAILED
    assert [Path(name).suffix for name in on_disk()] == [".pdf"]
    assert files_of(notice).made == {}
    assert done(ask_files(files_of(notice).frozen, told.cast.clerk, "/")).state == State.DONE
    assert len(files_of(notice).made) == 4


def test_a_font_that_is_gone_is_named_and_the_next_attempt_finishes(told: World, settings: Any) -> None:
    notice = way.submitted(told)
    job = Job.objects.get(kind="notice_files")
    settings.FONTS = {"楷体": "/nowhere/simkai.ttf"}
    assert done(job).state == State.FAILED
    assert "/nowhere/simkai.ttf" in job.error

    settings.FONTS = {}
    assert done(ask_files(files_of(notice).frozen, told.cast.clerk, "/")).state == State.DONE
    assert len(files_of(notice).made) == 4


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (FontError("找不到可用于“楷体”的字体文件，请安装 fonts-noto-cjk 或在设置中指定。"), None),
        (FontError("系统缺少排版所需的程序库（libpango），请运行 make setup 或安装 libpango-1.0-0。"), None),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "磁盘空间不足，文件没有生成。请系统管理员腾出空间后重试。"),
    ],
)
def test_what_the_engine_lacks_is_said_by_the_job(
    error: Exception, message: str | None, told: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the disk is full where the engine copies its fonts or where the file is kept, the sentence is the same."""
    way.submitted(told)
    job = Job.objects.get(kind="notice_files")

    def lacking(document: Any, chosen: Any) -> bytes:
        raise error

    monkeypatch.setattr(pdf, "render", lacking)
    assert (done(job).state, job.error) == (State.FAILED, message or str(error))
    assert on_disk() == []


def test_an_engine_that_breaks_fails_and_can_be_tried_again(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = way.submitted(told)
    job = Job.objects.get(kind="notice_files")

    def broken(document: Any, chosen: Any) -> bytes:
        raise RuntimeError("a defect")

    with monkeypatch.context() as patch:
        patch.setattr(pdf, "render", broken)
        assert done(job).state == State.FAILED
    assert "可以重试" in job.error
    assert done(ask_files(files_of(notice).frozen, told.cast.clerk, "/")).state == State.DONE


def test_asking_twice_makes_one_job_and_made_files_no_other(told: World) -> None:
    notice = way.submitted(told)
    frozen = files_of(notice).frozen
    first = ask_files(frozen, told.cast.clerk, "/")
    assert ask_files(frozen, told.cast.director, "/").pk == first.pk
    done(first)
    assert ask_files(frozen, told.cast.director, "/").pk == first.pk
    assert Job.objects.filter(kind="notice_files").count() == 1


def test_files_that_are_lost_before_publication_are_made_again(told: World) -> None:
    notice = way.ready(told)
    keeping.path_of(files_of(notice).made["txt"].path).unlink()
    with pytest.raises(Refused, match="文件还没有全部生成"):
        publish(told, notice)

    again = ask_files(files_of(notice).frozen, told.cast.clerk, "/")
    assert Job.objects.filter(kind="notice_files").count() == 2
    done(again)
    assert publish(told, notice).status == "published"


def test_a_file_that_was_changed_before_publication_stops_it(told: World) -> None:
    notice = way.ready(told)
    keeping.path_of(files_of(notice).made["pdf"].path).write_bytes(b"%PDF-1.7 another")
    with pytest.raises(Refused, match="PDF：这个文件与登记的SHA-256不符"):
        publish(told, notice)
    assert way.again(notice).status == "approved"


def test_without_its_files_nothing_is_published(told: World) -> None:
    notice = way.signed(told)
    with pytest.raises(Refused, match="文件还没有全部生成"):
        publish(told, notice)
    run(Job.objects.get(kind="notice_files").pk)
    assert publish(told, notice).status == "published"


def test_a_missing_glyph_stops_publication_and_names_the_characters(told: World) -> None:
    change(told.measure, public_text="生僻字\U0003134a和\U0003134b")
    notice = way.ready(told)
    with pytest.raises(Refused, match="不能公布：\U0003134a\U0003134b。请更换字体或改写后重新生成"):
        publish(told, notice)
    assert (way.again(notice).status, files_of(notice).can_ask) == ("approved", True)


def test_without_a_signature_nothing_is_published(told: World) -> None:
    notice = way.rendered(way.approved(told))
    with pytest.raises(Refused, match="还没有签发"):
        publish(told, notice)


def test_a_contact_masked_in_what_was_frozen_stops_publication(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it came there: the rule is asked of the content itself, once more, at the last moment."""
    change(told.cast.round, contact_phone="**")
    monkeypatch.setattr("reports.notice.services.submitting.findings", lambda *args: [])
    notice = way.ready(told)
    with pytest.raises(Refused, match=r"联系方式仍含“\*\*”.*请退回修改"):
        publish(told, notice)


def test_the_version_takes_its_newest_complete_set(told: World, settings: Any) -> None:
    notice = way.rendered(way.submitted(told))
    first = files_of(notice).made["pdf"]
    settings.FONTS = {"仿宋": current_faces().chosen["黑体"].path}  # type: ignore[index]
    rendering.render(files_of(notice).frozen, lambda percent, text: None)  # the PDF alone, as the draft's page asks
    assert files_of(notice).made["pdf"] == first


def test_the_step_table_knows_that_publishing_needs_the_files(told: World) -> None:
    notice = way.signed(told)
    given = {**way.WHERE, Need.ON: way.HELD_ON}
    with pytest.raises(Refused, match="文件还没有全部生成"):
        take_step(notice=notice, name="publish", by=fresh(told.cast.clerk), given=given)
