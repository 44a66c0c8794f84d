"""Recusal is by person, whatever the post: nobody verifies or approves what they reported, recorded, asked for or answer for."""

from collections import defaultdict
from collections.abc import Iterable

from issues.models import Issue
from measures.models import Measure
from rectify.accounts.models import User


def verifier_conflict(measure: Measure, user: User) -> str:
    """Return why `user` may not verify `measure`, as a sentence in Chinese, or "" where nothing stands against it.

    Source: the rules' table of transitions. A person whom the head has named as verifier may be of the lead department or have
    typed the report in, but never reports and verifies the same thing.
    """
    person = user.person_id
    if person == measure.reported_by_id:
        return "您是这条措施的报送人，须由他人核验。"
    if person in {measure.responsible_id, measure.responsible_leader_id}:
        return "您是这条措施的责任人或责任领导，须由他人核验。"
    if person == measure.verifier_id:
        return ""
    if measure.recorded_by_id == user.pk:
        return "这次报送由您录入，须由他人核验。"
    lead = measure.lead
    if lead is not None and (user.person.department_id == lead.pk or user.works_in(measure.round_id, lead.pk)):
        return "您属于这条措施的牵头部门，须由他人核验。"
    return ""


Answering = list[tuple[int | None, int | None, int | None, int | None]]


def answering(issues: Iterable[Issue]) -> dict[int, Answering]:
    """Return, by issue, who answers for its measures: responsible, responsible leader and reporter (people), recorder (user)."""
    found: dict[int, Answering] = defaultdict(list)
    measures = Measure.objects.filter(issue__in=[issue.pk for issue in issues], withdrawn_at=None)
    for issue, *people in measures.values_list("issue", "responsible", "responsible_leader", "reported_by", "recorded_by"):
        found[issue].append((people[0], people[1], people[2], people[3]))
    return found


def approver_conflict(issue: Issue, user: User, answers: dict[int, Answering] | None = None) -> str:
    """Return why `user` may not approve `issue`'s conclusion, or "" where nothing stands against it.

    `answers` is what `answering` gave for a list of issues; without it the issue's own are read.
    """
    if issue.proposed_by_id == user.pk:
        return "结论由您拟定，须由他人审定。"
    for responsible, leader, reporter, recorder in (answering([issue]) if answers is None else answers).get(issue.pk, []):
        if user.person_id in {responsible, leader, reporter} or user.pk == recorder:
            return "您是所属措施的责任人、责任领导、报送人或录入人，须由他人审定。"
    return ""
