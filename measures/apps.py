"""The app's configuration."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Configuration of measures."""

    name = "measures"
    verbose_name = "整改措施"

    def ready(self) -> None:
        """Say of which kind of change the app's fields are."""
        from measures import kinds
        from rectify.history.kinds import register

        register(fields=kinds.FIELDS, records=kinds.RECORDS, actions=kinds.ACTIONS)
