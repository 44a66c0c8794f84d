"""The documents that are taken away beside the notice: the internal report, with whose copy it is, and 公开包 for a web site."""

import hashlib
import io
import re
import zipfile

from playwright.sync_api import expect
from pypdf import PdfReader

from rectify.jobs import execution
from rectify.jobs.models import Job
from reports.text import reporting
from tests.browser.conftest import TWO_WAYS, PageFor
from tests.browser.visitor import Visitor
from tests.conftest import World
from tests.reports.notice import way as doors
from tests.reports.notice.conftest import told as told_without_engine
from tests.reports.telling import tell

__all__ = ["told_without_engine"]


def taken(visitor: Visitor, name: str) -> tuple[str, bytes]:
    """Download what a link gives; return under which name, and the bytes."""
    with visitor.page.expect_download() as download:
        visitor.look().page.get_by_role("link", name=name, exact=True).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def test_the_internal_report_is_made_for_its_reader_and_taken_away(
    world: World, page_for: PageFor, way: tuple[int, bool], woken: list[int]
) -> None:
    """The job's page follows by itself and leads to the file, which bears the reader's name on every page."""
    tell(world)
    visitor = page_for(world.cast.leader, *way).go("/")
    visitor.enter("通报").follow("内部报告").press("生成PDF").heading("生成整改进展情况报告PDF")
    (job,) = woken
    execution.run(job)
    expect(visitor.page.locator("#job .badge")).to_have_text("已完成", timeout=15_000)
    name, data = taken(visitor, "下载PDF")

    assert re.fullmatch(r"市文化市场行政执法总队党总支关于巡视整改进展情况的报告（截至\d{4}年\d+月\d+日）\.pdf", name)
    pages = [page.extract_text().replace("\n", "") for page in PdfReader(io.BytesIO(data)).pages]
    assert ["leader的姓名" in page for page in pages] == [True] * len(pages)
    assert "责任领导：未定" in "".join(pages)


@TWO_WAYS
def test_a_report_that_was_swept_away_is_made_again(
    world: World, page_for: PageFor, way: tuple[int, bool], woken: list[int]
) -> None:
    tell(world)
    visitor = page_for(world.cast.leader, *way).go(f"/rounds/{world.cast.round.pk}/notice/report/").press("生成PDF")
    execution.run(woken[0])
    job = Job.objects.get(pk=woken[0])
    reporting.file_of(job).unlink()
    visitor.go(job.get_absolute_url())
    expect(visitor.page.locator("#job")).to_contain_text("这份PDF已经不在了：生成的报告只保存30天，到期清除。")
    expect(visitor.page.get_by_role("link", name="下载PDF")).to_have_count(0)
    visitor.press("重新生成").heading("生成整改进展情况报告PDF")
    assert woken == [job.pk, Job.objects.latest("pk").pk]
    assert visitor.path == Job.objects.latest("pk").get_absolute_url()


@TWO_WAYS
def test_the_package_is_taken_away_whole(told_without_engine: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """What is handed to the web site holds the kept files, and its list of checksums is right."""
    notice = doors.ready(told_without_engine)
    visitor = page_for(told_without_engine.cast.director, *way).go(notice.get_absolute_url())
    name, data = taken(visitor, "下载公开包")
    files = {path.split("/", 1)[1]: content for path, content in unzipped(data).items()}

    assert name.endswith(".zip")
    assert sorted(path.rsplit(".", 1)[-1] for path in files) == ["SHA256SUMS", "docx", "html", "pdf", "txt", "txt"]
    sums = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {path: hashlib.sha256(content).hexdigest() for path, content in files.items() if path != "SHA256SUMS"}


def unzipped(data: bytes) -> dict[str, bytes]:
    """Return the files of an archive by their paths."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {path: archive.read(path) for path in archive.namelist()}
