"""The import in the browser: the form keeps what was typed, the preview saves nothing, the job makes the round once."""

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from issues.models import Round
from rectify.history.models import Entry
from rectify.jobs import waking
from rectify.jobs.models import Job, State
from reports import tasks
from reports.models import ImportedNotice
from tests.conftest import Cast
from tests.reports.reading import text_of
from tests.reports.taking_over.documents import document
from tests.reports.taking_over.reader import built, conclude, sample, squeezed, taken

ADDRESS = "/rounds/import/"


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "send", lambda job: None)


class Progress:
    """A job's progress that nobody looks at."""

    def __call__(self, percent: int, text: str = "") -> None: ...

    def hold(self) -> None: ...


def carried_out(job: Job) -> dict[str, Any]:
    """Do what a job asks for, as a worker would."""
    return tasks.import_notice(job, Progress())


def sent(text: str = "", **more: Any) -> dict[str, Any]:
    return {"classified": "no", "text": text, **more}


def uploaded(data: bytes, name: str = "通报.txt") -> dict[str, Any]:
    return sent(file=SimpleUploadedFile(name, data))


def test_the_list_of_rounds_leads_there_whom_the_matrix_lets_import(cast: Cast, sign_in: Any) -> None:
    shown = {name: ADDRESS in sign_in(user).get("/rounds/").content.decode() for name, user in cast.everybody().items()}

    assert [name for name, seen in shown.items() if seen] == ["director", "clerk", "two_posts", "stranger"]


def test_the_preview_shows_everything_and_saves_nothing(cast: Cast, sign_in: Any) -> None:
    before = (Round.objects.count(), Entry.objects.count())
    response = sign_in(cast.clerk).post(ADDRESS, sent(sample("plain"), title="某某局巡察整改"))
    shown = text_of(response)

    assert response.status_code == 200
    assert "轮次名称 某某局巡察整改" in shown
    assert "具体问题 25 2 23 一致" in shown
    assert "整改措施 7 4 0 不一致，台账为4" in shown
    assert "14 三、保障措施 15 加强领导。" in shown
    assert "具体问题已完成整改19、正在整改6、整改完成率76%。" in shown
    assert (Round.objects.count(), Entry.objects.count(), ImportedNotice.objects.count(), Job.objects.count()) == (*before, 0, 0)


def hidden(response: Any) -> dict[str, str]:
    """Return what the preview's form would post, read from the page as a browser reads it."""
    page = response.content.decode()
    (text,) = re.findall(r'<textarea name="text" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    fields.pop("csrfmiddlewaretoken", None)
    return {"text": unescape(text).replace("\n", "\r\n"), **{name: unescape(value) for name, value in fields.items()}}


def test_confirmed_it_becomes_a_job_that_makes_the_round(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.clerk)
    preview = client.post(ADDRESS, uploaded(sample("whole").encode("gb18030")) | {"feedback_on": "2023-03-01"})
    response = client.post(ADDRESS, hidden(preview) | {"confirm": "1"})

    job = Job.objects.get()
    assert response["Location"] == job.get_absolute_url()
    assert ImportedNotice.objects.get().name == "通报.txt"
    result = carried_out(job)
    round = Round.objects.latest("pk")
    assert result == {"url": reverse("reports:notice_imported", args=[round.pk]), "label": "查看导入的轮次"}
    assert round.feedback_on.isoformat() == "2023-03-01"
    conclude(round, "whole")
    assert squeezed(built(round)) == squeezed(sample("whole"))


def test_a_job_that_runs_twice_makes_one_round(cast: Cast, sign_in: Any) -> None:
    sign_in(cast.clerk).post(ADDRESS, sent(sample("whole"), confirm="1"))
    before = Round.objects.count()

    assert carried_out(Job.objects.get()) == carried_out(Job.objects.get())
    assert Round.objects.count() == before + 1


def test_a_job_that_failed_is_queued_again_and_sent_twice_is_one(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.clerk)
    for _ in range(2):
        client.post(ADDRESS, sent(sample("whole"), confirm="1"))
    job = Job.objects.get()
    Job.objects.update(state=State.FAILED, error="磁盘满", finished_at=job.created_at)
    client.post(ADDRESS, sent(sample("whole"), confirm="1"))

    job.refresh_from_db()
    assert (job.state, ImportedNotice.objects.count()) == (State.QUEUED, 1)


def test_imported_before_it_says_so_and_makes_another_only_where_asked(cast: Cast, sign_in: Any) -> None:
    round = taken(sample("whole"), cast.clerk)
    client = sign_in(cast.director)
    preview = text_of(client.post(ADDRESS, sent(sample("whole"))))
    assert "这份通报已导入为轮次（您在其中没有任职）。" in preview
    assert str(round) in text_of(sign_in(cast.clerk).post(ADDRESS, sent(sample("whole"))))

    response = client.post(ADDRESS, sent(sample("whole"), confirm="1"), follow=True)
    assert Job.objects.count() == 0
    assert "这份通报已经导入过，没有再次导入。" in text_of(response)
    for _ in range(2):  # a double click
        sign_in(cast.clerk).post(ADDRESS, sent(sample("whole"), confirm="1", again="on"))
    carried_out(Job.objects.get())
    assert ImportedNotice.objects.filter(round__isnull=False).count() == 2


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (sent(), "请选择文件，或粘贴通报的文字。"),
        ({"text": "一、甲"}, "反馈意见是否标密：这个字段是必填项。"),
        ({"text": "一、甲", "classified": "yes"}, "反馈意见标密的，不得录入本系统。请停止操作"),
        (sent("今天天气好。"), "没有读出通报的结构"),
        (sent("一、甲\n" + "长" * 20_001), "第2行：这一行有20001字"),
    ],
    ids=["nothing", "unanswered", "classified", "no structure", "too long"],
)
def test_what_is_refused_comes_back_with_what_was_typed(given: dict[str, Any], message: str, cast: Cast, sign_in: Any) -> None:
    response = sign_in(cast.clerk).post(ADDRESS, {**given, "title": "我打的名称", "confirm": "1"})
    page = response.content.decode()

    assert response.status_code == 400
    assert message in text_of(response)
    assert 'value="我打的名称"' in page
    assert given.get("text", "")[:6] in page
    assert (Job.objects.count(), ImportedNotice.objects.count()) == (0, 0)


def test_a_file_that_cant_be_read(cast: Cast, sign_in: Any) -> None:
    response = sign_in(cast.clerk).post(ADDRESS, uploaded(b"PK\x03\x04", "a.docx"))

    assert response.status_code == 400
    assert "通报文件：文件已经损坏，不是可以读取的 Word 文档。" in text_of(response)


def test_both_a_file_and_a_text(cast: Cast, sign_in: Any) -> None:
    response = sign_in(cast.clerk).post(ADDRESS, uploaded(b"x") | {"text": "一、甲"})

    assert "通报文件：文件和粘贴的文字只能选一种。" in text_of(response)


def test_a_word_document_is_previewed(cast: Cast, sign_in: Any) -> None:
    response = sign_in(cast.clerk).post(ADDRESS, uploaded(document(sample("whole")), "通报.docx"))

    assert "被巡视单位 某市园林管理所党总支" in text_of(response)
    assert hidden(response)["name"] == "通报.docx"


def test_from_the_preview_one_goes_back_with_everything(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.clerk)
    preview = client.post(ADDRESS, sent(sample("bare"), title="名称", feedback_on="2023-03-01"))
    page = client.post(ADDRESS, hidden(preview) | {"back": "1"}).content.decode()

    assert "开展谈心谈话。" in page
    assert 'value="名称"' in page
    assert 'value="2023-03-01"' in page
    assert re.search(r'value="no"[^>]* checked', page)


def test_marks_in_the_text_are_text(cast: Cast, sign_in: Any) -> None:
    evil = "（一）关于“甲”问题\n改</textarea><script>alert(1)</script>"
    response = sign_in(cast.clerk).post(ADDRESS, sent(f"一、总体情况\n好。\n二、整改情况\n{evil}\n（二）<b>\n乱"))

    assert "<script>alert" not in response.content.decode()
    assert hidden(response)["text"].endswith("（二）<b>\r\n乱")


def test_what_was_read_can_be_looked_up_afterwards(
    cast: Cast, sign_in: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    round = taken(sample("plain"), cast.clerk, name="通报.txt")
    client = sign_in(cast.clerk)
    with django_assert_num_queries(9):
        response = client.get(reverse("reports:notice_imported", args=[round.pk]))
    shown = text_of(response)

    assert "由clerk的姓名导入" in shown
    assert "14 三、保障措施 15 加强领导。" in shown
    assert "开展专题培训4期。" in shown
    assert sign_in(cast.director).get(reverse("reports:notice_imported", args=[round.pk])).status_code == 404
