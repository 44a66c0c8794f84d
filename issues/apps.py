"""The app's configuration."""

from django.apps import AppConfig


class IssuesConfig(AppConfig):
    """Configuration of issues."""

    name = "issues"
    verbose_name = "整改事项"

    def ready(self) -> None:
        """Say which files of this app the record answers for, and of which kind of change its fields are."""
        from functools import partial

        from issues import kinds
        from issues.models import PaperDecision
        from issues.services.decisions import ROOM
        from rectify.files.keeping import path_of
        from rectify.history import kept
        from rectify.history.kinds import register

        kept.register_records(PaperDecision, partial(path_of, ROOM), "round")
        register(fields=kinds.FIELDS, records=kinds.RECORDS)
