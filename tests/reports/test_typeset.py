"""Lines by the rules: full ones flush, no forbidden mark at an edge, nothing lost."""

import pytest

from reports.render.html import Span
from reports.render.typeset import NO_END, NO_START, Measure, broken

TEN = Measure(width=100, indent=20, spacing=0)
SOURCE = (
    "党总支书记主持召开巡视整改推动会14次，对“四个意识”强不强、《工作方案》（试行）落实情况，"
    "作了“说明”；2022年6月10日，在12345热线……提出要求——“一岗双责”。"
) * 4


def em(char: str, level: int) -> float:
    """Ten points a character, half of it for a digit or a Latin letter."""
    return 5 if char.isascii() else 10


def texts(text: str, measure: Measure = TEN) -> list[str]:
    """The lines as text."""
    return ["".join(span.text for span in line.spans) for line in broken([Span(text)], em, measure)]


def test_the_first_line_is_indented() -> None:
    assert texts("一二三四五六七八九十甲乙丙丁戊己庚辛壬癸") == ["一二三四五六七八", "九十甲乙丙丁戊己庚辛", "壬癸"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("一二三四五六七八，九十", ["一二三四五六七", "八，九十"]),
        ("一二三四五六七“八九”十", ["一二三四五六七", "“八九”十"]),
        ("一二三四五六七《八》", ["一二三四五六七", "《八》"]),
        ("一二三四五六七12345次", ["一二三四五六七", "12345次"]),
        ("一二三四五六七——八", ["一二三四五六", "七——八"]),
        ("一二三四五六七八\u3000九十丙", ["一二三四五六七八\u3000", "九十丙"]),
    ],
)
def test_where_a_line_breaks(text: str, lines: list[str]) -> None:
    assert texts(text) == lines


@pytest.mark.parametrize("width", range(60, 300, 7))
def test_no_forbidden_mark_at_an_edge(width: int) -> None:
    lines = texts(SOURCE, Measure(width=width, indent=20, spacing=0))
    assert [line for line in lines if line[0] in NO_START or line[-1] in NO_END] == []
    assert [line for line in lines if line.endswith(("12", "123", "1234")) or line.startswith(("345", "45"))] == []
    assert "".join(lines) == SOURCE


@pytest.mark.parametrize("width", range(200, 460, 13))
def test_full_lines_are_flush(width: int) -> None:
    lines = broken([Span(SOURCE)], em, Measure(width=width, indent=20, spacing=0))
    for number, line in enumerate(lines[:-1]):
        text = "".join(span.text for span in line.spans)
        natural = sum(em(char, 0) for char in text)
        assert natural + line.spacing * (len(text) - 1) == pytest.approx(width - (20 if number == 0 else 0))
    assert lines[-1].spacing <= 0


def test_a_little_too_much_is_squeezed_in() -> None:
    head = "一" * 25 + "12345，"  # half a character more than the line holds
    first, _second = broken([Span(head + "二" * 9)], em, Measure(width=280, indent=0, spacing=0))
    assert "".join(span.text for span in first.spans) == head
    assert first.spacing == pytest.approx(-5 / 30)


def test_a_last_line_is_squeezed_too_but_never_spread() -> None:
    full = Measure(width=280, indent=0, spacing=0)
    (line,) = broken([Span("一" * 25 + "12345，")], em, full)
    assert line.spacing == pytest.approx(-5 / 30)
    (line,) = broken([Span("一" * 25)], em, full)
    assert line.spacing == 0


def test_a_row_of_marks_longer_than_a_line_is_broken() -> None:
    lines = broken([Span("，" * 60)], em, Measure(width=280, indent=0, spacing=0))
    assert [sum(len(span.text) for span in line.spans) for line in lines] == [20, 20, 20]


def test_spans_keep_their_faces_over_a_break() -> None:
    spans = [Span("一二三四五", level=2), Span("六七八九十", href="/m/1"), Span("甲")]
    assert [line.spans for line in broken(spans, em, TEN)] == [
        (Span("一二三四五", level=2), Span("六七八", href="/m/1")),
        (Span("九十", href="/m/1"), Span("甲")),
    ]


def test_a_string_that_fits_no_line_is_broken_anywhere() -> None:
    assert texts("a" * 50) == ["a" * 16, "a" * 20, "a" * 14]


def test_a_line_that_would_be_torn_apart_is_left_ragged() -> None:
    first, second = broken([Span("一二三" + "x" * 20)], em, TEN)
    assert (first.spans, first.spacing) == ((Span("一二三"),), 0)
    assert second.spans == (Span("x" * 20),)


@pytest.mark.parametrize("text", ["", "一", "，", "“", "，，，，，，，，，，，，，，，，，，，，，，，，", " ", "“" * 30])
def test_odd_texts_lose_nothing(text: str) -> None:
    assert "".join(texts(text)) == text
