"""The leak check: what it finds, where it leads, and what it passes by."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from issues.models import MaskingRule, Meeting, NarrativeSection, Opinion
from issues.words import Disclosure, Slot
from measures.models import ProgressNote
from reports.builders.leaks import Finding, contact_blocked, findings
from reports.builders.notice import public_notice
from reports.content import ContactLine, Document, Kind, Ref, paragraph
from tests import factories as make
from tests.conftest import World
from tests.reports.telling import CUT_OFF, change, tell

SECRET = "某局长家属违规承揽印刷业务"  # 13 characters
ID = "11010519491231002X"


@pytest.fixture
def told(world: World) -> World:
    return tell(world)


def found(world: World) -> list[Finding]:
    return findings(world.cast.round, public_notice(world.cast.round, CUT_OFF))


def say(world: World, text: str) -> NarrativeSection:
    """Write it into the last section of the notice."""
    section = NarrativeSection.objects.get(round=world.cast.round, slot=Slot.NEXT)
    return change(section, body=text)


def spoken(world: World) -> list[tuple[str, str]]:
    return [(finding.rule, finding.text) for finding in found(world)]


def hide(world: World, **values: Any) -> Any:
    """Add an issue that isn't public."""
    return make.make_issue(world.key_problem, 20, disclosure=Disclosure.INTERNAL, **{"title": "不公开的题目内容", **values})


def test_a_clean_notice_has_none(told: World) -> None:
    assert found(told) == []


# private records


def test_a_hidden_issues_title_and_where_it_leads(told: World) -> None:
    hidden = hide(told, title=SECRET)
    section = say(told, f"查处了“{SECRET}”一事。")
    (finding,) = found(told)

    assert finding.rule == "private"
    assert finding.text == f"“{SECRET}”与不公开的事项（三）20的题目相同。"
    assert (finding.where, finding.ref) == ("（二）下步工作打算第1段", Ref("narrativesection", section.pk))
    assert finding.word == "与未公开的记录相同"
    assert hidden.disclosure == "internal"


@pytest.mark.parametrize("field", ["title", "public_title", "disclosure_reason", "proposed_reason", "conclusion_note"])
def test_every_text_of_a_hidden_issue(field: str, told: World) -> None:
    hide(told, **{field: SECRET})
    say(told, f"甲{SECRET}乙")

    assert [rule for rule, _ in spoken(told)] == ["private"]


@pytest.mark.parametrize("field", ["plan", "outcome", "public_text", "status_note", "proof_note"])
def test_every_text_of_a_hidden_issues_measures(field: str, told: World) -> None:
    values: dict[str, Any] = {field: SECRET}
    make.make_measure(hide(told), 1, **values)
    say(told, f"甲{SECRET}乙")

    assert [rule for rule, _ in spoken(told)] == ["private"]


def test_notes_evidence_opinions_meetings_and_unprinted_headlines(told: World) -> None:
    measure = make.make_measure(hide(told), 1)
    evidence = make.make_evidence(measure, told.cast.clerk, name="关于印发会议记录汇编.docx", note="第三次会议的影印件存底")
    note = {"written_by": told.cast.clerk, "written_at": evidence.uploaded_at}
    make._made(ProgressNote(measure=measure, text="已约谈两名经办人并作笔录", **note))
    make._made(Opinion(round=told.cast.round, number=9, text="对选人用人突出问题专项整治", basis="依据市委专题会纪要第七期"))
    make._made(
        Meeting(round=told.cast.round, kind="group", held_on=CUT_OFF, title="研究", summary="会议决定暂缓处理有关责任人员")
    )
    make.make_key_problem(told.cast.round, 30, title="干部选拔任用存在不正之风")
    say(
        told,
        "关于印发会议记录汇编；第三次会议的影印件存底；已约谈两名经办人并作笔录；对选人用人突出问题专项整治；"
        "依据市委专题会纪要第七期；会议决定暂缓处理有关责任人员；干部选拔任用存在不正之风。",
    )

    assert [text.partition("与")[2] for _, text in spoken(told)] == [
        "未公开的第3-20-1条的佐证材料相同。",
        "未公开的第3-20-1条的佐证材料相同。",
        "未公开的第3-20-1条的进展情况相同。",
        "第9条整改意见的内容相同。",
        "第9条整改意见的落实依据相同。",
        "2022年6月12日领导小组会议的会议意见相同。",
        "不印出的重点问题的题目相同。",
    ]


@pytest.mark.parametrize("values", [{"withdrawn": True}, {"placeholder": True}, {"disclosure": Disclosure.INTERNAL}])
def test_every_way_not_to_be_public(values: dict[str, Any], told: World) -> None:
    make.make_issue(told.key_problem, 21, title=SECRET, **values)
    say(told, SECRET)

    assert [rule for rule, _ in spoken(told)] == ["private"]


def test_the_internal_wording_of_the_same_record_is_no_leak(told: World) -> None:
    change(told.measure, plan=SECRET, outcome=f"内部：{SECRET}", public_text=f"公开：{SECRET}")

    assert found(told) == []


def test_a_withheld_title_is_looked_for_everywhere_its_measures_not_in_their_own_paragraph(told: World) -> None:
    change(told.issue, disclosure=Disclosure.TITLE_WITHHELD, title=SECRET)
    change(told.measure, outcome="查明承揽金额二十三万元整", public_text="查明承揽金额二十三万元整")
    assert found(told) == []

    change(told.second, public_text=f"整改了{SECRET}问题")
    say(told, "查明承揽金额二十三万元整。")
    assert [(f.text.partition("与")[2], f.ref and f.ref.record) for f in found(told)] == [
        ("隐去题目的事项（三）2的题目相同。", "measure"),
        ("未公开的第3-2-1条的落实情况相同。", "narrativesection"),
    ]


def test_eleven_characters_are_a_coincidence_twelve_are_not(told: World) -> None:
    hide(told, title="甲乙丙丁戊己庚辛壬癸子丑寅卯")
    say(told, "乙丙丁戊己庚辛壬癸子丑；丙丁，戊己 庚辛壬癸《子丑寅卯")

    assert spoken(told) == [("private", "“丙丁，戊己 庚辛壬癸《子丑寅卯”与不公开的事项（三）20的题目相同。")]


def test_a_short_title_is_looked_for_whole(told: World) -> None:
    hide(told, title="公车私用问题")
    make.make_issue(told.key_problem, 22, disclosure=Disclosure.INTERNAL, title="公款旅游")
    say(told, "查处公车私用问题、公款旅游、公车私用。")

    assert spoken(told) == [("private", "“公车私用问题”与不公开的事项（三）20的题目相同。")]


def test_what_is_printed_as_a_title_and_what_every_notice_says_is_public_anyway(told: World) -> None:
    hide(told, title="推动能力提升有差距", disclosure_reason="学习贯彻习近平新时代中国特色社会主义思想")
    make.make_measure(told.issue, 9, plan="市文化市场行政执法总队党总支会议")
    say(told, "学习贯彻习近平新时代中国特色社会主义思想，推动能力提升有差距的情况好转；市文化市场行政执法总队党总支会议召开。")

    # printed as a title it is told once, at the title itself
    assert spoken(told) == [("private", "“推动能力提升有差距”与不公开的事项（三）20的题目相同。")]


# numbers, names, terms


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        (f"身份证{ID}。", [("identity", ID)]),
        ("１１０１０５１９４９１２３１００２Ｘ", [("identity", "１１０１０５１９４９１２３１００２Ｘ")]),
        ("110105 19491231 002x", [("identity", "110105 19491231 002x")]),
        ("110105194912310021", []),  # the checksum is wrong
        ("编号1101051949123100212022", []),
        ("手机13912345678", [("phone", "13912345678")]),
        ("+86 139-1234-5678，", [("phone", "+86 139-1234-5678")]),
        ("139 1234 5678", [("phone", "139 1234 5678")]),
        ("电话010-62345678", [("phone", "010-62345678")]),
        ("（010）62345678", [("phone", "（010）62345678")]),
        ("0531 82345678", [("phone", "0531 82345678")]),
        ("热线400-810-1234", [("phone", "400-810-1234")]),
        ("传真：62345678", [("phone", "62345678")]),
        ("拨打12345，共20220610次、金额62345678元", []),
        ("总计139123456780元", []),
    ],
)
def test_numbers_that_name_a_person(text: str, hits: list[tuple[str, str]], told: World) -> None:
    say(told, text)

    assert [(f.rule, f.text.partition("”")[0].lstrip("“")) for f in found(told)] == hits


def test_names_on_the_roll(told: World) -> None:
    with make.prepared():
        for name in ("欧阳明德", "欧阳明", "赵一", "李"):
            make.make_person(name)
        make.make_person("离任者", active=False)
    say(told, "由欧阳明德、赵 一和李负责，离任者不在其列，欧阳明也参加。")

    assert spoken(told) == [
        ("name", "“欧阳明德”是在册人员的姓名。"),
        ("name", "“赵 一”是在册人员的姓名。"),
        ("name", "“欧阳明”是在册人员的姓名。"),
    ]


def test_a_term_that_masking_did_not_reach(told: World) -> None:
    document = public_notice(told.cast.round, CUT_OFF)
    say(told, "检查长 城段。")
    make._made(MaskingRule(round=told.cast.round, term="长城段", replacement="**"))
    make._made(MaskingRule(round=told.cast.round, term="继续整改", replacement="**"))

    assert spoken(told) == [("term", "“长 城段”按本轮次的规则应当替换。")]
    # a document that was built before the rule
    assert [(f.rule, f.ref) for f in findings(told.cast.round, document)] == [("term", None)]


def test_a_figure_that_was_not_filled_in(told: World) -> None:
    say(told, "会议{{ 从前的名称 }}次")

    assert spoken(told) == [("figure", "“{{ 从前的名称 }}”没有换成数字。")]


def test_the_contact_line_is_passed_by_and_has_its_own_rule(told: World) -> None:
    change(told.cast.round, contact_phone="13912345678", contact_email="clerk的姓名@b.test", closing="欢迎监督。")
    assert found(told) == []
    assert contact_blocked(public_notice(told.cast.round, CUT_OFF)) == ""

    change(told.cast.round, contact_phone="010-**")
    assert contact_blocked(public_notice(told.cast.round, CUT_OFF)) == "**"
    assert contact_blocked(Document(Kind.NOTICE, "题", (paragraph("某区**"),), CUT_OFF)) == ""
    assert contact_blocked(Document(Kind.NOTICE, "题", (ContactLine("电话：**"),), CUT_OFF)) == "**"
    assert contact_blocked(Document(Kind.NOTICE, "题", (ContactLine("电话：{{电话}}"),), CUT_OFF)) == "{{ 电话 }}"


def test_red_header_and_signature_are_looked_through_too(told: World) -> None:
    hide(told, title=SECRET)
    change(told.cast.round, issuer_mark=f"{SECRET}文件", document_number="13912345678号", signature=told.cast.clerk.person.name)

    assert [(f.rule, f.where, f.ref) for f in found(told)] == [
        ("private", "版头", Ref("letterhead", told.cast.round.pk)),
        ("phone", "版头", Ref("letterhead", told.cast.round.pk)),
        ("name", "署名", Ref("letterhead", told.cast.round.pk)),
    ]


# keys and places


def test_keys_are_the_same_in_every_run_and_each_occurrence_has_its_own(told: World) -> None:
    hide(told, title=SECRET)
    say(told, f"{SECRET}；{SECRET}。")
    first, again = found(told), found(told)
    NarrativeSection.objects.get(round=told.cast.round, slot=Slot.OVERVIEW, order=1)
    say(told, f"前面又写了一段。\n{SECRET}；{SECRET}。")
    moved = found(told)

    keys = [finding.key for finding in first]
    assert keys == [finding.key for finding in again] == [finding.key for finding in moved]
    assert keys[1] == f"{keys[0]}-2"
    assert [finding.where for finding in moved] == ["（二）下步工作打算第2段"] * 2


def test_a_measures_text_leads_to_the_measure_and_the_opening_to_the_settings(told: World) -> None:
    change(told.measure, public_text="请联系13912345678")
    change(told.cast.round, opening="请联系13912345679。")

    assert [f.ref for f in found(told)] == [Ref("round", told.cast.round.pk), Ref("measure", told.measure.pk)]


def test_another_rounds_records_are_not_compared(told: World) -> None:
    change(told.elsewhere.issue, disclosure=Disclosure.INTERNAL, title=SECRET)
    say(told, SECRET)

    assert found(told) == []


# cost


def test_the_queries_do_not_grow(told: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    document = public_notice(told.cast.round, CUT_OFF)
    with django_assert_num_queries(14):
        findings(told.cast.round, document)
    with make.prepared():
        for number in range(40, 50):
            make.make_measure(make.make_issue(told.key_problem, number, disclosure=Disclosure.INTERNAL), 1)
    with django_assert_num_queries(14):
        findings(told.cast.round, document)
