"""Accounts as an app."""

from django.apps import AppConfig
from django.core.validators import ProhibitNullCharactersValidator


class AccountsConfig(AppConfig):
    """Configuration of accounts."""

    name = "rectify.accounts"
    label = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        """Say in plain words that a text holds a NUL (Django's own sentence speaks of an empty one); name kinds of change."""
        from rectify.accounts import kinds
        from rectify.history.kinds import register

        register(records=kinds.RECORDS, actions=kinds.ACTIONS)
        ProhibitNullCharactersValidator.message = "含有无法保存的字符。"
