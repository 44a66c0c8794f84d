"""From a reference in a content tree back to the record's page, for signed-in readers."""

from collections.abc import Callable

from django.urls import reverse

from issues.models import Round
from rectify.accounts.models import User
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action
from reports.content import Ref

PAGES = {
    "issue": "measures:issue",
    "measure": "measures:measure",
    "remark": "measures:remark",  # by its number in the round
    "registeritem": "measures:register_item",
}
# the round's own settings: how the notice begins and ends, the unit's name in its title, its red header
SETTINGS = {"round": "contact", "title": "basic", "letterhead": "letterhead"}


def links_of(round: Round, reader: User | None = None) -> Callable[[Ref], str | None]:
    """Return what turns a reference to a record of `round` into its address, None where it has none.

    A key problem has no page of its own: it is a place in the ledger. The unit's own words lead to their form where the reader
    may write them, and to where they can be read for everybody else.
    """
    writes = reader is not None and can(reader, Action.EDIT_ROUND, round)

    def link(ref: Ref) -> str | None:
        if ref.record == "keyproblem":
            return f"{reverse('measures:ledger', args=[round.pk])}#kp-{ref.pk}"
        if ref.record in SETTINGS and ref.pk == round.pk:
            return settings_url(round.pk, SETTINGS[ref.record], writes=writes)
        if ref.record == "narrativesection":
            return reverse("issues:section_edit" if writes else "issues:section_history", args=[round.pk, ref.pk])
        page = PAGES.get(ref.record)
        return reverse(page, args=[round.pk, ref.pk]) if page else None

    return link


def settings_url(round_id: int, section: str, *, writes: bool) -> str:
    """Return the form of a section of the round's settings for who may write it, its place on their page for who may not."""
    if writes:
        return reverse("issues:settings_edit", args=[round_id, section])
    return f"{reverse('issues:settings', args=[round_id])}#{section}"
