"""The small world with something to tell: public texts, conclusions, narrative; and secrets where nothing may come out."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from issues.models import NarrativeSection, Opinion, OpinionClause
from issues.words import Conclusion, Slot
from rectify.history.recording import SYSTEM, recording
from tests import factories as make
from tests.conftest import Cast, World, make_world

CUT_OFF = dt.date(2022, 6, 12)
MONDAY = dt.date(2022, 6, 13)
FEEDBACK = dt.datetime(2022, 3, 10, 9, 0, tzinfo=dt.UTC)


@contextmanager
def prepared_at(moment: dt.datetime) -> Iterator[None]:
    """Open the recording under which a test's past is made."""
    with recording(actor=None, acting_as=SYSTEM, action="test.prepare", effective_at=moment):
        yield


def make_past_world(cast: Cast) -> World:
    """The small world as it was made on the day of the feedback."""
    with prepared_at(FEEDBACK):
        return make_world(cast)


def change(record: Any, **values: Any) -> Any:
    """Change a record of a test's world, and return it."""
    for name, value in values.items():
        setattr(record, name, value)
    return make._made(record)


def tell(world: World) -> World:
    """Give the world all that a notice prints."""
    with make.prepared():
        change(
            world.cast.round,
            opening="按照党务公开原则，予以公布。",
            closing="欢迎监督。",
            contact_phone="12345",
            contact_email="a@b.test",
        )
        change(world.issue, conclusion=Conclusion.COMPLETED)
        change(world.follow_on, conclusion=Conclusion.PHASED)
        change(world.deep_task, conclusion=Conclusion.INCOMPLETE)
        change(world.measure, public_text="监管模式已改进")
        change(world.second, public_text="案卷已规范。")
        change(world.of_follow_on, public_text="阅评案卷115个。")
        change(world.of_deep_task, public_text="调研已完成；")
        opinion = make._made(Opinion(round=world.cast.round, number=1, text="意见", state="implemented"))
        make._made(Opinion(round=world.cast.round, number=2, text="意见"))
        make._made(OpinionClause(key_problem=world.key_problem, opinion=opinion, text="‘一把手’要负责"))
        narrate(world, Slot.OVERVIEW, ("（一）深化学习，提高站位。", "第一时间学习。"), ("压实责任", "书记带头。\n会议14次。"))
        narrate(world, Slot.REMAINING, ("", "差距仍在。"), ("1.联动不够。", "步调不一。"), ("2.办法不多。", ""))
        narrate(world, Slot.NEXT, ("", "继续整改。"))
    return world


def narrate(world: World, slot: Slot, *sections: tuple[str, str]) -> None:
    """Write the sections of one place."""
    for order, (heading, body) in enumerate(sections, start=1):
        make._made(NarrativeSection(round=world.cast.round, slot=slot, order=order, heading=heading, body=body))
