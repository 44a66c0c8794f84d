"""The internal report, written out by hand: everything that counts, with its people, dates, lights and reasons."""

import datetime as dt
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from issues.models import MaskingRule
from issues.words import Disclosure
from reports.builders.report import internal_report
from reports.content import Kind, Ref, refs
from reports.render import text
from tests import factories as make
from tests.conftest import World
from tests.reports.telling import CUT_OFF, change, tell

WHOLE = """\
市文化市场行政执法总队党总支关于巡视整改进展情况的报告
现将十一届市委第十轮第二批巡视反馈意见整改进展情况报告如下（截至2022年6月12日）。本报告供内部使用，不公开。
一、总体情况
（一）深化学习，提高站位。第一时间学习。
（二）压实责任。书记带头。
会议14次。
整改事项结论
事项\t总数\t完成整改\t阶段性完成\t基本完成\t未完成\t待认定
具体问题\t2\t1\t0\t0\t0\t1
“举一反三”整改事项\t1\t0\t1\t0\t0\t0
深度整改任务\t1\t0\t0\t0\t1\t0
整改措施共5条：尚未启动4条，推进中1条，已报待核验0条，已完成0条；已逾期1条，临期0条，长期坚持1条。
二、巡视反馈意见相关整改事项落实情况
（三）关于“深化改革有差距”问题和“‘一把手’要负责”整改意见
2.具体问题“推动能力提升有差距”。编号3-2；重点难点；审定结论：完成整改（2022年6月1日）；公开方式：单独公开。
整改措施\t落实情况\t责任、时限和状态
1. 改进监管模式\t监管模式改进到位\t牵头：执法一支队；配合：法制监督室；责任领导：leader的姓名；责任人：lead的姓名；\
2022年6月10日（原定2022年6月30日）；推进中；已逾期
2. 规范执法案卷\t尚未填写\t牵头：执法一支队；责任领导：未定；责任人：未定；2022年6月30日；尚未启动；正常
“举一反三”整改事项“规范化建设不够扎实”。编号3-2-①；审定结论：阶段性完成；公开方式：合并公开，合并到（三）2，理由：与上项相同（党总支委员会，2022年6月1日）。
整改措施\t落实情况\t责任、时限和状态
1. 开展案卷阅评\t尚未填写\t牵头：法制监督室；责任领导：未定；责任人：未定；尚未启动；长期坚持
5.具体问题“内部掌握的题目”。编号3-5；审定结论：待认定，拟定为基本完成；公开方式：不公开，理由：涉及内部管理（领导小组，2022年5月30日）。
整改措施\t落实情况\t责任、时限和状态
1. 内部的措施\t尚未填写\t牵头：未定；责任领导：未定；责任人：未定；尚未启动；未定期限
三、“推动改革促进发展”深度整改任务阶段性进展情况
1.深度整改任务“适应分区域执法新形势”。编号深1；审定结论：未完成；公开方式：单独公开。
整改措施\t落实情况\t责任、时限和状态
1. 开展调研\t尚未填写\t牵头：办公室；责任领导：未定；责任人：未定；2022年6月30日；尚未启动；正常
四、未单列公开的事项
编号\t整改事项\t公开方式\t理由
3-2-①\t规范化建设不够扎实\t合并公开\t理由：与上项相同（党总支委员会，2022年6月1日）
3-5\t内部掌握的题目\t不公开\t理由：涉及内部管理（领导小组，2022年5月30日）
与反馈所述不一致的数字：具体问题：反馈3、台账2。
五、存在的主要问题和下步工作打算
（一）存在的主要问题
差距仍在。
1.联动不够。步调不一。
2.办法不多。
（二）下步工作打算
继续整改。
"""


@pytest.fixture
def told(world: World) -> World:
    """The told world with one issue of each kind that only the report tells whole."""
    tell(world)
    approved: dict[str, Any] = {"disclosure_body": "党总支委员会", "disclosure_on": dt.date(2022, 6, 1)}
    with make.prepared():
        world.cast.round.stated = {"manifestations": 3}
        change(world.issue, hard=True, concluded_on=dt.date(2022, 6, 1))
        change(world.cast.round)
        people = {"responsible_leader": world.cast.leader.person, "responsible": world.cast.lead.person}
        due = {"due_on": dt.date(2022, 6, 10), "outcome": "监管模式改进到位", "status": "in_progress"}
        change(world.measure, **people, **due)
        merged = {"disclosure": Disclosure.MERGED, "merged_into": world.issue, "disclosure_reason": "与上项相同"}
        change(world.follow_on, **merged, **approved)
        change(world.of_follow_on, long_term=True, due_on=None, original_due_on=None)
        why = {"disclosure_reason": "涉及内部管理。", "disclosure_body": "领导小组", "disclosure_on": dt.date(2022, 5, 30)}
        hidden = make.make_issue(
            world.key_problem, 5, title="内部掌握的题目", disclosure=Disclosure.INTERNAL, proposed="basic", **why
        )
        make.make_measure(hidden, 1, plan="内部的措施", due_on=None, original_due_on=None)
        make._made(MaskingRule(round=world.cast.round, term="监管模式", replacement="**"))
        gone = make.make_issue(world.key_problem, 8, title="撤销了的", withdrawn=True)
        make.make_measure(gone, 1, plan="撤销事项的措施")
    return world


def test_the_whole_report_to_the_letter(told: World) -> None:
    assert text.render(internal_report(told.cast.round, CUT_OFF)) == WHOLE


def test_what_it_is_and_where_its_issues_lead(told: World) -> None:
    report = internal_report(told.cast.round, CUT_OFF)

    assert (report.kind, report.cut_off, report.subject) == (Kind.REPORT, CUT_OFF, "巡视整改进展情况（内部）")
    assert [ref for ref in refs(report) if ref.record == "issue"][:2] == [
        Ref("issue", told.issue.pk),
        Ref("issue", told.follow_on.pk),
    ]


def test_placeholders_and_issues_without_measures(told: World) -> None:
    with make.prepared():
        make.make_issue(told.key_problem, 6, title="未刊载", placeholder=True, disclosure=Disclosure.INTERNAL)
        make.make_issue(told.key_problem, 7, title="还没有措施的", disclosure=Disclosure.INTERNAL)
    lines = text.render(internal_report(told.cast.round, CUT_OFF)).splitlines()

    assert "6.具体问题“未刊载”。编号3-6；审定结论：待认定；公开情况：未刊载，只计数。" in lines
    place = lines.index("7.具体问题“还没有措施的”。编号3-7；审定结论：待认定；公开方式：不公开，理由尚未填写。")
    assert lines[place + 1] == "尚未列整改措施。"
    assert "3-6\t未刊载\t不公开\t原文未刊载，只计数" in lines


def test_an_empty_round(world: World) -> None:
    round = make.make_round("空轮次")

    assert text.render(internal_report(round, CUT_OFF)).splitlines()[2:] == [
        "一、总体情况",
        "整改事项结论",
        "事项\t总数\t完成整改\t阶段性完成\t基本完成\t未完成\t待认定",
        "具体问题\t0\t0\t0\t0\t0\t0",
        "“举一反三”整改事项\t0\t0\t0\t0\t0\t0",
        "深度整改任务\t0\t0\t0\t0\t0\t0",
        "整改措施共0条：尚未启动0条，推进中0条，已报待核验0条，已完成0条；已逾期0条，临期0条，长期坚持0条。",
    ]


def test_the_queries_do_not_grow(told: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    round = told.cast.round
    with django_assert_num_queries(16):
        internal_report(round, CUT_OFF)
    with make.prepared():
        for number in range(40, 48):
            make.make_measure(make.make_issue(told.key_problem, number), 1, lead=told.cast.lead_department)
    with django_assert_num_queries(16):
        internal_report(round, CUT_OFF)
