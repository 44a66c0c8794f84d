"""The public notice, written out by hand: its words, its numbers, and what never goes out."""

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from issues.models import Issue, KeyProblem, NarrativeSection, Opinion, OpinionClause
from issues.words import Conclusion, Disclosure, Slot
from measures.models import Measure
from reports.builders.notice import public_notice
from reports.content import Document, Ref, Signature, refs
from reports.render import html, pdf, text
from tests import factories as make
from tests.conftest import World
from tests.reports.printing import squeezed, words
from tests.reports.telling import CUT_OFF, change, narrate, tell

WHOLE = """\
市文化市场行政执法总队党总支关于巡视整改进展情况的通报
按照党务公开原则，予以公布。
一、总体情况
（一）深化学习，提高站位。第一时间学习。
（二）压实责任。书记带头。
会议14次。
二、巡视反馈意见相关整改事项落实情况
本轮巡视反馈意见共指出具体问题1个，目前已完成整改1个；提出整改意见2条，已落实1条，正在落实1条。\
整改期间共查摆“举一反三”整改事项1个，目前阶段性完成1个。
（一）关于“深化改革有差距”问题和“‘一把手’要负责”整改意见
针对“推动能力提升有差距”问题，进行了以下整改。一是监管模式已改进。二是案卷已规范。
针对“举一反三”整改事项“规范化建设不够扎实”，进行了以下整改。阅评案卷115个。
三、“推动改革促进发展”深度整改任务阶段性进展情况
整改期间，共查摆“推动改革促进发展”深度整改任务1个，目前未完成1个。
针对“推动改革促进发展”深度整改任务“适应分区域执法新形势”，进行了以下整改。调研已完成。
四、存在的主要问题和下步工作打算
（一）存在的主要问题
差距仍在。
1.联动不够。步调不一。
2.办法不多。
（二）下步工作打算
继续整改。
欢迎监督。联系电话：12345；电子邮箱：a@b.test。
"""


@pytest.fixture
def told(world: World) -> World:
    return tell(world)


def printed(world: World) -> list[str]:
    """The lines of the notice's plain text."""
    return text.render(public_notice(world.cast.round, CUT_OFF)).splitlines()


def found(world: World, start: str, end: str) -> list[str]:
    """The lines after the one that begins with `start`, up to the one that begins with `end`."""
    lines = printed(world)
    at = [next(n for n, line in enumerate(lines) if line.startswith(mark)) for mark in (start, end)]
    return lines[at[0] + 1 : at[1]]


def feedback(world: World) -> list[str]:
    """What section 二 says after its totals."""
    return found(world, "本轮巡视反馈意见", "三、")


def test_the_whole_notice_to_the_letter(told: World) -> None:
    assert text.render(public_notice(told.cast.round, CUT_OFF)) == WHOLE


def test_its_metadata_say_whose_it_is_and_of_which_day(told: World) -> None:
    notice = public_notice(told.cast.round, CUT_OFF)

    assert (notice.kind, notice.issuer, notice.subject) == ("notice", "市文化市场行政执法总队党总支", "巡视整改进展情况")
    assert (notice.cut_off, notice.version, notice.log_head) == (CUT_OFF, 1, "")


def test_every_text_leads_back_to_its_record(told: World) -> None:
    assert list(refs(public_notice(told.cast.round, CUT_OFF))) == [
        Ref("keyproblem", told.key_problem.pk),
        Ref("issue", told.issue.pk),
        Ref("measure", told.measure.pk),
        Ref("measure", told.second.pk),
        Ref("issue", told.follow_on.pk),
        Ref("measure", told.of_follow_on.pk),
        Ref("issue", told.deep_task.pk),
        Ref("measure", told.of_deep_task.pk),
    ]


# numbers


def test_two_manifestations_are_numbered_by_place_and_follow_on_items_never(told: World) -> None:
    with make.prepared():
        later = make.make_issue(told.key_problem, 7, title="协同有短板", conclusion=Conclusion.BASIC)
        make.make_measure(later, 1, public_text="已建立机制。")

    assert feedback(told) == [
        "（一）关于“深化改革有差距”问题和“‘一把手’要负责”整改意见",
        "1.针对“推动能力提升有差距”问题，进行了以下整改。一是监管模式已改进。二是案卷已规范。",
        "针对“举一反三”整改事项“规范化建设不够扎实”，进行了以下整改。阅评案卷115个。",
        "2.针对“协同有短板”问题，进行了以下整改。已建立机制。",
    ]


def test_key_problems_are_numbered_by_place_so_that_no_gap_shows(told: World) -> None:
    with make.prepared():
        make.make_key_problem(told.cast.round, 4, title="不印出的重点问题")
        other = make.make_key_problem(told.cast.round, 9, title="责任压得不实")
        make.make_measure(make.make_issue(other, 3, title="责任没有压实"), 1, public_text="已压实。")

    assert feedback(told)[3:] == ["（二）关于“责任压得不实”问题", "针对“责任没有压实”问题，进行了以下整改。已压实。"]


def test_two_deep_tasks_are_numbered(told: World) -> None:
    with make.prepared():
        task = make.make_issue(None, 2, round=told.cast.round, title="破解“小队伍大市场”难题", conclusion=Conclusion.INCOMPLETE)
        make.make_measure(task, 1, public_text="已摸底。")

    assert found(told, "三、", "四、") == [
        "整改期间，共查摆“推动改革促进发展”深度整改任务2个，目前未完成2个。",
        "1.针对“推动改革促进发展”深度整改任务“适应分区域执法新形势”，进行了以下整改。调研已完成。",
        "2.针对“推动改革促进发展”深度整改任务“破解‘小队伍大市场’难题”，进行了以下整改。已摸底。",
    ]


def test_several_clauses_are_quoted_one_after_the_other(told: World) -> None:
    make._made(OpinionClause(key_problem=told.key_problem, order=2, text="层层传导压力。"))
    make._made(OpinionClause(key_problem=told.key_problem, order=3, text="撤销的条款", withdrawn=True))

    assert feedback(told)[0] == "（一）关于“深化改革有差距”问题和“‘一把手’要负责”“层层传导压力”整改意见"


def test_sections_without_content_are_left_out_and_the_others_move_up(told: World) -> None:
    with make.prepared():
        change(told.deep_task, withdrawn=True)
        for section in NarrativeSection.objects.exclude(slot=Slot.NEXT):
            change(section, heading="", body="")

    assert [line for line in printed(told) if re.match("[一二三四五]、|（", line)] == [
        "一、巡视反馈意见相关整改事项落实情况",
        "（一）关于“深化改革有差距”问题和“‘一把手’要负责”整改意见",
        "二、下步工作打算",
    ]


@pytest.mark.parametrize(
    "typed",
    ["市区联动", "1.市区联动", "1、市区联动", "（一）市区联动", "(1)市区联动", "一、市区联动", "12．市区联动", " 2. 市区联动"],
)
def test_a_number_typed_before_a_heading_is_replaced(world: World, typed: str) -> None:
    narrate(world, Slot.NEXT, (typed, "甲"), ("第二", "乙"))

    assert printed(world)[-2:] == ["1.市区联动。甲", "2.第二。乙"]


def test_a_figure_that_begins_a_heading_stays(world: World) -> None:
    narrate(world, Slot.NEXT, ("3.5万家主体", "甲"), ("2022年工作", "乙"))

    assert printed(world)[-2:] == ["1.3.5万家主体。甲", "2.2022年工作。乙"]


def test_a_single_heading_has_no_number(world: World) -> None:
    narrate(world, Slot.OVERVIEW, ("（一）学习", "甲"), ("", "乙"))

    assert printed(world)[1:4] == ["一、总体情况", "学习。甲", "乙"]


# totals


def test_a_conclusion_that_counts_zero_is_left_out_and_the_undetermined_are_named(world: World) -> None:
    with make.prepared():
        for number, word in enumerate(["completed", "phased", "phased", "basic", "incomplete"], start=10):
            make.make_issue(world.key_problem, number, conclusion=word)

    assert printed(world)[2] == (
        "本轮巡视反馈意见共指出具体问题6个，目前已完成整改1个，阶段性完成2个，基本完成1个，未完成1个，待认定1个。"
        "整改期间共查摆“举一反三”整改事项1个，目前待认定1个。"
    )


def test_an_empty_round_says_nothing(world: World) -> None:
    round = change(make.make_round("空轮次"), unit="某单位党组")

    assert text.render(public_notice(round, CUT_OFF)) == "某单位党组关于巡视整改进展情况的通报\n"


# disclosure


def test_a_withheld_title_is_called_the_above(told: World) -> None:
    with make.prepared():
        for issue in (told.issue, told.follow_on, told.deep_task):
            change(issue, disclosure=Disclosure.TITLE_WITHHELD)

    assert [line[: line.index("整改。") + 3] for line in printed(told) if line.startswith("针对")] == [
        "针对上述问题，进行了以下整改。",
        "针对“举一反三”整改事项，进行了以下整改。",
        "针对“推动改革促进发展”深度整改任务，进行了以下整改。",
    ]
    assert "推动能力提升有差距" not in text.render(public_notice(told.cast.round, CUT_OFF))


def test_the_public_title_comes_before_the_internal_one(told: World) -> None:
    change(told.issue, public_title="提升能力")

    assert feedback(told)[1].startswith("针对“提升能力”问题，")


def test_a_merged_issue_is_told_in_its_targets_paragraph_and_its_follow_on_items_after_it(told: World) -> None:
    with make.prepared():
        merged = make.make_issue(told.key_problem, 5, title="合并的题目", disclosure=Disclosure.MERGED, merged_into=told.issue)
        make.make_measure(merged, 1, public_text="合并的措施。")
        under = make.make_issue(parent=merged, number=1, title="合并事项下的举一反三")
        make.make_measure(under, 1, public_text="一并整改。")

    assert feedback(told)[1:] == [
        "针对“推动能力提升有差距”问题，进行了以下整改。一是监管模式已改进。二是案卷已规范。三是合并的措施。",
        "针对“举一反三”整改事项“规范化建设不够扎实”，进行了以下整改。阅评案卷115个。",
        "针对“举一反三”整改事项“合并事项下的举一反三”，进行了以下整改。一并整改。",
    ]


def test_internal_placeholder_and_withdrawn_issues_are_not_printed(told: World) -> None:
    with make.prepared():
        ways: list[dict[str, Any]] = [{"disclosure": Disclosure.INTERNAL}, {"placeholder": True}, {"withdrawn": True}]
        for number, values in enumerate(ways, start=11):
            make.make_measure(make.make_issue(told.key_problem, number, title="不得印出", **values), 1, public_text="不得印出")

    assert len(feedback(told)) == 3
    assert "不得印出" not in "".join(printed(told))
    assert printed(told)[7].startswith("本轮巡视反馈意见共指出具体问题3个")  # counted all the same, but the withdrawn


def test_a_follow_on_item_of_an_internal_manifestation_is_printed_in_its_place(told: World) -> None:
    change(told.issue, disclosure=Disclosure.INTERNAL)

    assert feedback(told)[1:] == ["针对“举一反三”整改事项“规范化建设不够扎实”，进行了以下整改。阅评案卷115个。"]


def test_a_measure_without_public_text_or_withdrawn_is_left_out(told: World) -> None:
    with make.prepared():
        change(told.measure, public_text="", outcome="内部的落实情况")
        make.make_measure(told.issue, 3, public_text="撤销的措施。", status="withdrawn", withdrawn_at=timezone.now())

    assert feedback(told)[1] == "针对“推动能力提升有差距”问题，进行了以下整改。案卷已规范。"


def test_an_issue_with_nothing_to_say_is_left_out(told: World) -> None:
    with make.prepared():
        change(told.measure, public_text="")
        change(told.second, public_text="")

    assert feedback(told)[1:] == ["针对“举一反三”整改事项“规范化建设不够扎实”，进行了以下整改。阅评案卷115个。"]


# what must not go out

SECRET = "机密"


def _seed(record: Any, *fields: str) -> None:
    for name in fields:
        setattr(record, name, f"{SECRET}{record._meta.model_name}{name}")
    make._made(record)


@pytest.fixture
def secret(told: World) -> World:
    """Write a secret into every field that isn't printed, and add records that are not public at all."""
    with make.prepared():
        for measure in (told.measure, told.second, told.of_follow_on, told.of_deep_task):
            _seed(Measure.objects.get(pk=measure.pk), "plan", "outcome", "status_note", "proof_note")
            note = {"name": f"{SECRET}附件.txt", "note": f"{SECRET}附件说明"}
            make.make_evidence(measure, told.cast.clerk, **note)
        for issue in Issue.objects.filter(round=told.cast.round):
            _seed(issue, "proposed_reason", "conclusion_note", "disclosure_reason", "disclosure_body")
        for opinion in Opinion.objects.all():
            _seed(opinion, "basis", "text")
        round = told.cast.round
        round.stated, round.glosses = {"manifestations": 99}, {"completed": SECRET}
        _seed(round, "title", "inspection", "plan_basis", "measure_count_note", "illustrative", "unit_short")
        hidden = make.make_issue(
            told.key_problem, 20, title=f"{SECRET}题目", public_title=f"{SECRET}公开题目", disclosure="internal"
        )
        person = make.make_person(f"{SECRET}人员")
        make.make_measure(hidden, 1, public_text=f"{SECRET}公开文本", responsible=person, responsible_leader=person)
        make.make_key_problem(round, 21, title=f"{SECRET}重点问题")
        _seed(told.elsewhere, "public_text")
    return told


def test_nothing_internal_goes_out_in_any_form(secret: World) -> None:
    round = type(secret.cast.round).objects.get(pk=secret.cast.round.pk)
    notice = public_notice(round, CUT_OFF)
    forms = [text.render(notice), html.page(notice), words(pdf.render(notice))]

    assert [form.count(SECRET) for form in forms] == [0, 0, 0]
    assert [form.count("监管模式已改进") for form in forms] == [1, 1, 1]  # negative control: the forms do say something
    names = [user.person.name for name, user in secret.cast.everybody().items() if name != "nobody"]  # type: ignore[union-attr]
    assert [name for name in names if any(name in form for form in forms)] == []


def test_another_round_never_shows(told: World) -> None:
    change(told.elsewhere, public_text="另一轮的公开文本")
    other = text.render(public_notice(told.cast.other_round, CUT_OFF)).splitlines()

    assert "另一轮" not in "".join(printed(told))
    assert other[-1] == "针对“另一轮的问题”问题，进行了以下整改。另一轮的公开文本。"
    assert len(other) == 5


# size


def _grown(world: World, problems: int) -> Document:
    with make.prepared():
        for number in range(40, 40 + problems):
            problem = make.make_key_problem(world.cast.round, number)
            for place in (1, 2):
                issue = make.make_issue(problem, place)
                make.make_measure(issue, 1, public_text=f"第{number}-{place}项措施已落实，成效“明显”。" * 4)
                make.make_measure(make.make_issue(parent=issue, number=1), 1, public_text="一并整改到位。" * 9)
    return public_notice(world.cast.round, CUT_OFF)


def test_the_queries_do_not_grow(told: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    round = told.cast.round
    with django_assert_num_queries(11):
        public_notice(round, CUT_OFF)
    _grown(told, 4)
    with django_assert_num_queries(11):
        public_notice(round, CUT_OFF)


def test_the_pdf_of_thirty_measures_says_what_the_text_says(told: World) -> None:
    notice = _grown(told, 7)

    assert Measure.objects.filter(round=told.cast.round).count() == 32
    assert KeyProblem.objects.filter(round=told.cast.round).count() == 8
    assert words(pdf.render(notice)) == squeezed(notice)


# red header and signature


def test_a_round_without_them_has_neither(told: World) -> None:
    document = public_notice(told.cast.round, CUT_OFF)

    assert (document.issuer_mark, document.document_number) == ("", "")
    assert [block for block in document.blocks if isinstance(block, Signature)] == []


def test_red_header_and_signature_stand_where_the_round_gives_them(told: World) -> None:
    signed_on = dt.date(2022, 6, 10)
    change(
        told.cast.round, issuer_mark="某总队文件", document_number="示例字〔2022〕1号", signature="某总队", signed_on=signed_on
    )

    assert printed(told) == ["某总队文件", "示例字〔2022〕1号", *WHOLE.splitlines(), "某总队", "2022年6月10日"]


@pytest.mark.parametrize(
    ("given", "end"),
    [
        ({"signature": "某总队 "}, ["某总队", "2022年6月12日"]),  # the cut-off
        ({"signed_on": dt.date(2022, 6, 1)}, ["2022年6月1日"]),
    ],
)
def test_an_issuer_or_a_date_alone(told: World, given: dict[str, Any], end: list[str]) -> None:
    change(told.cast.round, **given)

    assert printed(told) == [*WHOLE.splitlines(), *end]
