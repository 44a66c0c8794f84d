"""The app's configuration."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Configuration of measures."""

    name = "measures"
    verbose_name = "整改措施"

    def ready(self) -> None:
        """Say which files of this app the record answers for, and let the approvals of the ledger be made on paper."""
        from measures import kinds
        from measures.approvals import install
        from measures.models import Evidence
        from measures.services.proof import evidence_path
        from rectify.history import kept
        from rectify.history.kinds import register

        kept.register_records(Evidence, evidence_path, "measure__round")
        register(fields=kinds.FIELDS, records=kinds.RECORDS, actions=kinds.ACTIONS)
        install()
