"""Slow work of reports: load by id, delegate, tell how far. And what beat calls."""

import datetime
import logging
from typing import Any

from celery import shared_task
from django.urls import reverse
from django.utils import timezone

from issues.models import Round
from rectify.jobs.models import Job
from rectify.jobs.registry import Progress, handler
from reports import sweeping
from reports.comparing import exporting
from reports.digests import composing, delivery, scheduling
from reports.models import Delivery, FrozenTree
from reports.notice import rendering
from reports.notice.files import KIND
from reports.notice.formats import FORMATS
from reports.proof import exports, verify
from reports.reading import importing
from reports.text import reporting

logger = logging.getLogger(__name__)


@handler("notice_pdf", label="生成通报PDF", limit_minutes=10)
def notice_pdf(job: Job, report: Progress) -> dict[str, Any]:
    """Render a frozen notice."""
    frozen = FrozenTree.objects.select_related("round").get(pk=job.args["frozen"])
    [made] = rendering.render(frozen, report)
    return {"url": made.get_absolute_url(), "label": "下载PDF"}


@handler(importing.KIND, label="导入通报", limit_minutes=30)
def import_notice(job: Job, report: Progress) -> dict[str, Any]:
    """Make a round of a notice; all of it or nothing, and once."""
    report(5, "读取通报，录入台账")
    round = importing.carry_out(**job.args, hold=report.hold)
    return {"url": reverse("reports:notice_imported", args=[round.pk]), "label": "查看导入的轮次"}


@handler(verify.KIND, label="校验记录完整性", limit_minutes=60)
def verify_history(job: Job, report: Progress) -> dict[str, Any]:
    """Verify the record for the person who asked."""
    return verify.make(job, report)


@handler(exports.KIND, label="导出变更记录", limit_minutes=60, lost=exports.lost)
def log_export(job: Job, report: Progress) -> dict[str, Any]:
    """Write the change log to a file for the person who asked."""
    return exports.make(job, report)


@handler(reporting.KIND, label="生成整改进展情况报告PDF", limit_minutes=10, lost=reporting.lost)
def report_pdf(job: Job, report: Progress) -> dict[str, Any]:
    """Render the internal report for the person who asked."""
    return reporting.render(job, report)


@handler(exporting.KIND, label="生成基线对比PDF", limit_minutes=10)
def comparison_pdf(job: Job, report: Progress) -> dict[str, Any]:
    """Render a comparison for the person who asked."""
    return exporting.render(job, report)


@handler(KIND, label="生成通报各格式文件", limit_minutes=10)
def notice_files(job: Job, report: Progress) -> dict[str, Any]:
    """Render a version's frozen tree in every form in which it is kept."""
    frozen = FrozenTree.objects.select_related("round").get(pk=job.args["frozen"])
    rendering.render(frozen, report, tuple(FORMATS.values()))
    return {"url": job.args["url"], "label": "查看通报"}


@handler(scheduling.KIND, label="生成并发送本周调度单", limit_minutes=20)
def weekly_sheets(job: Job, report: Progress) -> dict[str, Any]:
    """Compose the sheets of one week and send their mails; what an attempt before did stays done."""
    round, monday = Round.objects.get(pk=job.args["round"]), datetime.date.fromisoformat(job.args["monday"])
    report(5, "从台账汇总")
    digests = composing.compose(round, monday)
    report(50, "登记收件邮箱")
    delivery.address(digests)
    sent = delivery.deliver(round, monday, report)
    return {"url": reverse("reports:sheets", args=[round.pk]), "label": "查看调度单", "sheets": len(digests), "sent": sent}


@handler(scheduling.MAIL_KIND, label="重新发送调度单邮件", limit_minutes=5)
def sheet_mail(job: Job, report: Progress) -> dict[str, Any]:
    """Send one mail again."""
    found = Delivery.objects.select_related("digest__round").get(pk=job.args["delivery"])
    report(10, "发送邮件")
    sent = delivery.send(found)
    return {"url": reverse("reports:sheets", args=[found.digest.round_id]), "label": "查看调度单", "sent": int(sent)}


@shared_task(name="reports.tasks.compose_due_sheets", ignore_result=True)
def compose_due_sheets() -> None:
    """Queue the sheets of this week where they are due; called by beat every ten minutes, all week long."""
    monday = scheduling.due_week(timezone.now())
    if monday is None:
        return
    for round in scheduling.due_rounds(monday):
        job = scheduling.ask(round=round, monday=monday)
        logger.info("sheets of round %s, week of %s: job %s", round.pk, monday, job.pk)


@shared_task(name="reports.tasks.sweep_files", ignore_result=True)
def sweep_files() -> None:
    """Delete the files that nobody will read; called by beat every hour."""
    sweeping.sweep()
