"""What the log's filters offer to choose from: only what has a line in the round, where that is known from the index."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from issues.models import KeyProblem, Membership, Round
from measures.models import Measure
from measures.timeline import action_words
from rectify.accounts.models import Department, User
from rectify.accounts.permissions import visible
from rectify.accounts.roles import Role
from rectify.history.kinds import ChangeKind
from rectify.history.tagging import Facet, tag_of
from rectify.numerals import chinese
from reports.review.filters import LABELS
from reports.review.finding import Search, held_tags
from reports.review.words import fields_of, types

Choice = tuple[Any, str]


@dataclass(frozen=True)
class Select:
    """A filter's select: plain choices first, then those in groups (heading, choices)."""

    name: str
    label: str
    chosen: Any
    choices: list[Choice]
    groups: list[tuple[str, list[Choice]]]

    @property
    def words(self) -> dict[Any, str]:
        """Return every choice's words, by its value."""
        return dict([*self.choices, *(choice for _, choices in self.groups for choice in choices)])


def selects(search: Search) -> list[Select]:
    """Return the filters' selects, in the order in which they stand. Five queries."""
    round, user = search.round, search.user
    people = list(User.objects.select_related("person").order_by("person__name", "pk"))
    posts = _posts(round)
    held = _Held(search, people, posts)
    problems = visible(KeyProblem.objects.filter(round=round), user).order_by("number")
    departments = Department.objects.order_by("order", "name")
    plain: dict[str, list[Choice]] = {
        "person": [(found.pk, found.person.name) for found in people if held.has(Facet.PERSON, found.pk)],
        "kind": [(kind.value, kind.label) for kind in ChangeKind if held.has(Facet.KIND, kind.value)],
        "type": [(code, word) for code, word in types().items() if held.has(Facet.TYPE, code)],
        "problem": [(p.pk, f"（{chinese(p.number)}）{p.title}") for p in problems],
        "department": [(d.pk, d.name) for d in departments],
    }
    grouped: dict[str, list[tuple[str, list[Choice]]]] = {
        "post": [(str(role.label), _posts_of(role, posts, held)) for role in Role if not role.installation_wide],
        "action": [],
        "field": [(word, [c for c in fields_of(code).items() if held.has(Facet.FIELD, c[0])]) for code, word in types().items()],
    }
    plain["action"] = [choice for choice in action_words().items() if held.has(Facet.ACTION, choice[0])]
    order = ("person", "post", "kind", "type", "action", "field", "problem", "department")
    chosen = search.filters
    return [
        Select(name, LABELS[name], getattr(chosen, name), plain.get(name, []), [g for g in grouped.get(name, []) if g[1]])
        for name in order
    ]


class _Held:
    """Which choices have a line. Where a department reads its own lines, those are known for people and kinds alone."""

    def __init__(self, search: Search, people: Iterable[User], posts: Iterable[tuple[str, str]]) -> None:
        self.search = search
        asked: list[tuple[Facet, object]] = [(Facet.PERSON, found.pk) for found in people]
        asked += [(Facet.KIND, kind.value) for kind in ChangeKind]
        if search.own is None:
            asked += [(Facet.TYPE, code) for code in types()]
            asked += [(Facet.ACTION, code) for code in action_words()]
            asked += [(Facet.FIELD, code) for record in types() for code in fields_of(record)]
            asked += [(Facet.ROLE, role) for role, _ in posts] + [(Facet.POST, post) for _, post in posts]
        self.tags = {choice: self._tags(*choice) for choice in asked}
        self.held = held_tags({tag for tags in self.tags.values() for tag in tags})

    def _tags(self, facet: Facet, value: object) -> list[int]:
        own, round = self.search.own, self.search.round.pk
        if own is None:
            return [tag_of(round, {facet: value})]
        return [tag_of(round, {facet: value, Facet.DEPARTMENT: department}) for department in own]

    def has(self, facet: Facet, value: object) -> bool:
        """Tell whether there is a line, or whether that isn't known."""
        tags = self.tags.get((facet, value))
        if tags is not None:
            return bool(self.held.intersection(tags))
        return self._is_near(facet, str(value))

    def _is_near(self, facet: Facet, value: str) -> bool:
        """What a department is offered: what can happen to measures, whoever did it."""
        if facet in {Facet.TYPE, Facet.FIELD}:
            return value.startswith(Measure._meta.app_label)
        return facet is not Facet.ACTION or value.partition(".")[0] in {"measure", "evidence", "note"}


def _posts(round: Round) -> list[tuple[str, str]]:
    """Return the posts that anybody held in the round: role and words, each once."""
    held = Membership.objects.filter(round=round.pk).select_related("department").order_by("pk")
    return list(dict.fromkeys((post.role, post.acting_as.label) for post in held))


def _posts_of(role: Role, posts: list[tuple[str, str]], held: _Held) -> list[Choice]:
    own = [(post, post) for of, post in posts if of == role and held.has(Facet.POST, post)]
    whole = (
        [(role.value, f"{role.label}：全部")] if any(of == role for of, _ in posts) and held.has(Facet.ROLE, role.value) else []
    )
    return [*whole, *own]
