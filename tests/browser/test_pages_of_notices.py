"""Every page of versions, meetings, feedback and the public, at both widths: as sound as the ledger's."""

import pytest

from issues.models import PaperDecision
from reports.feedback.models import Feedback, FeedbackWindow
from reports.models import ReviewStep
from tests import factories as make
from tests.browser.conftest import DESKTOP, PHONE, PageFor
from tests.browser.survey import below, survey_all
from tests.conftest import World
from tests.reports.feedback.conftest import letter, marked
from tests.reports.feedback.conftest import window as window_of_2022
from tests.reports.notice import way as doors
from tests.reports.notice.conftest import told as told
from tests.reports.telling import change

__all__ = ["told", "window_of_2022"]
WIDTHS = pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])
VERSION = "notice/versions/3/"


@pytest.fixture
def published(told: World, window_of_2022: FeedbackWindow) -> World:
    """Three versions: one replaced, one published, one that waits for a paper to be confirmed; feedback of both kinds."""
    with make.prepared():
        change(told.cast.round, earlier_public=True)
    doors.superseded(told)
    doors.on_paper(told, doors.reviewed(told), "approve", "director", meeting=doors.meeting(told))
    marked(told)
    letter(told)
    return told


def pages(world: World, reader: str) -> list[str]:
    """Return what each kind of reader has of all this."""
    round, paper = world.cast.round, PaperDecision.objects.get()
    step, piece = ReviewStep.objects.latest("pk"), Feedback.objects.get(state="received")
    versions = ("notice/versions/", "notice/versions/1/", "notice/versions/2/", VERSION, "notice/versions/compare/")
    heard = ("feedback/", f"feedback/{piece.receipt}/", "feedback/summary/")
    match reader:
        case "nobody":
            public = f"/public/{round.pk}/"
            return ["/public/", public, f"{public}versions/1/", f"/public/rounds/{round.pk}/feedback/"]
        case "clerk":
            steps = [f"{VERSION}{path}" for path in ("steps/refuse/", "paper/approve/", f"decisions/{paper.pk}/confirm/")]
            steps += [f"{VERSION}review/{step.pk}/{move}/" for move in ("send", "return", "skip")]
            answers = [f"feedback/{piece.receipt}/{name}/" for name in ("answer", "route", "mark")]
            others = ["meetings/", "meetings/new/", "notice/versions/2/steps/withdraw/", "feedback/new/", "feedback/window/"]
            return ["/rounds/import/", *below(round, *versions, *heard, *steps, *answers, *others)]
        case "inspector":
            accused = Feedback.objects.get(state="accusation")
            return below(round, *versions, "feedback/accusations/", f"feedback/{accused.receipt}/")
    return below(round, *versions, *heard, f"{VERSION}steps/approve/")


@WIDTHS
@pytest.mark.parametrize("reader", ["nobody", "clerk", "head", "inspector"])
def test_every_page_is_sound(published: World, page_for: PageFor, reader: str, width: int) -> None:
    """No second heading, no control without a name, nothing beside the screen or too low to hit."""
    visitor = page_for(None if reader == "nobody" else getattr(published.cast, reader), width)
    assert survey_all(visitor, pages(published, reader)) == {}
