"""Whose address counts: as the outermost of our own proxies saw it."""

from typing import Any

import pytest
from django.test import RequestFactory

from rectify.http import client_address


@pytest.mark.parametrize(
    ("proxies", "passed", "address"),
    [
        (0, None, "172.17.0.1"),
        (0, "1.2.3.4", "172.17.0.1"),  # nobody of ours said so
        (1, None, "172.17.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "172.17.0.1"),
        (1, "1.2.3.4, ", "172.17.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(
    proxies: int, passed: str | None, address: str, rf: RequestFactory, settings: Any
) -> None:
    settings.PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR="172.17.0.1")
    if passed is not None:
        request.META["HTTP_X_FORWARDED_FOR"] = passed
    assert client_address(request) == address
