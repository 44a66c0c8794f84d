"""Kinds of jobs for tests alone; a worker under test loads them with Celery's `--include tests.jobs.handlers`."""

import time
from pathlib import Path
from typing import Any

from django.db import OperationalError

from rectify.errors import Refused
from rectify.jobs.models import Job
from rectify.jobs.registry import Progress, Transient, handler


@handler("test.add", label="求和")
def add(job: Job, report: Progress) -> dict[str, Any]:
    """Add two numbers."""
    report(40, "正在相加")
    return {"sum": job.args["a"] + job.args["b"], "url": "/sums/1/", "label": "打开结果"}


@handler("test.refuse", label="被拒绝的任务")
def refuse(job: Job, report: Progress) -> dict[str, Any]:
    """Refuse, as a door does."""
    raise Refused("本周调度单已经生成。")


@handler("test.break", label="出错的任务")
def break_down(job: Job, report: Progress) -> dict[str, Any]:
    """Fail in a way that nobody foresaw."""
    raise KeyError("secret detail")


@handler("test.unwell", label="一时不成的任务")
def unwell(job: Job, report: Progress) -> dict[str, Any]:
    """Meet something that may be well again."""
    raise Transient("邮件服务器没有响应。")


@handler("test.busy", label="数据库忙的任务")
def busy(job: Job, report: Progress) -> dict[str, Any]:
    """Meet a busy database."""
    raise OperationalError("database is locked")


@handler("test.unwritable", label="结果写不下的任务")
def unwritable(job: Job, report: Progress) -> dict[str, Any]:
    """Return what is no JSON."""
    return {"file": Path("report.pdf")}


@handler("test.slow", label="慢任务")
def slow(job: Job, report: Progress) -> dict[str, Any]:
    """Work for `seconds` (`then` at a later attempt), reporting ten times a second or never; log the start and the end."""
    again = job.attempts > 1 and job.args.get("then")
    log, seconds = Path(job.args["log"]), float(again or job.args["seconds"])
    began = time.monotonic()
    _write(log, "start")
    while (spent := time.monotonic() - began) < seconds:
        if job.args.get("reports", True):
            report(int(100 * spent / seconds), f"第{job.attempts}次")
        time.sleep(0.1)
    _write(log, "end")
    return {"label": "看结果"}


def _write(log: Path, line: str) -> None:
    with log.open("a") as file:
        file.write(f"{line}\n")
