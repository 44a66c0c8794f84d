"""Sign-ins as entries of the change log: who came and went, as what, from where.

Who works in a round is seen by those who read that round's log (the inspection team first), so one sign-in is one entry for each
round in which the person holds a post, and bears the post held there; an administrator's, or that of somebody without a post,
belongs to the installation. Were it one entry without a round, the team would never see who signed in.
"""

from collections.abc import Iterator

from django.db import transaction

from rectify.accounts.models import User
from rectify.history.recording import SYSTEM, ActingAs, note_event

WITHOUT_POST = ActingAs("self", "本人")
UNKNOWN = "不存在的用户名"  # what was typed is kept by nobody: people type a password where the name belongs


def note_sign_in(user: User, address: str) -> None:
    """Write that somebody signed in, from which address."""
    _note(user, "session.sign_in", address)


def note_sign_out(user: User, address: str) -> None:
    """Write that somebody signed out; a session that runs out by itself leaves nothing."""
    _note(user, "session.sign_out", address)


def _note(user: User, action: str, address: str) -> None:
    with transaction.atomic():
        for round, acting_as in _places(user):
            facts = [("来源地址", address)]
            note_event(actor=user, acting_as=acting_as, action=action, label=str(user), round=round, facts=facts)


def note_lock(username: str, address: str, failures: int) -> None:
    """Write that signing in under a name was paused after too many failures; nobody knows who it was that tried."""
    user = User.objects.select_related("person").filter(username__iexact=User.normalize_username(username)).first()
    facts = [("连续失败次数", str(failures)), ("来源地址", address)]
    with transaction.atomic():
        for round, _ in _places(user) if user else [(None, SYSTEM)]:
            label = str(user) if user else UNKNOWN
            note_event(actor=None, acting_as=SYSTEM, action="session.lock", label=label, round=round, facts=facts)


def _places(user: User) -> Iterator[tuple[int | None, ActingAs]]:
    """Give each round in which somebody holds a post, or None, with as what they stand there."""
    posts: dict[int | None, ActingAs] = {}
    for post in user.posts:
        posts.setdefault(post.round_id, post.acting_as)
    yield from posts.items() if posts else [(None, WITHOUT_POST)]
