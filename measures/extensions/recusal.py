"""Who may grant an extension, and recusal by person: nobody grants what they asked for or answer for as 责任人."""

from issues.models import Membership
from measures.models import Extension
from rectify.accounts.models import Person, User
from rectify.accounts.roles import MATRIX, Action

HEAD, LEADER = "领导小组组长", "责任领导"


def by_head(extension: Extension) -> bool:
    """Tell whether the group's head decides: beyond the concentrated period, and where no leader is named for the measure."""
    measure = extension.measure
    return measure.responsible_leader_id is None or extension.beyond(measure.round.concentrated_until)


def granter_word(extension: Extension) -> str:
    """Return who decides, in words."""
    return HEAD if by_head(extension) else f"{LEADER}{extension.measure.responsible_leader}"


def heads(round: int) -> set[int]:
    """Return the keys of the people who head the leading group of a round (by key)."""
    roles = [role.value for role in MATRIX[Action.GRANT_EXTENSION]]
    posts = Membership.objects.in_force().filter(round=round, role__in=roles, head=True)
    return set(posts.values_list("user__person", flat=True))


def granter_conflict(extension: Extension, person: Person) -> str:
    """Return why `person` may not decide on the request, as a sentence, or "" where nothing stands against it."""
    measure = extension.measure
    if person.pk in {extension.asked_by.person_id, extension.asked_for_id}:
        return "延期由您申请或录入，须由他人审批。"
    if person.pk == measure.responsible_id:
        return "您是这条措施的责任人，须由他人审批。"
    if by_head(extension):
        return "" if person.pk in heads(measure.round_id) else f"这次延期由{granter_word(extension)}审批。"
    return "" if person.pk == measure.responsible_leader_id else f"这次延期由{granter_word(extension)}审批。"


def asker_conflict(extension: Extension, user: User) -> str:
    """Return why `user` may not withdraw the request: only who asked may, or who typed it in for them."""
    asked = user.person_id in {extension.asked_by.person_id, extension.asked_for_id}
    return "" if asked else f"延期由{extension.asker}申请，由申请人撤回。"
