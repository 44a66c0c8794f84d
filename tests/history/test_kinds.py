"""Of which kinds every field of every tracked record is, as a person read and approved it; and that old entries follow."""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from measures.remarks.register_flow import RegisterNeed
from measures.remarks.services.register import record_item, take_register_step
from measures.words import RegisterKind
from rectify.history import guards, kinds
from rectify.history.changes import tracked_fields
from rectify.history.kinds import ChangeKind as K
from rectify.history.kinds import kinds_of
from rectify.history.models import Entry, EntryTag, Tracked
from rectify.history.retagging import retag
from rectify.history.tagging import Facet, filled, tag_of
from tests.conftest import World
from tests.measures.clearing.conftest import decided
from tests.measures.conftest import changed
from tests.measures.remarks.conftest import brought, measure

__all__ = ["measure"]
GOLDEN = Path(__file__).with_name("kinds.txt")


def table() -> str:
    """Return each kind of record with its fields, by the kinds of change that these are of."""
    lines = []
    for model in sorted((m for m in apps.get_models() if issubclass(m, Tracked)), key=lambda m: m._meta.label_lower):
        label = model._meta.label_lower
        fields: dict[str, list[str]] = {}
        for field in tracked_fields(model):
            found = kinds_of(action="x", record_type=label, fields=[field.name], created=False)
            fields.setdefault("、".join(kind.label for kind in K if kind in found), []).append(field.name)
        lines += [label, *(f"  {words}：{' '.join(fields[words])}" for words in sorted(fields))]
    return "\n".join(lines) + "\n"


def test_every_field_is_of_the_kinds_that_were_approved() -> None:
    """Where this fails, read what changed, and let a migration tag the entries that are there anew (see `retagging`)."""
    assert table() == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("action", "record", "fields", "created", "found"),
    [
        ("remark.make", "measures.remark", [], True, {K.REMARK, K.CREATED}),
        ("remark.answer", "measures.remark", ["answer", "state", "attempt", "answered_by"], False, {K.REMARK}),
        ("remark.settle", "measures.remark", ["note", "state", "ended_at"], False, {K.REMARK}),
        ("remark.answer", "measures.remarkfile", [], True, {K.REMARK, K.CREATED}),
        ("register.record", "measures.registeritem", [], True, {K.REMARK, K.CREATED}),
        ("register.edit", "measures.registeritem", ["matter"], False, {K.REMARK, K.WORDING}),
        ("register.reply", "measures.registeritem", ["reply", "reply_number", "replied_on", "state"], False, {K.REMARK}),
        ("register.edit", "measures.registerlink", ["withdrawn"], False, {K.REMARK}),
        ("extension.ask", "measures.extension", [], True, {K.DUE, K.CREATED}),
        ("extension.grant", "measures.extension", ["state", "number", "decided_by", "opinion"], False, {K.DUE}),
        ("extension.grant", "measures.measure", ["due_on"], False, {K.DUE}),
        ("decision.record", "issues.paperdecision", [], True, {K.PAPER, K.CREATED}),
        ("decision.confirm", "issues.paperdecision", ["confirmed_by", "confirmed_at"], False, {K.PAPER}),
        ("decision.confirm", "measures.remark", ["signed_by", "sign_note", "state"], False, {K.REMARK}),
        ("look_back.record", "measures.lookback", ["result", "findings", "done_on"], False, {K.CLOSURE}),
        ("closure.opinion", "measures.consultation", ["opinion", "text"], False, {K.CLOSURE}),
        ("clearing.confirm", "measures.clearing", ["state", "decision_note", "erased"], False, {K.OTHER}),
    ],
)
def test_an_action_is_of_these_kinds(action: str, record: str, fields: list[str], created: bool, found: set[K]) -> None:
    assert kinds_of(action=action, record_type=record, fields=fields, created=created) == found


def as_before(world: World) -> None:
    """Tag every entry as a release did that knew no 监督意见."""
    records, fields = kinds._records, kinds._fields
    kinds._records, kinds._fields = (
        {name: found for name, found in known.items() if not name.startswith("measures.re")} for known in (records, fields)
    )
    kinds._of_field.cache_clear()
    try:
        with guards.lifted(connection, [EntryTag]):
            EntryTag.objects.all().delete()
        for rows in filled(Entry.objects.order_by("id")):
            EntryTag.objects.bulk_create(EntryTag(tag=number, at=at, entry=entry) for number, at, entry in rows)
    finally:
        kinds._records, kinds._fields = records, fields
        kinds._of_field.cache_clear()


def rows() -> list[Any]:
    return sorted(EntryTag.objects.values_list("tag", "at", "entry"))


def test_entries_of_an_earlier_release_are_tagged_anew_and_all_others_stay(world: World, measure: Any) -> None:
    brought(world, measure, "settled")
    item = record_item(
        round=world.cast.round, by=world.cast.clerk, kind=RegisterKind.REMINDER, sender="纪检监察组", about=[measure],
        dated_on=world.cast.round.feedback_on, matter="请说明进度",
    )  # fmt: skip
    given = {RegisterNeed.REPLIED_ON: timezone.localdate(), RegisterNeed.REPLY: "已回复"}
    take_register_step(item=item, name="reply", by=world.cast.clerk, given=given)
    changed(item, matter="请说明整改进度")
    changed(world.issue, closure="closed", closed_after=1)
    changed(world.second, outcome="销号后的改动")
    today = rows()
    as_before(world)
    before = rows()
    own = {entry.pk for entry in Entry.objects.filter(record_type__startswith="measures.re")}
    wanted = tag_of(world.cast.round.pk, {Facet.KIND: K.REMARK})
    assert (before != today, EntryTag.objects.filter(tag=wanted).count()) == (True, 0)

    retag(apps, "default", ["measures.remark", "measures.registeritem", "measures.registerlink"])

    assert rows() == today
    assert set(EntryTag.objects.filter(tag=wanted).values_list("entry", flat=True)) == own
    assert guards.missing(connection) == []
    retag(apps, "default", ["measures.remark"])
    assert rows() == today


def test_what_was_cleared_keeps_its_tags(world: World) -> None:
    measure = changed(world.measure, outcome="某某专案的涉密会议内容")
    decided(measure, "outcome", world)
    before = rows()
    retag(apps, "default", ["measures.measure"])
    assert rows() == before


def test_an_empty_log_needs_no_owner_of_the_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "lifted", None)
    retag(apps, "default", ["measures.remark"])
    assert EntryTag.objects.count() == 0
