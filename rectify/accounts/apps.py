"""Accounts as an app."""

from django.apps import AppConfig
from django.core.validators import ProhibitNullCharactersValidator


class AccountsConfig(AppConfig):
    """Configuration of accounts."""

    name = "rectify.accounts"
    label = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        """Say in plain words that a text holds a NUL: Django's own Chinese sentence speaks of an empty one."""
        ProhibitNullCharactersValidator.message = "含有无法保存的字符。"
