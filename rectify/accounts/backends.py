"""Sign-in by username and password; the person's name comes along in the same query."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from rectify.accounts.models import User


class PersonBackend(ModelBackend):
    """Django's backend without permissions of its own: what one may do stands in the matrix."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the active account of a session, with its person."""
        user = User.objects.select_related("person").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def has_perm(self, *args: Any, **kwargs: Any) -> bool:
        """No permission is stored: a superuser flag gives nothing."""
        return False

    def has_module_perms(self, *args: Any, **kwargs: Any) -> bool:
        """No permission is stored."""
        return False
