"""Evidence and notes: several at once, what isn't what it says, too large, who may see; headers of download and preview."""

import hashlib
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from measures.models import Evidence, ProgressNote
from measures.services.proof import attach, evidence_path
from tests.conftest import World
from tests.measures.conftest import PDF, PNG, changed, upload, url

Log = Callable[[], list[tuple[str, str]]]


def text(response: Any) -> str:
    return str(response.content.decode())


def add(world: World, client: Any, *files: Any, **values: Any) -> Any:
    return client.post(url("evidence_add", world.cast.round, world.measure.pk), {"files": list(files), **values})


def kept(world: World, name: str = "会议纪要.pdf", content: bytes = PDF) -> Evidence:
    return attach(measure=world.measure, by=world.cast.lead, files=[upload(name, content)])[0]


def test_several_files_at_once(world: World, sign_in: Any, log: Log) -> None:
    response = add(world, sign_in(world.cast.lead), upload("会议纪要.pdf", PDF), upload("照片.png", PNG), note="六月例会")

    assert (response.status_code, response["Location"]) == (302, f"{url('measure', world.cast.round, world.measure.pk)}#evidence")
    rows = Evidence.objects.order_by("id").values_list("name", "size", "content_type", "sha256", "note")
    assert list(rows) == [
        ("会议纪要.pdf", len(PDF), "application/pdf", hashlib.sha256(PDF).hexdigest(), "六月例会"),
        ("照片.png", len(PNG), "image/png", hashlib.sha256(PNG).hexdigest(), "六月例会"),
    ]
    assert log() == [("evidence.attach", "measures.evidence")] * 2


def test_the_office_says_whose_material_it_is(world: World, sign_in: Any) -> None:
    client = sign_in(world.cast.clerk)
    page = url("measure", world.cast.round, world.measure.pk)

    assert 'name="provided_by"' in text(client.get(page))
    assert 'name="provided_by"' not in text(sign_in(world.cast.lead).get(page))
    add(world, sign_in(world.cast.clerk), upload("纪要.pdf", PDF), provided_by=world.cast.lead.person.pk)

    shown = text(client.get(page))
    assert "lead的姓名提供，clerk的姓名代录" in shown
    assert hashlib.sha256(PDF).hexdigest() in shown


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.pdf", b"", "“空.pdf”是空文件，没有上传。"),
        ("程序.pdf", b"MZ\x90\x00" + b"\x00" * 200, "“程序.pdf”的内容与文件名不符，没有上传。"),
        ("程序.exe", b"MZ\x90\x00" + b"\x00" * 200, "“程序.exe”的类型不能上传。"),
        ("网页.txt", b"<html><script>alert(1)</script>", "“网页.txt”的内容与文件名不符，没有上传。"),
    ],
)
def test_what_is_not_what_it_says_is_refused(name: str, content: bytes, said: str, world: World, sign_in: Any, log: Log) -> None:
    response = add(world, sign_in(world.cast.lead), upload("好的.pdf", PDF), upload(name, content))

    assert response.status_code == 400
    assert said in text(response)
    assert (log(), Evidence.objects.count()) == ([], 0)  # all or none


def test_nothing_chosen_is_refused(world: World, sign_in: Any) -> None:
    response = add(world, sign_in(world.cast.lead))

    assert response.status_code == 400
    assert "请选择要上传的文件。" in text(response)


def test_fifty_one_megabytes_are_too_many(world: World, sign_in: Any, log: Log) -> None:
    response = add(world, sign_in(world.cast.lead), upload("扫描件.pdf", PDF + b"\x00" * (51 * 1024 * 1024)))

    assert response.status_code == 413
    assert "“扫描件.pdf”超过50 MB，没有上传。" in text(response)
    assert (log(), Evidence.objects.count()) == ([], 0)


def test_a_download_is_the_file_under_its_name(world: World, sign_in: Any) -> None:
    evidence = kept(world, "会议纪要 第1号.pdf")

    response = sign_in(world.cast.inspector).get(
        url("evidence_download", world.cast.round, evidence.pk), headers={"Accept-Encoding": "gzip"}
    )

    assert response.getvalue() == PDF
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Length"] == str(len(PDF))


@pytest.mark.parametrize(
    ("name", "content", "sandboxed"), [("照片.png", PNG, True), ("纪要.pdf", PDF, False)], ids=["png", "pdf"]
)
def test_images_and_pdfs_are_shown_with_nothing_allowed_to_run(
    name: str, content: bytes, sandboxed: bool, world: World, sign_in: Any
) -> None:
    evidence = kept(world, name, content)

    with closing(sign_in(world.cast.lead).get(url("evidence_preview", world.cast.round, evidence.pk))) as response:
        assert response.getvalue() == content

    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert policy.startswith("sandbox;") is sandboxed


def test_other_kinds_are_downloaded_only(world: World, sign_in: Any) -> None:
    evidence = kept(world, "说明.txt", "文字".encode())

    assert sign_in(world.cast.lead).get(url("evidence_preview", world.cast.round, evidence.pk)).status_code == 404


@pytest.mark.parametrize("name", ["evidence_download", "evidence_preview", "evidence_withdraw"])
def test_who_may_not_see_the_measure_finds_no_file(name: str, world: World, sign_in: Any) -> None:
    evidence = kept(world)

    for who in ("outsider", "stranger", "admin"):
        assert sign_in(getattr(world.cast, who)).get(url(name, world.cast.round, evidence.pk)).status_code == 404
    # not by way of the other round's address either
    assert sign_in(world.cast.clerk).get(url(name, world.cast.other_round, evidence.pk)).status_code == 404


def test_a_lost_file_is_said_and_not_a_fault(world: World, sign_in: Any) -> None:
    evidence = kept(world)
    evidence_path(evidence.path).unlink()

    response = sign_in(world.cast.lead).get(url("evidence_download", world.cast.round, evidence.pk))

    assert response.status_code == 400
    assert "这份材料的文件没有找到" in text(response)


def test_taking_a_file_back_keeps_it_in_sight(world: World, sign_in: Any, log: Log) -> None:
    evidence = kept(world)
    client, address = sign_in(world.cast.lead), url("evidence_withdraw", world.cast.round, evidence.pk)

    assert client.post(address, {"reason": ""}).status_code == 400
    assert client.post(address, {"reason": "传错了"}).status_code == 302
    assert client.post(address, {"reason": "再来一次"}).status_code == 400
    assert log() == [("evidence.attach", "measures.evidence"), ("evidence.withdraw", "measures.evidence")]
    assert "<del>会议纪要.pdf</del>" in text(client.get(url("measure", world.cast.round, world.measure.pk)))
    with closing(client.get(url("evidence_download", world.cast.round, evidence.pk))) as response:
        assert response.status_code == 200


def test_notes_of_lead_cooperating_and_office(world: World, sign_in: Any) -> None:
    address = url("note_add", world.cast.round, world.measure.pk)
    reporter = world.cast.lead.person
    for who, sent in [
        (world.cast.lead, {"text": "已开会"}),
        (world.cast.cooperating, {"text": "已提供案卷"}),
        (world.cast.clerk, {"text": "电话了解", "reported_by": reporter.pk}),
    ]:
        assert sign_in(who).post(address, sent).status_code == 302

    notes = ProgressNote.objects.order_by("id").values_list("text", "cooperating", "written_by", "reported_by")
    assert list(notes) == [
        ("已开会", False, world.cast.lead.pk, None),
        ("已提供案卷", True, world.cast.cooperating.pk, None),
        ("电话了解", False, world.cast.clerk.pk, reporter.pk),
    ]


def test_notes_and_uploads_cause_no_conflict(world: World, sign_in: Any) -> None:
    changed(world.measure, outcome="别人刚改过")

    assert sign_in(world.cast.lead).post(url("note_add", world.cast.round, world.measure.pk), {"text": "进展"}).status_code == 302


@pytest.mark.parametrize(("who", "status"), [("inspector", 403), ("leader", 403), ("outsider", 404)])
def test_who_may_not_note(who: str, status: int, world: World, sign_in: Any) -> None:
    response = sign_in(getattr(world.cast, who)).post(url("note_add", world.cast.round, world.measure.pk), {"text": "进展"})

    assert (response.status_code, ProgressNote.objects.count()) == (status, 0)


@pytest.mark.parametrize(("sent", "said"), [({"text": " "}, "请填写进展情况。"), ({"text": "长" * 20_001}, "现在20001字。")])
def test_bad_notes_are_refused(sent: dict[str, str], said: str, world: World, sign_in: Any) -> None:
    response = sign_in(world.cast.lead).post(url("note_add", world.cast.round, world.measure.pk), sent)

    assert (response.status_code, said in text(response), ProgressNote.objects.count()) == (400, True, 0)
