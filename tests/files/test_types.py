"""The type of an upload: by its content, which must agree with its name."""

import io

import pytest

from rectify.errors import Refused
from rectify.files.types import ALLOWED, content_type_of
from tests.files import samples as files

OOXML = "application/vnd.openxmlformats-officedocument"
MISMATCH = "“{}”的内容与文件名不符，没有上传。"
UNKNOWN = "“{}”的类型不能上传。可上传：PDF、图片、Word、Excel、PPT、WPS、OFD、TXT、CSV。"


def refusal(name: str, content: bytes) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused:
        content_type_of(name, io.BytesIO(content))
    return refused.value.message, refused.value.field


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("会议纪要.pdf", files.pdf(), "application/pdf"),
        ("现场.png", files.png(), "image/png"),
        ("现场.jpg", files.jpeg(), "image/jpeg"),
        ("现场.JPEG", files.jpeg(), "image/jpeg"),
        ("现场.gif", files.gif(), "image/gif"),
        ("现场.webp", b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(32), "image/webp"),
        ("制度.docx", files.docx(), f"{OOXML}.wordprocessingml.document"),
        ("台账.xlsx", files.xlsx(), f"{OOXML}.spreadsheetml.sheet"),
        ("汇报.pptx", files.pptx(), f"{OOXML}.presentationml.presentation"),
        ("批复.ofd", files.ofd(), "application/ofd"),
        ("旧制度.doc", files.OLE + bytes(600), "application/msword"),
        ("旧台账.xls", files.OLE + bytes(600), "application/vnd.ms-excel"),
        ("旧汇报.ppt", files.OLE + bytes(600), "application/vnd.ms-powerpoint"),
        ("制度.wps", files.OLE + bytes(600), "application/vnd.ms-works"),
        ("台账.et", files.OLE + bytes(600), "application/vnd.ms-excel"),
        ("说明.txt", "已组织学习。".encode(), "text/plain"),
        ("说明.txt", "已组织学习。".encode("gb18030"), "text/plain"),
        ("说明.txt", b"\xef\xbb\xbf" + "带标记的文本".encode(), "text/plain"),
        ("名单.csv", "姓名,部门\n张三,办公室\n".encode(), "text/csv"),
    ],
)
def test_content_that_agrees_with_its_name(name: str, content: bytes, content_type: str) -> None:
    file = io.BytesIO(content)
    assert content_type_of(name, file) == content_type
    assert file.read() == content


def test_every_allowed_ending_is_in_the_table_above() -> None:
    assert sorted(ALLOWED) == [
        ".csv", ".doc", ".docx", ".et", ".gif", ".jpeg", ".jpg", ".ofd", ".pdf",
        ".png", ".ppt", ".pptx", ".txt", ".webp", ".wps", ".xls", ".xlsx",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("工具.pdf", files.EXE),
        ("工具.txt", files.EXE),
        ("工具.doc", files.EXE),
        ("工具.docx", files.EXE),
        ("网页.txt", files.HTML),
        ("网页.txt", b"\n  <HTML><body>x</body></HTML>"),
        ("网页.csv", b"<script>alert(1)</script>"),
        ("图形.txt", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("网页.txt", b"\xef\xbb\xbf<html>"),
        ("网页.txt", b"<!-- --><html>"),
        ("网页.txt", b"<body onload=alert(1)>"),
        ("网页.csv", b"<iframe src=x>"),
        ("脚本.txt", b"<?php echo 1;"),
        ("工具.docx", files.EXE + files.docx()),
        ("工具.ofd", files.EXE + files.ofd()),
        ("脚本.txt", b"#!/bin/sh\nrm -rf /\n"),
        ("文档.txt", files.pdf()),
        ("网页.pdf", files.HTML),
        ("网页.png", files.HTML),
        ("图片.png", files.jpeg()),
        ("图片.jpg", files.png()),
        ("压缩包.docx", files.zipped(a_txt="x")),
        ("文档.xlsx", files.docx()),
        ("文档.ofd", files.docx()),
        ("版式.docx", files.ofd()),
        ("断裂.docx", files.docx()[:60]),
        ("文本.docx", b"PK\x03\x04 not a container"),
        ("文档.doc", files.docx()),
        ("二进制.txt", b"abc\x00def"),
        ("乱码.txt", b"\xff\xff\xff\xff\xff"),
        ("文字.pdf", "只是文字".encode()),
    ],
)
def test_content_that_belies_its_name(name: str, content: bytes) -> None:
    assert refusal(name, content) == (MISMATCH.format(name), "files")


@pytest.mark.parametrize(
    "name", ["工具.exe", "网页.html", "图形.svg", "脚本.js", "压缩包.zip", "无类型", "制度.pdf.exe", ".pdf", "宏.docm"]
)
def test_an_ending_that_may_not_be_uploaded(name: str) -> None:
    assert refusal(name, files.pdf()) == (UNKNOWN.format(name), "files")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("before", [0, 1, 2, 3])
def test_text_is_read_as_text_wherever_its_head_ends(before: int, encoding: str) -> None:
    content = b"a" * before + ("巡视整改" * 2000).encode(encoding)
    assert content_type_of("长文.txt", io.BytesIO(content)) == "text/plain"
