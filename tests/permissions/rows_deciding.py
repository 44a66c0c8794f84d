"""The addresses of a meeting's list: read by the office and the leading group, decided on by the latter. See table.py."""

from tests.permissions.rows_issues import ROUND
from tests.permissions.table import Row, page

READ = "lead=403 cooperating=403 outsider=403 inspector=403 supervisor=403 admin=404 stranger=404"
ROWS: list[Row] = [
    page("measures:deciding", round_id=ROUND, GET=f"200 {READ}", POST=f"400 director=403 clerk=403 {READ}"),
    page("measures:deciding_result", round_id=ROUND, GET=f"200 {READ}"),
]
