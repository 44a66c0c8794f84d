"""The addresses of feedback: the public's form, the office's register, the inspection team's accusations. See table.py."""

import datetime as dt
from typing import Any

from django.utils import timezone

from reports.feedback.models import Feedback, FeedbackWindow
from tests import factories as make
from tests.permissions.rows_issues import OF_ROUND, ROUND
from tests.permissions.table import Row, page

LETTER = {"channel": "letter", "received_on": "2022-06-13", "message": "建议改进窗口服务"}


def open_window(world: Any) -> FeedbackWindow:
    """Return the round's window, open from yesterday until tomorrow."""
    day, one = timezone.localdate(), dt.timedelta(days=1)
    found = FeedbackWindow.objects.filter(round=world.cast.round).first()
    values = {"opens_on": day - one, "closes_on": day + one, "answered_by": "整改办", "organ": "驻局纪检监察组"}
    return found or make._made(FeedbackWindow(round=world.cast.round, organ_phone="12388", **values))


def asked(world: Any) -> int:
    """Return the key of the round, whose window is open."""
    return open_window(world).round_id


def _piece(world: Any, state: str) -> str:
    found = Feedback.objects.filter(round=world.cast.round, state=state).first()
    return (found or make._made(Feedback(round=world.cast.round, state=state, **LETTER))).receipt


def piece(world: Any) -> str:
    """Return the receipt of what came in."""
    return _piece(world, "received")


def accusation(world: Any) -> str:
    """Return the receipt of an accusation."""
    return _piece(world, "accusation")


NOBODYS = "lead=404 cooperating=404 outsider=404 inspector=404 supervisor=404 stranger=404 admin=404"
READ = f"200 {NOBODYS}"
LOOK = f"head=403 leader=403 {NOBODYS}"
TEAM = "404 inspector=200"
NOWHERE = "ABCD-2345-WXYZ"
ROWS: list[Row] = [
    page(
        "reports:feedback_public",
        public=True,
        round_id=asked,
        GET="200 nobody=200",
        HEAD="405",
        POST="400 nobody=400",  # an empty form
    ),
    page(
        "reports:feedback_public",
        public=True,
        round_id="cast.other_round.pk",
        GET="404 nobody=404",
        HEAD="405",
        POST="404 nobody=404",
    ),
    page("reports:feedback_thanks", public=True, round_id=asked, receipt=NOWHERE, GET="200 nobody=200", HEAD="200 nobody=200"),
    page("reports:feedback", round_id=ROUND, GET=READ),
    page("reports:feedback_new", round_id=ROUND, GET=f"200 {LOOK}", POST=f"302 {LOOK}", post=LETTER),
    page(
        "reports:feedback_window",
        round_id=ROUND,
        GET=f"200 {OF_ROUND}",
        POST=f"302 {OF_ROUND}",
        post={
            "opens_on": "2022-06-13",
            "closes_on": "2022-06-30",
            "answered_by": "整改办",
            "organ": "驻局纪检监察组",
            "organ_phone": "12388",
        },
    ),
    page("reports:feedback_accusations", round_id=ROUND, GET=TEAM),
    page("reports:feedback_summary", round_id=ROUND, GET=READ),
    page("reports:feedback_csv", round_id=asked, GET=READ),
    page("reports:feedback_csv", round_id="cast.other_round.pk", GET="404"),  # whose office has set no window
    page("reports:feedback_item", round_id=ROUND, receipt=piece, GET=READ),
    page("reports:feedback_item", round_id=ROUND, receipt=accusation, GET=TEAM),
    page("reports:feedback_item", round_id="cast.other_round.pk", receipt=piece, GET="404"),
    page("reports:feedback_item", round_id=ROUND, receipt=NOWHERE, GET="404"),
    page(
        "reports:feedback_step",
        round_id=ROUND,
        receipt=piece,
        step_name="decline",
        GET=f"200 {LOOK}",
        POST=f"302 {LOOK}",
        post={"version": 1, "reason": "不属于受理范围"},
    ),
    page(
        "reports:feedback_step",
        round_id=ROUND,
        receipt=piece,
        step_name="mark",
        GET=f"200 {LOOK}",
        POST=f"302 {LOOK}",
        post={"version": 1},
    ),
    page(
        "reports:feedback_step",
        round_id=ROUND,
        receipt=accusation,
        step_name="take",
        GET=TEAM,
        POST="404 inspector=302",
        post={"version": 1},
    ),
    page(
        "reports:feedback_step",
        round_id=ROUND,
        receipt=accusation,
        step_name="mark",
        GET="404 inspector=403",
        POST="404 inspector=403",
    ),
    page(
        "reports:feedback_step",
        round_id=ROUND,
        receipt=accusation,
        step_name="send_back",
        GET=TEAM,
        POST="404 inspector=302",
        post={"version": 1, "reason": "不属于检举控告"},
    ),
    page("reports:feedback_step", round_id=ROUND, receipt=piece, step_name="nothing", GET="404", POST="404"),
]
