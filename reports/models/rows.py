"""What rows that are written once have in common: they are a round's, and `visible()` can ask for them."""

from typing import TypeVar

from django.db import models
from django.db.models import Q

M = TypeVar("M", bound=models.Model, covariant=True)


class OfRoundQuerySet(models.QuerySet[M]):
    """Rows of a round, as `visible()` asks for them."""

    def round_q(self, rounds: list[int]) -> Q:
        """Return the condition that a row belongs to one of `rounds`."""
        return Q(round__in=rounds)

    def department_q(self, department: int, share: str = "any") -> Q:
        """Return the condition that a row is `department`'s own: none is."""
        return Q(pk__in=[])

    def installation_q(self) -> Q:
        """Return the condition that a row belongs to the installation: none does."""
        return Q(pk__in=[])
