"""No Django admin, no flags and no permissions beside the matrix."""

from django.apps import apps
from django.conf import settings
from django.test import Client

from rectify.accounts.models import User
from tests.conftest import Cast


def test_the_admin_is_not_installed() -> None:
    assert not apps.is_installed("django.contrib.admin")
    assert settings.AUTHENTICATION_BACKENDS == ["rectify.accounts.backends.PersonBackend"]


def test_no_address_leads_to_it(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    for path in ("/admin/", "/admin/login/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        assert client.get(path).status_code == 404


def test_an_account_has_no_flags_and_no_groups() -> None:
    names = {field.name for field in User._meta.get_fields()}
    assert names & {"is_superuser", "is_staff", "groups", "user_permissions"} == set()
