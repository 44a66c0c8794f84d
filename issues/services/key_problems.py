"""Key problems (重点问题): making, editing, withdrawing and restoring them."""

from datetime import datetime
from typing import TypedDict, Unpack

from issues.models import Aspect, KeyProblem, Round
from issues.services.parts import assign, counted, held, needed, next_number, same_round
from issues.services.plan import demand_basis, refuse_after_adoption
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import recording


class KeyProblemValues(TypedDict, total=False):
    """What can be edited of a key problem."""

    number: int
    title: str
    aspect: Aspect | None


def create_key_problem(
    *,
    round: Round,
    by: User,
    title: str,
    number: int | None = None,
    aspect: Aspect | None = None,
    basis: str = "",
    effective_at: datetime | None = None,
) -> KeyProblem:
    """Make a key problem, by default with the next number; after the plan's adoption with its basis."""
    acting_as = permit(by, Action.EDIT_ROUND, round)
    with recording(actor=by, acting_as=acting_as, action="key_problem.create", reason=basis.strip(), effective_at=effective_at):
        round = held(round.pk)
        same_round(round.pk, aspect, "aspect")
        number = number or next_number(KeyProblem.objects.live().filter(round=round))
        problem = KeyProblem(round=round, title=title, number=number, aspect=aspect)
        checked(problem)
        demand_basis(round, problem, basis)
        problem.save()
    return problem


def edit_key_problem(
    *,
    key_problem: KeyProblem,
    by: User,
    version: int | None,
    basis: str = "",
    effective_at: datetime | None = None,
    **values: Unpack[KeyProblemValues],
) -> KeyProblem:
    """Change a key problem's wording, number or aspect; after the plan's adoption with its basis."""
    acting_as = permit(by, Action.EDIT_ROUND, key_problem)
    with recording(actor=by, acting_as=acting_as, action="key_problem.edit", reason=basis.strip(), effective_at=effective_at):
        round = held(key_problem.round_id)
        key_problem = counted(locked(key_problem, version))
        same_round(round.pk, values.get("aspect"), "aspect")
        assign(key_problem, values, KeyProblemValues.__annotations__)
        checked(key_problem)
        demand_basis(round, key_problem, basis)
        key_problem.save()
    return key_problem


def withdraw_key_problem(
    *, key_problem: KeyProblem, by: User, version: int | None, reason: str, effective_at: datetime | None = None
) -> KeyProblem:
    """Withdraw a key problem that was entered wrongly: before the plan's adoption alone, and without issues under it."""
    acting_as = permit(by, Action.EDIT_ROUND, key_problem)
    reason = needed(reason, "请写明撤销的原因。", "reason")
    with recording(actor=by, acting_as=acting_as, action="key_problem.withdraw", reason=reason, effective_at=effective_at):
        refuse_after_adoption(held(key_problem.round_id), "重点问题")
        key_problem = locked(key_problem, version)
        if key_problem.withdrawn:
            raise Refused("该重点问题已经撤销。")
        if key_problem.issues.live().exists() or key_problem.clauses.filter(withdrawn=False).exists():
            raise Refused("该重点问题下还有整改事项或整改意见条款，请先逐项撤销。")
        key_problem.withdrawn = True
        checked(key_problem).save()
    return key_problem


def restore_key_problem(
    *, key_problem: KeyProblem, by: User, version: int | None, reason: str, effective_at: datetime | None = None
) -> KeyProblem:
    """Let a withdrawn key problem count again; Refused where its number is taken by now."""
    acting_as = permit(by, Action.EDIT_ROUND, key_problem)
    reason = needed(reason, "请写明恢复的原因。", "reason")
    with recording(actor=by, acting_as=acting_as, action="key_problem.restore", reason=reason, effective_at=effective_at):
        held(key_problem.round_id)
        key_problem = locked(key_problem, version)
        if not key_problem.withdrawn:
            raise Refused("该重点问题没有撤销，不需要恢复。")
        key_problem.withdrawn = False
        checked(key_problem).save()
    return key_problem
