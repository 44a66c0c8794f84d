"""The rectification plan: adopted once, filed once; afterwards its wording changes only with a basis.

Source: the domain's rule “The plan is adopted once”.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from issues.models import Round
from issues.services.parts import needed
from issues.words import PlanState
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.changes import changed_fields
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.models import Tracked
from rectify.history.recording import recording

# what the adopted plan says: wording, place, departments, people, due dates. The public wording and the marks are no part of it.
PLAN_FIELDS = frozenset(
    {
        "title", "text", "number", "aspect", "key_problem", "parent",
        "plan", "due_on", "long_term", "responsible_leader", "responsible", "department",
    }
)  # fmt: skip


def plan_basis_needed(round: Round, changed: Iterable[str]) -> bool:
    """Tell whether a change of these fields needs a basis (方案变更依据, a meeting or a document): in the plan, once adopted."""
    return round.adopted and not PLAN_FIELDS.isdisjoint(changed)


def demand_basis(round: Round, record: Tracked, basis: str) -> None:
    """Raise Refused where what is about to be saved of `record` changes the adopted plan and `basis` is empty.

    A new record's fields are all changes: adding to an adopted plan needs its basis too.
    """
    changed = [change.field for change in changed_fields(record)]
    if not basis.strip() and plan_basis_needed(round, changed):
        raise Refused("整改方案已审议通过，这样修改须写明方案变更依据（会议或文件）。", field="basis")


def refuse_after_adoption(round: Round, what: str) -> None:
    """Raise Refused where the plan is adopted: what the feedback says is never withdrawn then."""
    if round.adopted:
        raise Refused(f"整改方案已审议通过，反馈所列的{what}不得撤销。")


def adopt_plan(
    *, round: Round, by: User, version: int | None, on: date, basis: str, effective_at: datetime | None = None
) -> Round:
    """Adopt the plan (方案稿 → 审议通过) on a day, by a meeting or document, which freezes it as the baseline.

    Needs a due date or 长期坚持 on every measure. Raises Refused, Stale, PermissionDenied.
    """
    acting_as = permit(by, Action.EDIT_ROUND, round)
    with recording(actor=by, acting_as=acting_as, action="plan.adopt", reason=basis.strip(), effective_at=effective_at):
        round = locked(round, version)
        _check_adoption(round, on)
        round.plan_state, round.plan_adopted_on = PlanState.ADOPTED, on
        round.plan_basis = needed(basis, "请写明方案依据（会议或文件）。", "basis")
        checked(round).save()
    return round


def _check_adoption(round: Round, on: date) -> None:
    if round.adopted:
        raise Refused("整改方案已经审议通过，只能通过一次。")
    if on < round.feedback_on:
        raise Refused("方案审议通过日期不能早于巡视反馈日期。", field="on")
    # measures stand in the app above; the reverse name of their link is the contract
    measures: Any = round.measures
    open_ended = measures.live().filter(due_on=None, long_term=False).count()
    if open_ended:
        raise Refused(f"还有{open_ended}条措施既没有完成时限，也没有标明长期坚持，方案不能通过。")


def file_plan(*, round: Round, by: User, version: int | None, basis: str, effective_at: datetime | None = None) -> Round:
    """Note that the adopted plan was filed with the inspectors (审议通过 → 已报备); `basis` names the letter."""
    acting_as = permit(by, Action.EDIT_ROUND, round)
    with recording(actor=by, acting_as=acting_as, action="plan.file", reason=basis.strip(), effective_at=effective_at):
        round = locked(round, version)
        if round.plan_state != PlanState.ADOPTED:
            raise Refused("方案审议通过后、报备前，才能登记报备。")
        needed(basis, "请写明报备的文件。", "basis")
        round.plan_state = PlanState.FILED
        checked(round).save()
    return round
