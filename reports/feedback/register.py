"""What the register shows: rows through visible(), their badges, and how many there are by state and channel."""

import csv
import datetime
import io
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from issues.models import Round
from measures.badges import Badge
from measures.figures import today
from rectify.accounts.models import User
from rectify.accounts.permissions import visible
from rectify.accounts.roles import Action
from rectify.templatetags.rectify import cdate
from reports.feedback.models import Feedback, FeedbackQuerySet, FeedbackWindow
from reports.feedback.workflow import ORDINARY, Channel, State

BADGES: dict[str, Badge] = {
    state.value: Badge(state.label, *look)
    for state, look in {
        State.RECEIVED: ("pending", "eye"),
        State.ROUTED: ("phased", "half"),
        State.ANSWERED: ("good", "full"),
        State.DECLINED: ("quiet", "dash"),
        State.ACCUSATION: ("warn", "rise"),
        State.TAKEN: ("quiet", "block"),
    }.items()
}
COLUMNS = ("收到日期", "渠道", "内容", "状态", "办理情况")
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")


def feedback_of(round: Round, user: User, action: Action) -> FeedbackQuerySet:
    """Return the round's feedback to which `user` may do `action`, the latest first."""
    return visible(Feedback.objects.filter(round=round), user, action).select_related("department")


def in_sight(round_id: int, user: Any) -> FeedbackQuerySet:
    """Return the feedback of a round that `user` may read by either right."""
    rows = Feedback.objects.filter(round=round_id)
    return visible(rows, user, Action.READ_FEEDBACK) | visible(rows, user, Action.READ_ACCUSATIONS)


def counts_by(rows: FeedbackQuerySet, field: str) -> Counter[str]:
    """Count `rows` by the values of a field. One query."""
    found = rows.order_by().values_list(field).annotate(n=Count("pk"))
    return Counter({str(value): n for value, n in found})


@dataclass(frozen=True)
class Summary:
    """意见办理汇总: what came in within the window until the cut-off, and what was done; accusations are none of it."""

    window: FeedbackWindow
    cut_off: datetime.date
    rows: list[Feedback]
    outside: int

    @property
    def states(self) -> list[tuple[State, int]]:
        """How many stand in each state."""
        found = Counter(row.state for row in self.rows)
        return [(state, found[state]) for state in ORDINARY]

    @property
    def channels(self) -> list[tuple[Channel, int]]:
        """How many came by each channel."""
        found = Counter(row.channel for row in self.rows)
        return [(channel, found[channel]) for channel in Channel]

    @property
    def lines(self) -> list[tuple[Feedback, Badge, str]]:
        """Each with its badge and what was done."""
        return [(row, BADGES[row.state], done_about(row)) for row in self.rows]


def summary_of(window: FeedbackWindow, user: User) -> Summary:
    """Return the summary as of today, the earliest first: whoever may read feedback gets the same. One query."""
    cut_off = today(window.round)
    last = min(cut_off, window.closes_on)
    found = list(feedback_of(window.round, user, Action.READ_FEEDBACK).order_by("received_on", "id"))
    rows = [row for row in found if window.opens_on <= row.received_on <= last]
    return Summary(window, cut_off, rows, len(found) - len(rows))


def done_about(row: Feedback) -> str:
    """Return in words what was done about it so far."""
    match State(row.state):
        case State.ROUTED:
            return f"转{row.department}办理" + (f"：{row.route_note}" if row.route_note else "")
        case State.ANSWERED:
            return f"{cdate(row.replied_on)}{row.get_reply_way_display()}：{row.reply}"
        case State.DECLINED:
            return f"不予办理：{row.reason}"
    return "尚未办理"


def as_csv(summary: Summary) -> str:
    """Return the summary's list for a spreadsheet, without names and contacts; no cell is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row, badge, done in summary.lines:
        cells = (row.received_on.isoformat(), row.get_channel_display(), row.message, badge.word, done)
        writer.writerow([plain_cell(cell) for cell in cells])
    return out.getvalue()


def plain_cell(text: str) -> str:
    """Return a cell's text as a spreadsheet shows it: what it would take for a formula begins with an apostrophe."""
    return f"'{text}" if text.lstrip(" \n\u3000\ufeff").startswith(FORMULA) or text.startswith(FORMULA) else text
