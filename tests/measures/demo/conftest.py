"""The demonstration round, loaded once for a module's tests and taken back after them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from issues.models import Round
from measures.demo.loader import load

HASHER = "django.contrib.auth.hashers.MD5PasswordHasher"
DEMO_PASSWORD = "松柏常青-示例-2022"


@pytest.fixture(scope="module")
def uploads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the demonstration keeps its files."""
    return tmp_path_factory.mktemp("demonstration")


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any, uploads: Path) -> Iterator[Round]:
    """Load the demonstration round in one transaction; loading takes a while, so all tests of a module read the same."""
    with django_db_blocker.unblock(), override_settings(UPLOADS=uploads, PASSWORD_HASHERS=[HASHER]), transaction.atomic():
        round = load(password=DEMO_PASSWORD, today=timezone.localdate())
        assert round is not None
        yield round
        transaction.set_rollback(True)
