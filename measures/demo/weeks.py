"""The demonstration's calendar: the day of first loading is in the eleventh week of rectification."""

import datetime
import random

from django.utils import timezone

WEEKS_BEFORE = 10
FRIDAY = 4


class Weeks:
    """Days and moments by week; week 1 begins on the day of the feedback, `today` is the first day of week 11.

    Weeks count from the feedback's own weekday, so that what is overdue doesn't depend on the weekday of loading.
    The seed is fixed: the same day gives the same story.
    """

    def __init__(self, today: datetime.date) -> None:
        self.today = today
        self.start = today - datetime.timedelta(weeks=WEEKS_BEFORE)
        self._random = random.Random(14_34_28_130)  # noqa: S311 (a story, not a secret)

    def due(self, week: int) -> datetime.date:
        """Return the last working day of a week, for a due date."""
        return _workday(self.start + datetime.timedelta(weeks=week - 1, days=4 if week >= WEEKS_BEFORE + 1 else 3))

    def moment(self, week: float, *, after: datetime.datetime | None = None) -> datetime.datetime:
        """Return a moment in working hours of a week, not before `after`, and always before today."""
        day = _workday(self.start + datetime.timedelta(weeks=week - 1, days=self._random.randrange(6)))
        day = min(max(day, self.start), _workday(self.today - datetime.timedelta(days=1)))
        hour, minute = self._random.choice([8, 9, 9, 10, 10, 11, 14, 14, 15, 16, 16, 17]), self._random.randrange(60)
        moment = timezone.make_aware(datetime.datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001
        if after is not None and moment <= after:
            moment = after + datetime.timedelta(minutes=self._random.randrange(20, 90))
        return min(moment, timezone.now())

    def day(self, week: int, day: int) -> datetime.date:
        """Return the working day that lies `day` working days into a week, always before today; nothing is drawn by lot."""
        fallen = self.start + datetime.timedelta(weeks=week - 1)
        for _ in range(day):
            fallen += datetime.timedelta(days=7 - fallen.weekday() if fallen.weekday() >= FRIDAY else 1)
        return min(max(_workday(fallen), self.start), _workday(self.today - datetime.timedelta(days=1)))

    def share(self) -> float:
        """Return a number from 0 to 1."""
        return self._random.random()


def _workday(day: datetime.date) -> datetime.date:
    """Return `day`, or the Friday before it at a weekend."""
    return day - datetime.timedelta(days=max(0, day.weekday() - 4))
