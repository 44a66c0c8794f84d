"""Numbers, ordinals and dates as official documents write them; pure functions on whole numbers and dates.

Levels of headings are numbered 一、 （一） 1. （1） (GB/T 9704-2012, 7.3.3); the measures of a paragraph 一是…二是….
"""

import datetime as dt

from rectify.numerals import chinese

WEEKDAYS = "一二三四五六日"


def label(level: int, number: int) -> str:
    """The number printed before a heading of level 1 to 4; past ninety-nine levels 1 and 2 are Arabic too."""
    if number < 1:
        raise ValueError(f"no number for {number}")
    return {1: f"{chinese(number)}、", 2: f"（{chinese(number)}）", 3: f"{number}.", 4: f"（{number}）"}[level]


def measure_ordinal(position: int, count: int) -> str:
    """一是, 二是 … before the measure at `position` of `count`; nothing where there is one only."""
    if not 1 <= position <= count:
        raise ValueError(f"no measure {position} of {count}")
    if count == 1:
        return ""
    return (chinese(position) if count <= 99 else f"第{position}") + "是"


def chinese_date(day: dt.date) -> str:
    """2022年6月10日: Arabic digits without padding zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def month_day(day: dt.date) -> str:
    """6月10日."""
    return f"{day.month}月{day.day}日"


def month_day_of(day: dt.date, year: int) -> str:
    """6月10日 in `year`, 2027年2月15日 in another."""
    return month_day(day) if day.year == year else f"{day.year}年{month_day(day)}"


def weekday(day: dt.date) -> str:
    """周一 … 周日."""
    return "周" + WEEKDAYS[day.weekday()]


def week_range(first: dt.date, last: dt.date) -> str:
    """6月13日—19日; the month is repeated only where it changes, the years are named only where they differ."""
    if first.year != last.year:
        return f"{chinese_date(first)}—{chinese_date(last)}"
    if first.month != last.month:
        return f"{month_day(first)}—{month_day(last)}"
    return f"{month_day(first)}—{last.day}日"


def week_number(day: dt.date, beginning: dt.date) -> int:
    """The week of rectification `day` lies in, Monday to Sunday, that of `beginning` the first; ValueError before."""
    monday, first = monday_of(day), monday_of(beginning)
    if monday < first:
        raise ValueError(f"{day} is before {beginning}")
    return (monday - first).days // 7 + 1


def monday_of(day: dt.date) -> dt.date:
    """The Monday of the week that `day` lies in."""
    return day - dt.timedelta(days=day.weekday())
