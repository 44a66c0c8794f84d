"""The app's configuration."""

from django.apps import AppConfig


class IssuesConfig(AppConfig):
    """Configuration of issues."""

    name = "issues"
    verbose_name = "整改事项"

    def ready(self) -> None:
        """Say of which kind of change the app's fields are."""
        from issues import kinds
        from rectify.history.kinds import register

        register(fields=kinds.FIELDS, records=kinds.RECORDS)
