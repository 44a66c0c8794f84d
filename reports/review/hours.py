"""Outside working hours: which stretches of a period aren't worked, by the round's hours, the calendar and its exceptions.

It is worked out when the log is read, and kept nowhere: hours that are set later hold for what happened before, too.
"""

import datetime
from collections.abc import Iterator

from django.utils import timezone

from issues.models import Round
from rectify.workdays import is_working

Stretch = tuple[datetime.datetime, datetime.datetime]
ONE = datetime.timedelta(days=1)


def moment(day: datetime.date, time: datetime.time = datetime.time()) -> datetime.datetime:
    """Return the moment at which it is `time` on `day`, in local time."""
    return timezone.make_aware(datetime.datetime.combine(day, time))


def is_off(round: Round, when: datetime.datetime) -> bool:
    """Tell whether `when` lies outside the round's working hours."""
    local = timezone.localtime(when)
    return not is_working(local.date(), round.exceptions) or not round.work_from <= local.time() < round.work_until


def off_hours(round: Round, begin: datetime.datetime, end: datetime.datetime) -> list[Stretch]:
    """Return the stretches between two moments that aren't worked, each up to but without its end, the earliest first."""
    stretches: list[Stretch] = []
    begins = begin
    for starts, ends in _worked(round, timezone.localtime(begin).date(), timezone.localtime(end).date()):
        if begins < min(starts, end):
            stretches.append((begins, min(starts, end)))
        begins = max(begins, ends)
    if begins < end:
        stretches.append((begins, end))
    return stretches


def _worked(round: Round, first: datetime.date, last: datetime.date) -> Iterator[Stretch]:
    exceptions, day = round.exceptions, first
    while day <= last:
        if is_working(day, exceptions):
            yield moment(day, round.work_from), moment(day, round.work_until)
        day += ONE
