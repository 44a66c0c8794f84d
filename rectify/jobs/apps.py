"""Jobs as an app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Configuration of jobs."""

    name = "rectify.jobs"
    label = "jobs"
    verbose_name = "后台任务"
