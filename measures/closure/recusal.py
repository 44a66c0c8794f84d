"""Recusal in a closure, by person: nobody decides on, or looks back at, what they asked for, reported, recorded or answer for."""

from django.db.models import Q, QuerySet

from issues.models import Issue, Membership
from measures.changes import changes_after
from measures.models import Assignment, Consultation, Measure
from measures.services.recusal import answering
from rectify.accounts.models import User
from rectify.accounts.roles import MATRIX, Action

SUPERIOR_LOOKS = "驻局纪检监察组是所属措施的责任方，回头看由其上级机关开展，由领导小组办公室代录。"


def consultation_of(issue: Issue) -> Consultation | None:
    """Return the asking that is under way, or None."""
    asked = Consultation.objects.filter(issue=issue, ended=False).select_related("asked_by", "given_by", "settled_in")
    return asked.first()


def on_team(user: User, round: int) -> bool:
    """Tell whether `user` holds a post of the inspection team in the round."""
    return any(post.round_id == round and post.role_enum in MATRIX[Action.GIVE_OPINION] for post in user.posts)


def answers_for(issue: Issue, user: User) -> bool:
    """Tell whether `user` is responsible for, reported or recorded one of the issue's measures."""
    return any(
        user.person_id in {responsible, leader, reporter} or user.pk == recorder
        for responsible, leader, reporter, recorder in answering([issue]).get(issue.pk, [])
    )


def decider_conflict(issue: Issue, user: User, consultation: Consultation | None = None) -> str:
    """Return why `user` may not decide on the closure, as a sentence, or "" where nothing stands against it.

    On a closed issue the last asking still tells whose request it was, and nobody confirms a change of their own.
    """
    consultation = consultation or Consultation.objects.filter(issue=issue).select_related("asked_by", "given_by").first()
    if consultation is not None and consultation.asked_by.person_id == user.person_id:
        return "销号由您申请，须由他人审批。"
    if consultation is not None and consultation.given_by is not None and consultation.given_by.person_id == user.person_id:
        return "您提出过对这次销号的意见，须由他人审批。"
    if issue.proposed_by_id == user.pk:
        return "结论由您拟定，须由他人审批。"
    if answers_for(issue, user):
        return "您是所属措施的责任人、责任领导、报送人或录入人，须由他人审批。"
    if any(entry.actor_id == user.pk for entry in changes_after([issue]).get(issue.pk, [])):
        return "销号后的变动由您作出，须由他人确认。"
    return ""


def looker_conflict(issue: Issue, user: User) -> str:
    """Return why `user` may not look back at the issue, or "" where nothing stands against it.

    The team doesn't look back at what it answers for itself: its superior does, recorded by the office.
    """
    asked = Consultation.objects.filter(issue=issue, asked_by__person=user.person_id)
    if asked.exists():
        return "销号由您申请，须由他人开展回头看。"
    if answers_for(issue, user):
        return "您是所属措施的责任人、责任领导、报送人或录入人，须由他人开展回头看。"
    return SUPERIOR_LOOKS if on_team(user, issue.round_id) and team_concerned(issue) else ""


def of_team(round: int) -> QuerySet[Measure]:
    """Return the measures for which the inspection team answers itself: one of its members does, or their department leads it."""
    roles = list(MATRIX[Action.GIVE_OPINION])
    team = Membership.objects.filter(round=round, role__in=roles, ended_on=None)
    people, home = team.values("user__person"), team.exclude(user__person__department=None).values("user__person__department")
    led = Assignment.objects.in_force().filter(part=Assignment.Part.LEAD, department__in=home).order_by().values("measure")
    own = Q(responsible__in=people) | Q(responsible_leader__in=people) | Q(reported_by__in=people) | Q(pk__in=led)
    return Measure.objects.filter(own, round=round, withdrawn_at=None).order_by()


def team_concerned(issue: Issue) -> bool:
    """Tell whether the inspection team answers for one of the issue's measures.

    Then its superior's opinion and look-back are recorded by the office (the rules' section on roles).
    """
    return of_team(issue.round_id).filter(issue=issue).exists()
