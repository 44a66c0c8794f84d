"""Who stands how to a remark: who signs its answer, whose it is, and what stands against settling it. By person, not by post.

- **Who signs.** The responsible leader of the measure; for a remark on an issue those of the measures that the answering
  department leads in it. Whoever made the remark, or gave or typed in the answer, doesn't sign it. Where nobody is left, anybody
  of the leading group signs, the same people left out.
- **Own remarks.** A leader's remark is that person's own, the group's once they hold no post in it any more. What one of the
  inspection team or of the supervision group remarked is the whole team's: remarks outlast a change of people.
- **Recusal.** Nobody answers what they remarked. Nobody settles or sends back what they answered, typed in or signed; of a team,
  nobody who answers for the measure.

Each stands here once as a condition, which lists, counts and doors ask alike; `settler_conflict` says the last one in words.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from issues.models import Issue, Membership
from measures.models import Assignment, Measure, Remark
from rectify.accounts.models import Department, Person, User
from rectify.accounts.posts import Post
from rectify.accounts.roles import MATRIX, Action, Role, Scope

LED = Q(assignments__until=None, assignments__part=Assignment.Part.LEAD)


def _with_leader() -> QuerySet[Measure]:
    """Measures whose responsible leader neither made the outer remark nor gave its answer."""
    measures = Measure.objects.filter(withdrawn_at=None, responsible_leader__isnull=False)
    for person in ("made_by__person", "answered_by__person", "answer_from"):
        measures = measures.exclude(responsible_leader=Coalesce(OuterRef(person), 0))  # nobody's key is 0
    return measures


def _led_by(**leader: Person | int) -> Q:
    """The condition on `Remark` that a measure it concerns has a leader who may sign (that one, where one is named)."""
    of_measure = _with_leader().filter(pk=OuterRef("measure"), **leader)
    of_issue = _with_leader().filter(LED, assignments__department=OuterRef("department"), issue=OuterRef("issue"), **leader)
    return (Q(measure__isnull=False) & Q(Exists(of_measure))) | (Q(measure=None) & Q(Exists(of_issue)))


def signable_q(user: User, round: int) -> Q:
    """Return the condition that `user` is the one to sign a remark's answer in `round`, whatever the state."""
    person = user.person_id
    own = Q(made_by__person=person) | Q(answered_by__person=person) | Q(answer_from=person)
    if any(Action.APPROVE in _rights(post) for post in user.posts if post.round_id == round):
        return _led_by(responsible_leader=person) | (~_led_by() & ~own)
    return _led_by(responsible_leader=person)


def _rights(post: Post) -> set[Action]:
    return {action for action, roles in MATRIX.items() if roles.get(post.role_enum) is Scope.ALL}


def may_sign(remark: Remark, user: User) -> bool:
    """Tell whether `user` is the one to sign this remark's answer. One query."""
    return Remark.objects.filter(signable_q(user, remark.round_id), pk=remark.pk).exists()


def signers(remark: Remark) -> list[Person]:
    """Return the responsible leaders who may sign its answer; empty: anybody of the leading group. One query."""
    left_out = [remark.made_by.person_id, remark.answer_from_id, remark.answered_by.person_id if remark.answered_by else None]
    led = Q(pk=remark.measure_id) if remark.measure_id else LED & Q(assignments__department=remark.department, issue=remark.issue)
    measures = Measure.objects.filter(led, withdrawn_at=None).exclude(responsible_leader__in=[p for p in left_out if p])
    return list(Person.objects.filter(pk__in=measures.order_by().values("responsible_leader")).order_by("pk"))


def owned_q(user: User, round: int) -> Q:
    """Return the condition that a remark is `user`'s own to settle, send back or take back in `round`."""
    roles = {post.role_enum for post in user.posts if post.round_id == round}
    alone = [role for role in roles if not role.is_team]
    posts = Membership.objects.in_force().filter(user=OuterRef("made_by"), round=OuterRef("round"), role=OuterRef("maker_role"))
    theirs = Q(made_by__person=user.person_id) | ~Q(Exists(posts.filter(user__is_active=True).order_by()))
    return (Q(maker_role__in=alone) & theirs) | Q(maker_role__in=[role for role in roles if role.is_team])


def owner_post(remark: Remark, user: User) -> Post | None:
    """Return the post by which a remark is `user`'s own, the one as which it was made; None where it isn't theirs."""
    role = Role(remark.maker_role)
    post = next((post for post in user.posts if post.round_id == remark.round_id and post.role_enum is role), None)
    own = post is not None and Remark.objects.filter(owned_q(user, remark.round_id), pk=remark.pk).exists()
    return post if own else None


def recused_q(user: User) -> Q:
    """Return the condition that something stands against `user`'s settling a remark: `settler_conflict` for lists."""
    person = user.person_id
    answered = Q(answered_by__person=person) | Q(answer_from=person) | Q(signed_by=person)
    answers = Q(responsible=person) | Q(responsible_leader=person)
    of_measure = Measure.objects.filter(answers, pk=OuterRef("measure"))
    of_issue = Measure.objects.filter(answers, LED, assignments__department=OuterRef("department"), issue=OuterRef("issue"))
    near = (Q(measure__isnull=False) & Q(Exists(of_measure))) | (Q(measure=None) & Q(Exists(of_issue)))
    return answered | (Q(maker_role__in=[role for role in Role if role.is_team]) & near)


def settler_conflict(remark: Remark, user: User) -> str:
    """Return why `user` may not settle or send back this remark, as a sentence, or "" where nothing stands against it."""
    if not Remark.objects.filter(recused_q(user), pk=remark.pk).exists():
        return ""
    if user.person_id == remark.signed_by_id:
        return "这次答复由您审签，须由他人办结或退回。"
    if user.person_id in {remark.answer_from_id, remark.answered_by.person_id if remark.answered_by else None}:
        return "这次答复由您作出或录入，须由他人办结或退回。"
    return "您是所涉措施的责任人或责任领导，须由他人办结或退回。"


def respondents(about: Issue | Measure) -> list[Department]:
    """Return the departments that can be asked: those which lead the measure, or a measure of the issue, now, in their order."""
    measures = Measure.objects.filter(withdrawn_at=None)
    measures = measures.filter(pk=about.pk) if isinstance(about, Measure) else measures.filter(issue=about)
    leads = Assignment.objects.in_force().filter(part=Assignment.Part.LEAD, measure__in=measures.order_by().values("pk"))
    return list(Department.objects.filter(pk__in=leads.order_by().values("department")).order_by("order", "name"))
