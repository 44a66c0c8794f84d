"""For whom something waits in a round, and what a rule of 待我办理 says."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from issues.models import Round
from rectify.accounts.models import User
from rectify.accounts.posts import Post
from rectify.accounts.roles import Action, Scope


@dataclass(frozen=True)
class Who:
    """For whom something waits: the person, the round, the day and the departments in which they hold a post there."""

    user: User
    round: Round
    day: datetime.date

    @property
    def posts(self) -> list[Post]:
        """The posts held in the round."""
        return [post for post in self.user.posts if post.round_id == self.round.pk]

    @property
    def departments(self) -> list[int]:
        """The departments of these posts."""
        return [post.department_id for post in self.posts if post.department_id is not None]

    @property
    def works_in(self) -> list[int]:
        """The departments that count for recusal: of a post, or where the person belongs."""
        own = self.user.person.department_id
        return [*self.departments, *([own] if own is not None else [])]


@dataclass(frozen=True)
class Rule:
    """One kind of thing that waits: for those whom the matrix gives `action` with `scope`, where `condition` holds."""

    key: str
    heading: str
    step: str
    action: Action
    scope: Scope
    condition: Callable[[Who], Q]
    together: str = ""  # the page where all of them stand together, by its name
