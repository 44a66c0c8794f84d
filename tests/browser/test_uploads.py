"""Files that may not stay: what isn't what its name says, and what is too large."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, expect

from measures.models import Evidence
from tests.browser.conftest import DESKTOP, PageFor
from tests.conftest import World

PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(200)
MEGABYTE = 1024 * 1024


def kept(folder: Any) -> list[Path]:
    """Return the files that lie below a folder."""
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def test_a_program_named_pdf(world: World, page_for: PageFor, way: tuple[int, bool], settings: Any) -> None:
    """It is told apart by its content; the good file beside it isn't kept either."""
    visitor = page_for(world.cast.clerk, *way).go(f"/rounds/{world.cast.round.pk}/measures/{world.measure.pk}/")
    visitor.expected.add(400)
    program = FilePayload(name="纪要.pdf", mimeType="application/pdf", buffer=PROGRAM)
    paper = FilePayload(name="说明.txt", mimeType="text/plain", buffer="说明".encode())
    visitor.page.locator("main input[type=file]").set_input_files([paper, program])
    visitor.press("上传", visitor.page.locator("#evidence")).heading("上传佐证材料")
    expect(visitor.page.locator(".error-summary")).to_contain_text("“纪要.pdf”的内容与文件名不符，没有上传。")
    assert (Evidence.objects.count(), kept(settings.UPLOADS)) == (0, [])


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Make a file of 51 MB that looks like a PDF."""
    path = tmp_path / "扫描件.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.4\n")
        file.truncate(51 * MEGABYTE)
    return path


def test_a_large_file_is_named_before_it_is_sent(world: World, page_for: PageFor, large: Path) -> None:
    """With scripts the page says so at once, empties the field, and sends nothing."""
    visitor = page_for(world.cast.clerk).go(f"/rounds/{world.cast.round.pk}/measures/{world.measure.pk}/")
    sent: list[str] = []
    visitor.page.on("request", lambda request: sent.append(request.url))
    field = visitor.page.locator("main input[type=file]")
    field.set_input_files(large)
    expect(visitor.page.locator("#evidence [role=alert]")).to_have_text(
        "“扫描件.pdf”有51.0MB，超过单个文件50MB的上限，请重新选择。"
    )
    assert field.evaluate("(input) => input.files.length") == 0
    assert sent == []


def test_a_large_file_is_refused_by_the_server(world: World, page_for: PageFor, large: Path, settings: Any) -> None:
    """Without scripts the server's answer is 413, in the form, and nothing is kept."""
    visitor = page_for(world.cast.clerk, DESKTOP, False).go(f"/rounds/{world.cast.round.pk}/measures/{world.measure.pk}/")
    visitor.expected.add(413)
    visitor.page.locator("main input[type=file]").set_input_files(large)
    visitor.press("上传", visitor.page.locator("#evidence"))
    expect(visitor.page.locator(".error-summary")).to_contain_text("“扫描件.pdf”超过50 MB，没有上传。")
    assert (Evidence.objects.count(), kept(settings.UPLOADS)) == (0, [])
