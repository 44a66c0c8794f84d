"""Issues (整改事项): making, editing, withdrawing and restoring them, and how they appear in public."""

from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db.models import QuerySet

from issues.models import Issue, KeyProblem, Round
from issues.services.parts import assign, counted, held, needed, next_number, same_round
from issues.services.plan import demand_basis, refuse_after_adoption
from issues.words import UNPUBLISHED, Disclosure, Kind
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import recording


class IssueValues(TypedDict, total=False):
    """What can be edited of an issue; its disclosure and conclusion have doors of their own."""

    number: int
    title: str
    public_title: str
    hard: bool


def create_issue(
    *,
    round: Round,
    by: User,
    kind: Kind,
    title: str = "",
    key_problem: KeyProblem | None = None,
    parent: Issue | None = None,
    number: int | None = None,
    public_title: str = "",
    hard: bool = False,
    placeholder: bool = False,
    basis: str = "",
    effective_at: datetime | None = None,
) -> Issue:
    """Make an issue, not public, by default with the next number in its place; after the plan's adoption with its basis.

    A manifestation belongs to a key problem, a follow-on item to a manifestation (whose key problem it shares), a deep task to
    neither. A placeholder is counted and not printed: its wording is 未刊载; as a follow-on item it may lack a parent.
    """
    acting_as = permit(by, Action.EDIT_LEDGER, round)
    with recording(actor=by, acting_as=acting_as, action="issue.create", reason=basis.strip(), effective_at=effective_at):
        round = held(round.pk)
        issue = Issue(round=round, kind=kind, key_problem=key_problem, parent=parent)
        if parent is not None and key_problem is None:
            issue.key_problem = parent.key_problem
        _check_place(issue)
        issue.number = number or next_number(_siblings(issue))
        issue.title = UNPUBLISHED if placeholder else title
        issue.public_title, issue.hard, issue.placeholder = public_title, hard, placeholder
        checked(issue)
        demand_basis(round, issue, basis)
        issue.save()
    return issue


def _check_place(issue: Issue) -> None:
    same_round(issue.round_id, issue.key_problem, "key_problem")
    same_round(issue.round_id, issue.parent, "parent")
    if issue.key_problem is not None and issue.key_problem.withdrawn:
        raise Refused("所选重点问题已经撤销。", field="key_problem")
    if issue.parent is not None and (issue.parent.withdrawn or issue.parent.kind != Kind.MANIFESTATION):
        raise Refused("“举一反三”整改事项须归入一个未撤销的具体问题。", field="parent")
    if issue.parent is not None and issue.parent.key_problem_id != issue.key_problem_id:
        raise Refused("所选具体问题不属于所选重点问题。", field="parent")


def _siblings(issue: Issue) -> "QuerySet[Issue]":
    rows = Issue.objects.live().filter(round=issue.round_id, kind=issue.kind)
    return rows.filter(key_problem=issue.key_problem_id, parent=issue.parent_id)


def edit_issue(
    *,
    issue: Issue,
    by: User,
    version: int | None,
    basis: str = "",
    effective_at: datetime | None = None,
    **values: Unpack[IssueValues],
) -> Issue:
    """Change an issue's wording, number, public wording or mark; after the plan's adoption the first two need its basis."""
    acting_as = permit(by, Action.EDIT_LEDGER, issue)
    with recording(actor=by, acting_as=acting_as, action="issue.edit", reason=basis.strip(), effective_at=effective_at):
        round = held(issue.round_id)
        issue = counted(locked(issue, version))
        if issue.placeholder and values.get("title", issue.title) != issue.title:
            raise Refused("该事项只计数、文字未刊载，题目不能修改。", field="title")
        assign(issue, values, IssueValues.__annotations__)
        checked(issue)
        demand_basis(round, issue, basis)
        issue.save()
    return issue


def set_disclosure(
    *,
    issue: Issue,
    by: User,
    version: int | None,
    disclosure: Disclosure,
    reason: str = "",
    body: str = "",
    on: date | None = None,
    merged_into: Issue | None = None,
    effective_at: datetime | None = None,
) -> Issue:
    """Say how an issue appears in public. All but 单独公开 need a reason, the approving body and its date.

    合并公开 needs the issue it is printed with: of the same round, printed itself, and not merged in turn.
    """
    acting_as = permit(by, Action.EDIT_LEDGER, issue)
    with recording(actor=by, acting_as=acting_as, action="issue.disclose", reason=reason.strip(), effective_at=effective_at):
        held(issue.round_id)
        issue = counted(locked(issue, version))
        if disclosure != Disclosure.FULL:
            _check_approval(reason, body, on)
        _check_merging(issue, disclosure, merged_into)
        issue.disclosure, issue.merged_into = disclosure, merged_into
        issue.disclosure_reason, issue.disclosure_body, issue.disclosure_on = reason.strip(), body.strip(), on
        checked(issue).save()
    return issue


def _check_approval(reason: str, body: str, on: date | None) -> None:
    needed(reason, "不单独公开的，须写明理由。", "reason")
    needed(body, "不单独公开的，须写明批准机构。", "body")
    if on is None:
        raise Refused("不单独公开的，须写明批准日期。", field="on")


def _check_merging(issue: Issue, disclosure: Disclosure, target: Issue | None) -> None:
    if disclosure in (Disclosure.MERGED, Disclosure.INTERNAL) and issue.merged.exists():
        raise Refused("已有事项合并到本事项公开，本事项须单独公开或隐去题目公开。", field="disclosure")
    if disclosure != Disclosure.MERGED:
        if target is not None:
            raise Refused("只有合并公开才选择合并到哪一事项。", field="merged_into")
        return
    if target is None:
        raise Refused("合并公开须选择合并到哪一事项。", field="merged_into")
    same_round(issue.round_id, target, "merged_into")
    if target.pk == issue.pk or target.withdrawn or target.disclosure not in (Disclosure.FULL, Disclosure.TITLE_WITHHELD):
        raise Refused("只能合并到另一个公开的事项。", field="merged_into")


def withdraw_issue(*, issue: Issue, by: User, version: int | None, basis: str, effective_at: datetime | None = None) -> Issue:
    """Withdraw a follow-on item or a deep task on its basis; a manifestation only before the plan's adoption, as a slip.

    Refused where issues that count hang on it: follow-on items under it, or issues printed together with it.
    """
    acting_as = permit(by, Action.EDIT_LEDGER, issue)
    basis = needed(basis, "请写明撤销的依据（会议或文件）。", "basis")
    with recording(actor=by, acting_as=acting_as, action="issue.withdraw", reason=basis, effective_at=effective_at):
        round = held(issue.round_id)
        issue = locked(issue, version)
        if issue.kind == Kind.MANIFESTATION:
            refuse_after_adoption(round, "具体问题")
        if issue.withdrawn:
            raise Refused("该事项已经撤销。")
        _check_dependents(issue)
        issue.withdrawn, issue.withdrawn_reason = True, basis
        checked(issue).save()
    return issue


def _check_dependents(issue: Issue) -> None:
    if issue.follow_on.live().exists():
        raise Refused("该事项下还有“举一反三”整改事项，请先逐项撤销。")
    if issue.merged.live().exists():
        raise Refused("还有事项合并到该事项公开，请先改变其公开方式。")


def restore_issue(*, issue: Issue, by: User, version: int | None, basis: str, effective_at: datetime | None = None) -> Issue:
    """Let a withdrawn issue count again on its basis; Refused where its number is taken or its parent withdrawn by now."""
    acting_as = permit(by, Action.EDIT_LEDGER, issue)
    basis = needed(basis, "请写明恢复的依据（会议或文件）。", "basis")
    with recording(actor=by, acting_as=acting_as, action="issue.restore", reason=basis, effective_at=effective_at):
        held(issue.round_id)
        issue = locked(issue, version)
        if not issue.withdrawn:
            raise Refused("该事项没有撤销，不需要恢复。")
        _check_place(issue)
        issue.withdrawn, issue.withdrawn_reason = False, ""
        checked(issue).save()
    return issue
