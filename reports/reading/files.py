"""The bytes of a notice → its text: plain text in UTF-8 or GB18030, or a Word document. What can't be read is Refused."""

import codecs
import re

from rectify.errors import Refused
from reports.reading import docx

FIELD = "file"
CHARACTERS = 600_000  # of one notice: three times the longest that is expected, and what one form may post
BYTES = 20 * 1024 * 1024
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_UNKEPT = re.compile("[\x00\ud800-\udfff]")


def text_of(name: str, data: bytes) -> str:
    """Return the text of a file, by what it is and not by what it is called; Refused, at the field `file`, for anything else."""
    if not data.strip():
        raise Refused("这是空文件，没有内容可读。", field=FIELD)
    if len(data) > BYTES:
        raise Refused(f"文件超过{BYTES // 1024 // 1024} MB，不像一份通报，没有读取。", field=FIELD)
    if data.startswith(_OLE):
        raise Refused("这是加密的文档或旧版的 .doc 文档，无法读取。请取消密码，另存为 .docx 或 .txt 再导入。", field=FIELD)
    if data.startswith(b"%PDF"):
        raise Refused("这是 PDF 文件，无法读取。请提供 .docx 或 .txt 文件，或粘贴文字。", field=FIELD)
    if data.startswith(b"PK"):
        return checked(docx.text_of(data))
    if name.lower().endswith((".docx", ".docm")):
        raise Refused("文件名是 Word 文档，内容却不是，可能已经损坏，没有读取。", field=FIELD)
    return checked(_decoded(data))


def checked(text: str) -> str:
    """Return a text that can be kept; Refused where it is too long, empty, or holds what no text holds."""
    if len(text) > CHARACTERS:
        raise Refused(f"文字超过{CHARACTERS // 10_000}万字，不像一份通报，没有读取。", field=FIELD)
    if _UNKEPT.search(text):
        raise Refused("文件含有文本里不会出现的字符，不是文本文件，没有读取。", field=FIELD)
    if not text.strip():
        raise Refused("文件里没有文字。", field=FIELD)
    return text


def _decoded(data: bytes) -> str:
    encodings = [_WIDE[data[:2]]] if data[:2] in _WIDE else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("读不出文字：文件不是 UTF-8 或 GB18030 编码的文本，也不是 .docx 文档。", field=FIELD)
