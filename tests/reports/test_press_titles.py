"""Titles by meaning: no word cut, no line too long, trapezoid or lozenge."""

import pytest

from reports.render.press.titles import title_lines
from reports.render.typeset import NO_END, NO_START


@pytest.mark.parametrize(
    "lines",
    [
        ["关于整改进展情况的通报"],
        ["市文化市场行政执法总队党总支", "关于巡视整改进展情况的通报"],
        ["中共市文化市场行政执法总队总支部委员会", "关于巡视整改进展情况的通报"],
        ["市文化市场行政执法总队", "党总支巡视整改情况的通报"],
        ["某某集团有限责任公司党委", "关于巡视整改进展情况的通报"],
        ["国家级经济技术开发区管理委员会", "机关党委巡察整改阶段性进展情况报告"],
        ["中共某某大学委员会", "关于十二届省委第七轮", "巡视整改进展情况的通报"],
        ["中共某某市人力资源和社会保障局党组", "关于落实省委第三巡视组专项巡视“回头看”", "反馈意见集中整改进展情况的通报"],
        [
            "中共天津市滨海新区文化和旅游",
            "市场综合行政执法支队总支部委员会",
            "关于十一届市委第十轮第二批巡视反馈意见",
            "整改落实进展情况的通报",
        ],
    ],
)
def test_titles(lines: list[str]) -> None:
    assert title_lines("".join(lines), 20) == lines


@pytest.mark.parametrize("title", ["巡视整改，" * 20, "a" * 70, "甲" * 45, "关于" * 40, "《巡视整改工作方案》" * 9, "“" * 25])
def test_odd_titles_lose_nothing_and_fit(title: str) -> None:
    lines = title_lines(title, 20)
    assert "".join(lines) == title
    assert max(map(len, lines)) <= 20


def test_marks_keep_to_their_words() -> None:
    lines = title_lines("《巡视整改工作方案》（试行）、《巡视整改台账》" * 3, 20)
    assert [line for line in lines if line[0] in NO_START or line[-1] in NO_END] == []
