"""By when a remark is to be answered, unless its maker says another day: so many working days, a setting of the round."""

import datetime

from issues.models import Round
from rectify.workdays import after_working_days


def answer_by(round: Round, made_on: datetime.date) -> datetime.date:
    """Return the last of the round's working days for an answer, counted from the day after `made_on`."""
    return after_working_days(made_on, round.remark_days, round.exceptions)
