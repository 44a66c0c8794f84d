"""Files that were cleared, and every page and export that stood near: none gives the bytes or says the words."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from issues.models import PaperDecision
from measures.clearing.services import ask_clearing
from measures.models import Measure, RegisterFile, RemarkFile
from measures.paper.registry import STEPS
from measures.remarks.services.register import scan_path
from measures.remarks.services.remarks import file_path, make_remark, take_step
from measures.services.proof import attach, withdraw_evidence
from measures.services.transitions import proven, transition
from measures.workflow import Need
from rectify.errors import Refused
from rectify.history.clearing import is_mark
from rectify.history.models import Entry
from rectify.history.sealing import seal_all
from rectify.history.verifying.checking import verify
from reports.past.rows import history_at
from tests import factories as make
from tests.conftest import World
from tests.guards.test_tracked_writes import FILE, NOON
from tests.measures.clearing.conftest import decided
from tests.measures.clearing.test_reach import OTHER, SECRET, again_measure, item_with, remark_with
from tests.measures.conftest import changed, url
from tests.measures.remarks.conftest import again, given, measure
from tests.reports.reading import text_of

__all__ = ["measure"]


def answered(world: World, measure: Measure) -> RemarkFile:
    """Let the remark's answer bring a file."""
    remark = make_remark(about=measure, by=again(world.cast.inspector), text="请说明。")
    file = ContentFile(b"secret" * 9, name="误传的纪要.txt")
    take_step(remark=remark, name="answer", by=again(world.cast.lead), given=given(world), files=[file])
    return RemarkFile.objects.get()


def scan(world: World, measure: Measure) -> RegisterFile:
    item_with(world)
    return RegisterFile.objects.get()


@pytest.mark.parametrize(
    ("making", "path", "address", "page"),
    [
        (answered, file_path, lambda f: ("remark_file", f.remark.number, f.pk), lambda f: ("remark", f.remark.number)),
        (scan, scan_path, lambda f: ("register_file", f.item_id, f.pk), lambda f: ("register_item", f.item_id)),
    ],
    ids=["remark", "register"],
)
def test_a_file_goes_and_its_page_says_so(
    making: Any, path: Any, address: Any, page: Any, world: World, measure: Measure, sign_in: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    file, round = making(world, measure), world.cast.round
    slug = {"remarkfile": "remark-file", "registerfile": "register-file"}[file._meta.model_name]
    client = sign_in(world.cast.clerk)
    (name, *args), (page_name, *page_args) = address(file), page(file)
    ask, download = url("clearing_ask", round, slug, file.pk), url(name, round, *args)
    before = client.get(url(page_name, round, *page_args)).content.decode()
    assert [f'href="{ask}"' in before, f'href="{download}"' in before] == [True, True]
    assert b"".join(client.get(download).streaming_content) == path(file.path).read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        decided(file, "file_name", world)

    assert not path(file.path).exists()
    shown = client.get(url(page_name, round, *page_args)).content.decode()
    assert "clerk的姓名提出、inspector的姓名确认，原因：误录" in shown
    assert [f'href="{each}"' in shown for each in (ask, download)] == [False, False]
    for query in ("", "?inline"):
        refused = client.get(download + query)
        assert (refused.status_code, "清除，不能再下载。原因：误录" in refused.content.decode()) == (400, True)
    seal_all()
    assert verify().broken == []


def test_the_scan_of_a_paper_decision_is_refused_too(world: World, sign_in: Any) -> None:
    paper = make._made(
        PaperDecision(
            **FILE, round=world.cast.round, subject_type="issues.issue", subject=world.issue.pk, subject_label="事项",
            step="x", text="同意", signatory=world.cast.head.person, decided_on="2022-05-01",
            recorded_by=world.cast.clerk, recorded_at=NOON,
        )
    )  # fmt: skip
    changed(paper, step=next(key for key, each in STEPS.items() if each.subject_type == "issues.issue"))
    decided(paper, "file", world)
    client = sign_in(world.cast.clerk)
    refused = client.get(url("paper_scan", world.cast.round, paper.pk))
    assert (refused.status_code, "清除，不能再下载。原因：误录" in refused.content.decode()) == (400, True)
    page = client.get(url("issue", world.cast.round, world.issue.pk)).content.decode()
    assert "clerk的姓名提出、inspector的姓名确认，原因：误录" in page
    assert f'href="{url("paper_scan", world.cast.round, paper.pk)}' not in page


# the pages on which it stood, and what is given out


def test_no_page_and_no_export_says_it(world: World, measure: Measure, sign_in: Any, tmp_path: Any) -> None:
    remark = remark_with(world, measure, text=SECRET, answer=f"{SECRET}二")
    item = item_with(world, matter=f"{SECRET}三", reply=f"{SECRET}四")
    transition(measure=again_measure(measure), name="withdraw", by=again(world.cast.clerk), given={Need.BASIS: OTHER})
    line = Entry.objects.get(action="measure.withdraw")
    for record, what in (
        (remark, "answer"), (remark, "text"), (item, "matter"), (item, "reply"), (again_measure(measure), f"reason:{line.pk}"),
    ):  # fmt: skip
        decided(record, what, world)
    changed(world.second, outcome=f"{SECRET}五")
    second = changed(world.second, outcome=f"{SECRET}六")
    then = timezone.now()
    decided(second, "outcome", world)
    assert is_mark(history_at(Measure.objects.filter(pk=second.pk), then).get().outcome)  # the record as it was on a date
    round, client = world.cast.round, sign_in(world.cast.inspector)
    log = reverse("reports:log", args=[round.pk])
    pages = {
        "remark": url("remark", round, remark.number),
        "remarks": url("remarks", round),
        "item": url("register_item", round, item.pk),
        "register": url("register", round),
        "measure": url("measure", round, measure.pk),
        "second": url("measure", round, world.second.pk),
        "issue": url("issue", round, world.issue.pk),
        "clearings": url("clearings", round),
        "log": log,
        "by record": f"{log}?by=record",
        "comparison": reverse("reports:comparison", args=[round.pk]),
    }
    said = {}
    for name, address in pages.items():
        response = client.get(address)
        assert response.status_code == 200, name
        said[name] = text_of(response)
    assert [name for name, text in said.items() if SECRET in text or OTHER in text] == []
    for text in (SECRET, OTHER):
        assert "没有符合条件的变更记录。" in text_of(client.get(log, {"q": text}))
    assert [("〔已清除" in said[name]) for name in ("remark", "item", "log")] == [True, True, True]
    assert "已清除 监督意见，" in said["remark"]
    assert "已清除 答复，" in said["remark"]
    for form in ("csv", "xlsx"):
        given = client.post(reverse("reports:log_export", args=[round.pk]), {"format": form})
        table = unpacked(b"".join(given.streaming_content), form)
        assert [text.encode() in table for text in (SECRET, OTHER, "〔已清除，见第")] == [False, False, True]
    seal_all()
    for options in ({}, {"payloads": True}):
        path = tmp_path / f"log{len(options)}.jsonl"
        call_command("export_log", output=str(path), **options)
        lines = path.read_text(encoding="utf-8")
        assert [text in lines for text in (SECRET, OTHER)] == [False, False]
    assert verify().broken == []


def unpacked(content: bytes, form: str) -> bytes:
    """Return the words of a table that was given out."""
    if form == "csv":
        return content
    archive = zipfile.ZipFile(io.BytesIO(content))
    return b"".join(archive.read(name) for name in archive.namelist())


def test_the_log_leads_the_office_to_a_clearing_of_each_line(world: World, measure: Measure, sign_in: Any) -> None:
    withdraw = {Need.BASIS: "党总支会议纪要第9号"}
    transition(measure=again_measure(measure), name="withdraw", by=again(world.cast.clerk), given=withdraw)
    line, round = Entry.objects.get(action="measure.withdraw"), world.cast.round
    ask = f"{url('clearing_ask', round, 'measure', measure.pk)}?what=reason:{line.pk}"
    log = reverse("reports:log", args=[round.pk])
    shown = {n: f'href="{ask}"' in sign_in(getattr(world.cast, n)).get(log).content.decode() for n in ("clerk", "inspector")}
    assert shown == {"clerk": True, "inspector": False}
    client = sign_in(world.cast.clerk)
    form = client.get(ask).context["form"]
    code = f"reason:{line.pk}"
    assert (form["what"].initial, dict(form.fields["what"].choices)[code].partition("日")[2]) == (code, "“撤销”时填写的原因")
    client.post(ask, {"what": f"reason:{line.pk}", "reason": "误录", "keeps_current": "on"})
    page = text_of(sign_in(world.cast.inspector).get(url("clearings", round)))
    assert "时填写的原因" in page


def test_the_confirming_page_names_where_else_the_words_stand(world: World, measure: Measure, sign_in: Any) -> None:
    remark = remark_with(world, measure, text=SECRET)
    changed(world.second, outcome=f"据{SECRET}。")
    changed(world.elsewhere, outcome=SECRET)
    clearing = ask_clearing(subject=remark, what="text", by=world.cast.clerk, reason="误录")
    page = text_of(sign_in(world.cast.inspector).get(url("clearing", world.cast.round, clearing.pk)))
    assert "同样的文字还写在或写过：整改措施第3-2-2条的落实情况。各自须另行提出清除。" in page


# what counts as evidence


def test_cleared_evidence_proves_nothing(world: World, measure: Measure) -> None:
    transition(measure=again_measure(measure), name="start", by=again(world.cast.lead))
    one, two = attach(
        measure=measure, by=world.cast.lead, files=[ContentFile(name.encode(), name=name) for name in ("一.txt", "二.txt")]
    )
    decided(one, "file", world)
    assert proven(measure)
    withdraw_evidence(evidence=two, by=again(world.cast.lead), reason="重复")
    assert not proven(measure)
    with pytest.raises(Refused, match="请先上传佐证材料；确无材料的，请说明原因。"):
        transition(measure=again_measure(measure), name="report", by=again(world.cast.lead), given={Need.OUTCOME: "已完成。"})
