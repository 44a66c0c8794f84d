"""The pages of a version: what they show to whom, what their forms do, conflicts, and at what cost."""

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from issues.models import PaperDecision
from rectify.jobs.models import Job
from reports.models import Notice, Publication
from reports.notice import keeping
from reports.notice.versions import frozen_of
from tests.conftest import World
from tests.reports.notice import way
from tests.reports.reading import text_of
from tests.reports.telling import change

READERS = ("director", "clerk", "head", "leader", "inspector", "supervisor", "two_posts")


def url(world: World, name: str = "version", *args: Any, number: int = 1) -> str:
    places: dict[str, list[int]] = {"versions": [], "new": [], "compare": []}
    return reverse(f"reports:notice_{name}", args=[world.cast.round.pk, *places.get(name, [number]), *args])


def links(response: Any) -> list[str]:
    """The steps that the page offers, by the words on their buttons."""
    main = response.content.decode().split("<main")[1]
    head = main.split('class="split"')[0]
    return re.findall(r'<a class="button[^"]*" href="[^"]*">([^<]*)</a>', head)


def test_the_office_drafts_a_version_and_is_led_to_it(told: World, sign_in: Any) -> None:
    client = sign_in(told.cast.clerk)
    response = client.post(url(told, "new"), follow=True)
    assert response.redirect_chain == [(url(told), 302)]
    shown = text_of(response)
    assert "已起草通报第1版" in shown
    assert "起草 内容随台账变化，送审时固定 待领导小组办公室办理 待办" in shown
    assert "起草新版" not in text_of(client.get(url(told, "versions")))
    assert client.post(url(told, "new")).status_code == 400


@pytest.mark.parametrize(
    ("bring", "offered"),
    [
        (way.draft, {"clerk": ["送审"], "head": [], "inspector": []}),
        (way.reviewed, {"clerk": ["退回修改", "审议通过（线下签批补录）"], "head": ["审议通过"], "leader": ["审议通过"]}),
        (way.approved, {"clerk": ["退回修改", "书记签发（线下签批补录）"], "head": ["书记签发"], "leader": []}),
        (way.ready, {"clerk": ["退回修改", "公布"], "head": [], "leader": [], "supervisor": []}),
        (way.published, {"director": ["撤回"], "head": [], "inspector": []}),
        (way.withdrawn, {"director": [], "head": []}),
    ],
)
def test_what_is_offered_is_what_one_may_do(bring: Any, offered: dict[str, list[str]], told: World, sign_in: Any) -> None:
    bring(told)
    assert {who: links(sign_in(getattr(told.cast, who)).get(url(told))) for who in offered} == offered


def test_why_a_step_is_closed_is_said(told: World, sign_in: Any) -> None:
    way.submitted(told)
    assert "审议通过 审核环节还没有全部返回：部门核对、纪检监察组、保密审查、局党组。" in text_of(
        sign_in(told.cast.head).get(url(told))
    )


def test_a_masked_contact_leads_to_where_it_is_filled_in(told: World, sign_in: Any) -> None:
    change(told.cast.round, contact_phone="**")
    way.draft(told)
    client = sign_in(told.cast.clerk)
    body = client.get(url(told, "step", "submit")).content.decode()
    contact = reverse("issues:settings_edit", args=[told.cast.round.pk, "contact"])
    assert f'<a href="{contact}">通报结尾的联系方式：联系方式仍含“**”，须先填写，不能以说明代替</a>' in body
    assert 'name="version"' not in body
    assert client.post(url(told, "step", "submit"), {"version": 1}).status_code == 400
    assert Notice.objects.get().status == "draft"


def test_each_finding_asks_for_its_reason_or_one_for_all(told: World, sign_in: Any) -> None:
    change(told.cast.round, stated={"manifestations": 2, "measures": 9})
    way.draft(told)
    client = sign_in(told.cast.clerk)
    refused = client.post(url(told, "step", "submit"), {"version": 1, "common": ""})
    assert refused.status_code == 400
    assert refused.content.decode().count("请说明情况，或在“共同说明”中一并说明。") == 4  # beside each, and in the summary
    assert refused.content.decode().count("（可不填）") == 1  # the common one; each of the others is asked for
    names = re.findall(r'name="(reason_[0-9a-f]{12})"', refused.content.decode())
    sent = {"version": 1, "common": "口径不同", names[0]: "合并公开一项"}
    assert client.post(url(told, "step", "submit"), sent, follow=True).redirect_chain == [(url(told), 302)]
    submission = Notice.objects.get().submissions.get()
    assert [finding["reason"] for finding in submission.findings] == ["合并公开一项", "口径不同"]
    assert "说明：合并公开一项" in text_of(client.get(url(told)))


def test_only_who_may_record_a_meeting_is_led_to_it(told: World, sign_in: Any) -> None:
    """The head, who approves, would find the page closed; the office, which records a paper decision, may."""
    change(told.cast.round, review_steps=[])
    way.submitted(told)
    new = reverse("issues:meeting_new", args=[told.cast.round.pk])
    head = sign_in(told.cast.head).get(url(told, "step", "approve")).content.decode()
    office = sign_in(told.cast.director).get(url(told, "paper", "approve")).content.decode()

    assert [f'<a href="{new}">登记会议</a>' in body for body in (head, office)] == [False, True]
    assert "没有列出的，请领导小组办公室先登记会议" in head


def test_a_meeting_that_cannot_be_chosen_says_why(told: World, sign_in: Any) -> None:
    change(told.cast.round, review_steps=[])
    way.submitted(told)
    for days, values in ((0, {}), (1, {}), (0, {"attending": ""})):
        way.meeting(told, held_on=timezone.localdate() - dt.timedelta(days=days), **values)
    body = sign_in(told.cast.head).get(url(told, "step", "approve")).content.decode()

    assert re.findall("审议整改进展通报（([^）]+)）<", body) == ["缺列席人员", "〔2022〕9号", "早于送审"]


def test_the_whole_way_by_the_pages(told: World, sign_in: Any) -> None:
    change(told.cast.round, review_steps=["保密审查"])
    sitting = way.meeting(told)
    today = timezone.localdate().isoformat()

    def post(who: str, name: str, *args: Any, **sent: Any) -> None:
        response = sign_in(getattr(told.cast, who)).post(url(told, name, *args), sent)
        assert (response.status_code, response["Location"]) == (302, url(told)), response.content.decode()

    sign_in(told.cast.clerk).post(url(told, "new"))
    post("clerk", "step", "submit", version=1)
    step = Notice.objects.get().review.get()
    post("clerk", "review", step.pk, "send", version=1, on=today)
    post("clerk", "review", step.pk, "return", version=2, on=today, opinion="无意见", files=[way.scan("意见.pdf")])
    post("head", "step", "approve", version=2, meeting=sitting.pk)
    paper = {"text": "同意公布", "signatory": told.cast.head.person.pk, "decided_on": today, "number": "3号", "scan": way.scan()}
    post("clerk", "paper", "sign", content_hash=Notice.objects.get().content_hash, **paper)
    post("director", "paper_confirm", PaperDecision.objects.get().pk, version=1)
    way.rendered(Notice.objects.get())
    post("director", "step", "publish", version=4, on=today, way="单位网站公布", address="https://www.example.cn/")
    shown = text_of(sign_in(told.cast.inspector).get(url(told)))
    assert f"书记签发 head的姓名 {way_day()}（线下签批，由clerk的姓名代录）：同意公布" in shown
    assert "各文件与公布时登记的SHA-256一致。" in shown
    post("clerk", "step", "withdraw", version=5, reason="有误")
    assert Notice.objects.get().status == "withdrawn"


def way_day() -> str:
    day = timezone.localdate()
    return f"{day.year}年{day.month}月{day.day}日"


def test_who_is_late_is_told_what_happened_and_loses_nothing(told: World, sign_in: Any) -> None:
    notice = way.approved(told)
    way.step(told, notice, "sign", "head", opinion="同意")
    response = sign_in(told.cast.director).post(url(told, "step", "refuse"), {"version": notice.version, "reason": "还要改一处"})
    shown = text_of(response)
    assert response.status_code == 409
    assert "还要改一处" in shown
    assert "head的姓名 （组长） 书记签发" in shown
    assert f'name="version" value="{notice.version + 1}"' in response.content.decode()


def test_a_step_that_is_no_longer_open_offers_no_button(told: World, sign_in: Any) -> None:
    notice = way.published(told)
    way.step(told, notice, "withdraw", "clerk", reason="有误")
    response = sign_in(told.cast.director).post(url(told, "step", "withdraw"), {"version": notice.version, "reason": "再撤"})
    assert response.status_code == 409
    assert "当前为“已撤回”，不能“撤回”" in text_of(response)
    assert '<button type="submit" class="button main">' not in response.content.decode()


def test_what_changed_since_is_shown_in_text_and_figures(told: World, sign_in: Any) -> None:
    way.submitted(told)
    change(told.measure, public_text="监管模式改进了一半")
    change(told.issue, conclusion="phased")
    response = sign_in(told.cast.clerk).get(url(told))
    shown = text_of(response)
    assert "审议、签发、公布的都是固定下来的内容；要采用这些变化，退回修改后重新送审。" in shown
    assert "具体问题 · 阶段性完成 0 1" in shown
    assert "改动了2段" in shown


def test_two_versions_compared(told: World, sign_in: Any) -> None:
    way.published(told)
    change(told.of_follow_on, public_text="阅评案卷120个。")
    way.submitted(told)
    client = sign_in(told.cast.inspector)
    body = client.get(url(told, "compare")).content.decode()
    assert "<del>15</del><ins>20</ins>" in body
    assert "通报第1版（截至" in text_of(client.get(url(told, "compare")))
    same = text_of(client.get(url(told, "compare") + "?from=2&to=0"))
    assert "文字没有不同。" in same
    assert client.get(url(told, "compare") + "?from=7").status_code == 404


def test_files_that_failed_are_said_and_can_be_asked_for_again(told: World, sign_in: Any) -> None:
    way.submitted(told)
    Job.objects.filter(kind="notice_files").update(state="failed", error=keeping.FULL, finished_at=timezone.now())
    client = sign_in(told.cast.director)
    shown = text_of(client.get(url(told)))
    assert f"没有生成 {keeping.FULL}" in shown
    assert "生成文件 磁盘空间不足" in shown
    assert client.post(url(told, "files")).status_code == 302
    assert Job.objects.get(kind="notice_files").state == "queued"
    assert "正在生成，完成后刷新本页下载。" in text_of(client.get(url(told)))
    assert "重新生成" not in text_of(sign_in(told.cast.head).get(url(told)))


@pytest.mark.parametrize("bring", [lambda w: way.rendered(way.submitted(w)), way.published])
def test_a_file_is_given_as_it_was_kept(bring: Any, told: World, sign_in: Any) -> None:
    notice = bring(told)
    frozen = frozen_of(notice)
    assert frozen is not None
    made = frozen.renderings.get(format="pdf")
    client = sign_in(told.cast.supervisor)
    response = client.get(url(told, "file", "pdf"))
    assert response.content == keeping.read(made.path, made.sha256)
    assert (response["ETag"], response["Cache-Control"]) == (f'"{made.sha256}"', "private, no-cache")
    assert client.get(url(told, "file", "pdf"), headers={"if-none-match": response["ETag"]}).status_code == 304

    keeping.path_of(made.path).write_bytes(b"forged")
    refused = client.get(url(told, "file", "pdf"))
    assert refused.status_code == 400
    assert "与登记的SHA-256不符" in refused.content.decode()


def test_a_forged_file_shows_on_the_versions_page(told: World, sign_in: Any) -> None:
    way.published(told)
    keeping.path_of(Publication.objects.get().files["pdf"]["path"]).write_bytes(b"forged")
    assert "核对不符 这个文件与登记的SHA-256不符" in text_of(sign_in(told.cast.head).get(url(told)))


def test_the_review_steps_and_earlier_versions_are_set_in_the_rounds_settings(told: World, sign_in: Any) -> None:
    client = sign_in(told.cast.clerk)
    edit = reverse("issues:settings_edit", args=[told.cast.round.pk, "review"])
    version = told.cast.round.version
    for typed, message in (("甲\n甲", "不能重复"), ("\n".join(map(str, range(11))), "最多10个"), ("长" * 31, "1至30字")):
        refused = client.post(edit, {"version": version, "review_steps": typed})
        assert refused.status_code == 400
        assert message in refused.content.decode()
    sent = {"version": version, "review_steps": " 法制审核 \n\n局党组\n", "earlier_public": "on"}
    assert client.post(edit, sent).status_code == 302
    told.cast.round.refresh_from_db()
    assert (told.cast.round.review_steps, told.cast.round.earlier_public) == (["法制审核", "局党组"], True)


@pytest.mark.parametrize(("name", "queries"), [("clerk", 7), ("head", 7), ("inspector", 6)])
def test_the_list_takes_as_many_queries_with_one_version_as_with_three(
    name: str, queries: int, told: World, sign_in: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    way.superseded(told)
    client = sign_in(getattr(told.cast, name))
    client.get(url(told, "versions"))
    with django_assert_num_queries(queries):
        client.get(url(told, "versions"))
    way.submitted(told)
    with django_assert_num_queries(queries):
        client.get(url(told, "versions"))


@pytest.mark.parametrize(("name", "queries"), [("clerk", 26), ("head", 26), ("inspector", 25)])
def test_the_page_of_a_version_takes_as_many_queries_with_many_rows(
    name: str, queries: int, told: World, sign_in: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    notice = way.approved(told)
    way.on_paper(told, notice)
    client = sign_in(getattr(told.cast, name))
    client.get(url(told))
    with django_assert_num_queries(queries):
        client.get(url(told))
    way.step(told, notice, "refuse", "clerk", reason="改写")
    again = way.step(told, way.again(notice), "submit", "clerk", explanations=way.reasons(told))
    way.review(told, again)
    way.step(told, way.again(notice), "approve", "leader", meeting=way.meeting(told))
    with django_assert_num_queries(queries):
        client.get(url(told))
