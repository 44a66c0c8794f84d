"""From what the checks found to the page on which it is mended."""

from django.urls import reverse

from issues.models import Round
from rectify.accounts.models import User
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action
from reports.links import links_of, settings_url
from reports.notice import checks


def address_of(round: Round, finding: checks.Finding, reader: User) -> str | None:
    """Return where a finding is mended, or read by who may not write: its record, the reconciliation, the contact line."""
    if finding.ref is not None:
        return links_of(round, reader)(finding.ref)
    if finding.rule == checks.RECONCILING:
        return reverse("reports:reconciliation", args=[round.pk])
    if finding.rule in checks.OF_SETTINGS:
        return settings_url(round.pk, "contact", writes=can(reader, Action.EDIT_ROUND, round))
    return None
