"""The addresses of jobs. How to write a row: see table.py."""

from tests.permissions.table import Row

ROWS: list[Row] = []
