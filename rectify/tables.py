"""Tables that are handed on: rows as CSV or XLSX, written as a stream, with what a spreadsheet would run made harmless.

A cell that begins with = + - @, a tab or a carriage return is a formula to a spreadsheet. In CSV it gets an apostrophe in front;
in XLSX it is stored as text and marked as such, so that it stays text when somebody edits it.
"""

import csv
import datetime
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

Cell = str | int | float | datetime.date | datetime.datetime | None
Row = Sequence[Cell]

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # full-width ones are read as the others by some
BOM = "\ufeff"  # without it a spreadsheet takes UTF-8 for the local code page
BATCH = 500  # rows of CSV that are handed on together
LONGEST = 32_767  # characters that a cell of XLSX can hold
CUT = "…（过长，已截断）"
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its name (at most 31 characters), its heading, its rows, and the columns' widths in characters."""

    name: str
    head: Row
    rows: Iterable[Row]
    widths: Sequence[int] = ()


def runs(text: str) -> bool:
    """Tell whether a spreadsheet would take the text for a formula."""
    return text.startswith(RUNS)


def csv_lines(head: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """Give the table as CSV (UTF-8 with its mark, CRLF), some hundred rows at a time."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow([_plain(cell) for cell in head])
    for number, row in enumerate(rows, start=1):
        writer.writerow([_plain(cell) for cell in row])
        if number % BATCH == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def csv_bytes(head: Row, rows: Iterable[Row]) -> bytes:
    """Return the whole table as CSV."""
    return b"".join(csv_lines(head, rows))


def xlsx_bytes(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook. Rows are written as they come and kept on disk meanwhile, so that a long sheet takes no memory."""
    buffer = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="rectify-xlsx-") as folder:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": folder}
        with xlsxwriter.Workbook(buffer, options) as book:
            styles = _Styles(book)
            for sheet in sheets:
                _write(book.add_worksheet(sheet.name), sheet, styles)
    return buffer.getvalue()


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _plain(cell: Cell) -> str | int | float:
    """Return a cell as CSV holds it: text is made harmless, numbers stay numbers."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if runs(cell) else cell
    if isinstance(cell, datetime.datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    return cell.isoformat() if isinstance(cell, datetime.date) else cell


class _Styles:
    """The few formats of a workbook."""

    def __init__(self, book: Any) -> None:
        top = {"valign": "top", "text_wrap": True}
        self.head = book.add_format({**top, "bold": True, "bottom": 1})
        self.text = book.add_format(top)
        self.quoted = book.add_format({**top, "quote_prefix": True})
        self.day = book.add_format({**top, "num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({**top, "num_format": "yyyy-mm-dd hh:mm:ss"})


def _write(page: Any, sheet: Sheet, styles: _Styles) -> None:
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    page.freeze_panes(1, 0)
    for column, cell in enumerate(sheet.head):
        page.write_string(0, column, str(cell), styles.head)
    for number, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            _write_cell(page, number, column, cell, styles)


def _write_cell(page: Any, row: int, column: int, cell: Cell, styles: _Styles) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        text = cell if len(cell) <= LONGEST else cell[: LONGEST - len(CUT)] + CUT
        page.write_string(row, column, text, styles.quoted if runs(text) else styles.text)
    elif isinstance(cell, datetime.datetime):  # a spreadsheet knows no time zone: the caller gives local time
        page.write_datetime(row, column, cell.replace(tzinfo=None), styles.moment)
    elif isinstance(cell, datetime.date):
        page.write_datetime(row, column, cell, styles.day)
    else:
        page.write_number(row, column, cell, styles.text)
