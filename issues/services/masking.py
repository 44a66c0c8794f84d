"""Masking rules (词语替换): adding, changing and withdrawing what a term becomes in the public notice."""

from datetime import datetime
from typing import TypedDict, Unpack

from issues.models import MaskingRule, Round
from issues.services.parts import assign, counted, held, needed
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import recording


class RuleValues(TypedDict, total=False):
    """What can be edited of a rule."""

    term: str
    replacement: str
    reason: str


def create_rule(*, round: Round, by: User, effective_at: datetime | None = None, **values: Unpack[RuleValues]) -> MaskingRule:
    """Add a rule. Raises Refused, PermissionDenied."""
    acting_as = permit(by, Action.EDIT_ROUND, round)
    with recording(actor=by, acting_as=acting_as, action="masking.create", effective_at=effective_at):
        rule = MaskingRule(round=held(round.pk))
        assign(rule, values, RuleValues.__annotations__)
        check_rule(rule)
        checked(rule).save()
    return rule


def edit_rule(
    *, rule: MaskingRule, by: User, version: int | None, effective_at: datetime | None = None, **values: Unpack[RuleValues]
) -> MaskingRule:
    """Change a rule that stands. Raises Refused, Stale, PermissionDenied."""
    acting_as = permit(by, Action.EDIT_ROUND, rule)
    with recording(actor=by, acting_as=acting_as, action="masking.edit", effective_at=effective_at):
        rule = counted(locked(rule, version))
        assign(rule, values, RuleValues.__annotations__)
        check_rule(rule)
        checked(rule).save()
    return rule


def check_rule(rule: MaskingRule) -> None:
    """Trim a rule's words; raise Refused where it wouldn't hide anything."""
    rule.term = needed(rule.term, "请填写要替换的词。", "term")
    rule.replacement = needed(rule.replacement, "请填写替换成什么，如“**”。", "replacement")
    if rule.term in rule.replacement:
        raise Refused("替换后的文字仍含有原词，起不到作用。", field="replacement")


def withdraw_rule(*, rule: MaskingRule, by: User, version: int | None, reason: str) -> MaskingRule:
    """Withdraw a rule with the reason; the term is printed again from the next notice on."""
    acting_as = permit(by, Action.EDIT_ROUND, rule)
    reason = needed(reason, "请写明撤销的原因。", "reason")
    with recording(actor=by, acting_as=acting_as, action="masking.withdraw", reason=reason):
        rule = counted(locked(rule, version))
        rule.withdrawn = True
        checked(rule).save()
    return rule
