"""Dates that are reckoned: working days by the Chinese calendar, with its make-up days and a round's own exceptions.

Source: “working days by the Chinese calendar with its make-up days and an editable table of exceptions” in the domain's rule on
dates. The holidays of a year are known once the State Council has announced them; a year that the calendar doesn't hold yet
counts Monday to Friday, until an exception or a newer calendar says otherwise.
"""

import calendar
import datetime
from collections.abc import Mapping

import chinese_calendar
from chinese_calendar.constants import holidays

Exceptions = Mapping[datetime.date, bool]

SATURDAY = 5
ANNOUNCED_UNTIL = max(holidays).year  # the last year whose holidays are known


def is_working(day: datetime.date, exceptions: Exceptions | None = None) -> bool:
    """Tell whether `day` is worked; `exceptions` says so for single days, and comes first."""
    if exceptions is not None and day in exceptions:
        return exceptions[day]
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # not announced yet, or before the calendar's first year
        return day.weekday() < SATURDAY


def after_working_days(day: datetime.date, number: int, exceptions: Exceptions | None = None) -> datetime.date:
    """Return the day on which `number` working days after `day` have passed; `day` itself isn't counted."""
    while number > 0:
        day += datetime.timedelta(days=1)
        number -= is_working(day, exceptions)
    return day


def months_later(day: datetime.date, months: int) -> datetime.date:
    """Return the day `months` months after `day`: the same day of the month, or its last where it is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + year, month + 1)[1]
    return datetime.date(day.year + year, month + 1, min(day.day, last))
