"""The addresses of jobs: whoever asked for one, and to nobody else does it exist. How to write a row: see table.py."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from rectify.jobs.models import Job, State
from tests.permissions.table import Row, page

THE_CLERKS = "404 clerk={}"


def job(state: State, **ended: Any) -> Callable[[Any], int]:
    """Return what gives the key of the clerk's job in this state."""

    def key(world: Any) -> int:
        values = {"kind": "notice_pdf", "requested_by": world.cast.clerk, "state": state, **ended}
        return Job.objects.get_or_create(key=f"job:{state}", defaults=values)[0].pk

    return key


QUEUED = job(State.QUEUED)
FAILED = job(State.FAILED, error="没有字体。", finished_at=timezone.now())
DONE = job(State.DONE, result={"url": "/"}, finished_at=timezone.now())

ROWS: list[Row] = [
    page("jobs:detail", pk=QUEUED, GET=THE_CLERKS.format(200)),
    page("jobs:detail", pk=FAILED, GET=THE_CLERKS.format(200)),
    page("jobs:detail", pk=DONE, GET=THE_CLERKS.format(200)),
    page("jobs:detail", pk=999999, GET="404"),
    page("jobs:retry", pk=QUEUED, POST=THE_CLERKS.format(302)),
    page("jobs:retry", pk=FAILED, POST=THE_CLERKS.format(302)),
    page("jobs:retry", pk=DONE, POST=THE_CLERKS.format(400)),
    page("jobs:retry", pk=999999, POST="404"),
]
