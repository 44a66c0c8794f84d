"""The content tree as JSON and its hash."""

import dataclasses
import datetime as dt
import json
from typing import Any

import pytest

from reports import frozen
from reports.content import ContentError, Document, Heading, Kind, Paragraph, Ref, Run, Table
from tests.reports.trees import make_notice, make_tree


def test_a_tree_comes_back_whole() -> None:
    assert frozen.from_json(frozen.to_json(make_notice())) == make_notice()
    assert frozen.from_data(frozen.to_data(make_notice())) == make_notice()


def test_an_empty_tree_comes_back() -> None:
    assert frozen.from_json(frozen.to_json(make_tree(title=""))) == make_tree(title="")


def test_the_data_passes_through_a_json_column() -> None:
    stored = json.loads(json.dumps(frozen.to_data(make_notice())))
    assert frozen.from_data(stored) == make_notice()


def test_canonical_json_to_the_letter() -> None:
    tree = Document(
        Kind.SHEET, "调度单", (Paragraph((Run("甲", ref=Ref("measure", 7)),), number="1."),), dt.date(2022, 6, 12), log_head="ab"
    )
    assert frozen.to_json(tree) == (
        '{"blocks":[{"number":"1.","runs":[{"ref":["measure",7],"text":"甲"}],"type":"paragraph"}],'
        '"cut_off":"2022-06-12","format":1,"kind":"sheet","log_head":"ab","title":"调度单"}'
    )
    assert frozen.canonical(frozen.public_data(tree)) == (
        '{"blocks":[{"number":"1.","runs":[{"text":"甲"}],"type":"paragraph"}],'
        '"cut_off":"2022-06-12","format":1,"kind":"sheet","title":"调度单"}'
    )
    assert frozen.tree_hash(tree) == "70e94f7926c5c543cd124e063be350d7072048b84d10a38dd03dbe27d0c6be6f"


def test_nothing_internal_is_public() -> None:
    public = frozen.canonical(frozen.public_data(make_notice()))
    assert [word for word in ('"ref"', '"measure"', '"issue"', "keyproblem", "log_head", "c0ffee", "71") if word in public] == []


def test_references_and_the_log_do_not_change_the_hash() -> None:
    one = make_tree(Heading(1, "甲", ref=Ref("issue", 1)), Paragraph((Run("乙", ref=Ref("measure", 1)), Run("丙"))))
    other = dataclasses.replace(make_tree(Heading(1, "甲"), Paragraph((Run("乙丙"),))), log_head="ff")
    assert frozen.tree_hash(one) == frozen.tree_hash(other)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "别的标题"},
        {"kind": Kind.REPORT},
        {"cut_off": dt.date(2022, 6, 13)},
        {"version": 4},
        {"issuer": "别的单位"},
        {"subject": "别的主题"},
        {"blocks": ()},
        {"blocks": tuple(reversed(make_notice().blocks))},
    ],
)
def test_whatever_is_printed_or_stated_changes_the_hash(change: dict[str, Any]) -> None:
    assert frozen.tree_hash(dataclasses.replace(make_notice(), **change)) != frozen.tree_hash(make_notice())


def test_the_face_of_a_run_changes_the_hash() -> None:
    plain, lead = make_tree(Paragraph((Run("甲"), Run("乙")))), make_tree(Paragraph((Run("甲", level=2), Run("乙"))))
    assert frozen.tree_hash(plain) != frozen.tree_hash(lead)


def test_a_cell_cannot_pass_for_two() -> None:
    one, other = Table(("甲", "乙"), (("丙", "丁"),)), Table(("甲乙",), (("丙丁",),))
    assert frozen.tree_hash(make_tree(one)) != frozen.tree_hash(make_tree(other))


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("format",), 2, "unknown format"),
        (("kind",), "letter", "no kind: 'letter'"),
        (("cut_off",), "12.6.2022", "no date: '12.6.2022'"),
        (("cut_off",), None, "no date: None"),
        (("version",), "3", "no number: '3'"),
        (("version",), True, "no number: True"),
        (("blocks",), {}, "no list"),
        (("blocks", 0), "正文", "unknown block"),
        (("blocks", 0, "type"), "image", "unknown block"),
        (("blocks", 0, "colour"), "red", "Paragraph: fields"),
        (("blocks", 0, "runs"), "正文", "no list"),
        (("blocks", 0, "runs", 0), "正文", "Run: no object"),
        (("blocks", 1, "level"), 9, "heading: level 9"),
        (("blocks", 2, "ref"), ["issue"], "no reference"),
        (("blocks", 4, "rows", 0), ["办公室"], "one cell for each column"),
        (("title",), 7, "no text: 7"),
        (("publisher",), "谁", "Document: fields"),
    ],
)
def test_what_is_no_tree_is_refused(path: tuple[Any, ...], value: object, message: str) -> None:
    data: Any = frozen.to_data(make_notice())
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(ContentError, match=message):
        frozen.from_data(data)


@pytest.mark.parametrize("name", ["kind", "title", "blocks", "cut_off"])
def test_what_is_missing_is_refused(name: str) -> None:
    data = frozen.to_data(make_notice())
    del data[name]
    with pytest.raises(ContentError, match="Document: fields"):
        frozen.from_data(data)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7"])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(ContentError, match=r"not JSON|unknown format"):
        frozen.from_json(text)
