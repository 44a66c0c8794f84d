"""A title's lines: broken by meaning, in the shape of a trapezoid or a lozenge, as GB/T 9704-2012 asks.

There is no dictionary here: the words that titles of official documents are made of are listed, names of units are recognised
by how they end, and what is neither stays whole as long as a line holds it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from reports.render.typeset import NO_END, NO_START

# words and set phrases, longest first where one begins with another
_WORDS = """
中国共产党 中共中央 中共 中央 国务院 党组织 党委会 党总支 党支部 党委 党组 党风廉政建设 全面从严治党
省委 市委 区委 县委 州委 文化和旅游 人力资源和社会保障 住房和城乡建设 发展和改革 总支部委员会
支部委员会 委员会 总支部 支部 领导小组 办公室 关于 巡视反馈意见 巡察反馈意见 巡视反馈 巡察反馈
巡视整改 巡察整改 巡视工作 巡察工作 集中整改 深度整改 反馈意见 整改落实 落实整改 整改任务 整改工作
整改方案 整改进展 整改 巡视 巡察 进展情况 落实情况 完成情况 工作情况 有关情况 情况 进展 落实 通报
通知 报告 公告 公示 方案 意见 决定 办法 贯彻 推进 开展 问题 工作 阶段性 专项 常规 机动 选人用人
意识形态 责任制 检查 监督 管理 服务 发展 改革 建设 行政 执法 综合 文化 旅游 市场 教育 卫生 健康
人力资源 社会保障 住房 城乡 交通 运输 应急 生态 环境 自然资源 农业 农村 水务 财政 审计 统计 公安
司法 民政 商务 科技
""".split()  # noqa: SIM905 (a list of words is read best as words)
_UNIT_END = "省市区县州局厅部委院校会处科所站队社组室中心公司集团大学学院医院银行"
_TOKEN = re.compile("|".join([*sorted(_WORDS, key=len, reverse=True), r"[0-9A-Za-z][0-9A-Za-z.\-]*", "."]), re.DOTALL)
_NEVER_FIRST = frozenset("的和及与等了暨") | NO_START
_JOINING = frozenset("和及与暨")
_MOST_PARTS = 24  # with more of them than any title has, lines are filled one after the other
_EXTRA = 3  # what one line more than there must be is worth


def title_lines(title: str, capacity: int) -> list[str]:
    """The lines of a title, none over `capacity` characters: cut where meaning allows it best, few rather than many."""
    if len(title) <= capacity:
        return [title]
    parts = list(_parts(title, capacity))
    fewest = -(-len(title) // capacity)
    if len(parts) > _MOST_PARTS:
        return list(_filled(parts, capacity))
    for count in range(fewest, len(parts)):
        found = [lines for more in (0, 1) if (lines := _best(parts, count + more, capacity))]
        if found:
            return min(found, key=lambda lines: _cost(lines) + _EXTRA * len(lines))
    return parts


def _filled(parts: Sequence[str], capacity: int) -> Iterator[str]:
    line = ""
    for part in parts:
        if line and len(line) + len(part) > capacity:
            yield line
            line = ""
        line += part
    yield line


def _parts(title: str, capacity: int) -> Iterator[str]:
    """What may stand in a line by itself: words, each with what can't begin a line or end one beside it."""
    part = ""
    for token in _tokens(title, capacity):
        if part and (_parted(part, token) or len(part) + len(token) > capacity):
            yield part
            part = ""
        part += token
    if part:
        yield part


def _tokens(title: str, capacity: int) -> Iterator[str]:
    """Words and single characters; a Latin word that fits no line is cut."""
    for match in _TOKEN.finditer(title):
        token = match.group()
        yield from (token[at : at + capacity] for at in range(0, len(token), capacity))


def _parted(before: str, token: str) -> bool:
    """Whether a line may end between the two."""
    if token[0] in _NEVER_FIRST or before[-1] in NO_END or before[-1] in _JOINING:
        return False
    if len(token) > 1 or before[-1] in "的、，：":
        return True
    # a character that is in no word belongs to what stands before it, unless that is a word or a unit's name that ended
    return (before[-1] in _UNIT_END and token not in _UNIT_END) or before.endswith(tuple(_WORDS))


def _best(parts: Sequence[str], count: int, capacity: int) -> list[str] | None:
    """The way to make `count` lines that reads and looks best, None where a line would be too long."""
    ways = (
        ["".join(parts[a:b]) for a, b in zip((0, *cuts), (*cuts, len(parts)), strict=True)]
        for cuts in combinations(range(1, len(parts)), count - 1)
    )
    fitting = (lines for lines in ways if max(map(len, lines)) <= capacity)
    return min(fitting, key=_cost, default=None)


def _cost(lines: Sequence[str]) -> float:
    """Less is better: lines that begin with 关于, no stump, no hourglass, lengths not far apart."""
    lengths = [len(line) for line in lines]
    middle = lengths[1:-1]
    hourglass = bool(middle) and min(middle) < min(lengths[0], lengths[-1])
    level = len(lines) > 2 and max(lengths) - min(lengths) < 2  # a block is neither trapezoid nor lozenge
    broken = sum(4 for line in lines[1:] if not line.startswith("关于")) if any("关于" in line[1:] for line in lines) else 0
    joining = sum(1 for line in lines if line[-1] in "的、")
    return (max(lengths) - min(lengths)) + 6 * hourglass + 2 * level + broken + joining + (8 if min(lengths) < 4 else 0)
