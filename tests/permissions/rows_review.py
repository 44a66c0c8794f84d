"""The addresses of the review of changes beside the log itself. How to write a row: see table.py."""

from tests.permissions.table import Row, page

ROUND = "cast.round.pk"
ROWS: list[Row] = [
    page("reports:log_patterns", round_id=ROUND, GET="200 stranger=404 admin=404"),
    page("reports:log_patterns", round_id="cast.other_round.pk", GET="404 stranger=200"),
    page("reports:log_export", round_id=ROUND, POST="400 supervisor=403 stranger=404 admin=404"),
    page("reports:log_export", round_id=ROUND, POST="200 supervisor=403 stranger=404 admin=404", post={"format": "csv"}),
    page("reports:log_export", round_id=ROUND, POST="200 supervisor=403 stranger=404 admin=404", post={"format": "xlsx"}),
]
