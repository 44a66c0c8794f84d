"""What the administrator's pages read."""

from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet

from issues.models import Membership
from rectify.accounts.actions import ACTIONS
from rectify.accounts.models import Department, Person, User
from rectify.accounts.permissions import visible
from rectify.accounts.roles import Action
from rectify.history.models import Entry


def users(by: User, q: str = "", state: str = "active") -> QuerySet[User]:
    """Return the accounts whose username, person, department or post in force contains `q`, with their posts as `held`."""
    held = Membership.objects.in_force()
    rows = visible(User.objects.all(), by, Action.MANAGE_ACCOUNTS).select_related("person__department")
    rows = rows.prefetch_related(Prefetch("memberships", held, to_attr="held"))
    if state != "all":
        rows = rows.filter(is_active=state == "active")
    if not q:
        return rows
    by_post = held.filter(Q(post__icontains=q) | Q(department__name__icontains=q)).values("user")
    by_person = Q(person__name__icontains=q) | Q(person__title__icontains=q) | Q(person__department__name__icontains=q)
    return rows.filter(Q(username__icontains=q) | by_person | Q(pk__in=by_post))


def people(by: User, q: str = "", state: str = "active") -> QuerySet[Person]:
    """Return the people whose name, title or department contains `q`, with their account where they have one."""
    rows = visible(Person.objects.all(), by, Action.MANAGE_ACCOUNTS).select_related("department", "user")
    if state != "all":
        rows = rows.filter(active=state == "active")
    if not q:
        return rows
    return rows.filter(Q(name__icontains=q) | Q(title__icontains=q) | Q(department__name__icontains=q))


def departments(by: User) -> QuerySet[Department]:
    """Return all departments, those in use first."""
    return visible(Department.objects.all(), by, Action.MANAGE_ACCOUNTS).order_by("-active", "order", "name")


def memberships_of(user: User) -> QuerySet[Membership]:
    """Return all posts that somebody holds or held, those in force first, the latest ended first among the others."""
    rows = Membership.objects.filter(user=user).select_related("round", "department")
    return rows.order_by(F("ended_on").desc(nulls_first=True), "id")


def account_timeline(user: User) -> list[dict[str, Any]]:
    """Return the change log of an account and its posts, the latest first, as the timeline shows it."""
    own = Q(record_type="accounts.user", record=user.pk)
    posts = Q(record_type="issues.membership", record__in=Membership.objects.filter(user=user).values("pk"))
    return [_line(entry) for entry in Entry.objects.filter(own | posts)]


def _line(entry: Entry) -> dict[str, Any]:
    changes = [{"label": c["label"], "old": c["old_text"], "new": c["new_text"]} for c in entry.changes]
    return {
        "who": entry.actor_name,
        "post": "" if entry.acting_as == entry.actor_name else entry.acting_as,
        "what": ACTIONS.get(entry.action, entry.action),
        "when": entry.effective_at,
        "changes": changes,
        "reason": entry.reason,
    }
