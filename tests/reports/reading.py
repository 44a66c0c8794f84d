"""What tests of pages share: changing a record as a door would, reading an account anew, and reading a page's words."""

import re
from typing import Any

from issues.models import Opinion
from rectify.accounts.models import User
from tests import factories as make
from tests.conftest import World


def change(record: Any, **values: Any) -> None:
    """Change a record as a door would."""
    record = type(record).objects.get(pk=record.pk)
    for name, value in values.items():
        setattr(record, name, value)
    with make.prepared():
        record.save()


def make_opinion(world: World, number: int = 1, **values: Any) -> Opinion:
    """Make an opinion of the world's round."""
    opinion = Opinion(**{"round": world.cast.round, "number": number, "text": "健全制度", **values})
    with make.prepared():
        opinion.save()
    return opinion


def fresh(user: User) -> User:
    """Read the account anew, posts and all, as a request does."""
    return User.objects.select_related("person").get(pk=user.pk)


def text_of(response: Any) -> str:
    """Return a page's main part as words, without marks and blank lines."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)
    assert main is not None, response.content.decode()[:400]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main.group()))
