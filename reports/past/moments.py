"""The moments that can be compared: the adopted plan, the end of a past week, the end of a day, and now.

An address carries a moment's key: plan, w12 (the end of the twelfth week, counted as the sheets count), 2022-06-12, now.
"""

import datetime
import re
from dataclasses import dataclass

from django.utils import timezone

from issues.models import Round
from issues.words import PlanState
from rectify.templatetags.rectify import cdate, ctime
from reports.numbering import monday_of, month_day, week_number

NOW, PLAN = "now", "plan"
WEEK = re.compile(r"w([1-9]\d{0,3})\Z", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
ONE_DAY, ONE_WEEK = datetime.timedelta(days=1), datetime.timedelta(weeks=1)


@dataclass(frozen=True)
class Moment:
    """A moment: its key, its words, and `at`: what was before it counts."""

    key: str
    label: str
    at: datetime.datetime

    @property
    def day(self) -> datetime.date:
        """The day by which lights are told: of a day's end the day after, as the sheets do."""
        return timezone.localdate(self.at)

    @property
    def present(self) -> bool:
        """Whether it is now."""
        return self.key == NOW


def moment_of(round: Round, key: str) -> Moment | None:
    """Return the moment of a key; None where it isn't one, lies ahead, or the plan isn't adopted. At most one query."""
    if key == PLAN:
        return adoption(round)
    if key == NOW:
        return present()
    if found := WEEK.match(key):
        return _week(round, int(found[1]))
    return _day(key) if DAY.match(key) else None


def present() -> Moment:
    """Return the moment that it is."""
    at = timezone.now()
    return Moment(NOW, f"现在（{ctime(at)}）", at)


def adoption(round: Round) -> Moment | None:
    """Return the moment just after the plan's adoption was recorded: its baseline. One query."""
    rows = round.history.filter(history_date__lt=timezone.now()).exclude(plan_state=PlanState.DRAFT)
    at = rows.order_by("history_date", "history_id").values_list("history_date", flat=True).first()
    if at is None:
        return None
    return Moment(PLAN, f"方案审议通过时（{ctime(at)}）", at + datetime.timedelta(microseconds=1))


def weeks(round: Round, day: datetime.date) -> list[tuple[str, str]]:
    """Return the keys and words of the weeks of `round` that have ended by `day`, the latest first."""
    first = monday_of(round.feedback_on)
    if day < first:
        return []
    numbers = range(week_number(day, round.feedback_on) - 1, 0, -1)
    return [(f"w{number}", _week_words(number, first + (number * ONE_WEEK) - ONE_DAY)) for number in numbers]


def _week_words(number: int, last: datetime.date) -> str:
    return f"第{number}周末（{month_day(last)}24时）"


def _week(round: Round, number: int) -> Moment | None:
    monday = monday_of(round.feedback_on) + number * ONE_WEEK
    return _ended(f"w{number}", _week_words(number, monday - ONE_DAY), monday)


def _day(key: str) -> Moment | None:
    try:
        day = datetime.date.fromisoformat(key)
    except ValueError:  # well formed, and no day of the calendar
        return None
    if not 1900 < day.year < 9000:
        return None
    return present() if day == timezone.localdate() else _ended(key, f"{cdate(day)}24时", day + ONE_DAY)


def beginning_of(day: datetime.date) -> Moment:
    """Return the moment at which a day begins: the end of the day before, named as that."""
    return Moment((day - ONE_DAY).isoformat(), f"{cdate(day - ONE_DAY)}24时", _midnight(day))


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def _ended(key: str, label: str, begins: datetime.date) -> Moment | None:
    """Return the moment at which a day begins, None where that lies ahead."""
    at = _midnight(begins)
    return Moment(key, label, at) if at <= timezone.now() else None
