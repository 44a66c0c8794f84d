"""Every door leaves exactly one entry for each record it changed, and nothing at all where it is refused."""

import hashlib
import json
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from simple_history.models import HistoricalChanges

from rectify.accounts.models import User
from rectify.errors import Stale
from rectify.history.models import Entry, Tracked
from rectify.history.recording import row_digest
from tests.conftest import World
from tests.doors.cases import Case
from tests.doors.finding import doors, versioned
from tests.gathering import gathered

CASES: list[Case] = gathered("tests.doors", "cases_", "CASES")
DOORS = doors()
HISTORIES = {m._meta.db_table: m for m in apps.get_models() if issubclass(m, HistoricalChanges)}
TRACKED = [m for m in apps.get_models() if issubclass(m, Tracked)]

# steps by which one gives a record out of one's own sight: whoever comes late learns nothing more of it
GIVEN_AWAY = {"mark", "send_back"}

each_case = pytest.mark.parametrize("case", CASES, ids=str)
each_versioned_case = pytest.mark.parametrize("case", [c for c in CASES if c.door in DOORS and versioned(DOORS[c.door])], ids=str)


def somebody(world: World, name: str) -> User:
    """Return one of the cast as a request has them: read anew."""
    return User.objects.get(pk=getattr(world.cast, name).pk)


def history_rows() -> set[tuple[str, int]]:
    return {(table, pk) for table, model in HISTORIES.items() for pk in model._default_manager.values_list("pk", flat=True)}


def everything() -> dict[str, list[Any]]:
    """Return every row that is tracked, its history and the log."""
    models: list[Any] = [*TRACKED, *HISTORIES.values(), Entry]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


def versions() -> dict[tuple[str, int], int]:
    found = {model._meta.label_lower: model._default_manager.values_list("pk", "version") for model in TRACKED}
    return {(label, pk): version for label, rows in found.items() for pk, version in rows}


def test_every_door_has_a_case_and_every_case_a_door() -> None:
    assert sorted({case.door for case in CASES} ^ DOORS.keys()) == []


def test_every_change_of_a_measures_status_has_a_case() -> None:
    steps = {action for case in CASES for action, _ in case.leaves if case.door == "measures.services.transitions.transition"}
    assert steps == {f"measure.{n}" for n in ("start", "report", "verify", "return", "reopen", "withdraw", "restore")}


def test_every_step_of_a_notice_and_every_move_of_its_review_has_a_case() -> None:
    steps = {action for case in CASES for action, record in case.leaves if record == "reports.notice"}
    assert steps == {
        "notice.create", "notice.submit", "notice.refuse", "notice.approve", "notice.sign", "notice.publish", "notice.withdraw",
        "decision.confirm",
    }  # fmt: skip
    moves = {action for case in CASES for action, _ in case.leaves if case.door.endswith("reviewing.move_step")}
    assert moves == {"review.send", "review.return", "review.skip"}


@each_case
def test_one_entry_for_each_record_that_changed(case: Case, world: World) -> None:
    keywords, user = case.opened(world), somebody(world, case.by)
    last, rows, before = Entry.objects.latest("id").pk, history_rows(), versions()
    DOORS[case.door](by=user, **keywords)
    entries = list(Entry.objects.filter(pk__gt=last).order_by("id"))
    assert [(entry.action, entry.record_type) for entry in entries] == case.leaves
    told = [(row["table"], row["id"]) for row in (json.loads(entry.payload)["row"] for entry in entries)]
    assert len(told) == len(set(told))
    assert set(told) == history_rows() - rows
    after = versions()
    changed = {record: version for record, version in after.items() if before.get(record) != version}
    entered = {(entry.record_type, entry.record) for entry in entries} | counted(case, keywords)
    assert changed == {record: before.get(record, 0) + 1 for record in entered}
    for entry in entries:
        assert_says_who_and_verifies(entry, user, case)


def counted(case: Case, keywords: dict[str, Any]) -> set[tuple[str, int]]:
    """Return what counts a change that stands in entries of others: a measure, its departments'."""
    return {("measures.measure", keywords["measure"].pk)} if case.door == "measures.services.plan.assign_lead" else set()


def assert_says_who_and_verifies(entry: Entry, user: User, case: Case) -> None:
    assert (entry.actor_id, entry.actor_name) == (user.pk, str(user))
    assert entry.acting_role == ("self" if not case.denied else user.posts[0].role)
    assert hashlib.sha256(entry.payload.encode()).hexdigest() == entry.sha256
    payload = json.loads(entry.payload)
    row = payload["row"]
    assert row_digest(HISTORIES[row["table"]]._default_manager.get(pk=row["id"])) == row
    columns = ("actor_name", "acting_as", "action", "record", "record_label", "reason", "changes", "round", "measure", "others")
    assert {name: payload[name] for name in columns} == {name: getattr(entry, name) for name in columns}
    assert entry.changes != []


@pytest.mark.parametrize("case", [case for case in CASES if case.denied], ids=str)
def test_who_may_not_and_who_is_late_leaves_nothing(case: Case, world: World) -> None:
    keywords, door = case.opened(world), DOORS[case.door]
    before = everything()
    with pytest.raises(PermissionDenied):
        door(by=somebody(world, case.denied), **keywords)
    if versioned(door):
        assert keywords["version"] >= 1
        with pytest.raises(Stale) as stale:
            door(by=somebody(world, case.by), **{**keywords, "version": keywords["version"] + 1})
        assert stale.value.current.version == keywords["version"]
    assert everything() == before


@each_versioned_case
def test_the_same_form_sent_twice_changes_once(case: Case, world: World) -> None:
    keywords, user = case.opened(world), somebody(world, case.by)
    DOORS[case.door](by=user, **keywords)
    before = everything()
    with pytest.raises(PermissionDenied if case.name in GIVEN_AWAY else Stale):
        DOORS[case.door](by=user, **keywords)
    assert everything() == before
