"""What the matrix asks of a post that somebody holds; the model (Membership) stands beside Round, above this app."""

from typing import Protocol

from rectify.accounts.roles import Role
from rectify.history.recording import ActingAs


class Post(Protocol):
    """One post held now: its role, in which round and department, and as what its holder acts."""

    round_id: int | None
    department_id: int | None
    role: str
    head: bool
    director: bool

    @property
    def role_enum(self) -> Role:
        """The role as the matrix names it."""
        ...

    @property
    def acting_as(self) -> ActingAs:
        """As what its holder acts, in words."""
        ...
