"""The addresses of reports. How to write a row: see table.py."""

import datetime as dt
from typing import Any

from reports.frozen import to_data, tree_hash
from reports.models import Delivery, DeliveryState, Digest
from tests.permissions.table import Row, page
from tests.reports.trees import make_tree

ROUND = "cast.round.pk"


def lead_sheet(world: Any) -> int:
    """Return the key of the lead department's sheet of one week; made where it isn't there yet."""
    document = make_tree()
    written = {
        "number": 15,
        "recipient": "执法一支队",
        "content": to_data(document),
        "tree_hash": tree_hash(document),
        "tasks": 1,
    }
    department, monday = world.cast.lead_department, dt.date(2022, 6, 13)
    sheet, _ = Digest.objects.get_or_create(round=world.cast.round, week_start=monday, department=department, defaults=written)
    return sheet.pk


def failed_mail(world: Any) -> int:
    """Return the key of that sheet's mail, which failed."""
    state = {"state": DeliveryState.FAILED, "error": "收件人地址无效"}
    mail, _ = Delivery.objects.get_or_create(digest_id=lead_sheet(world), address="zhidui@example.org", defaults=state)
    return mail.pk


ROWS: list[Row] = [
    page("reports:home", GET="302"),  # to the one round, or to the administrator's pages
    page("reports:overview", round_id=ROUND, GET="200 stranger=404 admin=404"),
    page("reports:overview", round_id="cast.other_round.pk", GET="404 stranger=200"),
    page("reports:waiting", round_id=ROUND, GET="200 stranger=404 admin=404"),
    page("reports:reconciliation", round_id=ROUND, GET="200 lead=403 cooperating=403 outsider=403 stranger=404 admin=404"),
    page("reports:log", round_id=ROUND, GET="200 stranger=404 admin=404"),
    page("reports:log", round_id=999999, GET="404"),
    page("reports:sheets", round_id=ROUND, GET="200 stranger=404 admin=404"),
    page("reports:sheet", round_id=ROUND, pk=lead_sheet, GET="200 cooperating=404 outsider=404 stranger=404 admin=404"),
    page("reports:sheet", round_id="cast.other_round.pk", pk=lead_sheet, GET="404"),
    page(
        "reports:sheets_compose",
        round_id=ROUND,
        POST="403 director=302 clerk=302 two_posts=302 stranger=404 admin=404",
    ),
    page(
        "reports:sheet_resend",
        round_id=ROUND,
        pk=failed_mail,
        POST="403 director=302 clerk=302 two_posts=302 cooperating=404 outsider=404 stranger=404 admin=404",
    ),
    page("reports:notice", round_id=ROUND, GET="200 lead=404 cooperating=404 outsider=404 stranger=404 admin=404"),
    page("reports:notice_make", round_id=ROUND, POST="302 lead=404 cooperating=404 outsider=404 stranger=404 admin=404"),
    page("reports:notice_pdf", round_id=ROUND, tree_hash="0" * 64, GET="404"),
]
