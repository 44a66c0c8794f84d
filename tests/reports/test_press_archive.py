"""The file lasts and can be checked: rules of PDF/A-3a and PDF/UA-1, metadata, colours, fonts, and what is attached."""

import csv
import dataclasses
import hashlib
import io
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from typing import Any

import page
import pytest

from reports.content import Document, Heading, Table, paragraph
from reports.frozen import public_data, to_json, tree_hash
from reports.render.press import cidfonts, streams
from reports.render.press.archive import OURS
from tests.reports.printing import SANS, SERIF, printed, read
from tests.reports.trees import make_notice, make_tree
from tests.services.production import ROOT

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PROPERTY = "{http://www.aiim.org/pdfa/ns/property#}"
HOSTILE = '<img src="file:///etc/hostname"></x:xmpmeta>]]>&amp;<script>'
RED = dataclasses.replace(make_notice(), issuer_mark="某市文化局文件", document_number="文〔2022〕12号")
# prints what comes in, and the SHA-256 of what it became
PRINT = """
import hashlib, sys
from reports.frozen import from_json
from tests.reports.printing import printed
print(hashlib.sha256(printed(from_json(sys.stdin.read()))).hexdigest())
"""


@pytest.fixture(scope="module")
def notice() -> bytes:
    return printed(make_notice())


@pytest.mark.parametrize("profile", ["pdfa3a", "ua1"])
@pytest.mark.parametrize(
    ("document", "watermark"),
    [
        (make_notice(), ""),
        (RED, ""),
        (make_notice(), "张堃 2022-06-12 09:30"),
        (make_tree(title=""), ""),
        (make_tree(Heading(4, HOSTILE), paragraph("甲😀乙镕𬭎" * 300), Table((HOSTILE,), ((HOSTILE,),)), title=HOSTILE), ""),
    ],
)
def test_it_keeps_the_rules(document: Document, watermark: str, profile: str) -> None:
    report = page.validate_pdf_bytes(printed(document, watermark), profile=profile)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    assert report.rules.total == {"pdfa3a": 156, "ua1": 104}[profile]


def test_the_rules_would_notice(notice: bytes) -> None:
    broken = notice.replace(b"<pdfuaid:part>1<", b"<pdfuaid:part>9<")
    assert broken != notice
    assert not page.is_pdf_compliant_bytes(broken, profile="ua1")


def _packet(data: bytes) -> ET.Element:
    root: Any = read(data).trailer["/Root"]
    description = ET.fromstring(root["/Metadata"].get_data().decode()).find(f".//{RDF}Description")
    assert description is not None
    return description


def test_the_metadata_name_both_standards_and_our_own_fields(notice: bytes) -> None:
    found = {item.tag.split("}")[1]: item.text for item in _packet(notice) if item.text and item.text.strip()}
    producer = found.pop("Producer")
    assert producer is not None
    assert producer.startswith("WeasyPrint ")
    assert found == {
        "part": "1",  # of PDF/UA; that of PDF/A comes before
        "conformance": "A",
        "CreatorTool": "Rectify",
        "CreateDate": "2022-06-12",
        "ModifyDate": "2022-06-12",
        "format": "application/pdf",
        "CutOff": "2022-06-12",
        "Version": "3",
        "ContentSHA256": tree_hash(make_notice()),
        "LogHead": "c0ffee",
    }
    texts = [item.text for item in _packet(notice).iter(f"{RDF}li") if item.text and item.text.strip()]
    assert texts == ["关于巡视整改进展情况的通报", "市文化市场行政执法总队党总支", "巡视整改进展情况", "zh-CN"]


def test_every_field_of_ours_is_described(notice: bytes) -> None:
    ours = {item.tag.removeprefix(f"{{{OURS}}}") for item in _packet(notice) if item.tag.startswith(f"{{{OURS}}}")}
    described = {item.text for item in _packet(notice).iter(f"{PROPERTY}name")}
    assert ours == {"CutOff", "Version", "ContentSHA256", "LogHead"}
    assert described == ours | {"part"}


def test_hostile_words_stay_words_in_the_metadata() -> None:
    packet = _packet(printed(make_tree(title=HOSTILE)))
    assert [item.text for item in packet.iter(f"{RDF}li") if item.text and item.text.strip()] == [HOSTILE, "zh-CN"]


def test_the_colours_are_those_of_srgb(notice: bytes) -> None:
    root: Any = read(notice).trailer["/Root"]
    (intent,) = root["/OutputIntents"]
    assert (intent["/S"], intent["/OutputConditionIdentifier"]) == ("/GTS_PDFA1", "sRGB2014")
    assert intent["/DestOutputProfile"].get_data()[36:40] == b"acsp"


def _attached(data: bytes) -> dict[str, tuple[str, str, bytes]]:
    root: Any = read(data).trailer["/Root"]
    files = [item.get_object() for item in root["/AF"]]
    assert len(files) == len(root["/Names"]["/EmbeddedFiles"]["/Names"]) // 2
    embedded = [item["/EF"]["/F"] for item in files]
    assert {str(file["/Params"][name]) for file in embedded for name in ("/CreationDate", "/ModDate")} == {"D:20220612000000Z"}
    return {
        item["/UF"]: (item["/AFRelationship"], file["/Subtype"], file.get_data())
        for item, file in zip(files, embedded, strict=True)
    }


def test_what_is_printed_is_attached_and_nothing_else(notice: bytes) -> None:
    attached = _attached(notice)
    assert {name: (kind, subtype) for name, (kind, subtype, _) in attached.items()} == {
        "content.json": ("/Source", "/application/json"),
        "content.csv": ("/Data", "/text/csv"),
    }
    assert json.loads(attached["content.json"][2]) == public_data(make_notice())
    table = list(csv.reader(io.StringIO(attached["content.csv"][2].decode("utf-8-sig"))))
    assert table == [
        ["类型", "级别", "编号", "文字"],
        ["标题", "", "", "关于巡视整改进展情况的通报"],
        ["段落", "", "", "按照党务公开原则，现将巡视整改进展情况予以公布。"],
        ["标题", "1", "一、", "整改事项落实情况"],
        ["标题", "2", "（一）", "关于“学用结合不够”问题"],
        ["段落", "3", "1.", "针对“理论武装不深入”问题，进行了以下整改。一是组织集体学习。二是编印学习资料。"],
        ["表", "", "", "各部门情况"],
        ["表行", "", "", "部门", "牵头"],
        ["表行", "", "", "办公室", "12"],
        ["表行", "", "", "法制部门", "7"],
        ["联系方式", "", "", "欢迎监督。联系电话：**；电子邮箱：**。"],
        ["落款", "", "", "市文化市场行政执法总队党总支"],
        ["落款", "", "", "2022年6月10日"],
    ]


def test_a_spreadsheet_computes_nothing_of_it() -> None:
    rows = _attached(printed(make_tree(paragraph("=1+1"), title="")))["content.csv"][2].decode("utf-8-sig").splitlines()
    assert rows[1:] == ["段落,,,'=1+1"]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_another_process_in_another_zone_makes_the_same_bytes(notice: bytes, zone: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PRINT],
        cwd=ROOT,
        input=to_json(make_notice()),
        env={**os.environ, "TZ": zone, "PYTHONHASHSEED": str(len(zone))},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(notice).hexdigest()


def test_the_head_of_the_log_is_no_part_of_what_is_attached(notice: bytes) -> None:
    assert [name for name, (*_, data) in _attached(notice).items() if b"c0ffee" in data] == []


@pytest.mark.parametrize("path", [SERIF, SANS])
def test_glyphs_are_named_by_their_place(path: Any, tmp_path: Any) -> None:
    from fontTools.ttLib import TTFont

    with TTFont(path) as before:
        names = before["CFF "].cff.topDictIndex[0].charset
        glyphs, has = len(names), before.getBestCmap()[ord("一")]
        assert names.index(has) != int(has.removeprefix("cid"))  # else there would be nothing to do
    changed = tmp_path / "changed.otf"
    changed.write_bytes(cidfonts.identified(path.read_bytes()))
    with TTFont(changed) as after:
        assert after["CFF "].cff.topDictIndex[0].charset == [".notdef", *(f"cid{n:05}" for n in range(1, glyphs))]
        assert after.getGlyphID(after.getBestCmap()[ord("一")]) == names.index(has)
    assert changed.stat().st_size == path.stat().st_size


def test_other_fonts_are_left_alone() -> None:
    data = b"\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00glyf" + b"\x00" * 12
    assert cidfonts.identified(data) == data


@pytest.mark.parametrize(
    ("data", "ended"),
    [(b"x\r\nendstream", b"x\r\r\nendstream"), (b"x\n\nendstream", b"x\n\nendstream"), (b"x\nendstream", b"x\nendstream")],
)
def test_a_stream_has_an_unmistakable_end(data: bytes, ended: bytes) -> None:
    assert streams.ended(data) == ended
