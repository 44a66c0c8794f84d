"""A notice that went all its way, with feedback, sheets and a notice taken over beside it: records that could leak."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile

from reports.digests.composing import compose
from reports.digests.delivery import address
from reports.feedback.services import open_window
from reports.models import ImportedNotice, Notice, ReviewStep
from reports.notice.services.paper import confirm_paper_step
from reports.notice.services.publishing import digest_of
from reports.notice.services.reviewing import move_step
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import PDF
from tests.reports.feedback.conftest import letter, stepped
from tests.reports.notice import way
from tests.reports.reading import fresh
from tests.reports.telling import MONDAY, change

OPENS = dt.date(2022, 6, 13)


def publish(world: World) -> Notice:
    """Bring a version to the public: reviewed with attachments, signed on paper, its files rendered."""
    notice = way.submitted(world)
    for step in ReviewStep.objects.filter(notice=notice):
        sent = move_step(step=step, name="send", by=world.cast.clerk, version=None, on=way.HELD_ON)
        scan = SimpleUploadedFile("意见.pdf", PDF)
        move_step(step=sent, name="return", by=world.cast.clerk, version=None, on=way.HELD_ON, opinion="改", files=[scan])
    approved = way.step(world, way.again(notice), "approve", "leader", meeting=way.meeting(world))
    paper = way.on_paper(world, approved)
    confirm_paper_step(decision=paper, by=fresh(world.cast.director), version=None)
    return way.publish(world, way.rendered(way.again(approved)))


def beside(world: World) -> None:
    """Open the window for feedback, answer a letter, compose the week's sheets, and take over a notice."""
    open_window(
        round=world.cast.round,
        by=fresh(world.cast.clerk),
        opens_on=OPENS,
        closes_on=dt.date(2122, 6, 30),
        answered_by="总队整改办",
        organ="驻局纪检监察组",
        organ_phone="12388转5",
    )
    piece = letter(world, sender="张三", contact="13800000000")
    stepped(piece, "route", world.cast.clerk, department=world.cast.lead_department, route_note="请核实")
    make.make_measure(world.issue, 70, lead=world.cast.lead_department)
    address(compose(world.cast.round, MONDAY))
    ImportedNotice.objects.create(sha256="0" * 64, name="旧通报.txt", text="原文", answer={}, round=world.cast.round)


def bind(notice: Notice) -> None:
    """Bind the publication's record anew, as if its secrets had stood there from the beginning."""
    change(Notice.objects.get(pk=notice.pk), publication_hash=digest_of(notice.publication))
