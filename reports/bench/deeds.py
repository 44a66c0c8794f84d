"""What the bench measures in the demonstration round: three pages, a change of status, a week's sheets, the notice's PDF."""

from itertools import count

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from issues.models import Membership, Round
from measures.models import Measure
from rectify.accounts.models import User
from rectify.accounts.roles import Role
from reports.bench.measuring import Deed
from reports.builders.notice import public_notice
from reports.digests.composing import compose
from reports.notice.faces import current_faces
from reports.render import pdf

REPORT = {"outcome": "已建立制度并组织学习。", "proof": "过程性工作，无单独材料。"}


class UnexpectedAnswer(RuntimeError):
    """A page didn't answer as it does for people: its time would mean nothing."""


def deeds(round: Round) -> dict[str, Deed]:
    """Return what is measured, by name, for the office's director of `round`."""
    director = User.objects.get(memberships__round=round, memberships__director=True)
    client = Client()
    client.force_login(director)
    going = Measure.objects.filter(round=round, status="in_progress").order_by("pk")
    # one is read, another one changed: what a page tells of depends on what was done
    measure, read = going.first(), going.last()
    if measure is None or read is None:
        raise UnexpectedAnswer("the round has no measure in progress.")
    return {
        "overview": _page(client, reverse("reports:overview", args=[round.pk])),
        "ledger": _page(client, reverse("measures:ledger", args=[round.pk])),
        "measure": _page(client, reverse("measures:measure", args=[round.pk, read.pk])),
        "status change": _change(client, measure),
        "sheets": lambda: _sheets(round),
        "pdf": lambda: pdf.render(public_notice(round), current_faces().chosen),
    }


def _page(client: Client, address: str) -> Deed:
    return lambda: _expect(client.get(address).status_code, 200, address)


def _expect(status: int, expected: int, address: str) -> None:
    if status != expected:
        raise UnexpectedAnswer(f"{address} answered {status}.")


def _change(client: Client, measure: Measure) -> Deed:
    """Return a deed that reports the measure and sends it back by turns: each time one change of its status over HTTP."""
    reporter = Membership.objects.filter(round=measure.round, role=Role.DEPARTMENT).values_list("user__person", flat=True)[0]
    turns = count()

    def change() -> None:
        turn = next(turns)
        name = "return" if turn % 2 else "report"
        given = {"missing": "请补充"} if turn % 2 else {**REPORT, "reporter": reporter}
        address = reverse("measures:measure_step", args=[measure.round_id, measure.pk, name])
        _expect(client.post(address, {"version": measure.version + turn, **given}).status_code, 302, address)

    return change


def _sheets(round: Round) -> None:
    """Compose the week's sheets, the office's and each department's, and take them back, so that they can be composed again."""
    with transaction.atomic():
        compose(round, timezone.localdate())
        transaction.set_rollback(True)
