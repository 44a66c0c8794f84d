"""The app's configuration."""

from django.apps import AppConfig


class IssuesConfig(AppConfig):
    """Configuration of issues."""

    name = "issues"
    verbose_name = "整改事项"

    def ready(self) -> None:
        """Say which files of this app the record answers for."""
        from functools import partial

        from issues.models import PaperDecision
        from issues.services.decisions import ROOM
        from rectify.files.keeping import path_of
        from rectify.history import kept

        kept.register_records(PaperDecision, partial(path_of, ROOM), "round")
