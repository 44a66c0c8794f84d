"""The mail that announces a sheet: subject, text and HTML stand side by side under templates/reports/mail/."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from issues.models import Membership
from rectify.accounts.roles import MATRIX, Action, Scope
from reports.anchors import read_anchor
from reports.links import links_of
from reports.models import Delivery, Digest
from reports.render import html, text

FOLDER = "reports/mail"


def sheet_mail(delivery: Delivery, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """Return the mail of one delivery: how much waits and where to sign in, the whole sheet only where the round allows it;
    to the inspection team the head of the change log, which is no secret.

    Source: the rule on secrecy.
    """
    digest = delivery.digest
    told: dict[str, Any]
    if _bears_anchor(delivery):
        name, told = "anchor", {"anchor": read_anchor(digest.document.log_head)}
    else:
        name, told = ("full_sheet" if digest.round.full_sheets_by_mail else "sheet"), _whole(digest)
    context = {"digest": digest, "url": absolute(digest.get_absolute_url()), **told}
    subject = render_to_string(f"{FOLDER}/{name}_subject.txt", context).strip()
    body = render_to_string(f"{FOLDER}/{name}.txt", context)
    mail = EmailMultiAlternatives(subject, body, settings.DEFAULT_FROM_EMAIL, [delivery.address], connection=connection)
    mail.attach_alternative(render_to_string(f"{FOLDER}/{name}.html", context), "text/html")
    return mail


def addresses_of(round: int, action: Action) -> set[str]:
    """Return the mail addresses of those whom the matrix gives `action` on a whole round (its key)."""
    roles = [role for role, scope in MATRIX[action].items() if scope is Scope.ALL]
    held = Membership.objects.in_force().filter(round=round, role__in=roles, user__is_active=True)
    return set(held.exclude(user__email="").order_by().values_list("user__email", flat=True))


def _bears_anchor(delivery: Delivery) -> bool:
    """Whether a mail goes to the inspection team, and not to the office or a department."""
    round, to = delivery.digest.round_id, delivery.address
    if delivery.digest.department_id is not None or to in addresses_of(round, Action.SEND_SHEETS):
        return False
    return to in addresses_of(round, Action.VERIFY_HISTORY)


def _whole(digest: Digest) -> dict[str, Any]:
    """The sheet itself, for a round that allows it; nothing of it otherwise."""
    if not digest.round.full_sheets_by_mail:
        return {}
    document, link = digest.document, links_of(digest.round)
    body = html.fragment(document, lambda ref: absolute(page) if (page := link(ref)) else None)
    return {"text": mark_safe(text.render(document)), "body": mark_safe(body)}  # noqa: S308 (escaped by the renderer; plain text)


def absolute(path: str) -> str:
    """Return a page's whole address, as a reader outside needs it."""
    return settings.PUBLIC_URL.rstrip("/") + path
