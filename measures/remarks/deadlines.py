"""By when a remark is to be answered, unless its maker says another day: so many working days, a setting of the round."""

import datetime

from issues.models import Round


def answer_by(round: Round, made_on: datetime.date) -> datetime.date:
    """Return the last of the round's working days for an answer, counted from the day after `made_on`."""
    day = made_on
    for _ in range(round.remark_days):
        day += datetime.timedelta(days=1)
        while day.weekday() > 4:
            day += datetime.timedelta(days=1)
    return day
