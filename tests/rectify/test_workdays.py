"""Working days: the week, holidays, make-up days, exceptions, and years that aren't announced."""

import datetime

import pytest

from rectify.workdays import ANNOUNCED_UNTIL, after_working_days, is_working

D = datetime.date


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (D(2026, 11, 25), True),  # a Wednesday
        (D(2026, 11, 28), False),  # a Saturday
        (D(2026, 10, 1), False),  # the National Day, a Thursday
        (D(2026, 2, 14), True),  # a Saturday worked for the Spring Festival
        (D(2022, 10, 8), True),  # a Saturday worked for the National Day
        (D(ANNOUNCED_UNTIL + 2, 1, 1), D(ANNOUNCED_UNTIL + 2, 1, 1).weekday() < 5),  # not announced: Monday to Friday
        (D(1990, 5, 1), True),  # before the calendar: a Tuesday
    ],
)
def test_which_days_are_worked(day: datetime.date, worked: bool) -> None:
    assert is_working(day) is worked


def test_an_exception_comes_first() -> None:
    exceptions = {D(2026, 11, 25): False, D(2026, 11, 28): True}

    assert [is_working(day, exceptions) for day in (D(2026, 11, 25), D(2026, 11, 28), D(2026, 11, 26))] == [False, True, True]


@pytest.mark.parametrize(
    ("day", "number", "reached"),
    [
        (D(2026, 11, 25), 0, D(2026, 11, 25)),
        (D(2026, 11, 25), 1, D(2026, 11, 26)),
        (D(2026, 11, 25), 5, D(2026, 12, 2)),  # over a weekend
        (D(2026, 9, 30), 1, D(2026, 10, 8)),  # over the National Day's week
        (D(2022, 9, 30), 2, D(2022, 10, 9)),  # 8 and 9 October 2022 were make-up days
    ],
)
def test_counting_begins_on_the_next_day(day: datetime.date, number: int, reached: datetime.date) -> None:
    assert after_working_days(day, number) == reached


def test_exceptions_count_too() -> None:
    assert after_working_days(D(2026, 11, 25), 1, {D(2026, 11, 26): False}) == D(2026, 11, 27)
