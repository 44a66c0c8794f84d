"""The app's configuration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Configuration of reports."""

    name = "reports"
    verbose_name = "报告"

    def ready(self) -> None:
        """Say what can be cleared, which files the record answers for, and of which kind of change the fields are."""
        from rectify.history.kinds import register
        from reports import kinds
        from reports.notice.clearable import register_kinds
        from reports.proof.files import register_files

        register_kinds()
        register_files()
        register(fields=kinds.FIELDS, records=kinds.RECORDS, actions=kinds.ACTIONS)
