"""The change log as an app: it listens to history and puts the guards back after every migrate."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HistoryConfig(AppConfig):
    """Configuration of the change log."""

    name = "rectify.history"
    label = "history"
    verbose_name = "变更记录"

    def ready(self) -> None:
        """Connect the listeners."""
        from rectify.history import guards, recording  # noqa: F401

        post_migrate.connect(guards.install_after_migrate, sender=self)
