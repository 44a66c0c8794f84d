"""The app's configuration."""

from django.apps import AppConfig


class IssuesConfig(AppConfig):
    """Configuration of issues."""

    name = "issues"
    verbose_name = "整改事项"
