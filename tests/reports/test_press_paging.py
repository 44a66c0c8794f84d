"""Pages of 22 lines: paragraphs give way so that no heading is alone at a foot, and where none can the page is short."""

import pytest

from reports.render.html import Span
from reports.render.press.paging import Stretch, paginate
from reports.render.typeset import LONELY, TIGHTEST, Measure, Text

LINE = Measure(width=280, indent=20, spacing=0)


def para(chars: int) -> Stretch:
    """A paragraph of that many characters, 28 a line, 26 in the first."""
    text = Text([Span("字" * chars)], lambda char, level: 10, LINE)
    breaks = text.fill()
    return Stretch(len(breaks), text=text, breaks=breaks)


def head(rows: int = 1) -> Stretch:
    """A heading."""
    return Stretch(rows, glued=True)


def ends(stretches: list[Stretch], rows: int) -> list[tuple[int, int]]:
    """Before which stretch, and which of its rows, each page ends that is full."""
    flat = [(number, row) for number, stretch in enumerate(stretches) for row in range(stretch.rows)]
    return flat[rows::rows]


def test_where_all_is_well_nothing_is_touched() -> None:
    stretches = [para(26 + 28 * 9), head(), para(26 + 28 * 9)]
    assert paginate(stretches, rows=15) == 0
    assert [stretch.rows for stretch in stretches] == [10, 1, 10]


@pytest.mark.parametrize(
    ("chars", "rows"),
    [
        (26 + 28 * 12 + 4, 13),  # four characters too many for 13 lines: drawn in, the heading gets a line of its own text
        (26 + 28 * 13, 15),  # the last line is full: one more, and the heading goes over
    ],
)
def test_a_paragraph_before_a_lonely_heading_gives_way(chars: int, rows: int) -> None:
    stretches = [para(chars), head(), para(26 + 28 * 9)]
    assert stretches[0].rows == 14
    assert paginate(stretches, rows=15) == 0
    assert stretches[0].rows == rows
    assert "".join(span.text for line in stretches[0].lines for span in line.spans) == "字" * chars


def test_two_paragraphs_give_way_for_a_heading_of_two_lines() -> None:
    full = 26 + 28 * 13
    stretches = [para(full), para(full), head(2), para(100)]
    assert paginate(stretches, rows=30) == 0
    assert [stretch.rows for stretch in stretches[:2]] == [15, 15]


def test_a_paragraph_on_an_earlier_page_gives_way_where_none_on_this_can() -> None:
    stretches = [para(26 + 28 * 13 + 14), para(26 + 28 * 13), para(26 + 14), head(), para(200)]
    assert [stretch.rows for stretch in stretches] == [15, 14, 2, 1, 8]
    assert paginate(stretches, rows=16) == 0
    assert tuple(stretch.rows for stretch in stretches[:3]) == (15, 15, 2)


def test_where_nothing_gives_way_the_page_is_short() -> None:
    stretches = [*(para(13) for _ in range(14)), head(), para(26 + 28 * 9)]
    assert paginate(stretches, rows=15) == 1
    assert [stretch.rows for stretch in stretches] == [*[1] * 14, 1, 10]


def test_issuer_and_date_take_a_line_along() -> None:
    stretches = [para(26 + 28 * 13), Stretch(3, whole=True)]
    assert paginate(stretches, rows=14) == 0
    assert [stretch.rows for stretch in stretches] == [15, 3]


def test_a_heading_longer_than_a_page_ends_somewhere() -> None:
    assert paginate([head(40), para(10)], rows=15) == 2


def test_lines_set_for_a_number_of_lines_are_even_and_keep_the_rules() -> None:
    text = Text([Span("党组织坚持学习，贯彻“落实”要求。" * 30)], lambda char, level: 10, LINE)
    count = len(text.fill())
    for wanted in (count - 1, count, count + 1):
        breaks = text.fit(wanted)
        if breaks is None:
            continue
        lines = ["".join(span.text for span in line.spans) for line in text.lines(breaks)]
        assert len(lines) == wanted
        assert "".join(lines) == text.chars
        assert [line for line in lines if line[0] in "，。”" or line[-1] == "“"] == []
        assert min(line.spacing for line in text.lines(breaks)) >= TIGHTEST
    assert text.fit(count + 9) is None


def test_a_single_character_is_no_last_line() -> None:
    text = Text([Span("字" * (26 + 28) + "尾。")], lambda char, level: 10, LINE)
    lines = text.lines(text.fill())
    assert [sum(len(span.text) for span in line.spans) for line in lines][-1] > LONELY
