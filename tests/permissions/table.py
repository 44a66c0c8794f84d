"""The hand-written table of who gets which answer at which address, and how to read it.

One file an app, `rows_<app>.py`, holds a list ROWS, which test_urls.py gathers by their names. A row is

    page("measures:detail", round_id="cast.round.pk", pk="measure.pk", GET="200 outsider=404 stranger=404 admin=404")

- the address's name, its arguments (lower case), then for each method (upper case) the status of everybody:
  first everybody's, then whose differs, by the names of the cast. Write literal numbers; never compute them.
- an argument is a path from the `world` fixture ("measure.pk", "cast.clerk.pk"), a number, or a function of the world.
- `post={...}` is what POST sends (values as above); without it POST sends nothing, and a form's page says 400.
- `nobody` is 302 to the sign-in page unless the row says otherwise; where another member's number is 302, it must lead elsewhere.
- a method without a word is 405 for everybody signed in, and 302 for nobody; on a `public=True` address it is 405 for nobody too.
  HEAD without a word is GET's answer where the row has no POST (`require_safe`), else 405.
- several rows may name one address, with other objects; each address needs at least one.

Each request is made as a whole request of its own and undone afterwards.
"""

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
EVERYBODY = (
    "director", "clerk", "head", "leader", "lead", "cooperating", "outsider",
    "inspector", "supervisor", "admin", "two_posts", "stranger", "nobody",
)  # fmt: skip
SIGN_IN = "accounts:sign_in"

Value = Any  # a path, a number, or a function of the world


@dataclass(frozen=True)
class Row:
    """One address with its arguments, and the status for each method and member of the cast."""

    name: str
    args: dict[str, Value]
    answers: dict[str, dict[str, int]]
    post: dict[str, Value]

    def __str__(self) -> str:
        return " ".join([self.name, *(str(value) for value in self.args.values() if not callable(value))])


def page(name: str, *, public: bool = False, post: dict[str, Value] | None = None, **words: Value) -> Row:
    """Read one row as the head of this file says; raise ValueError for a name or method that isn't known."""
    said = {key: str(value) for key, value in words.items() if key.isupper()}
    args = {key: value for key, value in words.items() if not key.isupper()}
    if unknown := set(said) - set(METHODS):
        raise ValueError(f"{name}: no such method: {unknown}")
    if "HEAD" not in said and "POST" not in said and "GET" in said:
        said["HEAD"] = said["GET"]
    refused = "405" if public else "405 nobody=302"
    return Row(name, args, {method: _statuses(name, said.get(method, refused)) for method in METHODS}, post or {})


def _statuses(name: str, words: str) -> dict[str, int]:
    default, *others = words.split()
    statuses = dict.fromkeys(EVERYBODY, int(default)) | {"nobody": 302}
    if default == "405" and not others:
        statuses["nobody"] = 405
    for other in others:
        who, status = other.split("=")
        if who not in statuses:
            raise ValueError(f"{name}: nobody is called {who}")
        statuses[who] = int(status)
    return statuses


def value_in(world: Any, value: Value) -> Any:
    """Return an argument's value in the world: a path's, a function's, or itself."""
    if callable(value):
        return value(world)
    return attrgetter(value)(world) if isinstance(value, str) and "." in value else value


def addresses(resolver: URLResolver | None = None) -> dict[str, Any]:
    """Return the view of every address of the project, by full name; none, or that of another address, raises ValueError."""
    found: dict[str, Any] = {}
    for name, view in _walk(resolver or get_resolver(), ""):
        if name in found:
            raise ValueError(f"two addresses are named {name}")
        found[name] = view
    return found


def _walk(resolver: URLResolver, prefix: str) -> list[tuple[str, Any]]:
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            if not entry.name:
                raise ValueError(f"{entry.pattern} has no name")
            found.append((prefix + entry.name, entry.callback))
        else:
            found += _walk(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
    return found
