"""What is printed, as files to compute with: the public form of the content tree as JSON, its blocks as lines of a CSV table.

Nothing else is in them: no reference to a record, no person, no number that isn't printed.
"""

import csv
import io
import json
from collections.abc import Iterator
from typing import NamedTuple

from reports.content import Block, ContactLine, Document, Heading, Paragraph, Signature, Table
from reports.frozen import public_data
from reports.numbering import chinese_date

COLUMNS = ("类型", "级别", "编号", "文字")
_FORMULA = ("=", "+", "-", "@")  # a spreadsheet would compute what begins so


class File(NamedTuple):
    """A file to attach; `relationship` is how it stands to the document, in the words of PDF (AFRelationship)."""

    name: str
    text: str
    description: str
    relationship: str


def files(document: Document) -> tuple[File, File]:
    """The two files, the same for the same tree."""
    tree = json.dumps(public_data(document), ensure_ascii=False, sort_keys=True, indent=1)
    return (
        File("content.json", f"{tree}\n", "本文件所载内容（JSON）", "Source"),
        File("content.csv", table(document), "本文件所载内容（CSV）", "Data"),
    )


def table(document: Document) -> str:
    """One line for each block, for a table one for each of its rows; with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    head = (("发文机关标志", document.issuer_mark), ("发文字号", document.document_number), ("标题", document.title))
    writer.writerows((kind, "", "", _harmless(text)) for kind, text in head if text)
    for block in document.blocks:
        writer.writerows(tuple(map(_harmless, row)) for row in _rows(block))
    return "\ufeff" + out.getvalue()


def _rows(block: Block) -> Iterator[tuple[str, ...]]:
    match block:
        case Heading():
            yield "标题", str(block.level), block.number, block.text
        case Paragraph():
            yield "段落", str(block.level or ""), block.number, "".join(run.text for run in block.runs)
        case ContactLine():
            yield "联系方式", "", "", block.text
        case Signature():
            yield from (("落款", "", "", text) for text in (block.issuer, chinese_date(block.day)) if text)
        case Table():
            yield "表", "", "", block.caption
            yield from (("表行", "", "", *row) for row in (block.columns, *block.rows))


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
