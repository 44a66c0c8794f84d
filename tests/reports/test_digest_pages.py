"""The sheets' pages: who reads which, what the office may do, and what stands where there is nothing."""

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from measures.models import Remark
from rectify.accounts.permissions import can, visible
from rectify.accounts.roles import Action
from rectify.jobs import waking
from rectify.jobs.models import Job
from reports.digests.composing import compose
from reports.digests.delivery import address
from reports.digests.views import this_monday
from reports.models import Delivery, Digest
from tests import factories as make
from tests.conftest import Cast, World
from tests.reports.reading import text_of
from tests.reports.telling import MONDAY, change, make_past_world, prepared_at

WHOLE = ["领导小组办公室", "办公室", "执法一支队", "法制监督室"]
READS = {
    **dict.fromkeys(("director", "clerk", "head", "leader", "inspector", "supervisor", "two_posts"), WHOLE),
    "lead": ["执法一支队"],
    "cooperating": ["法制监督室"],
    "outsider": ["办公室"],
}


@pytest.fixture
def week(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> World:
    """The sheets of one week in both rounds, with mails written down."""
    monkeypatch.setattr(waking, "send", lambda job: None)
    world = make_past_world(cast)
    change(cast.lead_department, email="lead@a.test")
    address(compose(cast.round, MONDAY))
    compose(cast.other_round, MONDAY)
    return world


def page(world: World) -> str:
    return reverse("reports:sheets", args=[world.cast.round.pk])


def of(world: World, recipient: str) -> Digest:
    return Digest.objects.get(round=world.cast.round, recipient=recipient)


@pytest.mark.parametrize("name", READS)
def test_each_reads_the_sheets_the_matrix_gives(week: World, sign_in: Any, name: str) -> None:
    client = sign_in(getattr(week.cast, name))
    body = client.get(page(week)).content.decode()

    assert re.findall(r">([^<>]+)<span class=\"visually-hidden\">第15周调度单</span>", body) == READS[name]
    for recipient in WHOLE:
        expected = 200 if recipient in READS[name] else 404
        assert client.get(of(week, recipient).get_absolute_url()).status_code == expected


@pytest.mark.parametrize("name", ["admin", "stranger"])
def test_nobody_else_finds_the_page(week: World, sign_in: Any, name: str) -> None:
    client = sign_in(getattr(week.cast, name))

    assert client.get(page(week)).status_code == 404
    assert client.get(of(week, "办公室").get_absolute_url()).status_code == 404


def test_a_sheet_of_another_round_is_not_found_under_this_one(week: World, sign_in: Any) -> None:
    other = Digest.objects.filter(round=week.cast.other_round).first()
    assert other is not None

    url = reverse("reports:sheet", args=[week.cast.round.pk, other.pk])
    assert sign_in(week.cast.director).get(url).status_code == 404


def test_can_and_visible_agree_about_sheets(week: World) -> None:
    rows = list(Digest.objects.all())
    for name, user in week.cast.everybody().items():
        for action in Action:
            seen = set(visible(Digest.objects.all(), user, action).values_list("pk", flat=True))
            assert seen == {row.pk for row in rows if can(user, action, row)}, f"{name} {action}"


def test_a_sheet_is_shown_as_it_was_composed_with_links_to_what_is_in_sight(week: World, sign_in: Any) -> None:
    digest = of(week, "执法一支队")
    with make.prepared():
        change(week.cast.lead_department, address="你支队")
    monday = dt.date(2022, 6, 27)
    later = compose(week.cast.round, monday)[2]
    client = sign_in(week.cast.lead)

    shown = text_of(client.get(digest.get_absolute_url()))
    assert "现将巡视整改第15周（6月13日—19日）调度事项通知你部门，请逐项对照办理。" in shown
    assert "情况截至2022年6月12日24时" in shown
    body = client.get(later.get_absolute_url()).content.decode()
    links = [f'href="/rounds/{week.cast.round.pk}/measures/{m.pk}/"' for m in (week.measure, week.second)]
    assert [body.count(link) for link in links] == [1, 1]
    # what the department has lost since is named and no longer linked
    assignment = week.second.assignments.get()
    change(assignment, until=dt.date(2022, 6, 30))
    body = client.get(later.get_absolute_url()).content.decode()
    assert [body.count(link) for link in links] == [1, 0]


def test_a_sheet_leads_to_remarks_and_issues_in_sight(week: World, sign_in: Any) -> None:
    """A remark's number may be another record's key: each reference is looked up among its own kind."""
    cast, number = week.cast, week.second.pk
    with prepared_at(dt.datetime(2022, 6, 14, 2, tzinfo=dt.UTC)):
        make.make_remark(week.issue, cast.inspector, number=number, measure=week.measure, department=cast.lead_department)
        change(week.issue, conclusion="completed")
    office, _, of_lead = compose(cast.round, dt.date(2022, 6, 27))[:3]
    remark = f'href="/rounds/{cast.round.pk}/remarks/{number}/"'
    issue = f'href="/rounds/{cast.round.pk}/issues/{week.issue.pk}/"'

    found = {}
    for name, digest in (("inspector", office), ("lead", of_lead)):
        body = sign_in(getattr(cast, name)).get(digest.get_absolute_url()).content.decode()
        found[name] = (digest.recipient, body.count(remark), body.count(issue))
    assert found == {"inspector": ("领导小组办公室", 1, 1), "lead": ("执法一支队", 1, 0)}

    with prepared_at(dt.datetime(2022, 6, 28, 2, tzinfo=dt.UTC)):
        change(
            Remark.objects.get(number=number), measure=week.of_deep_task, issue=week.deep_task, department=cast.outside_department
        )
    body = sign_in(cast.lead).get(of_lead.get_absolute_url()).content.decode()
    assert (f"第{number}号意见" in body, body.count(remark)) == (True, 0)


def test_the_mails_are_shown_to_those_who_send(week: World, sign_in: Any) -> None:
    Delivery.objects.update(state="failed", error="邮件服务器拒绝了这个收件邮箱。")

    assert "未送达 lead@a.test 邮件服务器拒绝了这个收件邮箱。 重新发送" in text_of(sign_in(week.cast.director).get(page(week)))
    for name in ("head", "inspector", "lead"):
        assert "lead@a.test" not in sign_in(getattr(week.cast, name)).get(page(week)).content.decode()


def test_the_office_asks_for_this_weeks_and_is_led_to_the_job(week: World, sign_in: Any) -> None:
    client = sign_in(week.cast.clerk)
    url = reverse("reports:sheets_compose", args=[week.cast.round.pk])
    assert "现在生成本周调度单" in text_of(client.get(page(week)))
    response = client.post(url)

    job = Job.objects.get()
    assert (response.status_code, response.url) == (302, f"/jobs/{job.pk}/")
    assert job.args == {"round": week.cast.round.pk, "monday": this_monday().isoformat()}
    # another asks: told, and nothing is made twice
    answer = sign_in(week.cast.director).post(url, follow=True)
    assert "本周调度单正在生成，请稍后刷新本页。" in answer.content.decode()
    assert Job.objects.count() == 1


def test_where_this_weeks_stand_the_button_is_gone(week: World, sign_in: Any) -> None:
    compose(week.cast.round, this_monday())

    assert "现在生成" not in text_of(sign_in(week.cast.clerk).get(page(week)))


@pytest.mark.parametrize(
    ("name", "status"), [("head", 403), ("lead", 403), ("inspector", 403), ("admin", 404), ("stranger", 404)]
)
def test_nobody_else_may_ask_or_send_again(week: World, sign_in: Any, name: str, status: int) -> None:
    Delivery.objects.update(state="failed", error="拒收")
    client, mail = sign_in(getattr(week.cast, name)), Delivery.objects.get()

    assert "现在生成" not in client.get(page(week)).content.decode()
    assert client.post(reverse("reports:sheets_compose", args=[week.cast.round.pk])).status_code == status
    assert client.post(reverse("reports:sheet_resend", args=[week.cast.round.pk, mail.pk])).status_code == status
    assert (Job.objects.count(), Delivery.objects.get().state) == (0, "failed")


def test_a_mail_that_failed_is_sent_again_once(week: World, sign_in: Any) -> None:
    Delivery.objects.update(state="failed", error="拒收")
    url = reverse("reports:sheet_resend", args=[week.cast.round.pk, Delivery.objects.get().pk])
    client = sign_in(week.cast.director)

    assert client.post(url).url == f"/jobs/{Job.objects.get().pk}/"
    assert client.post(url).status_code == 400
    assert (Job.objects.count(), Delivery.objects.get().state) == (1, "pending")


def test_without_an_adopted_plan_nothing_is_offered_and_the_page_says_why(week: World, sign_in: Any) -> None:
    round = make.make_round("方案未定的轮次", plan_state="draft")
    make.make_membership(week.cast.director, round, week.cast.director.memberships.get().role_enum)
    client = sign_in(week.cast.director)

    shown = text_of(client.get(reverse("reports:sheets", args=[round.pk])))
    assert "还没有调度单。 整改方案尚未审议通过；审议通过之后，每周一8时起自动生成。" in shown
    assert "现在生成" not in shown
    assert client.post(reverse("reports:sheets_compose", args=[round.pk])).status_code == 400


def test_the_weeks_are_paged(week: World, sign_in: Any) -> None:
    for number in range(1, 10):
        compose(week.cast.round, MONDAY + dt.timedelta(weeks=number))
    client = sign_in(week.cast.lead)

    first, second = (re.findall(r"<h2>第(\d+)周</h2>", client.get(page(week), {"page": n}).content.decode()) for n in (1, 2))
    assert first == ["24", "23", "22", "21", "20", "19", "18", "17"]
    assert second == ["16", "15"]


@pytest.mark.parametrize(("name", "queries"), [("director", 11), ("lead", 10)])
def test_the_queries_do_not_grow(
    week: World, sign_in: Any, name: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in(getattr(week.cast, name))
    client.get(page(week))
    with django_assert_num_queries(queries):
        client.get(page(week))
    for number in range(1, 7):
        address(compose(week.cast.round, MONDAY + dt.timedelta(weeks=number)))
    with django_assert_num_queries(queries):
        client.get(page(week))
