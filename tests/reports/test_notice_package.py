"""公开包: complete in itself, verifiable, the same for the same notice, and with nothing internal."""

import dataclasses
import hashlib
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest

from rectify.errors import Refused
from reports.content import Document, Heading, Kind, Paragraph, Ref, Run
from reports.frozen import tree_hash
from reports.notice import package
from reports.render import docx, html, text
from tests.reports.trees import make_notice, make_tree
from tests.reports.wording import parts

PDF = b"%PDF-1.7 printed"
NAMES = {
    "index.html",
    "tongbao-20220612.pdf",
    "tongbao-20220612.docx",
    "tongbao-20220612.txt",
    "SHA256SUMS",
    "说明.txt",
}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return package.package(make_notice(), PDF, docx.render(make_notice()))


def words(content: bytes) -> str:
    """A text file as it reads."""
    assert content.startswith(b"\xef\xbb\xbf")  # without it a Notepad guesses
    return content.decode("utf-8-sig").replace("\r\n", "\n")


def test_it_is_complete(files: dict[str, bytes]) -> None:
    assert set(files) == NAMES
    assert files["tongbao-20220612.pdf"] == PDF
    assert files["tongbao-20220612.docx"] == docx.render(make_notice())
    assert files["tongbao-20220612.txt"] == text.render(make_notice()).encode()  # as it is published, to the byte


def test_every_link_leads_to_something_in_the_folder(files: dict[str, bytes]) -> None:
    page = files["index.html"].decode()
    links = re.findall(r'href="([^"]+)"', page)
    assert {unquote(link) for link in links if not link.startswith("#")} == NAMES - {"index.html"}
    assert {link[1:] for link in links if link.startswith("#")} <= set(re.findall(r' id="([^"]+)"', page))
    assert re.findall(r"https?:|url\(|@import|<script|<link|src=", page) == []


def test_the_page_is_the_web_page_with_its_files(files: dict[str, bytes]) -> None:
    page = files["index.html"].decode()
    article = html.fragment(make_notice(), anchors=True)
    assert article in page
    assert '<a href="tongbao-20220612.pdf" download="关于巡视整改进展情况的通报（截至2022年6月12日）.pdf">PDF</a>（1 KB）' in page


def test_the_checksums_verify(files: dict[str, bytes]) -> None:
    found = {line[66:]: line[:64] for line in files["SHA256SUMS"].decode().splitlines()}
    assert found == {name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "SHA256SUMS"}


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not installed")
def test_sha256sum_reads_them(files: dict[str, bytes], tmp_path: Path) -> None:
    package.write(files, tmp_path / "out")
    check = ["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path / "out").returncode == 0
    (tmp_path / "out" / "tongbao-20220612.pdf").write_bytes(PDF + b" ")
    assert subprocess.run(check, cwd=tmp_path / "out", capture_output=True).returncode == 1


def test_the_guide_says_how_to_check(files: dict[str, bytes]) -> None:
    guide = words(files["说明.txt"])
    assert guide.startswith(
        "关于巡视整改进展情况的通报\n发布单位：市文化市场行政执法总队党总支\n内容截至：2022年6月12日　版本：第3版\n"
    )
    for ending in ("pdf", "docx", "txt"):
        name = f"tongbao-20220612.{ending}"
        assert f"certutil -hashfile {name} SHA256\n" in guide
        assert f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" in guide
    assert "sha256sum -c SHA256SUMS\n" in guide
    assert tree_hash(make_notice()) in guide


def test_the_same_notice_gives_the_same_bytes(files: dict[str, bytes]) -> None:
    again = package.package(make_notice(), PDF, docx.render(make_notice()))
    assert again == files
    assert package.zipped(make_notice(), again) == package.zipped(make_notice(), files)


def test_the_zip_holds_one_folder(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(package.zipped(make_notice(), files))) as made:
        assert {name: made.read(name) for name in made.namelist()} == {
            f"tongbao-20220612/{name}": content for name, content in files.items()
        }
        guide = made.getinfo("tongbao-20220612/说明.txt")
    assert guide.flag_bits & 0x800  # says that the name is UTF-8
    assert package.archive_name(make_notice()) == "关于巡视整改进展情况的通报（截至2022年6月12日）公开包.zip"


def test_it_is_written_whole_and_over_nothing(files: dict[str, bytes], tmp_path: Path) -> None:
    folder = tmp_path / "site" / "notice"
    package.write(files, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files
    with pytest.raises(FileExistsError):
        package.write({"index.html": b""}, folder)
    assert [path.name for path in folder.parent.iterdir()] == ["notice"]
    assert (folder / "index.html").read_bytes() == files["index.html"]


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        package.write({"index.html": b"", "x" * 300: b""}, tmp_path / "notice")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [Kind.REPORT, Kind.SHEET])
def test_only_a_notice_goes_out(kind: Kind) -> None:
    document = dataclasses.replace(make_notice(), kind=kind)
    with pytest.raises(Refused, match="只有通报可以制作公开包"):
        package.package(document, PDF, docx.render(document))


@pytest.mark.parametrize(("pdf", "word"), [(b"", b"PK"), (PDF, b""), (b"PK", b"PK"), (PDF, b"<html>")])
def test_half_a_file_goes_nowhere(pdf: bytes, word: bytes) -> None:
    with pytest.raises(Refused, match="文件不完整"):
        package.package(make_notice(), pdf, word)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ('甲/乙\\丙:*?"<>|丁', "甲乙丙丁（截至2022年6月12日）公开包.zip"),
        ("../../etc", "etc（截至2022年6月12日）公开包.zip"),
        ("", "通报（截至2022年6月12日）公开包.zip"),
        ("长" * 300, "长" * 60 + "（截至2022年6月12日）公开包.zip"),
    ],
)
def test_a_title_cannot_name_another_place(title: str, name: str) -> None:
    assert package.archive_name(make_tree(title=title)) == name
    assert len(name.encode()) <= 255


# nothing internal: what a reference or the log's head says is in no form

SECRET = "zzq-neibu"
NUMBER = 918273645


def make_secretive() -> Document:
    """A notice with secrets wherever the tree has room for what isn't printed."""
    notice = make_notice()
    ref = Ref(SECRET, NUMBER)
    blocks = tuple(
        dataclasses.replace(block, ref=ref)
        if isinstance(block, Heading)
        else dataclasses.replace(block, runs=tuple(Run(run.text, ref=ref, level=run.level) for run in block.runs))
        if isinstance(block, Paragraph)
        else block
        for block in notice.blocks
    )
    return dataclasses.replace(notice, blocks=blocks, log_head=SECRET)


def leaks(content: bytes) -> list[str]:
    """The secrets that stand in these bytes."""
    return [secret for secret in (SECRET, str(NUMBER)) if secret.encode() in content]


def test_no_form_says_where_a_text_came_from() -> None:
    document = make_secretive()
    word = docx.render(document)
    made = package.package(document, PDF, word)
    assert leaks(html.fragment(document, lambda ref: f"/{ref.record}/{ref.pk}/").encode()) == [SECRET, str(NUMBER)]
    forms = {
        "html": html.page(document).encode(),
        "fragment": html.fragment(document, anchors=True).encode(),
        "text": text.render(document).encode(),
        **parts(word),
        **made,
    }
    assert {name: leaks(content) for name, content in forms.items() if leaks(content)} == {}


def test_two_notices_that_differ_in_what_is_not_printed_are_the_same_outside() -> None:
    document = make_secretive()
    assert docx.render(document) == docx.render(make_notice())
    assert html.page(document) == html.page(make_notice())
    assert text.render(document) == text.render(make_notice())
