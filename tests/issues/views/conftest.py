"""What the views' tests share: an address by its name."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from rectify.accounts.models import User
from tests.conftest import World

SignIn = Callable[[User | AnonymousUser], Client]
HUGE = 99999999999999999999


@pytest.fixture
def office(world: World, sign_in: SignIn) -> Client:
    """Return the client, signed in as the office's clerk."""
    return sign_in(world.cast.clerk)


def url(name: str, *args: Any, **query: Any) -> str:
    """Return a page's address by its name, with a query."""
    address = reverse(f"issues:{name}", args=args)
    return address + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def statuses(world: World, sign_in: SignIn, address: str) -> dict[str, int]:
    """Return what each of the cast gets for a GET of an address."""
    return {name: sign_in(user).get(address).status_code for name, user in world.cast.everybody().items()}


# who may edit, who may look at most, who sees nothing: literal answers for a page that the office alone uses
EDITORS = {"director": 200, "clerk": 200, "two_posts": 200}
VIEWERS = {"head": 403, "leader": 403, "inspector": 403, "supervisor": 403}
OUTSIDE = {"admin": 404, "stranger": 404, "nobody": 302}
