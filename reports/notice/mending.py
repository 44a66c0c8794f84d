"""From what the checks found to the page on which it is mended."""

from django.urls import reverse

from reports.links import links_of
from reports.notice import checks


def address_of(round_id: int, finding: checks.Finding) -> str | None:
    """Return where a finding is mended: its record's page, the reconciliation, or the contact line of the settings."""
    if finding.ref is not None:
        return links_of(round_id)(finding.ref)
    if finding.rule == checks.RECONCILING:
        return reverse("reports:reconciliation", args=[round_id])
    return reverse("issues:settings_edit", args=[round_id, "contact"]) if finding.rule in checks.OF_SETTINGS else None
