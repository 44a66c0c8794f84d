"""Reading the administrator's pages' answers."""

from typing import Any

from django.test import Client

USERS, DEPARTMENTS, PEOPLE = "/administration/users/", "/administration/departments/", "/administration/people/"


def said(response: Any, client: Client) -> list[str]:
    """Follow a redirect and return the answers on the next page."""
    assert response.status_code == 302
    return [str(message) for message in client.get(response["Location"]).context["messages"]]


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 400
    return dict(response.context["form"].errors)
