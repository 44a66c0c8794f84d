"""In whose name a command imports: it is run on the server by nobody who is signed in."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from issues.models import Membership
from issues.models.round import MembershipQuerySet
from rectify.accounts.models import Person, User
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action, Role
from rectify.accounts.services import create_user, generated_password
from rectify.errors import Refused
from reports.reading.importing import Importer

ACCOUNT, NAME = "import", "通报导入"


def importer(username: str = "") -> Importer:
    """Return in whose name to import; that person becomes the director of the round's office.

    Named: an account of an office, or, as long as there is no office, any. Not named: the office's director of the newest
    round; on a fresh installation an account nobody can sign in with, until an administrator grants the office its posts.
    """
    if username:
        return _named(username)
    post = _offices().order_by("-director", "-round_id", "id").first()
    if post is not None:
        return Importer(post.user, post.user)
    return Importer(None, _own_account())


def _offices() -> MembershipQuerySet:
    return Membership.objects.in_force().filter(role=Role.OFFICE, user__is_active=True).select_related("user")


def _named(username: str) -> Importer:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused(f"没有可用的账号“{username}”。")
    if can(user, Action.IMPORT):
        return Importer(user, user)
    if _offices().exists() or can(user, Action.MANAGE_ACCOUNTS):
        raise Refused(f"账号“{username}”不在任何轮次的领导小组办公室任职，不能导入通报。")
    return Importer(None, user)


def _own_account() -> User:
    found = User.objects.filter(username=ACCOUNT).first()
    if found is not None:
        return found
    with transaction.atomic():
        return create_user(
            by=None,
            person=Person(name=NAME),
            username=ACCOUNT,
            password=generated_password(),
            hashed=make_password(None),  # nobody can sign in with it
            must_change_password=False,
        )
