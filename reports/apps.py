"""The app's configuration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Configuration of reports."""

    name = "reports"
    verbose_name = "报告"
