"""Tagging entries anew whose kinds of change are told otherwise from now on: the index is the one part of the log that may be.

For migrations: the index says nothing that the entries don't say, so it is no part of the proof. Whoever changes a table of kinds
adds a migration that calls `retag` for the kinds of record concerned.
"""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.db import connections

from rectify.history import guards
from rectify.history.models import EntryTag
from rectify.history.tagging import CHUNK, Facet, kind_tags, tag_of, tags_of

CLEARED = '{"cleared_by"'  # how the payload of a tombstone begins


def retag(apps: Any, using: str, record_types: Iterable[str]) -> None:
    """Let the entries of these kinds of record have the tags of today's kinds, and no others of a kind.

    `apps` are the migration's. What was cleared keeps its tags: it no longer says which fields it told.
    """
    entries = apps.get_model("history", "Entry").objects.using(using)
    lines = entries.filter(record_type__in=list(record_types)).exclude(round=None).exclude(payload__startswith=CLEARED)
    if not lines.exists():
        return
    tags = apps.get_model("history", "EntryTag").objects.using(using)
    found = iter(lines.order_by("pk").defer("payload").iterator(chunk_size=CHUNK))
    with guards.lifted(connections[using], [EntryTag]):
        while chunk := list(islice(found, CHUNK)):
            _retag(chunk, tags)


def _retag(entries: list[Any], tags: Any) -> None:
    closing = {tag_of(entry.round, {Facet.CLOSED: 1}) for entry in entries}
    closed = set(tags.filter(tag__in=closing, entry__in=[entry.pk for entry in entries]).values_list("entry", flat=True))
    missing: list[Any] = []
    for entry in entries:
        now = tags_of(entry, closed=entry.pk in closed)
        stale = kind_tags(entry, closed=entry.pk in closed) - now
        own = tags.filter(at=entry.effective_at, entry=entry.pk)
        own.filter(tag__in=stale).delete()
        held = set(own.filter(tag__in=now).values_list("tag", flat=True))
        missing += [tags.model(tag=tag, at=entry.effective_at, entry=entry.pk) for tag in sorted(now - held)]
    tags.bulk_create(missing)
