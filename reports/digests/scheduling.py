"""When sheets fall due, and asking for them: one job a round and week, whoever asks."""

import datetime

from django.db import transaction
from django.utils import timezone

from issues.models import Round
from issues.words import PlanState
from rectify.accounts.models import User
from rectify.jobs.models import Job, State
from rectify.jobs.services import enqueue, retry
from reports.digests.delivery import again
from reports.models import Delivery
from reports.numbering import monday_of

KIND, MAIL_KIND = "weekly_sheets", "sheet_mail"
BEGINS = datetime.time(8)  # on the Monday, Asia/Shanghai
LASTS_DAYS = 2  # a machine that was off on Monday sends on Tuesday; later the sheet's own dates are too near


def due_week(now: datetime.datetime) -> datetime.date | None:
    """Return the Monday whose sheets are due at `now`, None outside the weekly moment."""
    local = timezone.localtime(now)
    monday = monday_of(local.date())
    begins = timezone.make_aware(datetime.datetime.combine(monday, BEGINS))
    ends = timezone.make_aware(datetime.datetime.combine(monday + datetime.timedelta(days=LASTS_DAYS), datetime.time()))
    return monday if begins <= now < ends else None


def due_rounds(monday: datetime.date) -> list[Round]:
    """Return the rounds that get sheets: the plan adopted, the feedback given."""
    adopted = Round.objects.exclude(plan_state=PlanState.DRAFT)
    return list(adopted.filter(feedback_on__lt=monday + datetime.timedelta(weeks=1)).order_by("id"))


def ask(*, round: Round, monday: datetime.date, by: User | None = None) -> Job:
    """Queue the sheets of one week; a job that failed is queued again."""
    key = f"sheets:{round.pk}:{monday.isoformat()}"
    args = {"round": round.pk, "monday": monday.isoformat()}
    with transaction.atomic():
        job = enqueue(kind=KIND, key=key, args=args, requested_by=by)
        return retry(job=job) if job.state == State.FAILED else job


def ask_again(*, delivery: Delivery, by: User) -> Job:
    """Let a mail that failed wait again and queue it; Refused where it didn't fail."""
    with transaction.atomic():
        again(delivery)
        key = f"sheet-mail:{delivery.pk}:{delivery.attempts}"
        return enqueue(kind=MAIL_KIND, key=key, args={"delivery": delivery.pk}, requested_by=by)
