"""Evidence and notes: all files or none, kept under generated names with their digest; nothing is overwritten."""

import datetime
import hashlib
import io
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile, File
from django.db import DatabaseError

from measures.models import Evidence, Measure, ProgressNote
from measures.services import proof
from measures.services.proof import add_note, attach, evidence_path, withdraw_evidence
from rectify.accounts.models import User
from rectify.errors import Refused
from rectify.files.keeping import clean_name
from rectify.history.models import Entry
from tests.conftest import World
from tests.files import samples as files
from tests.measures.conftest import changed

MEGABYTE = 1024 * 1024


def text_file(name: str = "说明.txt", content: str = "已组织学习。") -> File[bytes]:
    return ContentFile(content.encode(), name=name)


def kept_files(settings: Any) -> list[Path]:
    return sorted(path for path in Path(settings.UPLOADS).rglob("*") if path.is_file())


def withdrawn(measure: Measure) -> Measure:
    return changed(measure, status="withdrawn", withdrawn_at=datetime.datetime(2022, 5, 1, tzinfo=datetime.UTC))


def refused(world: World, *uploads: File[bytes], **values: Any) -> Refused:
    with pytest.raises(Refused) as error:
        attach(measure=world.measure, by=world.cast.lead, files=uploads, **values)
    return error.value


def test_the_bytes_are_kept_as_they_came_under_a_generated_name(world: World, settings: Any) -> None:
    contents = {"会议纪要.pdf": files.pdf(), "现场.png": files.png(), "制度.docx": files.docx(), "批复.ofd": files.ofd()}
    uploads = [ContentFile(content, name=name) for name, content in contents.items()]
    records = attach(measure=world.measure, by=world.cast.lead, files=uploads, note=" 第一批 ")
    for record, (name, content) in zip(records, contents.items(), strict=True):
        assert (record.name, record.size, record.note) == (name, len(content), "第一批")
        assert record.sha256 == hashlib.sha256(content).hexdigest()
        assert re.fullmatch(r"[0-9a-f]{32}", record.path)
        path = evidence_path(record.path)
        assert path.read_bytes() == content
        assert path.parent == Path(settings.UPLOADS) / "evidence" / record.path[:2]
        assert stat.S_IMODE(path.stat().st_mode) == 0o440
    assert [record.content_type for record in records] == [
        "application/pdf",
        "image/png",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/ofd",
    ]
    assert [record.previewable for record in records] == ["pdf", "image", "", ""]
    assert {(record.uploaded_by, record.provided_by, record.withdrawn) for record in records} == {(world.cast.lead, None, False)}
    assert len(kept_files(settings)) == 4


def test_the_same_file_twice_is_kept_twice(world: World, settings: Any) -> None:
    first, second = (attach(measure=world.measure, by=world.cast.lead, files=[text_file()])[0] for _ in range(2))
    assert (first.sha256, first.name) == (second.sha256, second.name)
    assert first.path != second.path
    assert len(kept_files(settings)) == 2


def test_the_office_names_whose_material_it_types_in(world: World) -> None:
    when = datetime.datetime(2022, 5, 10, 9, tzinfo=datetime.UTC)
    person, clerk = world.cast.lead.person, world.cast.clerk
    [record] = attach(measure=world.measure, by=clerk, files=[text_file()], provided_by=person, effective_at=when)
    assert (record.uploaded_by, record.provided_by, record.uploaded_at) == (clerk, person, when)


def test_each_file_is_an_entry_of_its_own(world: World) -> None:
    before = Entry.objects.count()
    attach(measure=world.measure, by=world.cast.lead, files=[text_file("一.txt"), text_file("二.txt")], note="两份")
    entries = Entry.objects.order_by("id")[before:]
    assert [(e.action, e.record_type, e.record_label, e.reason, e.measure) for e in entries] == [
        ("evidence.attach", "measures.evidence", name, "两份", world.measure.pk) for name in ("一.txt", "二.txt")
    ]
    assert Measure.objects.get(pk=world.measure.pk).version == 1


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (ContentFile(b"", name="空.txt"), "“空.txt”是空文件，没有上传。"),
        (ContentFile(files.EXE, name="工具.pdf"), "“工具.pdf”的内容与文件名不符，没有上传。"),
        (ContentFile(files.HTML, name="网页.txt"), "“网页.txt”的内容与文件名不符，没有上传。"),
        (ContentFile(files.zipped(a_txt="x"), name="压缩包.docx"), "“压缩包.docx”的内容与文件名不符，没有上传。"),
        (
            ContentFile(files.EXE, name="工具.exe"),
            "“工具.exe”的类型不能上传。可上传：PDF、图片、Word、Excel、PPT、WPS、OFD、TXT、CSV。",
        ),
    ],
)
def test_one_bad_file_among_good_ones_keeps_none(bad: File[bytes], message: str, world: World, settings: Any) -> None:
    before = Entry.objects.count()
    error = refused(world, text_file("一.txt"), bad, text_file("三.txt"))
    assert (error.message, error.field, error.status) == (message, "files", 400)
    assert kept_files(settings) == []
    assert (Evidence.objects.count(), Entry.objects.count()) == (0, before)


@pytest.fixture
def large(tmp_path: Path) -> Iterator[File[bytes]]:
    """Give a text of 51 MB that takes no room on the disk."""
    path = tmp_path / "大文件.txt"
    with path.open("wb") as file:
        file.truncate(51 * MEGABYTE)
    with path.open("rb") as file:
        yield File(file, name=path.name)


def test_a_file_of_51_megabytes_is_refused_unread(world: World, settings: Any, large: File[bytes]) -> None:
    error = refused(world, large)
    assert (error.status, error.message) == (413, "“大文件.txt”超过50 MB，没有上传。")
    assert large.tell() == 0
    assert kept_files(settings) == []
    assert not (Path(settings.UPLOADS) / "evidence").exists()


def test_the_limit_itself_is_allowed(world: World, settings: Any) -> None:
    settings.UPLOAD_LIMIT_MB = 1
    at_limit = ContentFile(b"a" * MEGABYTE, name="刚好.txt")
    assert attach(measure=world.measure, by=world.cast.lead, files=[at_limit])[0].size == MEGABYTE
    assert refused(world, ContentFile(b"a" * (MEGABYTE + 1), name="超出.txt")).status == 413


def test_a_large_file_beside_a_good_one_keeps_none(world: World, settings: Any, large: File[bytes]) -> None:
    assert refused(world, text_file(), large).status == 413
    assert kept_files(settings) == []


def test_no_file_chosen(world: World) -> None:
    error = refused(world)
    assert (error.message, error.field) == ("请选择要上传的文件。", "files")


def test_a_note_that_is_too_long_takes_the_files_away_again(world: World, settings: Any) -> None:
    assert refused(world, text_file("一.txt"), text_file("二.txt"), note="字" * 201).field == "note"
    assert kept_files(settings) == []
    assert Evidence.objects.count() == 0


def test_a_failure_of_the_database_takes_the_files_away_again(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Evidence, *args: Any, **kwargs: Any) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(Evidence, "save", fail)
    with pytest.raises(DatabaseError):
        attach(measure=world.measure, by=world.cast.lead, files=[text_file(), text_file("二.txt")])
    assert kept_files(settings) == []


def test_a_failure_of_the_disk_takes_the_files_away_again(world: World, settings: Any) -> None:
    class Broken(io.BytesIO):
        """Breaks off once its head was read."""

        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() == 0 and size != 4096:
                raise OSError("gone")
            return super().read(size)

    with pytest.raises(OSError, match="gone"):
        attach(measure=world.measure, by=world.cast.lead, files=[text_file(), File(Broken("文".encode() * 9000), name="断.txt")])
    assert kept_files(settings) == []


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\windows\\说明.txt", "说明.txt"),
        ("/etc/说明.txt", "说明.txt"),
        ("C:\\资料\\说明.txt", "说明.txt"),
        ("说\x00明\n.txt", "说明.txt"),
        ("说明\u202etxt.pdf", "说明txt.pdf"),
        ("  ..说明.txt. ", "说明.txt"),
        ("", "未命名"),
        ("../", "未命名"),
        ("…", "…"),
        ("\ud800说明.txt", "说明.txt"),
        ("e\u0301.txt", "\u00e9.txt"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
        ("长" * 200, "长" * 200),
        ("短." + "x" * 300, "短." + "x" * 198),
    ],
)
def test_a_name_keeps_nothing_that_could_lead_elsewhere(name: str, clean: str) -> None:
    cleaned = clean_name(name)
    assert (cleaned, len(cleaned) <= 200) == (clean, True)


def test_a_traversing_name_is_a_name_alone(world: World, settings: Any) -> None:
    upload = text_file()
    upload.name = "../../../secret/说明.txt"
    [record] = attach(measure=world.measure, by=world.cast.lead, files=[upload])
    assert record.name == "说明.txt"
    assert [path.relative_to(settings.UPLOADS).parts[0] for path in kept_files(settings)] == ["evidence"]


@pytest.mark.parametrize("who", ["cooperating", "outsider", "head", "inspector", "supervisor", "admin", "stranger", "nobody"])
def test_who_may_not_upload_leaves_no_bytes(who: str, world: World, settings: Any) -> None:
    user: User = getattr(world.cast, who)
    with pytest.raises(PermissionDenied):
        attach(measure=world.measure, by=user, files=[text_file()])
    assert (kept_files(settings), Evidence.objects.count()) == ([], 0)


def test_another_rounds_measure_takes_no_file_of_this_office(world: World, settings: Any) -> None:
    with pytest.raises(PermissionDenied):
        attach(measure=world.elsewhere, by=world.cast.director, files=[text_file()])
    assert kept_files(settings) == []


def test_a_withdrawn_measure_takes_neither_file_nor_note(world: World, settings: Any) -> None:
    read_before = Measure.objects.get(pk=world.measure.pk)
    withdrawn(world.measure)
    for measure in (world.measure, read_before):
        with pytest.raises(Refused, match=r"^已撤销的措施不能上传佐证材料。$"):
            attach(measure=measure, by=world.cast.lead, files=[text_file()])
        with pytest.raises(Refused, match=r"^已撤销的措施不能填写进展。$"):
            add_note(measure=measure, by=world.cast.lead, text="仍在做")
    assert (kept_files(settings), ProgressNote.objects.count()) == ([], 0)


def test_withdrawn_evidence_stays_on_record_with_its_bytes(world: World) -> None:
    [record] = attach(measure=world.measure, by=world.cast.lead, files=[text_file()])
    with pytest.raises(Refused) as error:
        withdraw_evidence(evidence=record, by=world.cast.lead, reason=" ")
    assert error.value.field == "reason"
    after = withdraw_evidence(evidence=record, by=world.cast.lead, reason=" 传错了 ")
    assert (after.withdrawn, evidence_path(after.path).exists()) == (True, True)
    assert Entry.objects.latest("id").reason == "传错了"
    with pytest.raises(Refused, match=r"^该材料已经撤下。$"):
        withdraw_evidence(evidence=record, by=world.cast.lead, reason="再撤")


@pytest.mark.parametrize("status", ["reported", "done"])
def test_after_the_report_the_office_alone_takes_evidence_out(status: str, world: World) -> None:
    [record] = attach(measure=world.measure, by=world.cast.lead, files=[text_file()])
    changed(world.measure, status=status)
    with pytest.raises(Refused, match=r"^措施已报送或已完成，撤下材料请联系领导小组办公室。$"):
        withdraw_evidence(evidence=record, by=world.cast.lead, reason="换一份")
    assert not Evidence.objects.get(pk=record.pk).withdrawn
    assert withdraw_evidence(evidence=record, by=world.cast.clerk, reason="换一份").withdrawn


@pytest.mark.parametrize(
    ("who", "action", "cooperating"),
    [("lead", "note.add", False), ("clerk", "note.add", False), ("cooperating", "note.cooperate", True)],
)
def test_lead_and_office_note_progress_the_others_how_they_cooperated(
    who: str, action: str, cooperating: bool, world: World
) -> None:
    user, before = getattr(world.cast, who), Entry.objects.count()
    note = add_note(measure=world.measure, by=user, text=" 已开展两次联合检查。 ")
    assert (note.text, note.cooperating, note.written_by) == ("已开展两次联合检查。", cooperating, user)
    assert [(e.action, e.record_type) for e in Entry.objects.order_by("id")[before:]] == [(action, "measures.progressnote")]
    assert Measure.objects.get(pk=world.measure.pk).version == 1


@pytest.mark.parametrize("who", ["outsider", "head", "leader", "inspector", "supervisor", "admin", "stranger", "nobody"])
def test_who_has_no_part_in_it_notes_nothing(who: str, world: World) -> None:
    with pytest.raises(PermissionDenied):
        add_note(measure=world.measure, by=getattr(world.cast, who), text="插话")
    assert ProgressNote.objects.count() == 0


@pytest.mark.parametrize("text", ["", "  \n ", "字" * 20_001, "含\x00字符"])
def test_a_note_says_something_that_can_be_kept(text: str, world: World) -> None:
    with pytest.raises(Refused) as error:
        add_note(measure=world.measure, by=world.cast.lead, text=text)
    assert (error.value.field, ProgressNote.objects.count()) == ("text", 0)


def test_the_uploads_lie_outside_of_what_the_web_server_gives_out(settings: Any) -> None:
    for folder in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS):
        assert not proof.evidence_path("ab" * 16).is_relative_to(folder)
