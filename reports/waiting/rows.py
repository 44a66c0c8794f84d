"""The records that wait for somebody, by kind, and their number."""

from typing import Any

from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Subquery, Value, When

from issues.models import Issue, IssueQuerySet, Opinion, PaperDecision, Round
from issues.words import Closure
from measures.figures import today
from measures.models import Clearing, Consultation, Extension, LookBack, Measure, MeasureQuerySet, RegisterItem, Remark
from rectify.accounts.models import User
from reports.feedback.models import Feedback
from reports.models import Notice
from reports.waiting.rules import (
    CLEARING_RULES,
    EXTENSION_RULES,
    FEEDBACK_RULES,
    ISSUE_RULES,
    MEASURE_RULES,
    NOTICE_RULES,
    OPINION_RULES,
    PAPER_RULES,
    REGISTER_RULES,
    REMARK_RULES,
    Rule,
    Who,
    rules_for,
)


def reason(who: Who, rules: tuple[Rule, ...]) -> Case:
    """Return the key of the rule under which a row waits for this person, "" where it doesn't, as an expression."""
    whens = [When(rule.condition(who), then=Value(rule.key)) for rule in rules_for(who, rules)]
    return Case(*whens, default=Value(""), output_field=CharField())


def with_reason(measures: Any, who: Who) -> MeasureQuerySet:
    """Return `measures` with `waits`: the key of the rule under which each waits for this person, or ""."""
    annotated: MeasureQuerySet = measures.annotate(waits=reason(who, MEASURE_RULES))
    return annotated


def reason_of(row: Measure | Issue | Opinion | Feedback | Notice | PaperDecision | Clearing) -> str:
    """Return the key of the rule under which a row of these lists waits, "" where it doesn't."""
    return getattr(row, "waits", "")


def waiting_issues(who: Who) -> IssueQuerySet:
    """Return the issues that wait for this person, in the order of the notice, each with `waits`.

    `asked_due` is the day until which the inspection team may answer, `back_due` that of the next look-back; None without one.
    """
    if not rules_for(who, ISSUE_RULES):
        return Issue.objects.none()
    issues: Any = Issue.objects.live().filter(round=who.round, placeholder=False)
    asked = Consultation.objects.filter(issue=OuterRef("pk"), ended=False, opinion="")
    backs = LookBack.objects.filter(issue=OuterRef("pk"), issue__closure=Closure.CLOSED, result="", cancelled=False)
    dated = issues.annotate(
        asked_due=Subquery(asked.values("due_on")[:1]),
        back_due=Subquery(backs.order_by("planned_on").values("planned_on")[:1]),
    )
    waiting: IssueQuerySet = dated.annotate(waits=reason(who, ISSUE_RULES)).exclude(waits="").in_order()
    return waiting


def waiting_opinions(who: Who) -> QuerySet[Opinion]:
    """Return the opinions that wait for this person, in their order, each with `waits`."""
    if not rules_for(who, OPINION_RULES):
        return Opinion.objects.none()
    return _opinions(who.round).annotate(waits=reason(who, OPINION_RULES)).exclude(waits="").order_by("number")


def waiting_feedback(who: Who) -> QuerySet[Feedback]:
    """Return the feedback that waits for this person, the earliest first, each with `waits`."""
    if not rules_for(who, FEEDBACK_RULES):
        return Feedback.objects.none()
    waiting = Feedback.objects.filter(round=who.round).annotate(waits=reason(who, FEEDBACK_RULES)).exclude(waits="")
    return waiting.order_by("received_on", "id")


def waiting_notices(who: Who) -> list[Notice]:
    """Return the versions of the notice that wait for this person, each with `waits`."""
    if not rules_for(who, NOTICE_RULES):
        return []
    notices: Any = Notice.objects.under_way().filter(round=who.round)
    return list(notices.annotate(waits=reason(who, NOTICE_RULES)).exclude(waits="").order_by("number"))


def waiting_papers(who: Who) -> list[PaperDecision]:
    """Return the paper decisions that wait for this person, each with `waits` and `notice`, the number of a version if any."""
    if not rules_for(who, PAPER_RULES):
        return []
    about, of_notice = Notice.objects.filter(pk=OuterRef("subject")).values("number"), Q(subject_type=Notice._meta.label_lower)
    papers: Any = PaperDecision.objects.pending().filter(round=who.round).select_related("signatory", "recorded_by__person")
    papers = papers.annotate(waits=reason(who, PAPER_RULES), notice=Case(When(of_notice, then=Subquery(about))))
    return list(papers.exclude(waits="").order_by("pk"))


def waiting_clearings(who: Who) -> list[Clearing]:
    """Return the clearings that wait for this person, each with `waits`."""
    if not rules_for(who, CLEARING_RULES):
        return []
    rows: Any = Clearing.objects.pending().filter(round=who.round).select_related("asked_by__person")
    return list(rows.annotate(waits=reason(who, CLEARING_RULES)).exclude(waits="").order_by("pk"))


def waiting_remarks(who: Who) -> list[Remark]:
    """Return the remarks that wait for this person, those due first before the others, each with `waits`. One query."""
    if not rules_for(who, REMARK_RULES):
        return []
    remarks: Any = Remark.objects.unsettled().filter(round=who.round)
    waiting = remarks.annotate(waits=reason(who, REMARK_RULES)).exclude(waits="")
    return list(waiting.with_people().order_by("answer_by", "number"))


def waiting_items(who: Who) -> list[RegisterItem]:
    """Return the registered papers that wait for this person, the longest overdue first, each with `waits`. One query."""
    if not rules_for(who, REGISTER_RULES):
        return []
    items: Any = RegisterItem.objects.filter(round=who.round)
    return list(items.annotate(waits=reason(who, REGISTER_RULES)).exclude(waits="").order_by("answer_by", "pk"))


def waiting_extensions(who: Who) -> list[Extension]:
    """Return the requests for a later date that wait for this person, the earliest first, each with `waits`."""
    if not rules_for(who, EXTENSION_RULES):
        return []
    asked: Any = Extension.objects.filter(measure__round=who.round).with_people()
    return list(asked.annotate(waits=reason(who, EXTENSION_RULES)).exclude(waits="").order_by("pk"))


def _opinions(round: Round) -> Any:
    return Opinion.objects.filter(round=round, withdrawn=False)


def waiting_measures(who: Who) -> MeasureQuerySet:
    """Return the measures that wait for this person, in the order of the notice, each with `waits`."""
    if not rules_for(who, MEASURE_RULES):
        return Measure.objects.none()
    live = Measure.objects.live().filter(round=who.round)
    return with_reason(live, who).filter(~Q(waits="")).with_people().in_order()


def count_waiting(user: User, round: Round) -> int | None:
    """Count what waits for `user` in `round`, today; None where nothing ever can. At most three queries."""
    who = Who(user, round, today(round))
    measures = _waiting(Measure.objects.live().filter(round=round), who, MEASURE_RULES)
    issues = _waiting(Issue.objects.live().filter(round=round, placeholder=False), who, ISSUE_RULES)
    opinions = _waiting(_opinions(round), who, OPINION_RULES)
    feedback = _waiting(Feedback.objects.filter(round=round), who, FEEDBACK_RULES)
    notices = _waiting(Notice.objects.under_way().filter(round=round), who, NOTICE_RULES)
    papers = _waiting(PaperDecision.objects.pending().filter(round=round), who, PAPER_RULES)
    clearings = _waiting(Clearing.objects.pending().filter(round=round), who, CLEARING_RULES)
    extensions = _waiting(Extension.objects.filter(measure__round=round), who, EXTENSION_RULES)
    remarks = _waiting(Remark.objects.filter(round=round), who, REMARK_RULES)
    items = _waiting(RegisterItem.objects.filter(round=round), who, REGISTER_RULES)
    decided = [issues, opinions, feedback, notices, papers, clearings, extensions, remarks, items]  # counted in one query
    together = [[measures], decided]
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
