"""A title between quotation marks, and a text made a sentence."""

import pytest

from reports.builders.narrative import ended
from reports.builders.quoting import quoted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("理论武装不深入", "“理论武装不深入”"),
        ("“一把手”要认真履行职责", "“‘一把手’要认真履行职责”"),
        ("‘谁执法谁普法’责任不到位", "“‘谁执法谁普法’责任不到位”"),
        ("落实“严格执行‘三重一大’制度”要求", "“落实‘严格执行“三重一大”制度’要求”"),
        ("“两个责任”“一岗双责”", "“‘两个责任’‘一岗双责’”"),
        (" 首尾的空白和句号。", "“首尾的空白和句号”"),
        ("it’s", "“it’s”"),
        ("只有后引号”", "“只有后引号’”"),
    ],
)
def test_quoted(text: str, expected: str) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("已完成", "已完成。"),
        ("已完成。", "已完成。"),
        ("已完成；", "已完成。"),
        (" 已完成！ ", "已完成！"),
        ("强调“要快。”", "强调“要快。”"),
        ("学习“十一个坚持”", "学习“十一个坚持”。"),
        ("", ""),
    ],
)
def test_ended(text: str, expected: str) -> None:
    assert ended(text) == expected
