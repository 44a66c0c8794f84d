"""The addresses of reports. How to write a row: see table.py."""

from tests.permissions.table import Row, page

ROUND = "cast.round.pk"

ROWS: list[Row] = [
    page("reports:home", GET="302"),  # to the one round, or to the administrator's pages
    page("reports:overview", round_id=ROUND, GET="200 stranger=404 admin=404"),
    page("reports:overview", round_id="cast.other_round.pk", GET="404 stranger=200"),
    page("reports:waiting", round_id=ROUND, GET="200 stranger=404 admin=404"),
    page("reports:reconciliation", round_id=ROUND, GET="200 lead=403 cooperating=403 outsider=403 stranger=404 admin=404"),
    page("reports:log", round_id=ROUND, GET="200 stranger=404 admin=404"),
    page("reports:log", round_id=999999, GET="404"),
]
