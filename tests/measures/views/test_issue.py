"""The issue's page, and its conclusion: proposed by the office, approved by the group, recusal by person."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from issues.models import Issue
from measures.services.conclusions import propose
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import changed, url

Log = Callable[[], list[tuple[str, str]]]


def text(response: Any) -> str:
    return str(response.content.decode())


def now(issue: Issue) -> Issue:
    return Issue.objects.get(pk=issue.pk)


def page(world: World, who: str, sign_in: Any) -> str:
    return text(sign_in(getattr(world.cast, who)).get(url("issue", world.cast.round, world.issue.pk)))


def test_the_page_shows_measures_and_what_was_found_by_analogy(world: World, sign_in: Any) -> None:
    changed(world.issue, public_title="公开的题目", disclosure="title_withheld", disclosure_reason="涉及内部管理")

    shown = page(world, "inspector", sign_in)

    for expected in (
        "改进监管模式",
        "规范执法案卷",
        "规范化建设不够扎实",
        "公开的题目",
        "隐去题目",
        "涉及内部管理",
        "推动能力提升有差距",
    ):
        assert expected in shown
    assert "另一轮的措施" not in shown


def test_a_department_sees_its_own_measures_there(world: World, sign_in: Any) -> None:
    shown = page(world, "cooperating", sign_in)

    assert "改进监管模式" in shown
    assert "规范执法案卷" not in shown


def test_each_sees_the_doors_that_are_open_to_them(world: World, sign_in: Any) -> None:
    propose(issue=world.issue, by=world.cast.clerk, conclusion="phased", reason="主体措施已落实")
    names = ["issue_propose", "issue_approve", "measure_create"]
    shown = {
        who: {name for name in names if url(name, world.cast.round, world.issue.pk) in page(world, who, sign_in)}
        for who in ("clerk", "two_posts", "head", "lead", "inspector")
    }

    assert shown == {
        "clerk": {"issue_propose", "measure_create"},
        "two_posts": {"issue_propose", "issue_approve", "measure_create"},
        "head": {"issue_approve"},
        "lead": set(),
        "inspector": set(),
    }


def test_the_office_alone_is_led_to_the_issues_own_forms(world: World, sign_in: Any) -> None:
    office, inspector = page(world, "clerk", sign_in), page(world, "inspector", sign_in)

    for part in (
        "修改事项",
        "新增举一反三事项",
        f"kind=follow_on&amp;key_problem={world.key_problem.pk}&amp;parent={world.issue.pk}",
    ):
        assert part in office
        assert part not in inspector
    assert "撤销事项" not in office  # feedback's issues are never withdrawn once the plan is adopted
    assert "撤销事项" in text(sign_in(world.cast.clerk).get(url("issue", world.cast.round, world.follow_on.pk)))
    changed(world.follow_on, withdrawn=True, withdrawn_reason="会议纪要第5号")
    withdrawn = text(sign_in(world.cast.clerk).get(url("issue", world.cast.round, world.follow_on.pk)))
    assert "恢复事项" in withdrawn
    assert "会议纪要第5号" in withdrawn
    assert "拟定结论</a>" not in withdrawn


def test_recusal_is_said_instead_of_the_button(world: World, sign_in: Any) -> None:
    propose(issue=world.issue, by=world.cast.two_posts, conclusion="phased", reason="主体措施已落实")

    assert "结论由您拟定，须由他人审定。" in page(world, "two_posts", sign_in)
    assert url("issue_approve", world.cast.round, world.issue.pk) not in page(world, "two_posts", sign_in)
    assert "等待领导小组审定。" in page(world, "clerk", sign_in)


def test_proposing_and_approving(world: World, sign_in: Any, log: Log) -> None:
    proposing, approving = (url(name, world.cast.round, world.issue.pk) for name in ("issue_propose", "issue_approve"))

    first = sign_in(world.cast.clerk).post(proposing, {"version": 1, "conclusion": "phased", "reason": "主体措施已落实"})
    assert (first.status_code, now(world.issue).proposed) == (302, "phased")

    second = sign_in(world.cast.head).post(approving, {"version": 2, "note": "会议审议同意"})
    issue = now(world.issue)
    assert (second.status_code, issue.conclusion, issue.concluded_by) == (302, "phased", world.cast.head)
    assert log() == [("issue.propose", "issues.issue"), ("issue.approve", "issues.issue")]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"conclusion": "phased", "reason": ""}, "请填写拟定理由。"),
        ({"conclusion": "", "reason": "理由"}, "请选择拟定结论。"),
        ({"conclusion": "undetermined", "reason": "理由"}, "请从四种结论中选择。"),
        ({"conclusion": "excellent", "reason": "理由"}, "请从四种结论中选择。"),
        ({"conclusion": "completed", "reason": "理由"}, "所属措施尚未全部完成，不能认定为“完成整改”。"),
    ],
)
def test_a_bad_proposal_is_refused(sent: dict[str, str], said: str, world: World, sign_in: Any, log: Log) -> None:
    response = sign_in(world.cast.clerk).post(url("issue_propose", world.cast.round, world.issue.pk), {"version": 1, **sent})

    assert response.status_code == 400
    assert said in text(response)
    assert log() == []


def test_approving_by_oneself_is_refused(world: World, sign_in: Any) -> None:
    propose(issue=world.issue, by=world.cast.two_posts, conclusion="phased", reason="主体措施已落实")
    client, address = sign_in(world.cast.two_posts), url("issue_approve", world.cast.round, world.issue.pk)

    asked, done = client.get(address), client.post(address, {"version": 2, "note": "同意"})

    for response in (asked, done):
        assert response.status_code == 400
        assert "结论由您拟定，须由他人审定。" in text(response)
    assert now(world.issue).conclusion == "undetermined"


def test_approving_what_is_no_longer_proposed_is_a_conflict(world: World, sign_in: Any) -> None:
    propose(issue=world.issue, by=world.cast.clerk, conclusion="phased", reason="主体措施已落实")
    propose(issue=world.issue, by=world.cast.clerk, conclusion="basic", reason="改为基本完成")

    address = url("issue_approve", world.cast.round, world.issue.pk)
    response = sign_in(world.cast.head).post(address, {"version": 2, "note": "同意"})

    assert response.status_code == 409
    assert "同意" in text(response)
    assert now(world.issue).conclusion == "undetermined"


def test_with_nothing_proposed_there_is_nothing_to_approve(world: World, sign_in: Any) -> None:
    response = sign_in(world.cast.head).get(url("issue_approve", world.cast.round, world.issue.pk))

    assert (response.status_code, "没有待审定的拟定结论。" in text(response)) == (400, True)


@pytest.mark.parametrize("name", ["issue", "issue_propose", "issue_approve", "measure_create"])
def test_another_rounds_issue_is_not_found(name: str, world: World, sign_in: Any) -> None:
    elsewhere = world.elsewhere.issue
    client = sign_in(world.cast.clerk)

    assert client.get(url(name, world.cast.round, elsewhere.pk)).status_code == 404
    assert client.get(url(name, world.cast.other_round, elsewhere.pk)).status_code == 404


def test_the_queries_do_not_grow_with_measures(world: World, sign_in: Any) -> None:
    client, address = sign_in(world.cast.clerk), url("issue", world.cast.round, world.issue.pk)
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    for number in range(3, 15):
        make.make_measure(world.issue, number, lead=world.cast.lead_department)
        make.make_issue(parent=world.issue, number=number)
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200

    assert (len(few), len(many)) == (20, 20)
