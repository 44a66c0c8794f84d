"""待我办理: what waits for somebody in a round, as rules over the matrix and the transition tables.

Lists and counts read the same rules.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from issues.models import Issue, IssueQuerySet, Opinion, PaperDecision, Round
from issues.words import Conclusion, OpinionState
from measures.figures import today
from measures.models import Assignment, Measure, MeasureQuerySet
from measures.workflow import Status
from rectify.accounts.models import User
from rectify.accounts.posts import Post
from rectify.accounts.roles import MATRIX, Action, Role, Scope
from reports.feedback.models import Feedback
from reports.feedback.workflow import State
from reports.models import Notice, ReviewStep
from reports.workflow import REVIEW_ENDS
from reports.workflow import Status as NoticeStatus


@dataclass(frozen=True)
class Who:
    """For whom something waits: the person, the round, the day and the departments in which they hold a post there."""

    user: User
    round: Round
    day: datetime.date

    @property
    def posts(self) -> list[Post]:
        """The posts held in the round."""
        return [post for post in self.user.posts if post.round_id == self.round.pk]

    @property
    def departments(self) -> list[int]:
        """The departments of these posts."""
        return [post.department_id for post in self.posts if post.department_id is not None]

    @property
    def works_in(self) -> list[int]:
        """The departments that count for recusal: of a post, or where the person belongs."""
        own = self.user.person.department_id
        return [*self.departments, *([own] if own is not None else [])]


@dataclass(frozen=True)
class Rule:
    """One kind of thing that waits: for those whom the matrix gives `action` with `scope`, where `condition` holds."""

    key: str
    heading: str
    step: str
    action: Action
    scope: Scope
    condition: Callable[[Who], Q]


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


# the first rule that holds says why a thing waits, so that nothing is listed or counted twice
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
    """Recorded by another, and not signed by this person: `confirm_conflict` as a condition. So far those about a notice."""
    person = who.user.person_id
    about = Q(subject_type=Notice._meta.label_lower)
    return about & Q(confirmed_by=None, withdrawn=False) & ~Q(recorded_by__person=person) & ~Q(signatory=person)


MEASURE_RULES = (
    Rule("verify", "待核验", "核验", Action.VERIFY, Scope.ALL, _to_verify),
    Rule("sent_back", "退回补充、恢复整改", "补充后重新报送", Action.WORK, Scope.OWN, _sent_back),
    Rule("overdue", "已逾期", "报送完成情况", Action.WORK, Scope.OWN, _overdue),
    Rule("due_soon", "临期", "报送完成情况", Action.WORK, Scope.OWN, _due_soon),
    Rule("not_started", "尚未启动", "启动", Action.WORK, Scope.OWN, _not_started),
)
ISSUE_RULES = (
    Rule("approve", "待审定结论", "审定结论", Action.APPROVE, Scope.ALL, _to_approve),
    Rule("propose", "待拟定结论", "拟定结论", Action.PROPOSE, Scope.ALL, _to_propose),
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
ALL_RULES = MEASURE_RULES + ISSUE_RULES + OPINION_RULES + FEEDBACK_RULES + NOTICE_RULES + PAPER_RULES


def rules_for(who: Who, rules: tuple[Rule, ...]) -> list[Rule]:
    """Return those of `rules` under which anything can wait for this person."""
    roles: set[Role] = {post.role_enum for post in who.posts}
    return [rule for rule in rules if any(MATRIX[rule.action].get(role) is rule.scope for role in roles)]


def _reason(who: Who, rules: tuple[Rule, ...]) -> Case:
    whens = [When(rule.condition(who), then=Value(rule.key)) for rule in rules_for(who, rules)]
    return Case(*whens, default=Value(""), output_field=CharField())


def with_reason(measures: Any, who: Who) -> MeasureQuerySet:
    """Return `measures` with `waits`: the key of the rule under which each waits for this person, or ""."""
    annotated: MeasureQuerySet = measures.annotate(waits=_reason(who, MEASURE_RULES))
    return annotated


def reason_of(row: Measure | Issue | Opinion | Feedback | Notice | PaperDecision) -> str:
    """Return the key of the rule under which a row of these lists waits, "" where it doesn't."""
    return getattr(row, "waits", "")


def waiting_issues(who: Who) -> IssueQuerySet:
    """Return the issues that wait for this person, in the order of the notice, each with `waits`."""
    if not rules_for(who, ISSUE_RULES):
        return Issue.objects.none()
    issues: Any = Issue.objects.live().filter(round=who.round, placeholder=False)
    waiting: IssueQuerySet = issues.annotate(waits=_reason(who, ISSUE_RULES)).exclude(waits="").in_order()
    return waiting


def waiting_opinions(who: Who) -> QuerySet[Opinion]:
    """Return the opinions that wait for this person, in their order, each with `waits`."""
    if not rules_for(who, OPINION_RULES):
        return Opinion.objects.none()
    return _opinions(who.round).annotate(waits=_reason(who, OPINION_RULES)).exclude(waits="").order_by("number")


def waiting_feedback(who: Who) -> QuerySet[Feedback]:
    """Return the feedback that waits for this person, the earliest first, each with `waits`."""
    if not rules_for(who, FEEDBACK_RULES):
        return Feedback.objects.none()
    waiting = Feedback.objects.filter(round=who.round).annotate(waits=_reason(who, FEEDBACK_RULES)).exclude(waits="")
    return waiting.order_by("received_on", "id")


def waiting_notices(who: Who) -> list[Notice]:
    """Return the versions of the notice that wait for this person, each with `waits`."""
    if not rules_for(who, NOTICE_RULES):
        return []
    notices: Any = Notice.objects.under_way().filter(round=who.round)
    return list(notices.annotate(waits=_reason(who, NOTICE_RULES)).exclude(waits="").order_by("number"))


def waiting_papers(who: Who) -> list[PaperDecision]:
    """Return the paper decisions that wait for this person, each with `waits` and `notice`, the number of the version."""
    if not rules_for(who, PAPER_RULES):
        return []
    about = Notice.objects.filter(pk=OuterRef("subject")).values("number")
    papers: Any = PaperDecision.objects.pending().filter(round=who.round).select_related("signatory", "recorded_by__person")
    papers = papers.annotate(waits=_reason(who, PAPER_RULES), notice=Subquery(about))
    return list(papers.exclude(waits="").order_by("pk"))


def _opinions(round: Round) -> Any:
    return Opinion.objects.filter(round=round, withdrawn=False)


def waiting_measures(who: Who) -> MeasureQuerySet:
    """Return the measures that wait for this person, in the order of the notice, each with `waits`."""
    if not rules_for(who, MEASURE_RULES):
        return Measure.objects.none()
    live = Measure.objects.live().filter(round=who.round)
    return with_reason(live, who).filter(~Q(waits="")).with_people().in_order()


def count_waiting(user: User, round: Round) -> int | None:
    """Count what waits for `user` in `round`, today; None where nothing ever can. At most two queries."""
    who = Who(user, round, today(round))
    measures = _waiting(Measure.objects.live().filter(round=round), who, MEASURE_RULES)
    issues = _waiting(Issue.objects.live().filter(round=round, placeholder=False), who, ISSUE_RULES)
    opinions = _waiting(_opinions(round), who, OPINION_RULES)
    feedback = _waiting(Feedback.objects.filter(round=round), who, FEEDBACK_RULES)
    notices = _waiting(Notice.objects.under_way().filter(round=round), who, NOTICE_RULES)
    papers = _waiting(PaperDecision.objects.pending().filter(round=round), who, PAPER_RULES)
    together = [[measures], [issues, opinions, feedback, notices, papers]]  # what is decided is counted in one query
    totals = [_count(found) for rows in together if (found := [row for row in rows if row is not None])]
    return sum(totals) if totals else None


def _waiting(rows: Any, who: Who, rules: tuple[Rule, ...]) -> QuerySet[Any, int] | None:
    """Return the keys of those of `rows` that wait; None where no rule is for this person."""
    own = rules_for(who, rules)
    if not own:
        return None
    anything = Q(pk__in=[])
    for rule in own:
        anything |= rule.condition(who)
    found: QuerySet[Any, int] = rows.filter(anything).order_by().values_list("pk", flat=True)
    return found


def _count(found: list[QuerySet[Any, int]]) -> int:
    first, *others = found
    return (first.union(*others, all=True) if others else first).count()
