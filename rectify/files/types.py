"""What kind of file an upload really is: by its content, which must agree with its name."""

import re
import zipfile
from pathlib import PurePath
from typing import IO

import puremagic

from rectify.errors import Refused

HEAD_BYTES = 4096
OOXML = "application/vnd.openxmlformats-officedocument"
# what may be uploaded: file name ending → content type
ALLOWED = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".wps": "application/vnd.ms-works",
    ".et": "application/vnd.ms-excel",
    ".docx": f"{OOXML}.wordprocessingml.document",
    ".xlsx": f"{OOXML}.spreadsheetml.sheet",
    ".pptx": f"{OOXML}.presentationml.presentation",
    ".ofd": "application/ofd",
    ".txt": "text/plain",
    ".csv": "text/csv",
}
TEXT = {".txt", ".csv"}
OLE = {".doc", ".xls", ".ppt", ".wps", ".et"}
# the member by which a zip container shows what it is
MEMBERS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml", ".ofd": "OFD.xml"}
ZIP_SIGNATURE = b"PK\x03\x04"
# what a text doesn't begin with: a page, a drawing or a script in any markup, a shell's script, a document, a program
DISGUISED = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<[!?a-z]|#!|%pdf|mz\x90)", re.IGNORECASE)
OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")


def content_type_of(name: str, file: IO[bytes], *, field: str = "files") -> str:
    """Return the content type of `file` (seekable, at its start); Refused (at `field`) where it isn't what its name says."""
    ending = PurePath(name).suffix.lower()
    if ending not in ALLOWED:
        raise Refused(f"“{name}”的类型不能上传。可上传：PDF、图片、Word、Excel、PPT、WPS、OFD、TXT、CSV。", field=field)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if not _agrees(ending, head, file):
        raise Refused(f"“{name}”的内容与文件名不符，没有上传。", field=field)
    return ALLOWED[ending]


def _agrees(ending: str, head: bytes, file: IO[bytes]) -> bool:
    if ending in TEXT:
        return _is_text(head)
    if ending in OLE:
        return head.startswith(OLE_SIGNATURE)
    if ending in MEMBERS:  # a zip container may hide behind a program's head: its own must come first
        return head.startswith(ZIP_SIGNATURE) and _has_member(file, MEMBERS[ending])
    return ending in _signatures(head)


def _signatures(head: bytes) -> set[str]:
    try:
        return {match.extension.lower() for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        return set()


def _is_text(head: bytes) -> bool:
    """Plain text: no NUL, readable as UTF-8 or GB18030, and not a script or a page in disguise."""
    if b"\x00" in head or DISGUISED.match(head):
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):  # the head may end inside a character
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


def _has_member(file: IO[bytes], member: str) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return member in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    finally:
        file.seek(0)
