"""The mail that announces a sheet: subject, text and HTML stand side by side under templates/reports/mail/."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from reports.links import links_of
from reports.models import Delivery, Digest
from reports.render import html, text

FOLDER = "reports/mail"


def sheet_mail(delivery: Delivery, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """Return the mail of one delivery: how much waits and where to sign in, the whole sheet only where the round allows it.

    Source: the rule on secrecy.
    """
    digest = delivery.digest
    name = "full_sheet" if digest.round.full_sheets_by_mail else "sheet"
    context = {"digest": digest, "url": absolute(digest.get_absolute_url()), **_whole(digest)}
    subject = render_to_string(f"{FOLDER}/{name}_subject.txt", context).strip()
    body = render_to_string(f"{FOLDER}/{name}.txt", context)
    mail = EmailMultiAlternatives(subject, body, settings.DEFAULT_FROM_EMAIL, [delivery.address], connection=connection)
    mail.attach_alternative(render_to_string(f"{FOLDER}/{name}.html", context), "text/html")
    return mail


def _whole(digest: Digest) -> dict[str, str]:
    """The sheet itself, for a round that allows it; nothing of it otherwise."""
    if not digest.round.full_sheets_by_mail:
        return {}
    document, link = digest.document, links_of(digest.round_id)
    body = html.fragment(document, lambda ref: absolute(page) if (page := link(ref)) else None)
    return {"text": mark_safe(text.render(document)), "body": mark_safe(body)}  # noqa: S308 (escaped by the renderer; plain text)


def absolute(path: str) -> str:
    """Return a page's whole address, as a reader outside needs it."""
    return settings.PUBLIC_URL.rstrip("/") + path
