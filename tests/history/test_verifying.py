"""What the record must stand: an unsealed tail, renamed people, new fields, cleared texts, records kept apart, a failure."""

import datetime
import hashlib
import json
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.utils import timezone

from measures.clearing.services import ask_clearing, decide_clearing
from measures.models import Assignment
from measures.services.proof import attach
from rectify.accounts.models import Person, User
from rectify.history import kept, sealing, words
from rectify.history.models import Entry, Seal, Tracked
from rectify.history.recording import SYSTEM, canonical, note_event, row_digest
from rectify.history.verifying import checking, reading, rows
from rectify.history.verifying.checking import verify
from rectify.history.verifying.marks import Marks
from rectify.history.verifying.reading import decode, encode, moment_of_text, moment_of_time
from tests import factories as make
from tests.conftest import World
from tests.history import tampering
from tests.history.tampering import Scene, run
from tests.reports.feedback.conftest import letter


@pytest.fixture
def scene(world: World) -> Scene:
    return tampering.scene_of(world)


def changed(record: Tracked, **values: Any) -> None:
    with make.prepared():
        record.refresh_from_db()
        for name, value in values.items():
            setattr(record, name, value)
        record.save()


def test_the_tail_without_a_seal_is_named_and_checked(scene: Scene) -> None:
    note_event(actor=None, acting_as=SYSTEM, action="user.sign_in", label="登录")
    last = Entry.objects.latest("pk")

    report = verify()

    assert report.ok
    assert (report.unsealed.count, report.unsealed.late, report.unsealed.first) == (1, 0, last.pk)
    when = words.moment_words(last.recorded_at.isoformat())
    assert report.unsealed.text == f"尾部有1条变更记录还没有封存，最早一条（编号{last.pk}）记于{when}。封存由后台自动进行。"

    run("UPDATE history_entry SET reason = '编造' WHERE id = %s", last.pk)
    assert [(found.kind, found.where) for found in verify().broken] == [("entry_column", f"entry:{last.pk}")]


def test_an_entry_that_waits_for_more_than_an_hour_is_said(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    note_event(actor=None, acting_as=SYSTEM, action="user.sign_in", label="登录")
    later = timezone.now() + datetime.timedelta(minutes=61)
    monkeypatch.setattr(checking.timezone, "now", lambda: later)

    report = verify()

    assert (report.ok, report.unsealed.late) == (True, 1)
    assert report.unsealed.text.endswith("其中1条超过一小时仍未封存，请检查后台进程是否运行。")


def test_renamed_deactivated_and_reassigned_people_change_nothing(scene: Scene) -> None:
    changed(Person.objects.get(user=scene.world.cast.lead), name="改名", department=scene.world.cast.outside_department)
    changed(User.objects.get(pk=scene.world.cast.lead.pk), is_active=False)
    changed(scene.world.cast.lead_department, name="执法总队第一支队", active=False)
    changed(Assignment.objects.filter(measure=scene.measure, part="lead").get(), until=datetime.date(2022, 6, 1))
    sealing.seal_all()

    report = verify(anchors=[(scene.head.seq, scene.head.hash)])

    assert (report.broken, report.seals) == ([], scene.head.seq + 4)


def test_a_chain_of_the_time_before_a_field_was_added_verifies(scene: Scene) -> None:
    """The history row's digest names its fields: what a migration adds is not among them, and isn't asked for."""
    row = type(scene.measure).history.get(id=scene.measure.pk, version=2)
    whole = row_digest(row)
    fields = [name for name in whole["fields"] if name not in {"public_text", "long_term"}]
    stored = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname in fields}
    older = {**whole, "fields": fields, "sha256": _sha256(canonical(stored))}
    payload = {name: value for name, value in json.loads(scene.started.payload).items() if name not in {"others", "issue"}}
    text = canonical({**payload, "row": older})
    run("UPDATE history_entry SET payload = %s, sha256 = %s WHERE id = %s", text, _sha256(text), scene.started.pk)
    tampering.reseal()

    assert verify().broken == []
    run("UPDATE measures_historicalmeasure SET public_text = '后来的字段' WHERE history_id = %s", row.history_id)
    run("UPDATE measures_measure SET public_text = '后来的字段' WHERE id = %s", scene.measure.pk)
    assert verify().ok  # no digest of that time speaks of it
    run("UPDATE measures_historicalmeasure SET plan = '编造' WHERE history_id = %s", row.history_id)
    assert [found.kind for found in verify().broken] == ["row_changed", "record_changed"]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_what_was_cleared_verifies_and_what_is_left_of_it_is_still_held(world: World) -> None:
    [evidence] = attach(
        measure=world.measure, by=world.cast.lead, files=[ContentFile(b"secret", name="某某专案涉密会议内容.txt")]
    )
    clearing = ask_clearing(subject=evidence, what="file_name", by=world.cast.clerk, reason="误传")
    decide_clearing(clearing=clearing, name="confirm", by=world.cast.inspector, version=clearing.version)
    head = sealing.seal_all()
    assert head is not None

    report = verify(anchors=[(head.seq, head.hash)])

    assert (report.broken, report.files) == ([], 0)
    assert report.cleared == Entry.objects.filter(payload__startswith='{"cleared_by"').count() + 1 > 1
    run("UPDATE measures_historicalevidence SET size = 99")
    assert {found.kind for found in verify().broken} == {"row_changed", "record_changed"}


def test_a_record_that_is_kept_apart_verifies_and_is_not_told(world: World) -> None:
    secret = letter(world, message="检举某人的信")
    sealing.seal_all()
    assert verify().broken == []

    entry = Entry.objects.get(record_type="reports.feedback")
    run("UPDATE history_entry SET record_label = '举报某人' WHERE id = %s", entry.pk)
    run("UPDATE reports_feedback SET message = '改写' WHERE id = %s", secret.pk)

    broken = verify().broken
    assert [found.kind for found in broken] == ["entry_column", "record_changed"]
    assert broken[0].text.endswith("“记录名称”一栏被改动，与原文不符。")
    assert "检举" not in " ".join(found.text for found in broken)


def _fail_halfway(scene: Scene) -> None:
    with make.prepared():
        scene.measure.refresh_from_db()
        scene.measure.plan = "没有写完"
        scene.measure.save()
        raise LookupError


def test_a_request_that_fails_halfway_leaves_nothing(scene: Scene) -> None:
    before = Entry.objects.count(), Seal.objects.count()

    with pytest.raises(LookupError):
        _fail_halfway(scene)

    sealing.seal_all()
    assert (Entry.objects.count(), Seal.objects.count()) == before
    assert verify(anchors=[(scene.head.seq, scene.head.hash)]).ok


def test_a_log_longer_than_a_chunk_is_read_whole(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK", 7)
    monkeypatch.setattr(rows, "KEYS", 3)

    report = verify()
    assert (report.broken, report.seals, report.rows) == ([], scene.head.seq, scene.head.seq)
    run("DELETE FROM history_seal WHERE seq = 14")
    run("DELETE FROM history_seal WHERE seq = 21")
    assert [(found.kind, found.where) for found in verify().broken] == [("seal_missing", "seal:14"), ("seal_missing", "seal:21")]


def test_every_tracked_file_is_answered_for() -> None:
    """A model with `path` and `sha256` keeps files: it is registered, or nobody would look at them."""
    tracked = (model for model in apps.get_models() if issubclass(model, Tracked))
    with_files = {m._meta.label_lower for m in tracked if {"path", "sha256"} <= {f.name for f in m._meta.concrete_fields}}
    assert with_files <= kept.names()
    assert kept.names() - with_files == {"reports.publication"}


def test_marks_know_what_they_met() -> None:
    marks = Marks()
    assert [marks.add(key) for key in (1, 2, 1, 10**12, 8191, 8192, 10**12)] == [True, True, False, True, True, True, False]
    assert [key in marks for key in (1, 3, 8192, 10**12, 10**12 + 1)] == [True, False, True, True, False]


@pytest.mark.parametrize("micro", [0, 1, 999, 120000, 123456])
def test_a_stored_time_reads_as_canonical_json_says_it(micro: int) -> None:
    when = datetime.datetime(2022, 3, 4, 2, 20, 11, micro, tzinfo=datetime.UTC)
    said = json.loads(canonical(when))
    assert moment_of_text(str(when.replace(tzinfo=None))) == said
    assert moment_of_time(f"{when:%Y-%m-%d %H:%M:%S.%f}") == said


def test_plain_values_are_written_as_canonical_json_writes_them() -> None:
    every = "".join(chr(code) for code in (*range(0x2100), *range(0xFF00, 0x10000), 0x1F600, 0x3134A))
    value = {"b": "重点“问题”\n", "a": [1, None, True, {"z": every, "y": -(1 << 63)}], "c": "é\\", "é": (1 << 63) - 1, "B": ""}
    assert encode(value).decode() == canonical(value)
    assert decode(canonical(value)) == value
    for text in ("", "{", "{} x", "nonsense", "NaN", '{"a": Infinity}'):
        with pytest.raises(json.JSONDecodeError):
            decode(text)
