"""Numbers and dates as official documents write them."""

import datetime as dt

import pytest

from reports import numbering


def test_labels_of_the_four_levels() -> None:
    assert [numbering.label(level, 12) for level in (1, 2, 3, 4)] == ["十二、", "（十二）", "12.", "（12）"]


def test_label_past_ninety_nine_is_arabic() -> None:
    assert [numbering.label(level, 100) for level in (1, 2, 3, 4)] == ["100、", "（100）", "100.", "（100）"]


def test_label_begins_at_one() -> None:
    with pytest.raises(ValueError, match="no number for 0"):
        numbering.label(3, 0)


def test_measures_are_counted_where_there_is_more_than_one() -> None:
    assert [numbering.measure_ordinal(place, 3) for place in (1, 2, 3)] == ["一是", "二是", "三是"]
    assert numbering.measure_ordinal(11, 11) == "十一是"


def test_a_single_measure_has_no_ordinal() -> None:
    assert numbering.measure_ordinal(1, 1) == ""


def test_a_hundred_measures_still_have_ordinals() -> None:
    assert numbering.measure_ordinal(99, 99) == "九十九是"
    assert numbering.measure_ordinal(1, 100) == "第1是"


@pytest.mark.parametrize(("position", "count"), [(0, 1), (2, 1), (1, 0)])
def test_no_ordinal_outside_the_count(position: int, count: int) -> None:
    with pytest.raises(ValueError, match=f"no measure {position} of {count}"):
        numbering.measure_ordinal(position, count)


def test_dates_have_no_padding() -> None:
    assert numbering.chinese_date(dt.date(2022, 6, 1)) == "2022年6月1日"
    assert numbering.month_day(dt.date(2022, 12, 31)) == "12月31日"


def test_days_of_the_week() -> None:
    week = [dt.date(2022, 6, day) for day in range(13, 20)]
    assert [numbering.weekday(day) for day in week] == ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (dt.date(2022, 6, 13), dt.date(2022, 6, 19), "6月13日—19日"),
        (dt.date(2022, 6, 27), dt.date(2022, 7, 3), "6月27日—7月3日"),
        (dt.date(2022, 12, 26), dt.date(2023, 1, 1), "2022年12月26日—2023年1月1日"),
    ],
)
def test_ranges_of_days_name_what_changes(first: dt.date, last: dt.date, words: str) -> None:
    assert numbering.week_range(first, last) == words


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (dt.date(2022, 1, 5), 1),  # a Wednesday, the first day itself
        (dt.date(2022, 1, 3), 1),  # the Monday before it
        (dt.date(2022, 1, 9), 1),
        (dt.date(2022, 1, 10), 2),
        (dt.date(2022, 6, 13), 24),
    ],
)
def test_weeks_run_from_monday_to_sunday(day: dt.date, week: int) -> None:
    assert numbering.week_number(day, beginning=dt.date(2022, 1, 5)) == week


def test_no_week_before_the_beginning() -> None:
    with pytest.raises(ValueError, match="2022-01-02 is before 2022-01-05"):
        numbering.week_number(dt.date(2022, 1, 2), beginning=dt.date(2022, 1, 5))


def test_monday_of_a_week() -> None:
    assert numbering.monday_of(dt.date(2022, 6, 19)) == dt.date(2022, 6, 13)
    assert numbering.monday_of(dt.date(2022, 6, 13)) == dt.date(2022, 6, 13)
