"""The pages of the notice's text: figures, the check, disclosure and masking, with what the public would read."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from issues.models import Issue, MaskingRule, NarrativeSection
from issues.words import Disclosure, Slot
from reports.notice.checks import findings
from reports.notice.versions import Now
from tests import factories as make
from tests.conftest import World
from tests.reports.reading import text_of
from tests.reports.telling import change, tell

APPROVAL = {"reason": "涉及内部事项", "body": "党总支委员会", "on": "2022-06-01"}


@pytest.fixture
def told(world: World) -> World:
    return tell(world)


@pytest.fixture
def office(told: World, sign_in: Any) -> Client:
    return sign_in(told.cast.clerk)


def url(name: str, told: World, *args: Any, query: str = "") -> str:
    return reverse(f"reports:notice_{name}", args=[told.cast.round.pk, *args]) + query


# figures and check


def test_every_figure_with_its_value(told: World, office: Client) -> None:
    shown = text_of(office.get(url("figures", told)))

    assert "{{ 措施总数 }} 4 整改措施，不含已撤销的" in shown
    assert "{{ 推动会次数 }} 0 截至日期以前召开的推动会" in shown


def test_a_clean_check(told: World, office: Client) -> None:
    shown = text_of(office.get(url("check", told)))

    assert "没有需要改正或说明的地方。" in shown
    assert "不能送审" not in shown


def test_each_finding_leads_to_its_place(told: World, office: Client) -> None:
    with make.prepared():
        make.make_issue(told.key_problem, 20, title="某局长家属违规承揽印刷业务", disclosure=Disclosure.INTERNAL)
        section = NarrativeSection.objects.get(round=told.cast.round, slot=Slot.NEXT)
        change(section, body="某局长家属违规承揽印刷业务，电话13912345678。")
        change(told.measure, public_text="联系13912345679")
        change(told.cast.round, contact_phone="**", stated={"manifestations": 9})
    body = office.get(url("check", told)).content.decode()

    edit = reverse("issues:section_edit", args=[told.cast.round.pk, section.pk])
    measure = reverse("measures:measure", args=[told.cast.round.pk, told.measure.pk])
    assert body.count(f'<a href="{edit}">（二）下步工作打算第1段</a>') == 2
    assert body.count(f'<a href="{measure}">') == 1
    assert "“某局长家属违规承揽印刷业务”与不公开的事项（三）20的题目相同。" in body
    assert "联系方式仍含“**”，须先填写，不能以说明代替。" in body
    reconciliation = reverse("reports:reconciliation", args=[told.cast.round.pk])
    assert f'<a href="{reconciliation}">具体问题</a><p>反馈9、台账2、单列公开1</p>' in body


def test_a_finding_of_the_settings_leads_to_the_section_that_says_it(told: World, office: Client) -> None:
    """The title is made of the unit's name, which stands in the basic settings; the opening and the letterhead have their own."""
    said = {"unit": "某局13912345671", "opening": "电话13912345672。", "issuer_mark": "某局13912345673文件"}
    with make.prepared():
        change(told.cast.round, signature="某局13912345674", **said)
    body = office.get(url("check", told)).content.decode()

    found = re.findall(r'<a href="([^"]+)">([^<]+)</a><p>“\d{11}”像是电话号码。', body)
    assert [(address.split("/")[-2], where) for address, where in found] == [
        ("letterhead", "版头"), ("basic", "标题"), ("contact", "开头第1段"), ("letterhead", "署名"),
    ]  # fmt: skip


def test_the_page_lists_what_submitting_would_ask_about(told: World, office: Client) -> None:
    """One function finds for both: a gap is told here too, and nothing else than there."""
    with make.prepared():
        change(told.of_deep_task, public_text="")
        change(told.cast.round, contact_phone="**", stated={"manifestations": 9})
    now = Now(told.cast.round, 1)
    asked = findings(told.cast.round, now.document, now.ledger, now.figures)
    shown = office.get(url("check", told))

    explained = [finding.key for group in shown.context["groups"].values() for finding, _ in group]
    assert sorted([*explained, *(finding.key for finding, _ in shown.context["blocking"])]) == sorted(f.key for f in asked)
    assert [(rule, len(group)) for rule, group in shown.context["groups"].items()] == [("口径核对", 1), ("待补充", 2)]
    assert "第深1-1条 没有公开文本，不印出" in text_of(shown)


# disclosure


def test_the_list_of_all_issues_with_what_is_missing(told: World, office: Client) -> None:
    with make.prepared():
        change(told.follow_on, disclosure=Disclosure.MERGED, merged_into=told.issue, disclosure_reason="同一件事")
        change(told.of_deep_task, public_text="")
    shown = text_of(office.get(url("disclosure", told)))

    assert "公开方式 具体问题 举一反三 深度整改任务 单独公开 1 0 1 合并公开 0 1 0 隐去题目 0 0 0 不公开 0 0 0" in shown
    assert "（三）2-① 规范化建设不够扎实 合并公开（（三）2） 同一件事 （） 没有批准机构、批准日期" in shown
    assert "深1 适应分区域执法新形势 单独公开 没有可公开的措施文本，不印出" in shown


def test_narrowed(told: World, office: Client) -> None:
    change(told.of_deep_task, public_text="")
    by_way = text_of(office.get(url("disclosure", told, query="?way=internal")))
    lacking = text_of(office.get(url("disclosure", told, query="?missing=1")))

    assert "没有这样的事项。" in by_way
    assert ["适应分区域执法新形势" in lacking, "推动能力提升有差距" in lacking, "1项，共3项" in lacking] == [True, False, True]


def test_who_may_not_edit_sees_no_links(told: World, sign_in: Any) -> None:
    body = sign_in(told.cast.head).get(url("disclosure", told)).content.decode()

    assert ["推动能力提升有差距" in body, url("disclose", told, told.issue.pk) in body] == [True, False]


def readings(response: Any) -> str:
    shown = text_of(response)
    return shown[shown.index("公众读到的") :]


def test_the_page_shows_what_the_public_reads_now(told: World, office: Client) -> None:
    shown = readings(office.get(url("disclose", told, told.issue.pk)))

    assert shown.count("针对“推动能力提升有差距”问题，进行了以下整改。一是监管模式已改进。二是案卷已规范。") == 2


@pytest.mark.parametrize(
    ("way", "then"),
    [
        ("title_withheld", "改变后 针对 上述 问题，进行了以下整改。一是监管模式已改进。二是案卷已规范。"),
        ("internal", "改变后 （不印出）"),
    ],
)
def test_looking_saves_nothing_and_shows_both_sides(way: str, then: str, told: World, office: Client) -> None:
    response = office.post(url("disclose", told, told.issue.pk), {"version": "2", "disclosure": way, "_look": "1"})
    shown = readings(response)

    assert response.status_code == 200
    assert "“推动能力提升有差距”" in shown
    assert then in shown
    issue = Issue.objects.get(pk=told.issue.pk)
    assert (issue.disclosure, issue.version) == ("full", 2)


def test_looking_at_a_merger(told: World, office: Client) -> None:
    data = {"version": "2", "disclosure": "merged", "merged_into": str(told.issue.pk), "_look": "1"}
    shown = readings(office.post(url("disclose", told, told.follow_on.pk), data))

    assert "二是案卷已规范。 三是阅评案卷115个。" in shown
    assert Issue.objects.get(pk=told.follow_on.pk).merged_into is None


@pytest.mark.parametrize(
    "data", [{}, {"disclosure": "secret"}, {"disclosure": "merged", "merged_into": "x"}, {"merged_into": "9" * 30}]
)
def test_looking_at_nonsense(data: dict[str, str], told: World, office: Client) -> None:
    assert office.post(url("disclose", told, told.issue.pk), {**data, "_look": "1"}).status_code == 200


def test_deciding(told: World, office: Client) -> None:
    address = url("disclose", told, told.issue.pk)
    response = office.post(address, {"version": "2", "disclosure": "title_withheld", **APPROVAL})

    issue = Issue.objects.get(pk=told.issue.pk)
    assert response["Location"] == url("disclosure", told) + f"#issue-{issue.pk}"
    assert (issue.disclosure, issue.disclosure_reason, issue.disclosure_body) == (
        "title_withheld",
        "涉及内部事项",
        "党总支委员会",
    )
    back = office.post(f"{address}?from=issue", {"version": "3", "disclosure": "full"})
    assert back["Location"] == reverse("measures:issue", args=[told.cast.round.pk, issue.pk]) + "#disclosure"


def test_deciding_on_a_merger(told: World, office: Client) -> None:
    address = url("disclose", told, told.follow_on.pk)
    data = {"version": "2", "disclosure": "merged", **APPROVAL}

    for target in ("", str(told.elsewhere.issue_id), str(told.follow_on.pk)):
        assert office.post(address, {**data, "merged_into": target}).status_code == 400
    assert office.post(address, {**data, "merged_into": str(told.issue.pk)}).status_code == 302
    assert Issue.objects.get(pk=told.follow_on.pk).merged_into == told.issue


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"disclosure": "internal"}, "理由：不单独公开的，须写明理由。"),
        ({"disclosure": "internal", "reason": "内部事项"}, "批准机构：不单独公开的，须写明批准机构。"),
        ({"disclosure": "internal", "reason": "内部事项", "body": "党总支"}, "批准日期：不单独公开的，须写明批准日期。"),
        ({"disclosure": "secret"}, "公开方式：选择一个有效的选项。"),
        ({"disclosure": "full", "body": "长" * 121}, "批准机构：内容过长，最多120字，现在121字。"),
        ({"disclosure": "full", "on": "六月"}, "批准日期：输入一个有效的日期。"),
    ],
)
def test_wrong_input(data: dict[str, str], message: str, told: World, office: Client) -> None:
    response = office.post(url("disclose", told, told.issue.pk), {"version": "2", **data})

    assert (response.status_code, message in response.content.decode()) == (400, True)
    assert Issue.objects.get(pk=told.issue.pk).version == 2


def test_stale(told: World, office: Client) -> None:
    change(told.issue, disclosure="title_withheld", disclosure_reason="他人的理由")
    response = office.post(url("disclose", told, told.issue.pk), {"version": "2", "disclosure": "internal", **APPROVAL})

    html = response.content.decode()
    assert response.status_code == 409
    assert ["隐去题目" in html, "不公开" in html, 'name="reason" value="涉及内部事项"' in html] == [True, True, True]


# masking


def rule(told: World, term: str = "案卷", replacement: str = "材料", **values: Any) -> MaskingRule:
    return make._made(MaskingRule(round=told.cast.round, term=term, replacement=replacement, **values))


def test_every_place_a_rule_strikes_before_and_after(told: World, office: Client) -> None:
    made = rule(told)
    rule(told, "监督", "督促")
    rule(told, "旧规则", "**", withdrawn=True)
    body = office.get(url("masking", told)).content.decode()

    measure = reverse("measures:measure", args=[told.cast.round.pk, told.second.pk])
    assert f'<a href="{measure}">（一）关于“深化改革有差距”问题和“‘一把手’…第1段</a>' in body
    assert "<del>案卷</del><ins>材料</ins>已规范。" in body
    assert "阅评<del>案卷</del><ins>材料</ins>115个。" in body
    assert "欢迎<del>监督</del><ins>督促</ins>。" in body
    assert "<del>旧规则 → **</del>" in body
    assert url("masking_edit", told, made.pk) in body


def test_without_rules(told: World, office: Client) -> None:
    assert "没有替换规则，通报按原文印出。" in text_of(office.get(url("masking", told)))


def test_looking_at_a_rule_saves_nothing(told: World, office: Client) -> None:
    rule(told, "阅评案卷", "评卷")
    data = {"term": "案卷", "replacement": "材料", "_look": "1"}
    shown = text_of(office.post(url("masking_new", told), data))

    assert "会替换的地方 1处" in shown  # the other place belongs to the longer term
    assert "案卷 材料 已规范。" in shown
    assert MaskingRule.objects.count() == 1
    assert office.post(url("masking_new", told), {"term": "", "_look": "1"}).status_code == 400


def test_adding_changing_and_withdrawing(told: World, office: Client) -> None:
    added = office.post(url("masking_new", told), {"term": "案卷", "replacement": "材料"})
    made = MaskingRule.objects.get()
    edited = office.post(url("masking_edit", told, made.pk), {"version": "1", "term": "案卷", "replacement": "卷宗"})
    gone = office.post(url("masking_withdraw", told, made.pk), {"version": "2", "reason": "可以公开"})

    assert {response["Location"] for response in (added, edited, gone)} == {url("masking", told)}
    made.refresh_from_db()
    assert (made.replacement, made.withdrawn) == ("卷宗", True)
    assert office.get(url("masking_edit", told, made.pk)).status_code == 404


def test_a_rule_that_hides_nothing(told: World, office: Client) -> None:
    response = office.post(url("masking_new", told), {"term": "案卷", "replacement": "案卷材料"})

    assert (response.status_code, MaskingRule.objects.count()) == (400, 0)
    assert "替换为：替换后的文字仍含有原词，起不到作用。" in response.content.decode()


# cost


@pytest.mark.parametrize(("name", "queries"), [("check", 35), ("disclosure", 14), ("masking", 19), ("figures", 11)])
def test_the_queries_do_not_grow(
    name: str, queries: int, told: World, office: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rule(told)
    office.get(url(name, told))
    with django_assert_num_queries(queries):
        office.get(url(name, told))
    with make.prepared():
        for number in range(40, 46):
            values = {"disclosure": Disclosure.MERGED, "merged_into": told.issue} if number % 2 else {}
            make.make_measure(make.make_issue(told.key_problem, number, **values), 1, public_text="案卷已落实。")
    with django_assert_num_queries(queries):
        office.get(url(name, told))
