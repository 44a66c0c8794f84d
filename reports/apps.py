"""The app's configuration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Configuration of reports."""

    name = "reports"
    verbose_name = "报告"

    def ready(self) -> None:
        """Say what of this app can be cleared, and which of its files the record answers for."""
        from reports.notice.clearable import register_kinds
        from reports.proof.files import register_files

        register_kinds()
        register_files()
