"""Accounts as an app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Configuration of accounts."""

    name = "rectify.accounts"
    label = "accounts"
    verbose_name = "账号"
