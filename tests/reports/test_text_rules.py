"""The rules of the notice's text that no other test says alone: each sentence of the totals, and what stands after what."""

import pytest

from issues.models import Opinion
from issues.words import Conclusion
from reports.builders.notice import public_notice
from reports.render import text
from tests import factories as make
from tests.conftest import World
from tests.reports.telling import CUT_OFF, change, tell


def printed(world: World) -> list[str]:
    return text.render(public_notice(world.cast.round, CUT_OFF)).splitlines()


def totals(world: World) -> str:
    return next(line for line in printed(world) if line.startswith(("本轮巡视反馈意见", "整改期间共")))


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (["implemented"] * 4, "提出整改意见4条，已落实4条。"),
        (["implementing"] * 2, "提出整改意见2条，正在落实2条。"),
        (["implemented", "implementing", "implemented"], "提出整改意见3条，已落实2条，正在落实1条。"),
    ],
)
def test_opinions_by_their_states_and_no_state_that_counts_zero(states: list[str], said: str, world: World) -> None:
    for number, state in enumerate(states, start=1):
        make._made(Opinion(round=world.cast.round, number=number, text="意见", state=state))
    make._made(Opinion(round=world.cast.round, number=9, text="撤销的", withdrawn=True))

    assert (
        totals(world)
        == f"本轮巡视反馈意见共指出具体问题1个，目前待认定1个；{said}整改期间共查摆“举一反三”整改事项1个，目前待认定1个。"
    )


def test_what_there_is_none_of_has_no_sentence(world: World) -> None:
    change(world.follow_on, withdrawn=True)
    assert totals(world) == "本轮巡视反馈意见共指出具体问题1个，目前待认定1个。"

    make._made(Opinion(round=world.cast.round, number=1, text="意见"))
    change(world.issue, withdrawn=True)
    assert totals(world) == "本轮巡视反馈意见提出整改意见1条，正在落实1条。"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        (Conclusion.COMPLETED, "已完成整改1个"),
        (Conclusion.PHASED, "阶段性完成1个"),
        (Conclusion.BASIC, "基本完成1个"),
        (Conclusion.INCOMPLETE, "未完成1个"),
    ],
)
def test_each_of_the_four_words_keeps_its_own(word: str, said: str, world: World) -> None:
    change(world.issue, conclusion=word)
    change(world.follow_on, withdrawn=True)

    assert totals(world) == f"本轮巡视反馈意见共指出具体问题1个，目前{said}。"


def test_eleven_measures_have_chinese_ordinals_and_one_has_none(world: World) -> None:
    tell(world)
    with make.prepared():
        for number in range(3, 12):
            make.make_measure(world.issue, number, public_text=f"第{number}件")
    own = [line for line in printed(world) if line.startswith("针对")]

    assert own[0].endswith("十是第10件。十一是第11件。")
    assert own[1] == "针对“举一反三”整改事项“规范化建设不够扎实”，进行了以下整改。阅评案卷115个。"


def test_follow_on_items_come_after_their_own_manifestation_in_their_order(world: World) -> None:
    with make.prepared():
        second = make.make_issue(world.key_problem, 3, title="第三个问题")
        for issue, words in ((world.issue, "二"), (second, "三")):
            make.make_measure(issue, 7, public_text=f"整改{words}")
        for number, parent, title in ((2, world.issue, "二之二"), (1, second, "三之一"), (3, world.issue, "二之三")):
            make.make_measure(make.make_issue(parent=parent, number=number, title=title), 1, public_text="一并整改")

    assert [line.partition("，")[0] for line in printed(world) if "针对" in line] == [
        "1.针对“推动能力提升有差距”问题",
        "针对“举一反三”整改事项“二之二”",
        "针对“举一反三”整改事项“二之三”",
        "2.针对“第三个问题”问题",
        "针对“举一反三”整改事项“三之一”",
    ]
