"""The app's configuration."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Configuration of measures."""

    name = "measures"
    verbose_name = "整改措施"

    def ready(self) -> None:
        """Let the approvals of the ledger be made on paper."""
        from measures.approvals import install

        install()
