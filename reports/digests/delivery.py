"""Mailing the sheets of a week: each mail is a row, claimed by one conditional update before it goes out.

A claim that was never answered (the process was killed while sending) is not sent again by itself: nobody can know whether it
went out. It is shown as 未送达, and the office may send it again by hand.
"""

import datetime
import logging
import smtplib
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.mail import get_connection
from django.db.models import F, QuerySet
from django.utils import timezone

from issues.models import Round
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.jobs.registry import Transient
from reports.digests.mail import addresses_of, sheet_mail
from reports.models import Delivery, DeliveryState, Digest

logger = logging.getLogger(__name__)

UNREACHABLE = "邮件服务器没有响应，稍后自动再次发送。"
INTERRUPTED = "发送中断，不能确认是否送达。"
REFUSED_ADDRESS = "邮件服务器拒绝了这个收件邮箱。"
REFUSED_MAIL = "邮件服务器拒绝了这封邮件（{code}）。"

Progress = Callable[[int, str], None]


def address(digests: Iterable[Digest]) -> None:
    """Write down to whom each sheet goes: its department's address, or those of the office's people. No address: no mail.

    With the office's sheet goes a mail to the inspection team: it bears the head of the change log, and keeps it outside.
    """
    for digest in digests:
        for to in _addresses(digest):
            Delivery.objects.get_or_create(digest=digest, address=to)


def _addresses(digest: Digest) -> list[str]:
    if digest.department is not None:
        return [digest.department.email] if digest.department.email else []
    return sorted(addresses_of(digest.round_id, Action.SEND_SHEETS) | addresses_of(digest.round_id, Action.VERIFY_HISTORY))


def deliver(round: Round, monday: datetime.date, report: Progress) -> int:
    """Send the week's mails that wait and return how many went out now.

    Raises Transient where the server can't be reached, or where another process may still be sending: to be tried again.
    """
    _give_up_interrupted(round, monday)
    waiting = list(_of_week(round, monday).filter(state=DeliveryState.PENDING).select_related("digest__round"))
    sent = 0
    for place, delivery in enumerate(waiting):
        report(50 + 50 * place // len(waiting), f"发送邮件（{place + 1}／{len(waiting)}）")
        sent += send(delivery)
    if _of_week(round, monday).filter(state__in=[DeliveryState.PENDING, DeliveryState.SENDING]).exists():
        raise Transient(UNREACHABLE)
    return sent


def _of_week(round: Round, monday: datetime.date) -> QuerySet[Delivery]:
    return Delivery.objects.filter(digest__round=round, digest__week_start=monday)


def _give_up_interrupted(round: Round, monday: datetime.date) -> None:
    """Mark the claims whose sender can't be at work any more: no connection lasts that long."""
    before = timezone.now() - datetime.timedelta(seconds=3 * settings.EMAIL_TIMEOUT)
    stuck = _of_week(round, monday).filter(state=DeliveryState.SENDING, claimed_at__lt=before)
    stuck.update(state=DeliveryState.FAILED, error=INTERRUPTED)


def send(delivery: Delivery) -> bool:
    """Send one mail if it waits and nobody else sends it; True where it went out. Transient where the server can't be reached."""
    try:
        with get_connection() as connection:
            mail = sheet_mail(delivery, connection)
            if not _claimed(delivery):
                return False
            mail.send()
            return _answered(delivery, state=DeliveryState.SENT, sent_at=timezone.now(), error="")
    except (smtplib.SMTPException, OSError) as error:
        logger.warning("delivery %s (sheet %s): %s", delivery.pk, delivery.digest_id, error)
        if delivery.state != DeliveryState.SENDING:  # never claimed: the server wasn't reached
            raise Transient(UNREACHABLE) from error
        _answered(delivery, **_outcome(error))
        return False


def _claimed(delivery: Delivery) -> bool:
    """Take the mail for this process."""
    now = timezone.now()
    changed = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.PENDING).update(
        state=DeliveryState.SENDING, attempts=F("attempts") + 1, claimed_at=now
    )
    if changed == 1:
        delivery.state, delivery.claimed_at = DeliveryState.SENDING, now
    return changed == 1


def _answered(delivery: Delivery, **values: object) -> bool:
    """Write what came of the claim, whatever others made of it meanwhile: this process alone knows."""
    return Delivery.objects.filter(pk=delivery.pk, claimed_at=delivery.claimed_at).update(**values) == 1


def _outcome(error: Exception) -> dict[str, str]:
    """What a failed sending leaves: to be tried again where the server said “later”, else why not."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return {"state": DeliveryState.FAILED, "error": REFUSED_ADDRESS}
        case smtplib.SMTPResponseException() if 400 <= error.smtp_code < 500:
            return {"state": DeliveryState.PENDING, "error": UNREACHABLE}
        case smtplib.SMTPResponseException():
            return {"state": DeliveryState.FAILED, "error": REFUSED_MAIL.format(code=error.smtp_code)}
    return {"state": DeliveryState.FAILED, "error": INTERRUPTED}


def again(delivery: Delivery) -> None:
    """Let a mail that failed wait again; Refused where it didn't fail."""
    failed = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.FAILED)
    if failed.update(state=DeliveryState.PENDING, error="") != 1:
        raise Refused("这封邮件没有失败，不需要重新发送。")
