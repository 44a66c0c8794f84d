"""A day as notices print it."""

import datetime

import pytest

from reports.reading.days import day_of


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2022年6月10日", (2022, 6, 10)),
        ("2022年12月31日", (2022, 12, 31)),
        ("二〇二二年六月十日", (2022, 6, 10)),
        ("二零二三年十二月二十一日", (2023, 12, 21)),
        ("二○二三年十月三十日", (2023, 10, 30)),
    ],
)
def test_days(printed: str, day: tuple[int, int, int]) -> None:
    assert day_of(printed) == datetime.date(*day)


@pytest.mark.parametrize(
    "printed", ["", "2022年6月", "2022年2月30日", "二〇二二年六月", "二〇二二年十三月一日", "某某某某年六月十日"]
)
def test_what_names_no_day(printed: str) -> None:
    assert day_of(printed) is None
