"""The app's configuration."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Configuration of measures."""

    name = "measures"
    verbose_name = "整改措施"

    def ready(self) -> None:
        """Say which files the record answers for and what can be cleared; let the approvals of the ledger be made on paper."""
        from measures import kinds
        from measures.approvals import install
        from measures.clearing.table import register_kinds
        from measures.models import Evidence, RegisterFile, RemarkFile
        from measures.remarks.services.register import scan_path
        from measures.remarks.services.remarks import file_path
        from measures.services.proof import evidence_path
        from rectify.history import kept
        from rectify.history.kinds import register

        kept.register_records(Evidence, evidence_path, "measure__round")
        kept.register_records(RemarkFile, file_path, "remark__round")
        kept.register_records(RegisterFile, scan_path, "item__round")
        register(fields=kinds.FIELDS, records=kinds.RECORDS, actions=kinds.ACTIONS)
        register_kinds()
        install()
