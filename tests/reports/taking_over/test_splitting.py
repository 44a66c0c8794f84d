"""Measures taken apart, with every kind of ordinal; and figures read from the usual words."""

import pytest

from reports.reading.splitting import measures_in
from reports.reading.stated import stated_in


@pytest.mark.parametrize(
    ("paragraphs", "measures"),
    [
        (["一是学。二是做。三是改。"], ("学。", "做。", "改。")),
        (["一是，学；二是：做；三是改。"], ("学；", "做；", "改。")),
        (["一是学。", "二是做。", "做了很多。"], ("学。", "做。\n做了很多。")),
        (["首先，学。其次，做。再次，改。最后，评。"], ("学。", "做。", "改。", "评。")),
        (["首先学。其次做。最后评。"], ("学。", "做。", "评。")),
        (["第一，学。第二，做。"], ("学。", "做。")),
        (["（1）学。（2）做。"], ("学。", "做。")),
        (["(1)学。(2)做。"], ("学。", "做。")),
        (["①学。②做。③改。"], ("学。", "做。", "改。")),
        (["1.学。", "2.做3.5万件。", "3．改。"], ("学。", "做3.5万件。", "改。")),
        (["整改情况：一是学。二是做。"], ("学。", "做。")),
        (["高度重视。一是学。二是做。"], ("高度重视。学。", "做。")),
        (["学。", "做。"], ("学。", "做。")),
        (["只有一条。"], ("只有一条。",)),
        (["一是学，没有第二条。"], ("一是学，没有第二条。",)),
        (["一是分三步：（1）学；（2）做；（3）改。二是评。"], ("分三步：（1）学；（2）做；（3）改。", "评。")),
        (["问题是一是二是不清，做了改。"], ("问题是一是二是不清，做了改。",)),
        (["", "  "], ()),
        ([], ()),
    ],
)
def test_measures(paragraphs: list[str], measures: tuple[str, ...]) -> None:
    assert measures_in(paragraphs) == measures


def test_twelve_measures() -> None:
    words = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
    text = "".join(f"{word}是第{n}件事。" for n, word in enumerate(words, start=1))

    assert measures_in([text]) == tuple(f"第{n}件事。" for n in range(1, 13))


@pytest.mark.parametrize(
    ("text", "totals"),
    [
        ("本轮反馈意见共指出具体问题34个；提出整改意见4条。", {"manifestations": 34, "opinions": 4}),
        ("针对反馈指出的四个方面14个重点问题的34种问题表现", {"aspects": 4, "key_problems": 14, "manifestations": 34}),
        ("巡察反馈问题25个，制定整改措施七十一条", {"manifestations": 25, "measures": 71}),
        ("查摆“举一反三”整改事项28个", {"follow_on_items": 28}),
        ('查摆"举一反三"问题3项', {"follow_on_items": 3}),
        ("查摆“推动改革促进发展”深度整改任务2个", {"deep_tasks": 2}),
        ("三个方面都有进步，两个月内完成", {}),
        ("没有数字。", {}),
    ],
)
def test_stated_totals(text: str, totals: dict[str, int]) -> None:
    assert stated_in(text, "").totals == totals


def test_what_the_totals_dont_say_the_narrative_may() -> None:
    stated = stated_in("反馈问题25个。", "制定措施60条，整改问题24个。")

    assert stated.totals == {"manifestations": 25, "measures": 60}


def test_conclusions_in_other_words() -> None:
    stated = stated_in("已完成整改19个、正在整改6个，整改完成率76%。", "")

    assert stated.words == {"manifestations": {"已完成整改": 19, "正在整改": 6, "整改完成率": 76.0}}
