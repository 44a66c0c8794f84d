"""The notice and the weekly sheets. How to write a row: see table.py."""

from typing import Any

from reports.builders.notice import public_notice
from reports.digests.composing import compose
from reports.digests.delivery import address
from reports.models import Delivery, Digest
from reports.notice import keeping, rendering
from tests.permissions.table import Row, page
from tests.reports.telling import MONDAY

ROUND = "cast.round.pk"
# drafts are read by all but the departments, to whom they don't exist
READERS = "lead=404 cooperating=404 outsider=404 stranger=404 admin=404"
AWAY = "stranger=404 admin=404"
OFFICE = f"302 head=403 leader=403 lead=403 cooperating=403 outsider=403 inspector=403 supervisor=403 {AWAY}"


def pdf(world: Any) -> str:
    """Return the hash of a notice that has a PDF (a file of a few bytes: who may have it is the question)."""
    frozen = rendering.freeze(world.cast.round, public_notice(world.cast.round))
    if not frozen.renderings.exists():
        keeping.write(keeping.path_of("notices/small.pdf"), b"%PDF-1.7")
        frozen.renderings.create(faces=[], faces_hash="0" * 64, sha256="0" * 64, size=8, path="notices/small.pdf")
    return frozen.tree_hash


def sheet(world: Any, recipient: str) -> int:
    """Return the key of the sheet made out to a department or to the office."""
    compose(world.cast.round, MONDAY)
    return Digest.objects.get(round=world.cast.round, recipient=recipient).pk


def failed_mail(world: Any) -> int:
    """Return the key of a mail that failed."""
    sheet(world, "领导小组办公室")
    office = Digest.objects.get(round=world.cast.round, department=None)
    address([office])
    return Delivery.objects.get_or_create(digest=office, address="a@b.test", defaults={"state": "failed", "error": "拒收"})[0].pk


ROWS: list[Row] = [
    page("reports:notice", round_id=ROUND, GET=f"200 {READERS}"),
    page("reports:notice", round_id="cast.other_round.pk", GET="404 stranger=200"),
    page("reports:notice_make", round_id=ROUND, POST=f"302 {READERS}"),
    page("reports:notice_pdf", round_id=ROUND, tree_hash=pdf, GET=f"200 {READERS}"),
    page("reports:notice_pdf", round_id="cast.other_round.pk", tree_hash=pdf, GET="404"),
    page("reports:notice_pdf", round_id=ROUND, tree_hash="0" * 64, GET="404"),
    page("reports:sheets", round_id=ROUND, GET=f"200 {AWAY}"),
    page("reports:sheets", round_id="cast.other_round.pk", GET="404 stranger=200"),
    page("reports:sheets_compose", round_id=ROUND, POST=OFFICE),
    page("reports:sheet", round_id=ROUND, pk=lambda world: sheet(world, "领导小组办公室"), GET=f"200 {READERS}"),
    page("reports:sheet", round_id="cast.other_round.pk", pk=lambda world: sheet(world, "领导小组办公室"), GET="404"),
    page("reports:sheet", round_id=ROUND, pk=999999, GET="404"),
    page(
        "reports:sheet_resend",
        round_id=ROUND,
        pk=failed_mail,
        POST=OFFICE.replace("lead=403 cooperating=403 outsider=403", READERS),
    ),
    page("reports:sheet_resend", round_id=ROUND, pk=999999, POST="404"),
]
