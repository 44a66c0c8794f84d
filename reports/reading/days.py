"""A day as notices print it, in Arabic or Chinese numerals."""

import datetime
import re

_ARABIC = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_CHINESE = re.compile(r"(.{4})年(.{1,2})月(.{1,3})日")
_DIGITS = {"〇": 0, "零": 0, "○": 0} | {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}


def day_of(printed: str) -> datetime.date | None:
    """Return the day that 2022年6月10日 or 二〇二二年六月十日 names; None where it names none (a month alone, 2月30日)."""
    try:
        if match := _ARABIC.fullmatch(printed):
            return datetime.date(*map(int, match.groups()))
        if match := _CHINESE.fullmatch(printed):
            year = int("".join(str(_DIGITS[char]) for char in match[1]))
            return datetime.date(year, _tens(match[2]), _tens(match[3]))
    except (KeyError, ValueError):
        return None
    return None


def _tens(number: str) -> int:
    """Return a number from 1 to 99: 六, 十, 十二, 二十一."""
    before, ten, after = number.rpartition("十")
    tens = (_DIGITS[before] if before else 1) if ten else 0
    return 10 * tens + (_DIGITS[after] if after else 0)
