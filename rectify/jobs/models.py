"""A job: slow work as a row. What stands here outlives a killed worker, a flushed queue and a restart."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

MAX_ATTEMPTS = 3
WORKER_ALIVE_SECONDS = 35  # a worker writes its row every 10 seconds; three may be missed


class State(models.TextChoices):
    """Where a job stands. DONE is final; FAILED may be queued again by `services.retry`."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "正在处理"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"


ENDS = [State.DONE, State.FAILED]


class JobQuerySet(models.QuerySet["Job"]):
    """Reads of jobs."""

    def asked_for_by(self, user: Any) -> "JobQuerySet":
        """Return the jobs that `user` asked for: the only ones whose page they may open."""
        return self.filter(requested_by=user)

    def expired(self, now: datetime) -> "JobQuerySet":
        """Return the running jobs whose worker has not renewed its lease in time."""
        return self.filter(state=State.RUNNING, lease_until__lt=now)

    def unwoken(self, now: datetime) -> "JobQuerySet":
        """Return the queued jobs for which a worker should be woken (again)."""
        return self.filter(state=State.QUEUED, wake_at__lte=now)


class Job(models.Model):
    """One piece of slow work, done by the handler registered for its `kind`; made by `services.enqueue` alone.

    `token` names the claim under which it runs: every write of a worker is conditional on it, so one that lost its
    lease writes nothing. Not tracked: it is machinery; what a handler changes is recorded by the doors it calls.
    """

    kind = models.CharField("类型", max_length=60)
    key = models.CharField("唯一键", max_length=200, unique=True)
    args = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.QUEUED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="jobs", verbose_name="提出人"
    )
    created_at = models.DateTimeField("提出时间", default=timezone.now)
    wake_at = models.DateTimeField("唤醒时间", default=timezone.now)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    lease_until = models.DateTimeField("租约到期", null=True)
    token = models.CharField("租约凭据", max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField("已尝试次数", default=0)
    progress = models.PositiveSmallIntegerField("进度", default=0)
    progress_text = models.CharField("进度说明", max_length=200, blank=True)
    error = models.TextField("未完成原因", blank=True)
    result = models.JSONField("结果", null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "后台任务"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["wake_at"], condition=Q(state=State.QUEUED), name="job_queued"),
            models.Index(fields=["lease_until"], condition=Q(state=State.RUNNING), name="job_running"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="job_state_valid"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress_percent"),
            models.CheckConstraint(condition=Q(attempts__lte=MAX_ATTEMPTS), name="job_attempts_limited"),
            models.CheckConstraint(
                condition=~Q(state=State.QUEUED) | Q(attempts__lt=MAX_ATTEMPTS), name="job_queued_has_attempt_left"
            ),
            models.CheckConstraint(
                condition=Q(state=State.RUNNING, lease_until__isnull=False, started_at__isnull=False, attempts__gte=1)
                & ~Q(token="")
                | ~Q(state=State.RUNNING) & Q(lease_until__isnull=True, token=""),
                name="job_lease_while_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDS, finished_at__isnull=False) | ~Q(state__in=ENDS) & Q(finished_at__isnull=True),
                name="job_finished_at_end",
            ),
            models.CheckConstraint(
                condition=Q(state=State.FAILED) & ~Q(error="") | ~Q(state=State.FAILED) & Q(error=""),
                name="job_reason_if_failed",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DONE, result__isnull=False) | ~Q(state=State.DONE) & Q(result__isnull=True),
                name="job_result_if_done",
            ),
        ]

    def __str__(self) -> str:
        return f"任务 {self.pk}（{self.kind}）"

    def get_absolute_url(self) -> str:
        """Return the job's page."""
        return reverse("jobs:detail", args=[self.pk])

    @property
    def queued(self) -> bool:
        """Whether it waits for a worker."""
        return self.state == State.QUEUED

    @property
    def running(self) -> bool:
        """Whether a worker is at it."""
        return self.state == State.RUNNING

    @property
    def done(self) -> bool:
        """Whether it came to its result."""
        return self.state == State.DONE

    @property
    def finished(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.state in ENDS


class WorkerBeat(models.Model):
    """A sign of life of one worker process, written by itself every 10 seconds and deleted when it stops in order."""

    name = models.CharField("名称", max_length=120, unique=True)
    seen_at = models.DateTimeField("最近一次", default=timezone.now)

    class Meta:
        verbose_name = "后台进程"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def worker_alive() -> bool:
    """Return whether any worker has shown itself within the last `WORKER_ALIVE_SECONDS`."""
    since = timezone.now() - timedelta(seconds=WORKER_ALIVE_SECONDS)
    return WorkerBeat.objects.filter(seen_at__gte=since).exists()
