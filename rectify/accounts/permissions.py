"""The only two questions anyone asks: can(user, action, obj) and visible(queryset, user, action).

They read the matrix and a person's posts, and reach those through `user.posts` (the model stands beside Round).
"""

from typing import Any, Protocol, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from rectify.accounts.models import User
from rectify.accounts.posts import Post
from rectify.accounts.roles import MATRIX, SHARES, Action, Scope, Share
from rectify.history.recording import ActingAs

Q_ = TypeVar("Q_", bound=QuerySet[Any])


class Belongs(Protocol):
    """What `can()` needs to know of a record: where it stands now, and whose own it is.

    A record that has `open_to` is open to these actions alone, whatever the matrix says of others; its queryset then has
    `open_to_q(action)`, the same as a condition.
    """

    def belongs_to(self) -> Any: ...

    def own_departments(self, share: Any = ...) -> set[int]: ...


def post_for(user: User | AnonymousUser, action: Action, obj: Belongs | None = None) -> Post | None:
    """Return the post by which `user` may do `action` to `obj`, or None.

    `obj` is a round, a record of one, or None where the action needs no object (the installation, or any round).
    """
    if not isinstance(user, User) or not user.is_active:
        return None
    for post in user.posts:
        scope = MATRIX[action].get(post.role_enum)
        if scope is not None and _reaches(post, scope, action, obj):
            return post
    return None


def _reaches(post: Post, scope: Scope, action: Action, obj: Belongs | None) -> bool:
    if obj is None:
        return True
    open_to = getattr(obj, "open_to", None)
    if open_to is not None and action not in open_to:
        return False
    place = obj.belongs_to()
    if post.round_id is None:  # the administrator's post: the installation, and the memberships of every round
        return place.round is None or getattr(obj, "installation_wide", False)
    if place.round != post.round_id:
        return False
    if scope is Scope.ALL or getattr(obj, "is_round", False):
        return True
    return post.department_id in obj.own_departments(SHARES.get(action, Share.ANY))


def reach(user: User | AnonymousUser, action: Action, round: int) -> frozenset[int] | None:
    """Return of which departments `user` may do `action` in a round, by `visible()`'s rule; None where it is the whole round."""
    posts = user.posts if isinstance(user, User) and user.is_active else []
    scopes = [(MATRIX[action].get(post.role_enum), post.department_id) for post in posts if post.round_id == round]
    if any(scope is Scope.ALL for scope, _ in scopes):
        return None
    return frozenset(department for scope, department in scopes if scope is Scope.OWN and department is not None)


def can(user: User | AnonymousUser, action: Action, obj: Belongs | None = None) -> bool:
    """Tell whether `user` may do `action` to `obj`."""
    return post_for(user, action, obj) is not None


def permit(user: User | AnonymousUser, action: Action, obj: Belongs | None = None) -> ActingAs:
    """Return as what `user` does `action` to `obj`, for the entry; raise PermissionDenied where the matrix says no."""
    post = post_for(user, action, obj)
    if post is None:
        raise PermissionDenied
    return post.acting_as


def visible(queryset: Q_, user: User | AnonymousUser, action: Action = Action.VIEW_LEDGER) -> Q_:
    """Return the rows of `queryset` to which `user` may do `action`: the same for list, detail, export, bulk and download."""
    if not isinstance(user, User) or not user.is_active:
        return queryset.none()
    rows: Any = queryset  # each tracked queryset answers round_q, department_q and installation_q
    open_to = getattr(queryset, "open_to_q", None)  # `open_to` of a record, as a condition
    condition = Q(pk__in=[])
    for post in user.posts:
        scope = MATRIX[action].get(post.role_enum)
        if scope is None:
            continue
        if post.round_id is None:  # the administrator's right: what belongs to the installation
            condition |= rows.installation_q()
        elif scope is Scope.ALL:
            condition |= rows.round_q([post.round_id])
        else:
            condition |= rows.round_q([post.round_id]) & rows.department_q(post.department_id, SHARES.get(action, Share.ANY))
    return queryset.filter(condition if open_to is None else condition & open_to(action))


def confined_to(user: User, action: Action, round_id: int) -> frozenset[int] | None:
    """Return the departments to whose own rows `user` is confined where they do `action` in a round; None: to nobody's.

    For rows of the past, which say whose own they were then: `visible()` asks whose they are now. Without a post that may,
    nothing is one's own.
    """
    held = [(MATRIX[action].get(post.role_enum), post.department_id) for post in user.posts if post.round_id == round_id]
    if any(scope is Scope.ALL for scope, _ in held):
        return None
    return frozenset(department for scope, department in held if scope is not None and department is not None)
