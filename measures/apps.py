"""The app's configuration."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Configuration of measures."""

    name = "measures"
    verbose_name = "整改措施"
