"""A narrative section's versions, read from its history and its entries: who wrote what when, and how two of them differ."""

from dataclasses import dataclass
from datetime import datetime

from issues.actions import ACTIONS
from issues.models import NarrativeSection
from rectify.differences import Part, difference
from rectify.history.models import Entry


@dataclass(frozen=True)
class Version:
    """One version: its number and text, who made it as what, when, and by what."""

    number: int
    heading: str
    body: str
    who: str
    post: str
    what: str
    when: datetime


def versions_of(section: NarrativeSection) -> list[Version]:
    """Return the versions of a section, the newest first. Two queries.

    Every save leaves one history row and one entry, in one order.
    """
    rows = section.history.order_by("history_id").values_list("version", "heading", "body")
    entries = Entry.objects.for_record(section).order_by("id").defer("payload")
    found = [
        Version(number, heading, body, e.actor_name, e.acting_as, ACTIONS.get(e.action, e.action), e.effective_at)
        for (number, heading, body), e in zip(rows, entries, strict=False)
    ]
    return found[::-1]


def compared(old: Version, new: Version) -> list[tuple[str, list[Part]]]:
    """Return the parts of heading and body, each with its label, as one version came from the other."""
    return [("标题", difference(old.heading, new.heading)), ("正文", difference(old.body, new.body))]


def chosen(versions: list[Version], start: int | None, end: int | None) -> tuple[Version, Version] | None:
    """Return the two versions asked for, the older first; by default the newest beside the one before it.

    None where there is only one. A number that isn't there raises KeyError.
    """
    numbered = {version.number: version for version in versions}
    if len(versions) < 2:
        return None
    new = numbered[end] if end is not None else versions[0]
    before = [version for version in versions if version.number < new.number]
    old = numbered[start] if start is not None else (before[0] if before else versions[-1])
    return (old, new) if old.number <= new.number else (new, old)
