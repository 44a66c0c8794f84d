"""The notice's page and its download: what they show, to whom, and at what cost."""

import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from measures.figures import today
from rectify.jobs import waking
from rectify.jobs.models import Job
from reports.builders.notice import public_notice
from reports.models import Rendering
from reports.notice import rendering
from reports.notice.faces import current_faces
from reports.render import pdf
from reports.render.fonts import Role
from tests import factories as make
from tests.conftest import World
from tests.reports.reading import text_of
from tests.reports.telling import CUT_OFF, change, tell

READERS = ("director", "clerk", "head", "leader", "inspector", "supervisor", "two_posts")
OTHERS = ("lead", "cooperating", "outsider", "admin", "stranger")


@pytest.fixture
def told(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(waking, "send", lambda job: None)
    monkeypatch.setattr(pdf, "render", lambda document, chosen: b"%PDF-1.7 " + document.title.encode())
    return tell(world)


def page(world: World) -> str:
    return reverse("reports:notice", args=[world.cast.round.pk])


def made(world: World, cut_off: Any = None) -> Rendering:
    """Make the PDF of what the notice says now."""
    frozen = rendering.freeze(world.cast.round, public_notice(world.cast.round, cut_off))
    return rendering.render(frozen, lambda percent, stage: None)[0]


def test_it_shows_the_document_its_day_and_what_differs(told: World, sign_in: Any) -> None:
    change(told.cast.round, stated={"manifestations": 2})
    response = sign_in(told.cast.head).get(page(told))
    shown = text_of(response)

    assert response.status_code == 200
    assert "（一）关于“深化改革有差距”问题和“‘一把手’要负责”整改意见" in shown
    assert f"截至{today(told.cast.round).year}年" in shown
    assert "没有待补充的内容。" in shown
    assert "具体问题：反馈2、台账1、单列公开1" in shown
    assert "与反馈不一致" in shown
    assert "还没有生成过。" in shown
    face = current_faces().chosen[Role.TITLE]  # another one where setting up could fetch it; neither is a 小标宋
    assert f"小标宋 {face.name} {face.origin}，替代字体" in shown


def test_what_a_record_says_leads_back_to_it(told: World, sign_in: Any) -> None:
    body = sign_in(told.cast.head).get(page(told)).content.decode()
    article = body[body.index("<article") : body.index("</article>")]

    def issue(record: Any) -> str:
        return reverse("measures:issue", args=[told.cast.round.pk, record.pk])

    def measure(record: Any) -> str:
        return reverse("measures:measure", args=[told.cast.round.pk, record.pk])

    problem = f"{reverse('measures:ledger', args=[told.cast.round.pk])}#kp-{told.key_problem.pk}"
    assert re.findall(r'href="([^"]*)"', article) == [
        problem,
        *(issue(told.issue), measure(told.measure), measure(told.second)),
        *(issue(told.follow_on), measure(told.of_follow_on)),
        *(issue(told.deep_task), measure(told.of_deep_task)),
    ]
    ledger = sign_in(told.cast.head).get(problem.partition("#")[0]).content.decode()
    assert f'id="kp-{told.key_problem.pk}"' in ledger


def test_what_is_missing_is_named_and_leads_to_where_it_is_filled_in(told: World, sign_in: Any) -> None:
    with make.prepared():
        change(told.second, public_text="")
        change(told.cast.round, contact_phone="**")
    body = sign_in(told.cast.clerk).get(page(told)).content.decode()

    assert "仍含“**”，公布前须填写" in body
    link = reverse("measures:measure", args=[told.cast.round.pk, told.second.pk])
    assert f'<a href="{link}">第3-2-2条</a><p class="meta">没有公开文本，不印出</p>' in body


def test_a_script_in_a_public_text_is_only_text(told: World, sign_in: Any) -> None:
    change(told.measure, public_text="<script>alert(1)</script>")
    body = sign_in(told.cast.head).get(page(told)).content.decode()

    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body


@pytest.mark.parametrize("name", READERS)
def test_a_reader_asks_for_the_pdf_and_is_led_to_the_job(told: World, sign_in: Any, name: str) -> None:
    response = sign_in(getattr(told.cast, name)).post(reverse("reports:notice_make", args=[told.cast.round.pk]))

    job = Job.objects.get()
    assert (response.status_code, response.url) == (302, f"/jobs/{job.pk}/")
    assert (job.kind, job.requested_by) == ("notice_pdf", getattr(told.cast, name))


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_sees_page_button_or_file(told: World, sign_in: Any, name: str) -> None:
    client, url = sign_in(getattr(told.cast, name)), made(told).get_absolute_url()

    assert client.get(page(told)).status_code == 404
    assert client.post(reverse("reports:notice_make", args=[told.cast.round.pk])).status_code == 404
    assert client.get(url).status_code == 404
    assert Job.objects.count() == 0


def test_with_a_pdf_of_the_same_content_one_tap_is_enough(told: World, sign_in: Any) -> None:
    url = made(told).get_absolute_url()
    body = sign_in(told.cast.head).get(page(told)).content.decode()

    assert f'<a class="button main" href="{url}">' in body
    assert "生成PDF" not in body
    assert "按今日重新生成" not in body


def test_a_pdf_of_another_day_with_the_same_content_is_offered_too(told: World, sign_in: Any) -> None:
    url = made(told, CUT_OFF).get_absolute_url()
    body = sign_in(told.cast.head).get(page(told)).content.decode()

    assert f'<a class="button main" href="{url}">' in body
    assert '<button type="submit" class="button">按今日重新生成</button>' in body
    assert "内容至今没有变化" in body


def test_after_a_change_a_new_pdf_is_asked_for_and_the_change_shown(told: World, sign_in: Any) -> None:
    url = made(told).get_absolute_url()
    change(told.of_follow_on, public_text="阅评案卷120个。")
    body = sign_in(told.cast.head).get(page(told)).content.decode()

    assert '<button type="submit" class="button main">生成PDF</button>' in body
    assert f'<a href="{url}">' in body
    assert "生成之后改动了1段，需重新生成" in body
    assert "<del>15</del><ins>20</ins>" in body


def test_the_download_has_its_chinese_name_and_can_be_checked(told: World, sign_in: Any) -> None:
    file = made(told, CUT_OFF)
    client = sign_in(told.cast.head)
    response = client.get(file.get_absolute_url())

    assert (
        b"".join(response.streaming_content) == b"%PDF-1.7 " + "市文化市场行政执法总队党总支关于巡视整改进展情况的通报".encode()
    )
    assert response["Content-Type"] == "application/pdf"
    name = "市文化市场行政执法总队党总支关于巡视整改进展情况的通报（截至2022年6月12日）.pdf"
    way, _, encoded = response["Content-Disposition"].partition("''")
    assert (way, unquote(encoded)) == ("attachment; filename*=utf-8", name)
    assert (response["ETag"], response["Cache-Control"]) == (f'"{file.sha256}"', "private, no-cache")
    assert response["Content-Length"] == str(file.size)
    assert client.get(file.get_absolute_url(), headers={"if-none-match": response["ETag"]}).status_code == 304
    head = client.head(file.get_absolute_url())
    head.close()
    assert (head.status_code, head["Content-Length"]) == (200, str(file.size))


def test_an_unknown_hash_and_a_file_that_is_gone_are_404(told: World, sign_in: Any) -> None:
    file = made(told)
    client = sign_in(told.cast.head)

    assert client.get(reverse("reports:notice_pdf", args=[told.cast.round.pk, "0" * 64])).status_code == 404
    assert client.get(reverse("reports:notice_pdf", args=[told.cast.round.pk, "passwd"])).status_code == 404
    rendering.file_of(file).unlink()
    assert client.get(file.get_absolute_url()).status_code == 404
    assert "还没有生成过。" in text_of(client.get(page(told)))


def test_a_font_that_can_not_be_used_is_said_and_no_button_offered(told: World, sign_in: Any, settings: Any) -> None:
    settings.FONTS = {"仿宋": "/nowhere/fangsong.ttf"}
    client = sign_in(told.cast.director)
    shown = text_of(client.get(page(told)))

    assert "不能生成PDF" in shown
    assert "/nowhere/fangsong.ttf" in shown
    assert "生成PDF 由台账" not in shown
    assert client.post(reverse("reports:notice_make", args=[told.cast.round.pk])).status_code == 400


def test_characters_without_a_glyph_are_named(told: World, sign_in: Any) -> None:
    change(told.measure, public_text="生僻字\U0003134a")
    made(told)

    assert "PDF中不能正确显示：\U0003134a" in text_of(sign_in(told.cast.head).get(page(told)))


def test_the_queries_do_not_grow(told: World, sign_in: Any, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    made(told)
    client = sign_in(told.cast.head)
    client.get(page(told))
    with django_assert_num_queries(22):
        client.get(page(told))
    with make.prepared():
        for number in range(20, 30):
            make.make_measure(make.make_issue(told.key_problem, number), 1, public_text="已落实。")
    with django_assert_num_queries(22):
        client.get(page(told))
