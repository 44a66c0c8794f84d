"""The log's index: under which tags an entry is found, and that it stands and falls with the entry."""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from issues.models import Issue
from measures.models import Evidence, Measure
from measures.services.plan import change_due
from measures.services.transitions import transition
from rectify.accounts.models import Department
from rectify.history.kinds import ChangeKind as K
from rectify.history.kinds import kinds_of
from rectify.history.models import Belonging, Entry, EntryTag, Tracked
from rectify.history.recording import SYSTEM, ActingAs, note_event, recording
from rectify.history.tagging import PAIRS, Facet, filled, named, tag_of, tags_of
from tests import factories as make
from tests.conftest import World
from tests.reports.reading import fresh

WHEN = dt.datetime(2022, 6, 20, 1, 30, tzinfo=dt.UTC)


def tags(entry: Entry) -> list[int]:
    return sorted(EntryTag.objects.filter(entry=entry.pk).values_list("tag", flat=True))


@pytest.fixture
def moved(world: World) -> Entry:
    """Change a due date: an entry of a person, a department, a problem, a field and a kind."""
    later = dt.date(2022, 7, 15)
    change_due(measure=world.second, by=fresh(world.cast.clerk), due_on=later, basis="会议纪要第3号", effective_at=WHEN)
    return Entry.objects.get(action="measure.due")


def test_an_entry_is_found_by_each_of_its_facets_and_named_pairs(world: World, moved: Entry) -> None:
    r, clerk, problem, department = world.cast.round.pk, world.cast.clerk.pk, world.key_problem.pk, world.cast.lead_department.pk
    fields = [change["field"] for change in moved.changes]
    expected: list[dict[Facet, object]] = [
        {Facet.PERSON: clerk}, {Facet.ROLE: "office"}, {Facet.POST: moved.acting_as}, {Facet.TYPE: "measures.measure"},
        {Facet.ACTION: "measure.due"}, {Facet.PROBLEM: problem}, {Facet.DEPARTMENT: department},
        *[dict[Facet, object]({Facet.FIELD: f"measures.measure.{field}"}) for field in fields],
        {Facet.KIND: "due"},
        {Facet.PERSON: clerk, Facet.KIND: "due"}, {Facet.PERSON: clerk, Facet.DEPARTMENT: department},
        {Facet.PROBLEM: problem, Facet.KIND: "due"}, {Facet.DEPARTMENT: department, Facet.KIND: "due"},
        {Facet.DEPARTMENT: department, Facet.PROBLEM: problem},
    ]  # fmt: skip

    assert tags(moved) == sorted(tag_of(r, values) for values in expected)
    assert set(EntryTag.objects.filter(entry=moved.pk).values_list("at", flat=True)) == {WHEN}


def test_the_words_of_a_tag_are_told_apart() -> None:
    one = tag_of(1, {Facet.PERSON: 12})

    others = [tag_of(11, {Facet.PERSON: 2}), tag_of(1, {Facet.PERSON: 1}), tag_of(1, {Facet.DEPARTMENT: 12})]
    assert one not in others
    assert tag_of(1, {Facet.KIND: K.DUE, Facet.PERSON: 12}) == tag_of(1, {Facet.PERSON: 12, Facet.KIND: "due"})
    assert one == tag_of(1, {Facet.PERSON: "12"})
    assert all(-(2**63) <= tag < 2**63 for tag in [one, *others])


def test_pairs_are_named() -> None:
    assert all(named(pair) and named(reversed(pair)) for pair in PAIRS)
    assert named([Facet.FIELD])
    assert not named([Facet.FIELD, Facet.PERSON])
    assert not named([Facet.PERSON, Facet.KIND, Facet.DEPARTMENT])


def test_cooperating_departments_find_it_too(world: World) -> None:
    transition(measure=world.measure, name="start", by=fresh(world.cast.lead))
    entry = Entry.objects.get(action="measure.start")

    found = [tag_of(world.cast.round.pk, {Facet.DEPARTMENT: d.pk, Facet.KIND: "status"}) for d in Department.objects.all()]
    own = {world.cast.lead_department, world.cast.cooperating_department}
    assert [tag in tags(entry) for tag in found] == [d in own for d in Department.objects.all()]


def test_what_belongs_to_no_round_has_no_tags(cast: Any) -> None:
    department = make.make_department("新部门")
    entry = Entry.objects.for_record(department).get()

    assert (entry.round, tags(entry)) == (None, [])


def test_an_event_is_found_by_its_kind(cast: Any) -> None:
    entry = note_event(
        actor=cast.inspector, acting_as=ActingAs("inspector", "组长"), action="export.log", label="变更记录", round=cast.round.pk,
        facts=[("条数", "12")],
    )  # fmt: skip
    r = cast.round.pk

    facets: list[dict[Facet, object]] = [
        {Facet.PERSON: cast.inspector.pk}, {Facet.ROLE: "inspector"}, {Facet.POST: "组长"}, {Facet.ACTION: "export.log"},
        {Facet.KIND: "export"}, {Facet.PERSON: cast.inspector.pk, Facet.KIND: "export"},
    ]  # fmt: skip
    assert tags(entry) == sorted(tag_of(r, values) for values in facets)


# after the closure


def after(entry: Entry) -> bool:
    return tag_of(entry.round or 0, {Facet.CLOSED: 1}) in tags(entry)


def close(issue: Issue, closed: bool = True) -> None:
    with recording(actor=None, acting_as=SYSTEM, action="test.close"):
        issue.closure = "closed" if closed else "open"
        issue.closed_after = 1 if closed else None
        issue.save()


def test_what_happens_to_a_closed_issue_is_after_its_closure_and_the_closing_itself_is_not(world: World) -> None:
    issue = Issue.objects.get(pk=world.issue.pk)
    close(issue)
    measure = Measure.objects.with_people().get(pk=world.measure.pk)
    transition(measure=measure, name="start", by=fresh(world.cast.lead))
    close(issue, closed=False)
    transition(measure=world.second, name="start", by=fresh(world.cast.lead))
    transition(measure=world.of_deep_task, name="start", by=fresh(world.cast.outsider))

    entries = Entry.objects.filter(action__in=["test.close", "measure.start"]).order_by("id")
    assert [after(entry) for entry in entries] == [False, True, False, False, False]
    again = {entry for rows in filled(Entry.objects.order_by("id")) for _, _, entry in rows}
    assert again == set(EntryTag.objects.values_list("entry", flat=True))


def test_the_index_can_be_worked_out_again_from_the_entries(world: World, moved: Entry) -> None:
    close(Issue.objects.get(pk=world.issue.pk))
    transition(measure=Measure.objects.with_people().get(pk=world.measure.pk), name="start", by=fresh(world.cast.lead))

    again = sorted(row for rows in filled(Entry.objects.order_by("id")) for row in rows)
    assert again == sorted(EntryTag.objects.values_list("tag", "at", "entry"))


# it stands and falls with the entry


def test_a_change_that_fails_leaves_no_tag(world: World) -> None:
    before = EntryTag.objects.count()
    with transaction.atomic():
        note_event(actor=None, acting_as=SYSTEM, action="export.log", label="x", round=world.cast.round.pk)
        transaction.set_rollback(True)
    assert EntryTag.objects.count() == before


@pytest.mark.parametrize("statement", ["UPDATE history_entrytag SET tag = 1", "DELETE FROM history_entrytag"])
def test_the_database_refuses_to_rewrite_the_index(statement: str, world: World) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_whole_key_is_guarded_against_being_replaced(moved: Entry) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL has no INSERT OR REPLACE")
    row = EntryTag.objects.filter(entry=moved.pk)[0]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO history_entrytag SELECT tag, at, entry FROM history_entrytag WHERE tag = %s AND entry = %s",
            [row.tag, row.entry],
        )


def test_tags_take_one_statement(world: World, django_assert_num_queries: Any) -> None:
    place = Belonging(round=world.cast.round.pk, issue=1, department=2, others=(3, 4))
    with django_assert_num_queries(4):  # savepoint, entry, tags, release
        note_event(actor=None, acting_as=SYSTEM, action="export.log", label="x", place=place)


# kinds


@pytest.mark.parametrize(
    ("record", "field", "kinds"),
    [
        ("measures.measure", "status", {K.STATUS}), ("measures.measure", "due_on", {K.DUE}),
        ("measures.measure", "plan", {K.WORDING, K.PLAN}), ("measures.measure", "outcome", {K.WORDING}),
        ("issues.issue", "title", {K.WORDING}), ("issues.issue", "conclusion", {K.CONCLUSION}),
        ("issues.issue", "disclosure", {K.DISCLOSURE}), ("issues.issue", "closure", {K.CLOSURE}),
        ("issues.issue", "number", {K.OTHER}), ("issues.membership", "ended_on", {K.MEMBERSHIP}),
        ("measures.evidence", "withdrawn", {K.EVIDENCE}), ("measures.assignment", "until", {K.PLAN}),
        ("issues.round", "warning_days", {K.OTHER}), ("gone.model", "field", {K.OTHER}), ("", "fact1", {K.OTHER}),
    ],
)  # fmt: skip
def test_a_field_is_of_these_kinds(record: str, field: str, kinds: set[K]) -> None:
    assert kinds_of(action="x.y", record_type=record, fields=[field], created=False) == kinds


def test_a_new_record_is_new_whatever_its_fields() -> None:
    assert kinds_of(action="measure.create", record_type="measures.measure", fields=["plan", "due_on"], created=True) == {
        K.CREATED
    }
    assert kinds_of(action="evidence.attach", record_type="measures.evidence", fields=[], created=True) == {K.CREATED, K.EVIDENCE}
    assert kinds_of(action="user.sign_in", record_type="accounts.user", fields=[], created=False) == {K.SIGN_IN, K.MEMBERSHIP}


def test_what_is_registered_exists() -> None:
    from rectify.history import kinds

    tracked = {model._meta.label_lower: model for model in apps.get_models() if issubclass(model, Tracked)}
    for name in kinds._fields:
        record, _, field = name.rpartition(".")
        tracked[record]._meta.get_field(field)
    assert set(kinds._records) <= set(tracked)


def test_an_evidence_is_found_as_evidence(world: World) -> None:
    make.make_evidence(world.measure, world.cast.clerk)
    entry = Entry.objects.for_record(Evidence.objects.get()).get()

    assert tag_of(world.cast.round.pk, {Facet.KIND: "evidence"}) in tags_of(entry)
