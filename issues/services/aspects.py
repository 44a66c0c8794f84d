"""Aspects (方面) of the feedback: making and editing them. They are the feedback's own and aren't withdrawn."""

from datetime import datetime
from typing import TypedDict, Unpack

from issues.models import Aspect, Round
from issues.services.parts import assign, held, next_number
from issues.services.plan import demand_basis
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import recording


class AspectValues(TypedDict, total=False):
    """What can be edited of an aspect."""

    number: int
    title: str


def create_aspect(
    *,
    round: Round,
    by: User,
    title: str,
    number: int | None = None,
    basis: str = "",
    effective_at: datetime | None = None,
) -> Aspect:
    """Make an aspect, by default with the next number; after the plan's adoption with its basis."""
    acting_as = permit(by, Action.EDIT_ROUND, round)
    with recording(actor=by, acting_as=acting_as, action="aspect.create", reason=basis.strip(), effective_at=effective_at):
        round = held(round.pk)
        aspect = Aspect(round=round, title=title, number=number or next_number(Aspect.objects.filter(round=round)))
        checked(aspect)
        demand_basis(round, aspect, basis)
        aspect.save()
    return aspect


def edit_aspect(
    *,
    aspect: Aspect,
    by: User,
    version: int | None,
    basis: str = "",
    effective_at: datetime | None = None,
    **values: Unpack[AspectValues],
) -> Aspect:
    """Change an aspect's name or number; after the plan's adoption with its basis. Raises Refused, Stale, PermissionDenied."""
    acting_as = permit(by, Action.EDIT_ROUND, aspect)
    with recording(actor=by, acting_as=acting_as, action="aspect.edit", reason=basis.strip(), effective_at=effective_at):
        round = held(aspect.round_id)
        aspect = locked(aspect, version)
        assign(aspect, values, AspectValues.__annotations__)
        checked(aspect)
        demand_basis(round, aspect, basis)
        aspect.save()
    return aspect
