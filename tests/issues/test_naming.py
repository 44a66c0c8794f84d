"""Named figures: what counts as a call, what is refused, what is filled in."""

import pytest

from issues.naming import FIGURES, called, check_names, filled
from rectify.errors import Refused


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("推动会{{ 推动会次数 }}次，措施{{措施总数}}条", ["推动会次数", "措施总数"]),
        ("{{ 推动会次数 }}{{ 推动会次数 }}", ["推动会次数", "推动会次数"]),
        ("单独的{{不是引用", []),
        ("{{}}和{{  }}", []),
        ("{{ 两行\n不是 }}", []),
        ("{ 推动会次数 }", []),
        ("{{{ 推动会次数 }}}", ["推动会次数"]),
    ],
)
def test_what_is_a_call(text: str, names: list[str]) -> None:
    assert called(text) == names


def test_known_names_are_filled_in_and_everything_else_stays() -> None:
    text = "主持推动会{{ 推动会次数 }}次，{{ 别的 }}，{{ 和 }} 单独的{{"

    assert filled(text, {"推动会次数": "14"}) == "主持推动会14次，{{ 别的 }}，{{ 和 }} 单独的{{"


def test_every_known_name_passes() -> None:
    check_names("".join(figure.call for figure in FIGURES), "body")

    assert len({figure.name for figure in FIGURES}) == len(FIGURES) == 27


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "{{ 推动会数 }}",
            "没有名为“推动会数”的数字。是否要写：{{ 推动会次数 }}、{{ 调度会次数 }}？",
        ),
        ("{{ xyz }}", "没有名为“xyz”的数字。可用的名称见编辑框旁的列表。"),
        ("{{ 措施总数 }}{{ 措施总 }}", "没有名为“措施总”的数字。是否要写：{{ 措施总数 }}、{{ 已完成措施数 }}？"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_known_ones(text: str, message: str) -> None:
    with pytest.raises(Refused) as refused:
        check_names(text, "body")

    assert (refused.value.message, refused.value.field) == (message, "body")
