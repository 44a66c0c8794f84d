"""The overview: the way in, its figures, its sentences, what each member of the cast sees, and the reconciliation."""

import datetime as dt
import re
from typing import Any

import pytest
from django.urls import reverse

from issues.models import Issue, Round
from issues.words import Conclusion, Disclosure, Kind
from measures.figures import Conclusions, MeasureCounts
from measures.models import Measure
from measures.services.conclusions import approve, propose
from measures.services.transitions import transition
from measures.workflow import Need, Status
from rectify.accounts.models import User
from rectify.accounts.roles import Role
from reports import brief
from reports.overview import KindCounts, Pulse, bar, conclusion_bar, overview, sunday
from reports.reconciliation import Reconciled
from tests import factories as make
from tests.conftest import World

NOW = dt.datetime(2022, 6, 22, 2, tzinfo=dt.UTC)  # a Wednesday


@pytest.fixture(autouse=True)
def _on_22_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def change(record: Any, **values: Any) -> None:
    """Change a record as a door would."""
    record = type(record).objects.get(pk=record.pk)
    for name, value in values.items():
        setattr(record, name, value)
    with make.prepared():
        record.save()


def fresh(user: User) -> User:
    return User.objects.select_related("person").get(pk=user.pk)


def page(world: World, user: User) -> Any:
    return overview(Round.objects.get(pk=world.cast.round.pk), fresh(user))


def text_of(response: Any) -> str:
    """Return a page's main part as words, without marks and blank lines."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)
    assert main is not None, response.content.decode()[:400]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main.group()))


def get(sign_in: Any, world: World, user: User, name: str = "overview") -> str:
    response = sign_in(user).get(reverse(f"reports:{name}", args=[world.cast.round.pk]))
    assert response.status_code == 200
    return text_of(response)


# the way in


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


# pure parts


def test_the_segments_of_a_bar_lie_side_by_side() -> None:
    segments = bar([("甲", 1, "good"), ("乙", 0, "basic"), ("丙", 3, "open")])

    assert [(s.word, s.count, s.tone, s.x, s.width) for s in segments] == [
        ("甲", 1, "good", 0.0, 25.0), ("乙", 0, "basic", 25.0, 0.0), ("丙", 3, "open", 25.0, 75.0),
    ]  # fmt: skip
    assert [s.width for s in bar([("甲", 0, "good")])] == [0.0]


def test_a_conclusion_bar_keeps_the_rounds_order() -> None:
    segments = conclusion_bar(Conclusions(total=4, completed=1, phased=2, undetermined=1))

    assert [(s.word, s.count, s.tone) for s in segments] == [
        ("完成整改", 1, "good"), ("阶段性完成", 2, "phased"), ("基本完成", 0, "basic"), ("未完成", 0, "open"), ("待认定", 1, "quiet"),
    ]  # fmt: skip


def test_the_sentence_in_the_four_words() -> None:
    counted = KindCounts(Kind.MANIFESTATION, "个", Conclusions(total=34, completed=10, phased=20, basic=4))
    nothing = KindCounts(Kind.MANIFESTATION, "个", Conclusions())
    tasks = KindCounts(Kind.DEEP_TASK, "项", Conclusions(total=2, undetermined=2))

    assert brief.standing([counted, tasks]) == "具体问题34个：完成整改10个、阶段性完成20个、基本完成4个、未完成0个。"
    assert brief.standing([nothing, tasks], own=True) == (
        "您所在部门牵头或配合的深度整改任务2项：完成整改0项、阶段性完成0项、基本完成0项、未完成0项、待认定2项。"
    )
    assert brief.standing([nothing]) == ""


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (18, "集中整改期还剩18天（至2022年6月10日）。"),
        (1, "集中整改期还剩1天（至2022年6月10日）。"),
        (0, "今天是集中整改期最后一天（2022年6月10日）。"),
        (-12, "集中整改期已结束12天（至2022年6月10日）。"),
    ],
)
def test_the_days_of_the_concentrated_period(left: int, words: str) -> None:
    assert brief.period(left, dt.date(2022, 6, 10)) == words


def test_the_change_since_last_week() -> None:
    since = dt.date(2022, 6, 16)

    assert brief.movement(Pulse(since)) == "近七天没有新完成的措施和新审定的结论。"
    assert brief.movement(Pulse(since, 9, done=3, reopened=1, approved=2)) == "近七天核验完成措施3条、审定结论2个、恢复整改措施1条。"


@pytest.mark.parametrize(("day", "last"), [((2022, 6, 20), (2022, 6, 26)), ((2022, 6, 26), (2022, 6, 26))])
def test_a_week_ends_on_sunday(day: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    assert sunday(dt.date(*day)) == dt.date(*last)


def test_a_reconciled_figure() -> None:
    same, gap = Reconciled("manifestations", "具体问题", 34, 34, 33), Reconciled("aspects", "方面", 4, 3)

    assert (same.unlisted, same.differs, gap.unlisted, gap.differs) == (1, False, 0, True)
    assert Reconciled("aspects", "方面", None, 3).differs is False


# what is gathered


def test_the_counts_of_the_whole_round(world: World) -> None:
    change(world.issue, conclusion=Conclusion.PHASED)
    found = page(world, world.cast.inspector)

    assert [(str(k.kind.label), k.counts) for k in found.kinds] == [
        ("具体问题", Conclusions(total=1, phased=1)),
        ("举一反三", Conclusions(total=1, undetermined=1)),
        ("深度整改任务", Conclusions(total=1, undetermined=1)),
    ]
    assert found.measures == MeasureCounts(total=4, not_started=4, due_soon=4)
    assert [(p.mark, p.kinds) for p in found.problems] == [
        ("（三）", {"manifestation": Conclusions(total=1, phased=1), "follow_on": Conclusions(total=1, undetermined=1)})
    ]


def test_a_department_gets_the_counts_of_its_own_rows(world: World) -> None:
    make.make_key_problem(world.cast.round, 4, title="别的问题")
    found = page(world, world.cast.cooperating)

    assert found.figures is None
    assert [(str(k.kind.label), k.counts.total) for k in found.kinds] == [("具体问题", 1), ("举一反三", 1)]
    assert found.measures == MeasureCounts(total=2, not_started=2, due_soon=2)
    assert [p.title for p in found.problems] == ["深化改革有差距"]


def test_under_a_headline_a_department_counts_its_own_issues_alone(world: World) -> None:
    other = make.make_issue(world.key_problem, 5)
    make.make_measure(other, 1, lead=world.cast.outside_department)

    assert page(world, world.cast.lead).problems[0].kinds == {"manifestation": Conclusions(total=1, undetermined=1)}
    assert page(world, world.cast.head).problems[0].kinds["manifestation"].total == 2


def test_the_bars_add_up_to_the_figures(world: World) -> None:
    for number in (3, 4, 5):
        make.make_issue(make.make_key_problem(world.cast.round, number + 1), number, conclusion=Conclusion.BASIC)
    found = page(world, world.cast.director)
    bars = [problem.kinds.get(Kind.MANIFESTATION, Conclusions()) for problem in found.problems]

    assert sum(counts.total for counts in bars) == found.figures.manifestations.total == 4
    assert sum(counts.basic for counts in bars) == found.figures.manifestations.basic == 3


def test_a_key_problem_without_issues_is_listed_too(world: World) -> None:
    make.make_key_problem(world.cast.round, 9, title="还没有细化")

    assert [(p.title, p.kinds) for p in page(world, world.cast.director).problems][1] == ("还没有细化", {})


def test_overdue_and_due_this_week(world: World) -> None:
    change(world.measure, due_on=dt.date(2022, 6, 21))
    change(world.second, due_on=dt.date(2022, 6, 26))
    change(world.of_follow_on, due_on=dt.date(2022, 6, 27))
    change(world.of_deep_task, due_on=dt.date(2022, 6, 20), status=Status.REPORTED)
    found = page(world, world.cast.supervisor)

    assert [line.measure.plan for line in found.overdue] == ["开展调研", "改进监管模式"]
    assert [line.measure.plan for line in found.due_this_week] == ["规范执法案卷"]
    assert (found.overdue[0].status.word, found.overdue[0].light.word) == ("已报待核验", "已逾期")
    assert found.measures.overdue == 2


def test_what_is_done_withdrawn_or_long_term_presses_nobody(world: World) -> None:
    past = dt.date(2022, 6, 1)
    change(world.measure, due_on=past, status=Status.DONE)
    change(world.second, due_on=past, status=Status.WITHDRAWN, withdrawn_at=NOW)
    change(world.of_follow_on, due_on=past, long_term=True)
    change(world.of_deep_task, due_on=None)
    found = page(world, world.cast.supervisor)

    assert (found.overdue, found.due_this_week) == ([], [])


def test_the_last_seven_days_count_what_moved(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    cast, now = world.cast, NOW + dt.timedelta(days=30)  # by then the world's making lies far back
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    given = {Need.OUTCOME: "已办结", Need.PROOF: "无材料", Need.NOTE: "属实", Need.REASON: "反弹"}
    steps = [("start", cast.lead, 9), ("report", cast.lead, 8), ("verify", cast.director, 7), ("reopen", cast.director, 5)]
    for name, user, days in [*steps, ("report", cast.lead, 4), ("verify", cast.director, 3)]:
        when = now - dt.timedelta(days=days)
        transition(measure=Measure.objects.get(pk=world.measure.pk), name=name, by=fresh(user), given=given, effective_at=when)
    propose(issue=world.issue, by=fresh(cast.clerk), conclusion="phased", reason="推进", effective_at=now - dt.timedelta(days=2))
    issue = Issue.objects.get(pk=world.issue.pk)
    approve(issue=issue, by=fresh(cast.head), note="同意", effective_at=now - dt.timedelta(days=1))
    pulse = page(world, cast.inspector).pulse

    assert pulse.since == dt.date(2022, 7, 16)
    assert [e.action for e in pulse.latest] == [
        "issue.approve", "issue.propose", "measure.verify", "measure.report", "measure.reopen",
    ]  # fmt: skip
    assert (pulse.entries, pulse.done, pulse.reopened, pulse.approved) == (5, 1, 1, 1)


def test_the_last_seven_days_begin_at_midnight(world: World) -> None:
    before = page(world, world.cast.inspector).pulse.entries
    for when in (dt.datetime(2022, 6, 15, 15, 59, tzinfo=dt.UTC), dt.datetime(2022, 6, 15, 16, 0, tzinfo=dt.UTC)):
        measure = make.make_measure(world.issue, when.hour, lead=world.cast.lead_department)
        transition(measure=measure, name="start", by=fresh(world.cast.lead), effective_at=when)
    found = page(world, world.cast.inspector).pulse

    # two measures with an assignment each, made now; of the two starts the one after midnight in Shanghai
    assert found.entries == before + 5


def test_a_department_reads_its_own_changes_alone(world: World) -> None:
    transition(measure=world.of_deep_task, name="start", by=fresh(world.cast.outsider))

    assert "measure.start" in {entry.action for entry in page(world, world.cast.outsider).pulse.latest}
    assert "measure.start" not in {entry.action for entry in page(world, world.cast.lead).pulse.latest}


# the page


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
    assert "时限 截至2022年6月22日 已逾期 0 临期 4 长期坚持 0" in said
    assert "责任分工均为示例。" in said
    assert "率" not in said
    assert "待我办理" not in said  # nothing ever waits for the supervisors


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
    response = sign_in(user).get(f"/rounds/{empty.pk}/")

    assert text_of(response).strip() == (
        "总览 本轮次还没有重点问题和整改事项。 领导小组办公室录入重点问题、整改事项和措施后，这里显示各项数字。"
    )


def test_a_department_without_measures_is_told_so(world: World, sign_in: Any) -> None:
    user = make.make_user("idle")
    make.make_membership(user, world.cast.round, Role.DEPARTMENT, make.make_department("新设部门"))

    assert "目前没有由您所在部门牵头或配合的整改措施。" in get(sign_in, world, user)


@pytest.mark.parametrize("more", [0, 12])
@pytest.mark.parametrize(
    ("name", "queries"), [("director", 14), ("two_posts", 14), ("head", 14), ("inspector", 13), ("lead", 10), ("cooperating", 10)]
)
def test_as_many_queries_with_one_row_as_with_many(
    world: World, sign_in: Any, django_assert_num_queries: Any, name: str, queries: int, more: int
) -> None:
    change(world.measure, due_on=dt.date(2022, 6, 1))
    change(world.of_follow_on, due_on=dt.date(2022, 6, 1), responsible_leader=world.cast.leader.person)
    for number in range(10, 10 + more):
        issue = make.make_issue(make.make_key_problem(world.cast.round, number), 1, proposed="basic", proposed_by=world.cast.clerk)
        for place, status in enumerate([Status.REPORTED, Status.IN_PROGRESS], start=1):
            measure = make.make_measure(issue, place, lead=world.cast.lead_department, status=status, due_on=dt.date(2022, 6, 2))
            change(measure, responsible_leader=make.make_person())
    client = sign_in(getattr(world.cast, name))
    with django_assert_num_queries(queries):
        assert client.get(f"/rounds/{world.cast.round.pk}/").status_code == 200


# what waits, in full


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


def test_nothing_waits(world: World, sign_in: Any) -> None:
    assert "目前没有待您办理的事项。" in get(sign_in, world, world.cast.inspector, "waiting")


@pytest.mark.parametrize(("name", "queries"), [("director", 7), ("lead", 6), ("head", 5), ("inspector", 4)])
def test_the_waiting_page_takes_as_many_queries(
    world: World, sign_in: Any, django_assert_num_queries: Any, name: str, queries: int
) -> None:
    for number in range(3, 12):
        make.make_measure(world.issue, number, lead=world.cast.lead_department, status=Status.REPORTED)
    client = sign_in(getattr(world.cast, name))
    with django_assert_num_queries(queries):
        client.get(f"/rounds/{world.cast.round.pk}/waiting/")


# stated beside computed


def test_the_reconciliation_names_the_gap_and_the_records_behind_it(world: World, sign_in: Any) -> None:
    change(world.cast.round, stated={"manifestations": 4, "aspects": 2}, measure_count_note="按公开稿条目计")
    change(world.follow_on, disclosure=Disclosure.TITLE_WITHHELD)
    make.make_issue(world.key_problem, 3, title="未刊载", placeholder=True)
    make.make_issue(world.key_problem, 4, title="合并的", disclosure=Disclosure.MERGED, merged_into=world.issue)
    internal = {"disclosure": Disclosure.INTERNAL, "disclosure_reason": "涉及个人", "disclosure_body": "党总支"}
    make.make_issue(world.key_problem, 5, title="内部的", **internal)
    said = get(sign_in, world, world.cast.supervisor, "reconciliation")

    assert "方面 2 1 — — 不一致 重点问题 — 1 — — 反馈未载 具体问题 4 4 1 3 一致 举一反三 — 1 1 0 反馈未载" in said
    assert "整改措施 — 4 — — 反馈未载 （按公开稿条目计）" in said
    assert "（三）3 未刊载 具体问题 单独公开 原文未刊载，只计数" in said
    assert "（三）4 合并的 具体问题 合并公开（（三）2） 尚未填写" in said
    assert "（三）5 内部的 具体问题 不公开 涉及个人 （党总支）" in said
    assert "规范化建设不够扎实" not in said  # printed as an item of its own, under 上述问题


def test_the_overview_gives_the_reconciliation_in_brief(world: World, sign_in: Any) -> None:
    change(world.cast.round, stated={"manifestations": 2, "follow_on_items": 1, "aspects": 2})
    make.make_issue(world.key_problem, 3, title="未刊载", placeholder=True)
    said = get(sign_in, world, world.cast.head)

    assert "口径核对 全部 方面：反馈2、台账1 与反馈不一致 具体问题：反馈2、台账2、单列公开1 未单列公开 1" in said
    assert "举一反三：" not in said


def test_without_stated_figures_there_is_nothing_to_reconcile(world: World, sign_in: Any) -> None:
    assert "口径核对" not in get(sign_in, world, world.cast.head)


def test_the_reconciliation_is_not_a_departments(world: World, sign_in: Any) -> None:
    assert sign_in(world.cast.lead).get(f"/rounds/{world.cast.round.pk}/reconciliation/").status_code == 403


def test_the_reconciliation_takes_as_many_queries(world: World, sign_in: Any, django_assert_num_queries: Any) -> None:
    for number in range(3, 12):
        make.make_issue(world.key_problem, number, disclosure=Disclosure.INTERNAL)
    client = sign_in(world.cast.director)
    with django_assert_num_queries(12):
        client.get(f"/rounds/{world.cast.round.pk}/reconciliation/")
