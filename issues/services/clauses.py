"""Clauses of opinions (整改意见条款), as a key problem's heading quotes them; which opinion one belongs to may be unknown."""

from datetime import datetime
from typing import TypedDict, Unpack

from issues.models import KeyProblem, Opinion, OpinionClause
from issues.services.parts import assign, counted, held, needed, next_number, same_round
from issues.services.plan import demand_basis
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import recording


class ClauseValues(TypedDict, total=False):
    """What can be edited of a clause."""

    text: str
    order: int
    opinion: Opinion | None


def create_clause(
    *,
    key_problem: KeyProblem,
    by: User,
    text: str,
    order: int | None = None,
    opinion: Opinion | None = None,
    basis: str = "",
    effective_at: datetime | None = None,
) -> OpinionClause:
    """Make a clause under a key problem, by default the last; after the plan's adoption with its basis."""
    acting_as = permit(by, Action.EDIT_ROUND, key_problem)
    with recording(actor=by, acting_as=acting_as, action="clause.create", reason=basis.strip(), effective_at=effective_at):
        round = held(key_problem.round_id)
        counted(locked(key_problem))
        _check_opinion(round.pk, opinion)
        if order is None:
            order = next_number(OpinionClause.objects.filter(key_problem=key_problem, withdrawn=False), "order")
        clause = OpinionClause(key_problem=key_problem, text=text, order=order, opinion=opinion)
        checked(clause)
        demand_basis(round, clause, basis)
        clause.save()
    return clause


def edit_clause(
    *,
    clause: OpinionClause,
    by: User,
    version: int | None,
    basis: str = "",
    effective_at: datetime | None = None,
    **values: Unpack[ClauseValues],
) -> OpinionClause:
    """Change a clause's text, order or opinion (None: unknown); after the plan's adoption its text needs the basis."""
    acting_as = permit(by, Action.EDIT_ROUND, clause)
    with recording(actor=by, acting_as=acting_as, action="clause.edit", reason=basis.strip(), effective_at=effective_at):
        round = held(clause.key_problem.round_id)
        clause = counted(locked(clause, version))
        _check_opinion(round.pk, values.get("opinion"))
        assign(clause, values, ClauseValues.__annotations__)
        checked(clause)
        demand_basis(round, clause, basis)
        clause.save()
    return clause


def _check_opinion(round_id: int, opinion: Opinion | None) -> None:
    same_round(round_id, opinion, "opinion")
    if opinion is not None and opinion.withdrawn:
        raise Refused("所选整改意见已经撤销。", field="opinion")


def withdraw_clause(
    *, clause: OpinionClause, by: User, version: int | None, reason: str, effective_at: datetime | None = None
) -> OpinionClause:
    """Withdraw a clause with its reason; the opinion itself stays."""
    return _turn(clause, by, version, needed(reason, "请写明撤销的原因。", "reason"), True, effective_at)


def restore_clause(
    *, clause: OpinionClause, by: User, version: int | None, reason: str, effective_at: datetime | None = None
) -> OpinionClause:
    """Let a withdrawn clause stand again."""
    return _turn(clause, by, version, needed(reason, "请写明恢复的原因。", "reason"), False, effective_at)


def _turn(
    clause: OpinionClause, by: User, version: int | None, reason: str, withdrawn: bool, effective_at: datetime | None
) -> OpinionClause:
    acting_as = permit(by, Action.EDIT_ROUND, clause)
    action = "clause.withdraw" if withdrawn else "clause.restore"
    with recording(actor=by, acting_as=acting_as, action=action, reason=reason, effective_at=effective_at):
        clause = locked(clause, version)
        if clause.withdrawn == withdrawn:
            raise Refused("该条款已经撤销。" if withdrawn else "该条款没有撤销，不需要恢复。")
        clause.withdrawn = withdrawn
        checked(clause).save()
    return clause
