"""The app's configuration."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Configuration of measures."""

    name = "measures"
    verbose_name = "整改措施"

    def ready(self) -> None:
        """Say which files of this app the record answers for, and let the approvals of the ledger be made on paper."""
        from functools import partial

        from measures.approvals import install
        from measures.models import Evidence, RegisterFile, RemarkFile
        from measures.remarks.services.register import ROOM as REGISTER
        from measures.remarks.services.remarks import ROOM as REMARKS
        from measures.services.proof import ROOM as EVIDENCE
        from rectify.files.keeping import path_of
        from rectify.history import kept

        kept.register_records(Evidence, partial(path_of, EVIDENCE), "measure__round")
        kept.register_records(RegisterFile, partial(path_of, REGISTER), "item__round")
        kept.register_records(RemarkFile, partial(path_of, REMARKS), "remark__round")
        install()
