"""清除: two people, a reason; then the bytes and the text are gone everywhere, and what is left still verifies."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import connection
from simple_history.models import HistoricalChanges

from measures.clearing import erasing
from measures.clearing.services import ask_clearing, decide_clearing
from measures.models import Clearing, Evidence, Measure, ProgressNote
from measures.services.proof import add_note, attach, evidence_path
from rectify.accounts.models import User
from rectify.errors import Refused, Stale
from rectify.history.clearing import ACTION, Clearings, cleared_by, is_mark, mark
from rectify.history.models import Entry, Tracked
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import changed

SECRET = "某某专案的涉密会议内容，不得外传"
pytestmark = pytest.mark.django_db(transaction=True)


def evidence_of(world: World, content: bytes = b"secret bytes " * 99) -> Evidence:
    [record] = attach(measure=world.measure, by=world.cast.lead, files=[ContentFile(content, name=f"{SECRET}.txt")])
    return record


def asked(subject: Tracked, what: str, by: User, **values: Any) -> Clearing:
    return ask_clearing(subject=subject, what=what, by=by, reason="误传标密文件", **values)


def decided(clearing: Clearing, by: User, name: str = "confirm", **values: Any) -> Clearing:
    return decide_clearing(clearing=clearing, name=name, by=by, version=clearing.version, **values)


def everything_stored() -> str:
    """Return the values of every row of every table."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def clearing_entry() -> Entry:
    return Entry.objects.get(action=ACTION)


def all_verify() -> int:
    """Check every entry and history row against what the log says; return how many tombstones there are."""
    found, tombstones = Clearings.of_log(), 0
    for entry in Entry.objects.all():
        if cleared_by(entry.payload) is not None:
            assert found.answers_for(entry.pk, entry.payload)
            tombstones += 1
    for model in apps.get_models():
        if issubclass(model, HistoricalChanges):
            rows: Any = model
            marked = [row for row in rows.objects.all() if any(is_mark(value) for value in vars(row).values())]
            assert all(found.row_holds(row) for row in marked)
    return tombstones


def test_a_file_goes_once_another_person_confirms(world: World) -> None:
    evidence = evidence_of(world)
    path = evidence_path(evidence.path)
    clearing = asked(evidence, "file", world.cast.clerk)
    assert path.exists()
    done = decided(clearing, world.cast.inspector)

    assert not path.exists()
    assert (done.state, done.asked_by, done.decided_by) == ("done", world.cast.clerk, world.cast.inspector)
    assert done.erased == {f"file:measures.evidence:{evidence.pk}": evidence.sha256}
    assert Evidence.objects.get().sha256 == evidence.sha256
    assert Clearings.of_log().files == {("measures.evidence", evidence.pk): clearing_entry().pk}
    actions = list(Entry.objects.exclude(action="test.prepare").order_by("pk").values_list("action", "actor_name", "measure"))
    assert actions[1:] == [
        ("clearing.ask", "clerk的姓名", world.measure.pk),
        ("clearing.confirm", "inspector的姓名", world.measure.pk),
    ]


def test_the_bytes_are_overwritten_before_the_file_goes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = evidence_of(world)
    path, seen = evidence_path(evidence.path), []
    monkeypatch.setattr(type(path), "unlink", lambda self, **_: seen.append(self.read_bytes()))
    decided(asked(evidence, "file", world.cast.clerk), world.cast.inspector)
    assert b"secret" not in seen[0]
    assert set(seen[0]) == {0}


def test_a_killed_process_leaves_nothing_for_good(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the commit and the disk: the hourly sweep takes away what is still there."""
    evidence = evidence_of(world)
    with monkeypatch.context() as patch:
        patch.setattr(erasing, "erase_files", lambda clearings: 0)
        decided(asked(evidence, "file", world.cast.clerk), world.cast.inspector)
    assert evidence_path(evidence.path).exists()
    assert erasing.erase_files(Clearing.objects.all()) == 1
    assert erasing.erase_files(Clearing.objects.all()) == 0
    assert not evidence_path(evidence.path).exists()


def test_a_file_with_its_name(world: World) -> None:
    evidence = evidence_of(world)
    decided(asked(evidence, "file_name", world.cast.clerk), world.cast.inspector)

    assert SECRET not in everything_stored()
    assert Evidence.objects.get().name == "〔已清除〕"
    assert all_verify() == 2  # what told the upload, and what told that the name was replaced


def test_a_text_is_gone_from_record_history_and_log_and_all_else_stays(world: World) -> None:
    measure = changed(world.measure, outcome=f"已落实。{SECRET}。")
    measure = changed(measure, status="in_progress")
    before = {entry.pk: entry for entry in Entry.objects.all()}
    decided(asked(measure, "outcome", world.cast.clerk), world.cast.inspector)

    assert SECRET not in everything_stored()
    number = clearing_entry().pk
    rows = list(Measure.history.filter(id=measure.pk).order_by("history_id").values_list("outcome", "status"))
    assert rows == [
        ("", "not_started"),
        (mark(number), "not_started"),
        (mark(number), "in_progress"),
        ("〔已清除〕", "in_progress"),
    ]
    blanked = [e for e in Entry.objects.order_by("pk") if cleared_by(e.payload) == number]
    assert [(e.changes, e.record_label, e.reason) for e in blanked] == [([], mark(number), mark(number))] * 2
    told = blanked[0]
    was = before[told.pk]
    kept = ("recorded_at", "actor_id", "actor_name", "acting_as", "action", "record_type", "record", "measure", "sha256")
    assert [getattr(told, name) for name in kept] == [getattr(was, name) for name in kept]
    assert all_verify() == 2


def test_a_text_put_right_already_goes_from_the_past_alone(world: World) -> None:
    changed(world.measure, outcome=SECRET)
    measure = changed(world.measure, outcome="已组织学习，完成整改。")
    decided(asked(measure, "outcome", world.cast.clerk, keeps_current=True), world.cast.inspector)

    assert Measure.objects.get(pk=measure.pk).outcome == "已组织学习，完成整改。"
    assert SECRET not in everything_stored()
    past = Measure.history.filter(id=measure.pk).order_by("history_id").values_list("outcome", flat=True)
    assert [is_mark(text) for text in past] == [False, True, False]
    assert all_verify() == 2


def test_what_others_quote_goes_too(world: World) -> None:
    """An issue's title stands in the lines of its measures; a note's text is its own label."""
    issue = changed(world.issue, title=f"推动能力提升有差距：{SECRET}")
    changed(world.second, issue=world.follow_on)
    changed(world.second, issue=issue)
    decided(asked(issue, "title", world.cast.clerk), world.cast.inspector)
    assert SECRET not in everything_stored()
    note = add_note(measure=world.measure, by=world.cast.lead, text=SECRET)
    decided(asked(note, "text", world.cast.clerk), world.cast.inspector)
    assert SECRET not in everything_stored()
    assert ProgressNote.objects.get().text == "〔已清除〕"
    all_verify()


def test_a_short_text_takes_no_foreign_line_with_it(world: World) -> None:
    changed(world.second, outcome="推进中")
    measure = changed(world.measure, outcome="推进中")
    decided(asked(measure, "outcome", world.cast.clerk), world.cast.inspector)
    gone = {e.record for e in Entry.objects.all() if cleared_by(e.payload) is not None}
    assert gone == {measure.pk}


def test_two_clearings_of_one_row(world: World) -> None:
    measure = changed(world.measure, outcome=SECRET, proof_note=f"{SECRET}二")
    decided(asked(measure, "outcome", world.cast.clerk), world.cast.inspector)
    decided(asked(measure, "proof_note", world.cast.clerk), world.cast.inspector)
    assert SECRET not in everything_stored()
    all_verify()


def test_who_asked_does_not_confirm_whatever_the_post(world: World) -> None:
    make.make_membership(world.cast.clerk, world.cast.round, make.Role.INSPECTOR)
    clearing = asked(evidence_of(world), "file", world.cast.clerk)
    with pytest.raises(Refused, match="这项清除由您提出，须由他人确认。"):
        decided(clearing, world.cast.clerk)
    assert Clearing.objects.get().state == "pending"


@pytest.mark.parametrize("name", ["lead", "head", "inspector", "supervisor", "admin", "stranger"])
def test_the_office_alone_asks(name: str, world: World) -> None:
    with pytest.raises(PermissionDenied):
        asked(evidence_of(world), "file", getattr(world.cast, name))


@pytest.mark.parametrize("name", ["director", "lead", "head", "supervisor", "admin", "stranger"])
def test_the_inspection_team_alone_confirms(name: str, world: World) -> None:
    clearing = asked(evidence_of(world), "file", world.cast.clerk)
    with pytest.raises(PermissionDenied):
        decided(clearing, getattr(world.cast, name))


def test_refusing_and_withdrawing_take_nothing_away(world: World) -> None:
    evidence = evidence_of(world)
    with pytest.raises(Refused, match="请写明原因。"):
        decided(asked(evidence, "file", world.cast.clerk), world.cast.inspector, "refuse")
    refused = decided(Clearing.objects.get(), world.cast.inspector, "refuse", note="该文件不涉密")
    assert (refused.state, refused.decision_note, refused.erased) == ("refused", "该文件不涉密", {})
    with pytest.raises(Refused, match="这项清除不同意清除，不能再办理。"):
        decided(refused, world.cast.inspector)
    again = asked(evidence, "file", world.cast.clerk)
    assert decided(again, world.cast.director, "withdraw", note="另有安排").state == "withdrawn"
    assert evidence_path(evidence.path).exists()


def test_what_is_asked_for_twice_or_gone_is_refused(world: World) -> None:
    evidence = evidence_of(world)
    clearing = asked(evidence, "file", world.cast.clerk)
    with pytest.raises(Refused, match="这项内容已提出清除，正待确认。"):
        asked(evidence, "file", world.cast.director)
    decided(clearing, world.cast.inspector)
    with pytest.raises(Refused, match="这个文件已经清除。"):
        asked(evidence, "file", world.cast.clerk)
    with pytest.raises(Refused, match="这一栏没有可清除的文字"):
        asked(world.measure, "outcome", world.cast.clerk)
    with pytest.raises(Refused, match="请写明清除的原因。"):
        ask_clearing(subject=world.measure, what="plan", by=world.cast.clerk, reason=" ")
    with pytest.raises(Refused, match="请选择要清除的内容。"):
        asked(world.measure, "status", world.cast.clerk)
    with pytest.raises(Refused, match="请选择要清除的内容。"):
        asked(world.measure.assignments.get(part="lead"), "part", world.cast.clerk)


def test_a_stale_page_confirms_nothing(world: World) -> None:
    clearing = asked(evidence_of(world), "file", world.cast.clerk)
    with pytest.raises(Stale):
        decide_clearing(clearing=clearing, name="confirm", by=world.cast.inspector, version=clearing.version + 1)


def test_what_fails_halfway_leaves_text_and_bytes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = evidence_of(world)
    clearing = asked(evidence, "file_name", world.cast.clerk)
    before = everything_stored()

    def fail(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(erasing, "blank", fail)
    with pytest.raises(RuntimeError):
        decided(clearing, world.cast.inspector)
    assert everything_stored() == before
    assert evidence_path(evidence.path).exists()


def test_the_clearings_entry_tells_nothing_of_what_went(world: World) -> None:
    decided(asked(evidence_of(world), "file_name", world.cast.clerk), world.cast.inspector)
    payload = json.loads(clearing_entry().payload)
    assert (payload["record_label"], payload["record_type"]) == (
        f"佐证材料第{Evidence.objects.get().pk}号（第3-2-1条）：文件内容和文件名", "measures.clearing",
    )  # fmt: skip
