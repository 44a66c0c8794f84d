"""Who is signed in on the administrator's pages."""

import pytest
from django.test import Client

from tests.conftest import Cast


@pytest.fixture
def admin(cast: Cast, client: Client) -> Client:
    client.force_login(cast.admin)
    return client
