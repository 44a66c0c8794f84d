"""A text that holds braces like a named figure's is taken over to the character, said so, and can be worked on."""

import pytest
from django.test import Client
from django.urls import reverse

from issues.models import NarrativeSection
from issues.services.narrative import create_section, edit_section
from issues.services.rounds import create_round, edit_round
from issues.words import Slot
from rectify.errors import Refused
from reports.builders.leaks import findings
from reports.builders.notice import public_notice
from reports.notice.checks import contact
from reports.reading.parsing import parse
from reports.reading.telling import told_braces
from tests.conftest import Cast
from tests.reports.taking_over.reader import built, squeezed, taken

TEXT = """根据{{ 巡视名称 }}的要求，通报如下。
一、总体情况
开推动会{{ x }}次，又开{{x}}次。
二、反馈意见整改情况
（一）关于“甲”问题
1.针对“乙”问题，进行了以下整改。已办{{ 件数 }}件。
三、下步工作打算
继续{{ 努力 }}。
欢迎监督{{ 结尾 }}。联系电话：12345。"""
TOLD = "原文含有{{ 巡视名称 }}、{{ x }}、{{ 努力 }}、{{ 结尾 }}，没有这样的数字可以引用，按原样保留，公布前请改正。"


def test_it_comes_back_to_the_character_and_the_check_names_it(cast: Cast) -> None:
    round = taken(TEXT, cast.clerk)
    built_again = squeezed(built(round))

    for said in (
        "根据{{巡视名称}}的要求",
        "开推动会{{x}}次，又开{{x}}次。",
        "已办{{件数}}件。",
        "继续{{努力}}。",
        "欢迎监督{{结尾}}。",
    ):
        assert said in built_again
    found = [finding.text for finding in findings(round, public_notice(round)) if finding.rule == "figure"]
    assert next(contact(public_notice(round))).text == "联系方式仍含“{{ 结尾 }}”，须先填写，不能以说明代替"
    assert found == [f"“{{{{ {name} }}}}”没有换成数字。" for name in ("巡视名称", "x", "x", "件数", "努力")]


def test_it_is_said_on_the_page_and_by_the_command(cast: Cast, client: Client) -> None:
    assert told_braces(parse(TEXT)) == TOLD
    assert told_braces(parse(TEXT.replace("{{", "「").replace("}}", "」"))) == ""
    client.force_login(cast.clerk)
    body = client.post(reverse("reports:notice_import"), {"classified": "no", "text": TEXT}).content.decode()
    assert f"<span>{TOLD}</span>" in body


def test_the_rest_of_such_a_section_can_be_edited_and_no_other_braces_added(cast: Cast) -> None:
    round = taken(TEXT, cast.clerk)
    section = NarrativeSection.objects.get(round=round, slot=Slot.OVERVIEW)
    edited = edit_section(section=section, by=cast.clerk, version=1, body="共开推动会{{ x }}次。")
    assert edited.body == "共开推动会{{ x }}次。"
    with pytest.raises(Refused, match="没有名为“y”的数字"):
        edit_section(section=edited, by=cast.clerk, version=None, body="{{ x }}{{ y }}")
    edit_section(section=edited, by=cast.clerk, version=None, body="改好了")
    with pytest.raises(Refused, match="没有名为“x”的数字"):
        edit_section(section=edited, by=cast.clerk, version=None, body="{{ x }}")


def test_so_can_the_opening(cast: Cast) -> None:
    round = taken(TEXT, cast.clerk)
    edited = edit_round(round=round, by=cast.clerk, version=None, opening="按照{{ 巡视名称 }}，通报如下。", closing="完。")
    assert edited.opening == "按照{{ 巡视名称 }}，通报如下。"
    with pytest.raises(Refused, match="没有名为“结尾”的数字"):
        edit_round(round=edited, by=cast.clerk, version=None, closing="{{ 结尾 }}")


def test_what_is_written_here_is_asked_as_ever(cast: Cast) -> None:
    with pytest.raises(Refused, match="没有名为“x”的数字"):
        create_section(round=cast.round, by=cast.clerk, slot=Slot.NEXT, body="{{ x }}")
    with pytest.raises(Refused, match="没有名为“x”的数字"):
        create_round(by=cast.clerk, classified=False, title="轮次", unit="某局", inspection="巡视", opening="{{ x }}")
