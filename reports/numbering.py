"""Numbers, ordinals and dates as official documents write them; pure functions on whole numbers and dates.

Levels of headings are numbered 一、 （一） 1. （1） (GB/T 9704-2012, 7.3.3); the measures of a paragraph 一是…二是….
"""

import datetime as dt

DIGITS = "零一二三四五六七八九"
WEEKDAYS = "一二三四五六日"


def chinese(number: int) -> str:
    """一 … 九十九; ValueError outside: nothing in such a document is numbered higher in Chinese."""
    if not 1 <= number <= 99:
        raise ValueError(f"no Chinese numeral for {number}")
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def label(level: int, number: int) -> str:
    """The number printed before a heading of level 1 to 4; past ninety-nine levels 1 and 2 are Arabic too."""
    if number < 1:
        raise ValueError(f"no number for {number}")
    word = chinese(number) if level <= 2 and number <= 99 else str(number)
    return {1: f"{word}、", 2: f"（{word}）", 3: f"{number}.", 4: f"（{number}）"}[level]


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
