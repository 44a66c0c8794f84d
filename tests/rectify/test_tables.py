"""Tables as CSV and XLSX: what they hold, and that nothing in them runs."""

import csv
import datetime as dt
import io
import re
import zipfile
from typing import Any

import pytest

from rectify.tables import BATCH, CUT, LONGEST, Sheet, csv_bytes, csv_lines, xlsx_bytes

RUNNING = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a"]
HARMLESS = ["第1条", "a=b", "1-2", "（=1）", "'=1", " =1"]


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def cells(content: bytes, sheet: int = 1) -> list[str]:
    """Return the sheet's cells as XML, in their order."""
    return re.findall(r"(?s)<c .*?</c>", parts(content)[f"xl/worksheets/sheet{sheet}.xml"])


def test_csv_begins_with_its_mark_and_ends_lines_as_spreadsheets_do() -> None:
    assert csv_bytes(["人员", "原因"], [["张三", '甲，“乙”"丙"']]) == ('\ufeff人员,原因\r\n张三,"甲，“乙”""丙"""\r\n'.encode())


@pytest.mark.parametrize("text", RUNNING)
def test_what_would_run_gets_an_apostrophe_in_csv_even_in_the_heading(text: str) -> None:
    assert read(csv_bytes([text], [[text]])) == [["'" + text], ["'" + text]]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_would_not_run_stays_as_it_is(text: str) -> None:
    assert read(csv_bytes(["h"], [[text]])) == [["h"], [text]]


def test_numbers_days_moments_and_nothing_in_csv() -> None:
    row: list[Any] = [-3, 1.5, dt.date(2022, 6, 30), dt.datetime(2022, 6, 30, 9, 5, 7, tzinfo=dt.UTC), None, ""]
    assert read(csv_bytes(["h"], [row]))[1] == ["-3", "1.5", "2022-06-30", "2022-06-30 09:05:07", "", ""]


def test_csv_comes_in_stretches() -> None:
    stretches = list(csv_lines(["n"], ([n] for n in range(BATCH + 1))))

    assert [len(stretch.split(b"\r\n")) - 1 for stretch in stretches] == [BATCH + 1, 1]


@pytest.mark.parametrize("text", RUNNING)
def test_what_would_run_is_marked_text_in_xlsx_and_no_formula(text: str) -> None:
    book = xlsx_bytes([Sheet("表", ["h"], [[text], ["平常"]])])
    (_, running, plain) = cells(book)

    assert "<f>" not in parts(book)["xl/worksheets/sheet1.xml"]
    assert 't="inlineStr"' in running
    styles = re.findall(r"<xf [^>]*>", parts(book)["xl/styles.xml"].partition("<cellXfs")[2].partition("</cellXfs>")[0])
    marked = [int(re.findall(r's="(\d+)"', cell)[0]) for cell in (running, plain)]
    assert ['quotePrefix="1"' in styles[style] for style in marked] == [True, False]


def test_a_text_too_long_for_a_cell_is_cut_and_says_so() -> None:
    (_, long, full) = cells(xlsx_bytes([Sheet("表", ["h"], [["甲" * (LONGEST + 1)], ["乙" * LONGEST]])]))

    assert re.findall(r"<t[^>]*>(.*)</t>", long) == ["甲" * (LONGEST - len(CUT)) + CUT]
    assert re.findall(r"<t[^>]*>(.*)</t>", full) == ["乙" * LONGEST]


def test_a_workbook_has_its_sheets_in_order_with_numbers_and_days() -> None:
    aware = dt.datetime(2022, 6, 30, 12, tzinfo=dt.UTC)
    book = xlsx_bytes([Sheet("甲", ["h"], [[7, dt.date(1900, 1, 1), aware, None]], widths=[10]), Sheet("乙", ["h"], [])])

    assert re.findall(r'<sheet name="(.)"', parts(book)["xl/workbook.xml"]) == ["甲", "乙"]
    assert [re.findall(r"<v>(.*?)</v>", cell) for cell in cells(book)] == [[], ["7"], ["1"], ["44742.5"]]
    assert len(cells(book, 2)) == 1


def test_addresses_are_not_made_links() -> None:
    assert "hyperlink" not in parts(xlsx_bytes([Sheet("表", ["h"], [["https://example.org/"]])]))["xl/worksheets/sheet1.xml"]
