"""What waits of an issue's closure, as conditions: each says what the step's own checks say."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from issues.words import Closure, Conclusion
from measures.changes import changed_issues
from measures.closure.recusal import of_team, on_team
from measures.closure.workflow import AGAINST
from measures.models import Consultation, LookBack, Measure, Remark
from reports.waiting.who import Who


def _asking(who: Who) -> QuerySet[Consultation]:
    return Consultation.objects.filter(issue__round=who.round, ended=False).order_by()


def _of(rows: QuerySet[Consultation]) -> Q:
    return Q(closure=Closure.REQUESTED, pk__in=rows.values("issue"))


def _own(who: Who) -> Q:
    """Issues whose measures this person answers for: `answers_for` as a condition."""
    person = who.user.person_id
    answers = Q(responsible=person) | Q(responsible_leader=person) | Q(reported_by=person) | Q(recorded_by=who.user.pk)
    return Q(pk__in=Measure.objects.filter(answers, round=who.round, withdrawn_at=None).order_by().values("issue"))


def to_close(who: Who) -> Q:
    """Asked for, answered or its days over, nothing unsettled, and not this person's own: `decider_conflict` as a condition."""
    person = who.user.person_id
    answered = ~Q(opinion="") | Q(due_on__lt=who.day)
    agreed = ~Q(opinion__in=AGAINST) | Q(settled_in__isnull=False)  # a deferral too: the leader refuses then
    own = Q(asked_by__person=person) | Q(given_by__person=person)
    mine = _own(who) | Q(proposed_by=who.user.pk)
    unsettled = Remark.objects.unsettled().filter(round=who.round).order_by().values("issue")
    return _of(_asking(who).filter(answered, agreed).exclude(own)) & ~mine & ~Q(pk__in=unsettled)


def to_confirm_changes(who: Who) -> Q:
    """Closed, and changed since by others than this person, whose own it isn't: `decider_conflict` as a condition.

    Asks the database at once: one query.
    """
    changed = {
        issue for issue, entries in changed_issues(who.round.pk).items() if who.user.pk not in {e.actor_id for e in entries}
    }
    if not changed:
        return Q(pk__in=[])
    person = who.user.person_id
    later = Consultation.objects.filter(issue=OuterRef("issue"), pk__gt=OuterRef("pk"))
    last = Consultation.objects.filter(~Exists(later), issue__in=changed).order_by()
    asked = last.filter(Q(asked_by__person=person) | Q(given_by__person=person))
    mine = _own(who) | Q(proposed_by=who.user.pk) | Q(pk__in=asked.values("issue"))
    return Q(closure=Closure.CLOSED, pk__in=changed) & ~mine


def _concerned(who: Who) -> Q:
    """Issues for whose measures the inspection team answers itself: `team_concerned` as a condition."""
    return Q(pk__in=of_team(who.round.pk).values("issue"))


def to_answer(who: Who) -> Q:
    """Asked and not answered, and none of the team's own."""
    return _of(_asking(who).filter(opinion="")) & ~_concerned(who)


def to_record_answer(who: Who) -> Q:
    """Asked and not answered, where the team answers for a measure itself: the office records its superior's opinion."""
    return _of(_asking(who).filter(opinion="")) & _concerned(who)


def to_settle(who: Who) -> Q:
    return _of(_asking(who).filter(opinion__in=AGAINST, settled_in=None))


def to_request(who: Who) -> Q:
    """Approved as 完成整改 and neither asked for nor closed."""
    return Q(conclusion=Conclusion.COMPLETED, closure__in=[Closure.OPEN, Closure.CONTINUING]) & (
        Q(proposed="") | Q(proposed=Conclusion.COMPLETED)
    )


def to_look_back(who: Who) -> Q:
    """Planned for today or before, not done, and not this person's own: `looker_conflict` as a condition."""
    due = LookBack.objects.filter(issue__round=who.round, result="", cancelled=False, planned_on__lte=who.day).order_by()
    asked = Consultation.objects.filter(issue__round=who.round, asked_by__person=who.user.person_id).order_by()
    waits = Q(closure=Closure.CLOSED, pk__in=due.values("issue")) & ~Q(pk__in=asked.values("issue")) & ~_own(who)
    return waits & ~_concerned(who) if on_team(who.user, who.round.pk) else waits
