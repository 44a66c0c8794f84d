"""待我办理: what waits for somebody in a round, as rules over the matrix and the transition tables.

Lists and counts read the same rules.
"""

import datetime

from django.db.models import Exists, F, OuterRef, Q

from issues.models import Opinion
from issues.words import Conclusion, OpinionState
from measures.extensions.workflow import ASKING
from measures.models import Assignment, ClearingState, ExtensionState, Measure
from measures.paper.registry import STEPS
from measures.remarks.waiting import department_answers, leader_signs, maker_settles, office_answers, paper_is_late
from measures.workflow import Status
from rectify.accounts.roles import MATRIX, Action, Role, Scope
from reports.feedback.workflow import State
from reports.models import Notice, ReviewStep
from reports.waiting.closing import (
    to_answer,
    to_close,
    to_confirm_changes,
    to_look_back,
    to_record_answer,
    to_request,
    to_settle,
)
from reports.waiting.who import Rule, Who
from reports.workflow import REVIEW_ENDS
from reports.workflow import Status as NoticeStatus


def _led(departments: list[int]) -> Q:
    leads = Assignment.objects.in_force().filter(part=Assignment.Part.LEAD, department__in=departments)
    return Q(pk__in=leads.order_by().values("measure"))


def _to_verify(who: Who) -> Q:
    """Reported, and nothing stands against this person's verifying it: `verifier_conflict` as a condition."""
    person = who.user.person_id
    answers = Q(reported_by=person) | Q(responsible=person) | Q(responsible_leader=person)
    near = Q(recorded_by=who.user.pk) | _led(who.works_in)
    return Q(status=Status.REPORTED) & ~answers & (Q(verifier=person) | ~near)


def _to_work(who: Who, condition: Q) -> Q:
    return Q(status__in=[Status.NOT_STARTED, Status.IN_PROGRESS]) & condition & _led(who.departments)


def _sent_back(who: Who) -> Q:
    """Once reported and in progress again: returned by whoever verified, or reopened."""
    return _to_work(who, Q(status=Status.IN_PROGRESS, reported_on__isnull=False))


def _overdue(who: Who) -> Q:
    return _to_work(who, Q(long_term=False, due_on__lt=who.day))


def _due_soon(who: Who) -> Q:
    last = who.day + datetime.timedelta(days=who.round.warning_days)
    return _to_work(who, Q(long_term=False, due_on__gte=who.day, due_on__lte=last))


def _not_started(who: Who) -> Q:
    return _to_work(who, Q(status=Status.NOT_STARTED))


def _to_approve(who: Who) -> Q:
    """Proposed, not yet approved, and not this person's own: `approver_conflict` as a condition."""
    person = who.user.person_id
    answers = Q(responsible=person) | Q(responsible_leader=person) | Q(reported_by=person) | Q(recorded_by=who.user.pk)
    own = Measure.objects.filter(answers, round=who.round, withdrawn_at=None).order_by().values("issue")
    return ~Q(proposed="") & ~Q(proposed=F("conclusion")) & ~Q(proposed_by=who.user.pk) & ~Q(pk__in=own)


def _to_propose(who: Who) -> Q:
    """Every measure done (at least one), and neither approved nor proposed."""
    live = Measure.objects.filter(round=who.round, withdrawn_at=None).order_by()
    some, unfinished = live.values("issue"), live.exclude(status=Status.DONE).values("issue")
    return Q(conclusion=Conclusion.UNDETERMINED, proposed="", pk__in=some) & ~Q(pk__in=unfinished)


def _to_accept(who: Who) -> Q:
    """Still 正在落实, on a basis that was never accepted: what was sent back waits again once the office has rewritten it."""
    before = Opinion.history.filter(id=OuterRef("pk"), state=OpinionState.IMPLEMENTED, basis=OuterRef("basis"))
    return Q(state=OpinionState.IMPLEMENTING) & ~Q(basis="") & ~Q(Exists(before))


def _in_review_q(who: Who, *, open_steps: bool) -> Q:
    steps = ReviewStep.objects.filter(notice=OuterRef("pk"), attempt=OuterRef("attempt")).exclude(state__in=REVIEW_ENDS)
    return Q(Exists(steps), status=NoticeStatus.SUBMITTED) if open_steps else Q(~Exists(steps), status=NoticeStatus.SUBMITTED)


def _not_mine(who: Who) -> Q:
    """Not submitted by this person, whatever the post: `submitter_conflict` as a condition."""
    return ~Q(submitted_by__person=who.user.person_id)


def _to_submit(who: Who) -> Q:
    return Q(status=NoticeStatus.DRAFT)


def _in_review(who: Who) -> Q:
    return _in_review_q(who, open_steps=True)


def _to_deliberate(who: Who) -> Q:
    return _in_review_q(who, open_steps=False) & _not_mine(who)


def _to_sign(who: Who) -> Q:
    """Approved and not signed: the head's alone."""
    if not any(post.head for post in who.posts):
        return Q(pk__in=[])
    return Q(status=NoticeStatus.APPROVED, signed_by=None) & _not_mine(who)


def _to_publish(who: Who) -> Q:
    return Q(status=NoticeStatus.APPROVED, signed_by__isnull=False)


def _to_confirm(who: Who) -> Q:
    """Recorded by another, signed by another, about what another submitted or put forward: the conflicts as a condition."""
    person = who.user.person_id
    submitted = Notice.objects.filter(round=who.round, submitted_by__person=person).order_by().values("pk")
    about = Q(subject_type=Notice._meta.label_lower) & ~Q(subject__in=submitted)
    for step in STEPS.values():
        own = step.put_forward(who.round.pk, person).order_by().values("pk")
        about |= Q(step=step.key, subject_type=step.subject_type) & ~Q(subject__in=own)
    return about & Q(confirmed_by=None, withdrawn=False) & ~Q(recorded_by__person=person) & ~Q(signatory=person)


def _to_clear(who: Who) -> Q:
    """Asked for by another person: `decide_conflict` as a condition."""
    return Q(state=ClearingState.PENDING) & ~Q(asked_by__person=who.user.person_id)


def _to_grant(who: Who) -> Q:
    """Pending, this person's to decide, and neither asked for by them nor theirs to do: `granter_conflict` as a condition."""
    person, end = who.user.person_id, who.round.concentrated_until
    heads = any(post.head for post in who.posts)
    by_head = Q(measure__responsible_leader=None) | Q(until__gt=end)
    mine = Q(measure__responsible_leader=person, until__lte=end) | (by_head if heads else Q(pk__in=[]))
    # an absent 责任人 or 申请人 is nobody: `~Q(…=person)` says so of a null column, too
    own = Q(asked_by__person=person) | Q(asked_for=person) | Q(measure__responsible=person)
    return Q(state=ExtensionState.PENDING, measure__status__in=ASKING) & mine & ~own


def _to_acknowledge(who: Who) -> Q:
    return Q(state=ExtensionState.GRANTED, seen_by=None)


# the first rule that holds says why a thing waits, so that nothing is listed or counted twice
MEASURE_RULES = (
    Rule("verify", "待核验", "核验", Action.VERIFY, Scope.ALL, _to_verify),
    Rule("sent_back", "退回补充、恢复整改", "补充后重新报送", Action.WORK, Scope.OWN, _sent_back),
    Rule("overdue", "已逾期", "报送完成情况", Action.WORK, Scope.OWN, _overdue),
    Rule("due_soon", "临期", "报送完成情况", Action.WORK, Scope.OWN, _due_soon),
    Rule("not_started", "尚未启动", "启动", Action.WORK, Scope.OWN, _not_started),
)
ISSUE_RULES = (
    Rule("approve", "待审定结论", "审定结论", Action.APPROVE, Scope.ALL, _to_approve, together="measures:deciding"),
    Rule("close", "待审批销号", "同意销号", Action.APPROVE, Scope.ALL, to_close, together="measures:deciding"),
    Rule(
        "changed", "销号后有变动", "确认销号后变动", Action.APPROVE, Scope.ALL, to_confirm_changes, together="measures:closures"
    ),
    Rule("answer", "待提出销号意见", "提出意见", Action.GIVE_OPINION, Scope.ALL, to_answer),
    Rule("answer_for", "待代录上级机关的销号意见", "代录上级机关意见", Action.PROPOSE, Scope.ALL, to_record_answer),
    Rule("look_back", "到期回头看", "登记回头看", Action.LOOK_BACK, Scope.ALL, to_look_back),
    Rule("propose", "待拟定结论", "拟定结论", Action.PROPOSE, Scope.ALL, _to_propose),
    Rule("dispute", "销号意见待研究", "提请领导小组研究", Action.PROPOSE, Scope.ALL, to_settle),
    Rule("request", "可申请销号", "申请销号", Action.PROPOSE, Scope.ALL, to_request, together="measures:closures"),
)
OPINION_RULES = (Rule("accept", "待认定整改意见", "认定已落实", Action.APPROVE, Scope.ALL, _to_accept),)
FEEDBACK_RULES = (
    Rule("accusation", "涉嫌检举控告的来件", "接收", Action.READ_ACCUSATIONS, Scope.ALL, lambda who: Q(state=State.ACCUSATION)),
    Rule("feedback", "新收到的意见建议", "办理", Action.HANDLE_FEEDBACK, Scope.ALL, lambda who: Q(state=State.RECEIVED)),
)
NOTICE_RULES = (
    Rule("notice_sign", "待签发通报", "签发", Action.SIGN_NOTICE, Scope.ALL, _to_sign),
    Rule("notice_approve", "待审议通报", "登记审议结果", Action.SIGN_NOTICE, Scope.ALL, _to_deliberate),
    Rule("notice_publish", "待公布通报", "公布", Action.DRAFT_NOTICE, Scope.ALL, _to_publish),
    Rule("notice_review", "审核中的通报", "登记审核意见", Action.DRAFT_NOTICE, Scope.ALL, _in_review),
    Rule("notice_submit", "待送审通报", "送审", Action.DRAFT_NOTICE, Scope.ALL, _to_submit),
)
PAPER_RULES = (Rule("paper_confirm", "待确认线下签批", "确认", Action.RECORD_DECISION, Scope.ALL, _to_confirm),)
CLEARING_RULES = (Rule("clearing_confirm", "待确认清除", "确认清除", Action.CONFIRM_CLEARING, Scope.ALL, _to_clear),)
EXTENSION_RULES = (
    Rule("extension", "待审批延期", "审批延期", Action.GRANT_EXTENSION, Scope.ALL, _to_grant, together="measures:extensions"),
    Rule("copied", "抄送的延期审批", "阅知", Action.ACKNOWLEDGE, Scope.ALL, _to_acknowledge, together="measures:extensions"),
)
REMARK_RULES = (
    Rule("remark_answer", "待答复监督意见", "答复", Action.ANSWER_REMARK, Scope.OWN, department_answers),
    Rule("remark_reply", "待答复监督意见", "答复", Action.ANSWER_REMARK, Scope.ALL, office_answers),
    # whoever sees it may be the one who signs: their post decides nothing
    *(Rule(f"remark_sign_{scope}", "待审签监督意见答复", "审签", Action.VIEW_LEDGER, scope, leader_signs) for scope in Scope),
    Rule("remark_settle", "待办结监督意见", "办结或退回", Action.SETTLE_REMARK, Scope.ALL, maker_settles),
)
REGISTER_RULES = (Rule("register_late", "逾期未回复的来文", "登记回复", Action.EDIT_LEDGER, Scope.ALL, paper_is_late),)
ALL_RULES: tuple[Rule, ...] = (
    *(EXTENSION_RULES + MEASURE_RULES + ISSUE_RULES + OPINION_RULES + FEEDBACK_RULES + NOTICE_RULES + PAPER_RULES),
    *(CLEARING_RULES + REMARK_RULES + REGISTER_RULES),
)


def rules_for(who: Who, rules: tuple[Rule, ...]) -> list[Rule]:
    """Return those of `rules` under which anything can wait for this person."""
    roles: set[Role] = {post.role_enum for post in who.posts}
    return [rule for rule in rules if any(MATRIX[rule.action].get(role) is rule.scope for role in roles)]
