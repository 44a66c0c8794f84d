"""Dates of a closure."""

import calendar
import datetime


def months_later(day: datetime.date, months: int) -> datetime.date:
    """Return the day `months` months after `day`: the same day of the month, or its last where it is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + year, month + 1)[1]
    return datetime.date(day.year + year, month + 1, min(day.day, last))
