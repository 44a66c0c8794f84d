"""Narrative sections (叙述部分) of the notice, which only people can write: making, editing, moving them."""

from datetime import datetime
from typing import TypedDict, Unpack

from issues.models import NarrativeSection, Round
from issues.naming import check_names
from issues.services.drafts import Begun, done_with, drop_draft
from issues.services.parts import assign, held, next_number
from issues.words import Slot
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import recording


class SectionValues(TypedDict, total=False):
    """What can be edited of a section."""

    heading: str
    body: str


def create_section(
    *,
    round: Round,
    by: User,
    slot: Slot,
    heading: str = "",
    body: str = "",
    order: int | None = None,
    begun: Begun | None = None,
    literal: bool = False,
    effective_at: datetime | None = None,
) -> NarrativeSection:
    """Make a section, by default the last of its slot; a heading or a body it must have.

    `begun` names one's own draft that it was written from, which is done with. `literal` keeps a text of somebody else's as it
    is, also where it calls a figure that there isn't.
    """
    acting_as = permit(by, Action.EDIT_ROUND, round)
    with recording(actor=by, acting_as=acting_as, action="narrative.create", effective_at=effective_at):
        round = held(round.pk)
        if order is None:
            order = next_number(NarrativeSection.objects.filter(round=round, slot=slot), "order")
        section = NarrativeSection(round=round, slot=slot, heading=heading, body=body, order=order)
        _check(section, stood=f"{heading}\n{body}" if literal else "")
        checked(section).save()
        if begun is not None:
            done_with(section, by, begun)
    return section


def edit_section(
    *,
    section: NarrativeSection,
    by: User,
    version: int | None,
    effective_at: datetime | None = None,
    **values: Unpack[SectionValues],
) -> NarrativeSection:
    """Change a section's heading or body; one's own draft of it is done with. Raises Refused, Stale, PermissionDenied."""
    acting_as = permit(by, Action.EDIT_ROUND, section)
    with recording(actor=by, acting_as=acting_as, action="narrative.edit", effective_at=effective_at):
        section = locked(section, version)
        stood = f"{section.heading}\n{section.body}"
        assign(section, values, SectionValues.__annotations__)
        _check(section, stood)
        checked(section).save()
        drop_draft(section=section, user=by)
    return section


def _check(section: NarrativeSection, stood: str) -> None:
    if not section.heading.strip() and not section.body.strip():
        raise Refused("标题和正文不能都空着。", field="body")
    check_names(section.heading, "heading", stood)
    check_names(section.body, "body", stood)


def move_section(
    *, section: NarrativeSection, by: User, version: int | None, up: bool, effective_at: datetime | None = None
) -> NarrativeSection:
    """Move a section one place up or down in its slot; Refused where it is the first or last already.

    Places are unique at every moment and a record is saved once: so the whole slot is numbered anew, in a range no section uses.
    """
    acting_as = permit(by, Action.EDIT_ROUND, section)
    with recording(actor=by, acting_as=acting_as, action="narrative.move", effective_at=effective_at):
        held(section.round_id)
        locked(section, version)
        rows = NarrativeSection.objects.select_for_update().filter(round=section.round_id, slot=section.slot).order_by("order")
        sections = list(rows)
        highest, lowest = sections[-1].order, sections[0].order
        start = 1 if lowest > len(sections) else highest + 1
        for order, moved in enumerate(_moved(sections, section, up), start):
            moved.order = order
            moved.save()
    section.refresh_from_db()
    return section


def _moved(sections: list[NarrativeSection], section: NarrativeSection, up: bool) -> list[NarrativeSection]:
    """Return the sections in their new order."""
    place = sections.index(section)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(sections):
        raise Refused("已经是第一节。" if up else "已经是最后一节。")
    sections[place], sections[other] = sections[other], sections[place]
    return sections
