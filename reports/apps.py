"""The app's configuration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Configuration of reports."""

    name = "reports"
    verbose_name = "报告"

    def ready(self) -> None:
        """Say of which kind of change the app's fields are."""
        from rectify.history.kinds import register
        from reports import kinds

        register(fields=kinds.FIELDS, records=kinds.RECORDS, actions=kinds.ACTIONS)
