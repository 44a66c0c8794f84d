"""The head of the chain leaves the system: in each week's sheet for the inspection team, in a mail, in what is printed."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from rectify.history.models import Entry, Seal
from reports.anchors import Anchor, last_anchor, read_anchor, sealed_anchor
from reports.digests.composing import compose
from reports.digests.delivery import address
from reports.digests.mail import sheet_mail
from reports.models import Delivery, Digest
from reports.render.press import archive
from tests.conftest import World
from tests.measures.conftest import changed

MONDAY = dt.date(2022, 6, 13)


@pytest.fixture
def week(world: World) -> World:
    """The sheets of a week; the office and the inspection team have an address for mail."""
    for user in (world.cast.clerk, world.cast.inspector):
        changed(user, email=f"{user.username}@example.org")
    address(compose(world.cast.round, MONDAY))
    return world


def office_sheet(world: World) -> Digest:
    return Digest.objects.get(round=world.cast.round, department=None)


def test_composing_seals_first_and_every_sheet_keeps_the_head(week: World) -> None:
    last = Seal.objects.latest("seq")
    assert last.entry == Entry.objects.latest("pk")
    assert {digest.document.log_head for digest in Digest.objects.all()} == {f"{last.seq}:{last.hash}"}


def test_the_inspection_team_alone_reads_it_at_the_foot(week: World, sign_in: Any) -> None:
    sheet = office_sheet(week)
    anchor = read_anchor(sheet.document.log_head)
    assert anchor is not None
    shown = {
        name: f"变更记录第{anchor.seq}号"
        in (page := sign_in(getattr(week.cast, name)).get(sheet.get_absolute_url()).content.decode())
        and all(group in page for group in anchor.groups)
        for name in ("clerk", "head", "inspector", "supervisor")
    }
    assert shown == {"clerk": False, "head": False, "inspector": True, "supervisor": False}


def test_a_mail_bears_it_to_the_inspection_team(week: World) -> None:
    anchor = last_anchor()
    mails = {delivery.address: sheet_mail(delivery) for delivery in Delivery.objects.filter(digest=office_sheet(week))}
    assert sorted(mails) == ["clerk@example.org", "inspector@example.org"]
    told = mails["inspector@example.org"]
    assert f"--anchor {anchor}" in told.body
    assert "您有" not in told.body
    assert anchor not in mails["clerk@example.org"].body
    assert told.subject == f"巡视整改第{office_sheet(week).number}周变更记录封存号"
    assert mail.outbox == []


def test_a_sheet_of_a_time_before_the_chain_says_nothing(week: World, sign_in: Any) -> None:
    sheet = office_sheet(week)
    Digest.objects.filter(pk=sheet.pk).update(content={**sheet.content, "log_head": "ab" * 32})
    page = sign_in(week.cast.inspector).get(reverse("reports:sheet", args=[week.cast.round.pk, sheet.pk])).content.decode()
    assert "变更记录第" not in page


def test_a_printed_file_bears_it(week: World) -> None:
    anchor = sealed_anchor()
    document = office_sheet(week).document
    assert archive.facts(document)["LogHead"] == anchor == document.log_head
    assert f"<rectify:LogHead>{anchor}</rectify:LogHead>" in archive.packet(document, "WeasyPrint")


@pytest.mark.parametrize(("text", "read"), [("", None), ("ab" * 32, None), ("x:ab", None), ("7:ab", Anchor(7, "ab"))])
def test_reading_it(text: str, read: Anchor | None) -> None:
    assert read_anchor(text) == read


def test_nothing_sealed_nothing_said(db: None) -> None:
    assert (last_anchor(), sealed_anchor()) == ("", "")
