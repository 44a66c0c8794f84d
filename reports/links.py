"""From a reference in a content tree back to the record's page, for signed-in readers."""

from collections.abc import Callable

from django.urls import reverse

from reports.content import Ref

PAGES = {
    "issue": "measures:issue",
    "measure": "measures:measure",
    "narrativesection": "issues:section_edit",
    "remark": "measures:remark",  # by its number in the round
    "registeritem": "measures:register_item",
}
# the round's own settings: how the notice begins and ends, the unit's name in its title, its red header
SETTINGS = {"round": "contact", "title": "basic", "letterhead": "letterhead"}


def links_of(round_id: int) -> Callable[[Ref], str | None]:
    """Return what turns a reference to a record of this round into its address, None where it has none.

    A key problem has no page of its own: it is a place in the ledger.
    """

    def link(ref: Ref) -> str | None:
        if ref.record == "keyproblem":
            return f"{reverse('measures:ledger', args=[round_id])}#kp-{ref.pk}"
        if ref.record in SETTINGS and ref.pk == round_id:
            return reverse("issues:settings_edit", args=[round_id, SETTINGS[ref.record]])
        page = PAGES.get(ref.record)
        return reverse(page, args=[round_id, ref.pk]) if page else None

    return link
