"""The way in, the overview's page and the page of what waits, for each member of the cast."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from issues.models import Opinion
from issues.words import Conclusion
from measures.workflow import Status
from rectify.accounts.models import User
from rectify.accounts.roles import Role
from tests import factories as make
from tests.conftest import World
from tests.reports.reading import change, make_opinion, text_of

NOW = dt.datetime(2022, 6, 22, 2, tzinfo=dt.UTC)  # a Wednesday


@pytest.fixture(autouse=True)
def _on_22_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def get(sign_in: Any, world: World, user: User, name: str = "overview") -> str:
    response = sign_in(user).get(reverse(f"reports:{name}", args=[world.cast.round.pk]))
    assert response.status_code == 200
    return text_of(response)


def test_home_leads_to_the_only_round(world: World, sign_in: Any) -> None:
    assert sign_in(world.cast.lead).get("/").headers["Location"] == f"/rounds/{world.cast.round.pk}/"


def test_home_leads_the_administrator_to_the_accounts(world: World, sign_in: Any) -> None:
    response = sign_in(world.cast.admin).get("/")

    assert response.headers["Location"] == reverse("issues:administration:user_list")


def test_home_lets_choose_between_rounds_until_one_was_looked_at(world: World, sign_in: Any) -> None:
    make.make_membership(world.cast.head, world.cast.other_round, Role.SUPERVISOR, post="督导组组长")
    client = sign_in(world.cast.head)
    said = text_of(client.get("/"))

    assert "选择轮次" in said
    assert said.index("另一轮巡视整改 督导组组长") < said.index("本轮巡视整改 组长")
    client.get(f"/rounds/{world.cast.round.pk}/")
    assert client.get("/").headers["Location"] == f"/rounds/{world.cast.round.pk}/"


def test_home_says_so_to_somebody_without_a_post(world: World, sign_in: Any) -> None:
    response = sign_in(make.make_user("newcomer")).get("/")

    assert response.status_code == 200
    assert "您还没有任职" in text_of(response)


def test_home_asks_nobody_to_sign_in(world: World, client: Any) -> None:
    assert client.get("/").headers["Location"] == f"{reverse('accounts:sign_in')}?next=/"


def test_the_leaders_page_says_first_what_a_leader_asks(world: World, sign_in: Any) -> None:
    change(world.issue, proposed=Conclusion.PHASED, proposed_by=world.cast.clerk, proposed_on=dt.date(2022, 6, 20))
    said = get(sign_in, world, world.cast.head)

    assert said.strip().startswith(
        "总览 具体问题1个：完成整改0个、阶段性完成0个、基本完成0个、未完成0个、待认定1个。 "
        "集中整改期已结束12天（至2022年6月10日）。近七天没有新完成的措施和新审定的结论。 "
        "待我办理 1 审定结论：（三）2 推动能力提升有差距 拟定：阶段性完成 · 6月20日 "
    )


def test_at_most_five_of_what_waits_and_the_way_to_the_rest(world: World, sign_in: Any) -> None:
    for number in range(10, 16):
        make.make_issue(world.key_problem, number, proposed=Conclusion.BASIC, proposed_by=world.cast.clerk)
    said = get(sign_in, world, world.cast.head)

    assert said.count("审定结论：") == 10  # five, once for a phone and once for a wide screen
    assert said.count("查看全部6件") == 2


def test_the_office_sees_what_waited_longest_first(world: World, sign_in: Any) -> None:
    change(world.measure, status=Status.REPORTED, reported_on=dt.date(2022, 6, 20), due_on=dt.date(2022, 6, 1))
    change(world.second, status=Status.REPORTED, reported_on=dt.date(2022, 6, 13), due_on=dt.date(2022, 7, 30))
    said = get(sign_in, world, world.cast.director)

    assert "核验：第3-2-2条 规范执法案卷 执法一支队 · 6月13日报送 核验：第3-2-1条 改进监管模式 执法一支队 · 6月20日报送" in said


def test_the_page_prints_each_figure_with_its_word_and_cut_off(world: World, sign_in: Any) -> None:
    change(world.cast.round, measure_count_note="按公开稿条目计", illustrative="责任分工均为示例。")
    said = get(sign_in, world, world.cast.supervisor)

    assert "方面 1 重点问题 1 具体问题 1 举一反三 1 深度整改任务 1 整改意见 0 已落实0 整改措施 4 整改结论和进度" in said
    assert "整改结论和进度 截至2022年6月22日 具体问题1个 完成整改 0 阶段性完成 0 基本完成 0 未完成 0 待认定 1" in said
    assert "整改措施4条 （按公开稿条目计） 尚未启动 4 推进中 0 已报待核验 0 已完成 0" in said
    assert "时限 截至2022年6月22日 已逾期 0 临期 4 正常 0 长期坚持 0 未定期限 0" in said
    assert "责任分工均为示例。" in said
    assert "率" not in said
    assert "待我办理 0 目前没有待您办理的事项。" in said


def test_overdue_measures_name_department_and_leader(world: World, sign_in: Any) -> None:
    change(world.measure, due_on=dt.date(2022, 6, 1), responsible_leader=world.cast.leader.person)
    said = get(sign_in, world, world.cast.supervisor)

    assert "已逾期 1条，截至2022年6月22日 已逾期的整改措施 编号 整改措施 时限 牵头部门 责任领导 " in said
    assert "第3-2-1条 改进监管模式 已逾期 6月1日 执法一支队 leader的姓名" in said
    assert "本周没有到期的措施。" in said


def test_a_departments_page_shows_nothing_of_others(world: World, sign_in: Any) -> None:
    change(world.cast.round, stated={"manifestations": 34})
    for measure in (world.measure, world.second, world.of_follow_on, world.of_deep_task):
        change(measure, due_on=dt.date(2022, 6, 1))
    said = get(sign_in, world, world.cast.outsider)

    assert "开展调研" in said
    for hidden in ("改进监管模式", "规范执法案卷", "开展案卷阅评", "深化改革有差距", "口径核对", "整改意见", "34"):
        assert hidden not in said


def test_an_empty_round_says_so(world: World, sign_in: Any) -> None:
    empty = make.make_round("空轮次")
    user = make.make_user("office2")
    make.make_membership(user, empty, Role.OFFICE)
    reader = make.make_user("leader2")
    make.make_membership(reader, empty, Role.LEADER)
    office = text_of(sign_in(user).get(f"/rounds/{empty.pk}/")).strip()
    group = text_of(sign_in(reader).get(f"/rounds/{empty.pk}/")).strip()

    assert office.startswith("总览 本轮次还没有重点问题和整改事项。 先录入方面和重点问题")
    assert office.endswith("录入重点问题")
    assert group == "总览 本轮次还没有重点问题和整改事项。 领导小组办公室录入后，这里显示各项数字。"


def test_a_department_without_measures_is_told_so(world: World, sign_in: Any) -> None:
    user = make.make_user("idle")
    make.make_membership(user, world.cast.round, Role.DEPARTMENT, make.make_department("新设部门"))

    assert "目前没有由您所在部门牵头或配合的整改措施。" in get(sign_in, world, user)


@pytest.mark.parametrize("more", [0, 12])
@pytest.mark.parametrize(
    ("name", "queries"), [("director", 15), ("two_posts", 17), ("head", 17), ("inspector", 15), ("lead", 12), ("cooperating", 12)]
)
def test_as_many_queries_with_one_row_as_with_many(
    world: World, sign_in: Any, django_assert_num_queries: Any, name: str, queries: int, more: int
) -> None:
    change(world.measure, due_on=dt.date(2022, 6, 1))
    change(world.of_follow_on, due_on=dt.date(2022, 6, 1), responsible_leader=world.cast.leader.person)
    for number in range(10, 10 + more):
        problem = make.make_key_problem(world.cast.round, number)
        issue = make.make_issue(problem, 1, proposed="basic", proposed_by=world.cast.clerk)
        for place, status in enumerate([Status.REPORTED, Status.IN_PROGRESS], start=1):
            measure = make.make_measure(issue, place, lead=world.cast.lead_department, status=status, due_on=dt.date(2022, 6, 2))
            change(measure, responsible_leader=make.make_person())
    client = sign_in(getattr(world.cast, name))
    with django_assert_num_queries(queries):
        assert client.get(f"/rounds/{world.cast.round.pk}/").status_code == 200


def test_the_waiting_page_groups_by_reason_with_what_is_missing(world: World, sign_in: Any) -> None:
    change(world.measure, status=Status.IN_PROGRESS, reported_on=dt.date(2022, 6, 1), status_note="缺会议记录")
    said = get(sign_in, world, world.cast.lead, "waiting")

    assert "共2件，截至2022年6月22日。" in said
    assert "退回补充、恢复整改 1 退回补充、恢复整改 编号 " in said
    assert "第3-2-1条 改进监管模式 缺会议记录 推进中 临期 6月30日 执法一支队 — 临期 1 临期 编号 " in said


def test_the_waiting_page_shows_proposals_with_their_reason(world: World, sign_in: Any) -> None:
    change(world.issue, proposed=Conclusion.PHASED, proposed_by=world.cast.clerk, proposed_reason="尚需巩固")
    said = get(sign_in, world, world.cast.head, "waiting")

    assert "（三）2 推动能力提升有差距 拟定理由：尚需巩固 具体问题 待认定 阶段性完成" in said


def test_an_opinion_waits_on_both_pages_with_its_basis(world: World, sign_in: Any) -> None:
    make_opinion(world, 4, basis="党总支委员会会议纪要第5号")
    address = f'href="{reverse("issues:opinion_state", args=[world.cast.round.pk, Opinion.objects.get().pk])}"'
    client = sign_in(world.cast.head)
    page, listed = (client.get(reverse(f"reports:{name}", args=[world.cast.round.pk])) for name in ("overview", "waiting"))

    assert "待我办理 1 认定已落实：整改意见4 健全制度 落实依据：党总支委员会会议纪要第5号" in text_of(page)
    assert "共1件" in text_of(listed)
    assert "待认定整改意见 1 待认定整改意见 序号 整改意见 落实依据 4 健全制度 党总支委员会会议纪要第5号 " in text_of(listed)
    assert [shown.content.decode().count(address) for shown in (page, listed)] == [2, 1]


def test_the_number_of_opinions_leads_to_them(world: World, sign_in: Any) -> None:
    address = f'<dd><a href="{reverse("issues:opinions", args=[world.cast.round.pk])}">0</a>'

    for user in (world.cast.leader, world.cast.supervisor):
        assert address in sign_in(user).get(f"/rounds/{world.cast.round.pk}/").content.decode()


def test_nothing_waits(world: World, sign_in: Any) -> None:
    assert "目前没有待您办理的事项。" in get(sign_in, world, world.cast.inspector, "waiting")


@pytest.mark.parametrize(("name", "queries"), [("director", 12), ("lead", 7), ("head", 10), ("inspector", 9)])
def test_the_waiting_page_takes_as_many_queries(
    world: World, sign_in: Any, django_assert_num_queries: Any, name: str, queries: int
) -> None:
    for number in range(3, 12):
        make.make_measure(world.issue, number, lead=world.cast.lead_department, status=Status.REPORTED)
    client = sign_in(getattr(world.cast, name))
    with django_assert_num_queries(queries):
        client.get(f"/rounds/{world.cast.round.pk}/waiting/")
