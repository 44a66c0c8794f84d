"""Opinions (整改意见): making and editing them by the office, and their implementation, which the leading group approves.

Source: the matrix (“approve a conclusion, closure, opinion's implementation”: the leading group).
"""

from datetime import datetime
from typing import TypedDict, Unpack

from issues.models import Opinion, PaperDecision, Round
from issues.services.parts import assign, counted, held, needed, next_number
from issues.services.plan import demand_basis, refuse_after_adoption
from issues.words import OpinionState
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.changes import changed_fields
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import recording


class OpinionValues(TypedDict, total=False):
    """What the office can edit of an opinion; `implementation` is the basis (落实依据) it puts before the leading group."""

    number: int
    text: str
    implementation: str


def create_opinion(
    *,
    round: Round,
    by: User,
    text: str,
    number: int | None = None,
    implementation: str = "",
    basis: str = "",
    effective_at: datetime | None = None,
) -> Opinion:
    """Make an opinion, 正在落实, by default with the next number; after the plan's adoption with its basis."""
    acting_as = permit(by, Action.EDIT_ROUND, round)
    with recording(actor=by, acting_as=acting_as, action="opinion.create", reason=basis.strip(), effective_at=effective_at):
        round = held(round.pk)
        number = number or next_number(Opinion.objects.filter(round=round, withdrawn=False))
        opinion = Opinion(round=round, text=text, number=number, basis=implementation)
        checked(opinion)
        demand_basis(round, opinion, basis)
        opinion.save()
    return opinion


def edit_opinion(
    *,
    opinion: Opinion,
    by: User,
    version: int | None,
    basis: str = "",
    effective_at: datetime | None = None,
    **values: Unpack[OpinionValues],
) -> Opinion:
    """Change an opinion's text, number or the basis of its implementation; after the plan's adoption text needs `basis`.

    The basis of an implementation that was approved stays as it was approved.
    """
    acting_as = permit(by, Action.EDIT_ROUND, opinion)
    with recording(actor=by, acting_as=acting_as, action="opinion.edit", reason=basis.strip(), effective_at=effective_at):
        round = held(opinion.round_id)
        opinion = counted(locked(opinion, version))
        given = {"basis" if name == "implementation" else name: value for name, value in values.items()}
        assign(opinion, given, {"number": int, "text": str, "basis": str})
        _check_approved(checked(opinion))
        demand_basis(round, opinion, basis)
        opinion.save()
    return opinion


def _check_approved(opinion: Opinion) -> None:
    changed = {change.field for change in changed_fields(opinion)}
    if opinion.state == OpinionState.IMPLEMENTED and "basis" in changed:
        raise Refused("该整改意见已认定落实，落实依据不能再改；确需修改，请领导小组先退回正在落实。", field="implementation")


def set_opinion_state(
    *,
    opinion: Opinion,
    by: User,
    version: int | None,
    state: OpinionState,
    implementation: str,
    effective_at: datetime | None = None,
) -> Opinion:
    """Approve an opinion as implemented (已落实) on its basis, or send it back to 正在落实 with the reason in its place."""
    acting_as = permit(by, Action.APPROVE, opinion)
    why = needed(implementation, "请写明依据。", "implementation")
    with recording(actor=by, acting_as=acting_as, action="opinion.state", reason=why, effective_at=effective_at):
        opinion = counted(locked(opinion, version))
        if opinion.state == state:
            raise Refused(f"该整改意见已是“{opinion.get_state_display()}”。")
        bring_to(opinion, state, why)
    return opinion


def bring_to(opinion: Opinion, state: OpinionState, why: str, paper: PaperDecision | None = None) -> None:
    """Bring a locked opinion to a state inside the caller's recording; `paper` is the decision that says so, if any."""
    opinion.state, opinion.paper = state, paper
    if state == OpinionState.IMPLEMENTED:
        opinion.basis = why
    checked(opinion).save()


def withdraw_opinion(
    *, opinion: Opinion, by: User, version: int | None, reason: str, effective_at: datetime | None = None
) -> Opinion:
    """Withdraw an opinion that was entered wrongly: before the plan's adoption alone, and with no clause assigned to it."""
    acting_as = permit(by, Action.EDIT_ROUND, opinion)
    reason = needed(reason, "请写明撤销的原因。", "reason")
    with recording(actor=by, acting_as=acting_as, action="opinion.withdraw", reason=reason, effective_at=effective_at):
        refuse_after_adoption(held(opinion.round_id), "整改意见")
        opinion = locked(opinion, version)
        if opinion.withdrawn:
            raise Refused("该整改意见已经撤销。")
        if opinion.clauses.filter(withdrawn=False).exists():
            raise Refused("还有条款归入该整改意见，请先改归其他意见或撤销条款。")
        opinion.withdrawn = True
        checked(opinion).save()
    return opinion


def restore_opinion(
    *, opinion: Opinion, by: User, version: int | None, reason: str, effective_at: datetime | None = None
) -> Opinion:
    """Let a withdrawn opinion count again; Refused where its number is taken by now."""
    acting_as = permit(by, Action.EDIT_ROUND, opinion)
    reason = needed(reason, "请写明恢复的原因。", "reason")
    with recording(actor=by, acting_as=acting_as, action="opinion.restore", reason=reason, effective_at=effective_at):
        held(opinion.round_id)
        opinion = locked(opinion, version)
        if not opinion.withdrawn:
            raise Refused("该整改意见没有撤销，不需要恢复。")
        opinion.withdrawn = False
        checked(opinion).save()
    return opinion
