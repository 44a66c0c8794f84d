"""The overview's sentences."""

import datetime as dt

import pytest

from issues.words import Kind
from measures.figures import Conclusions
from reports import brief
from reports.overview import KindCounts, Pulse


def test_the_sentence_in_the_four_words() -> None:
    counted = KindCounts(Kind.MANIFESTATION, "个", Conclusions(total=34, completed=10, phased=20, basic=4))
    nothing = KindCounts(Kind.MANIFESTATION, "个", Conclusions())
    tasks = KindCounts(Kind.DEEP_TASK, "项", Conclusions(total=2, undetermined=2))

    assert brief.standing([counted, tasks]) == "具体问题34个：完成整改10个、阶段性完成20个、基本完成4个、未完成0个。"
    assert brief.standing([nothing, tasks], own=True) == (
        "您所在部门牵头或配合的深度整改任务2项：完成整改0项、阶段性完成0项、基本完成0项、未完成0项、待认定2项。"
    )
    assert brief.standing([nothing]) == ""


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (18, "集中整改期还剩18天（至2022年6月10日）。"),
        (1, "集中整改期还剩1天（至2022年6月10日）。"),
        (0, "今天是集中整改期最后一天（2022年6月10日）。"),
        (-12, "集中整改期已结束12天（至2022年6月10日）。"),
    ],
)
def test_the_days_of_the_concentrated_period(left: int, words: str) -> None:
    assert brief.period(left, dt.date(2022, 6, 10)) == words


def test_the_change_since_last_week() -> None:
    since = dt.date(2022, 6, 16)

    assert brief.movement(Pulse(since)) == "近七天没有新完成的措施和新审定的结论。"
    moved = Pulse(since, 9, done=3, reopened=1, approved=2)
    assert brief.movement(moved) == "近七天核验完成措施3条、审定结论2个、恢复整改措施1条。"
