"""Jobs as an app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Configuration of jobs."""

    name = "rectify.jobs"
    label = "jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        """Load every app's tasks, so that each process knows every handler, its label included."""
        autodiscover_modules("tasks")
