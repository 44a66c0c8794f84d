"""The address at which the inspection team asks for a verification. How to write a row: see table.py."""

from tests.permissions.table import Row, page

ROWS: list[Row] = [
    page("reports:proof_verify", round_id="cast.round.pk", POST="403 inspector=302 stranger=404 admin=404"),
    page("reports:proof_verify", round_id="cast.other_round.pk", POST="404 stranger=403"),
    page("reports:proof_verify", round_id=999999, POST="404"),
]
