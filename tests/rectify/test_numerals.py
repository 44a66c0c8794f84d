"""Numbers as screens and documents write them."""

import pytest

from rectify.numerals import chinese, circled


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (14, "十四"), (20, "二十"), (34, "三十四"), (90, "九十"), (99, "九十九")],
)
def test_chinese_numerals(number: int, word: str) -> None:
    assert chinese(number) == word


@pytest.mark.parametrize(("number", "word"), [(-1, "-1"), (0, "0"), (100, "100")])
def test_arabic_digits_outside_one_to_ninety_nine(number: int, word: str) -> None:
    assert chinese(number) == word


@pytest.mark.parametrize(("number", "sign"), [(1, "①"), (20, "⑳"), (21, "(21)"), (0, "(0)")])
def test_circled_numbers(number: int, sign: str) -> None:
    assert circled(number) == sign
