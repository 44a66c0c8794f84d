"""公开包: a published notice as one folder to hand to the government's web site, complete in itself.

Names inside are plain ASCII (sites rename what they can't read), but for 说明.txt; who saves a file from the page gets its
Chinese title. The same notice and files give the same bytes.
"""

import hashlib
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from rectify.errors import Refused
from reports.content import Document, Kind
from reports.frozen import tree_hash
from reports.numbering import chinese_date
from reports.render import html, opc, text
from reports.render.furniture import File

PAGE, SUMS, GUIDE = "index.html", "SHA256SUMS", "说明.txt"
LABELS = {"pdf": "PDF", "docx": "DOCX", "txt": "纯文本"}
LONGEST = 60  # characters of a title in a file's name: 255 bytes is all that many systems take
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\s]+')


def package(document: Document, pdf: bytes, docx: bytes) -> dict[str, bytes]:
    """Return the folder's files by name: web page, PDF, DOCX, plain text, checksums and how to check them.

    Refused where the document is not a public notice, or a file is not what its name would say.
    """
    if document.kind is not Kind.NOTICE:
        raise Refused("只有通报可以制作公开包。")
    if not pdf.startswith(b"%PDF-") or not docx.startswith(b"PK"):
        raise Refused("PDF或DOCX文件不完整，不能制作公开包，请重新生成。")
    stem = folder_name(document)
    files = {f"{stem}.pdf": pdf, f"{stem}.docx": docx, f"{stem}.txt": text.render(document).encode()}
    offered = [_offered(document, name, len(content)) for name, content in files.items()]
    offered += [File(SUMS, "校验值", SUMS), File(quote(GUIDE), "核对方法", GUIDE)]
    page = html.page(document, files=offered).encode()
    files |= {GUIDE: _for_windows(_guide(document, files)), PAGE: page}
    return {**files, SUMS: _sums(files).encode()}


def zipped(document: Document, files: Mapping[str, bytes]) -> bytes:
    """Return the folder as a zip file, to be downloaded under `archive_name()`."""
    return opc.zipped({f"{folder_name(document)}/{name}": content for name, content in files.items()})


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files into a new folder, which is there whole or not at all; FileExistsError where there is one."""
    if folder.exists():
        raise FileExistsError(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        aside = Path(made) / folder.name
        aside.mkdir()
        for name, content in files.items():
            (aside / name).write_bytes(content)
        aside.rename(folder)


def folder_name(document: Document) -> str:
    """Return the name of the folder and of what lies in it: tongbao-20220612."""
    return f"tongbao-{document.cut_off:%Y%m%d}"


def archive_name(document: Document) -> str:
    """Return the zip file's name as it is offered: the notice's title and the day of its content."""
    return f"{_title(document)}公开包.zip"


def _title(document: Document) -> str:
    title = _FORBIDDEN.sub("", document.title)[:LONGEST].strip(".") or "通报"
    return f"{title}（截至{chinese_date(document.cut_off)}）"


def _offered(document: Document, name: str, size: int) -> File:
    ending = name.rpartition(".")[2]
    return File(name, LABELS[ending], f"{_title(document)}.{ending}", size)


def _sums(files: Mapping[str, bytes]) -> str:
    """The lines that sha256sum reads."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))


def _for_windows(words: str) -> bytes:
    """Text that every Notepad shows as it should: the mark of UTF-8, and line ends of two characters."""
    return words.replace("\n", "\r\n").encode("utf-8-sig")


def _guide(document: Document, files: Mapping[str, bytes]) -> str:
    """What lies in the folder, how it is put on a site, and how anyone can check that nothing was changed."""
    stem = folder_name(document)
    title = document.title or "通报"
    issuer = f"发布单位：{document.issuer}\n" if document.issuer else ""
    return f"""{title}
{issuer}内容截至：{chinese_date(document.cut_off)}　版本：第{document.version}版

一、文件
{PAGE}　网页，可在电脑和手机上阅读，不依赖其他网站
{stem}.pdf　PDF
{stem}.docx　DOCX
{stem}.txt　纯文本
{SUMS}　各文件的校验值（SHA-256）

二、发布
将本文件夹整个上传到网站，不改文件名、不改内容，以{PAGE}为首页。

三、核对
文件的校验值与下面所列完全一致，即没有被改动。
Windows：在文件夹的地址栏输入cmd并回车，逐个执行：
{"".join(f"certutil -hashfile {name} SHA256{chr(10)}" for name in sorted(files))}Linux：在文件夹中执行：
sha256sum -c {SUMS}
macOS：在文件夹中执行：
shasum -a 256 -c {SUMS}

{_sums(files)}
正文内容的校验值（与文件格式无关，PDF和DOCX的文件属性中也有）：
{tree_hash(document)}
"""
