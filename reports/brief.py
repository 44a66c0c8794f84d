"""The overview's sentences: the counts in the four words, the days of the concentrated period, the change since last week."""

import datetime

from reports.overview import KindCounts, Pulse


def standing(kinds: list[KindCounts], *, own: bool = False) -> str:
    """Return the counts of the first kind there is, in the round's words and order; "" where there is none.

    `own` says that these are a department's alone.
    """
    shown = next((kind for kind in kinds if kind.counts.total), None)
    if shown is None:
        return ""
    words = "、".join(f"{word.label}{count}{shown.unit}" for word, count in shown.counts.words())
    whose = "您所在部门牵头或配合的" if own else ""
    return f"{whose}{shown.kind.label}{shown.counts.total}{shown.unit}：{words}。"


def period(days_left: int, until: datetime.date) -> str:
    """Return how long the concentrated period still lasts, or for how long it has been over."""
    date = f"{until.year}年{until.month}月{until.day}日"
    if days_left > 0:
        return f"集中整改期还剩{days_left}天（至{date}）。"
    if days_left == 0:
        return f"今天是集中整改期最后一天（{date}）。"
    return f"集中整改期已结束{-days_left}天（至{date}）。"


def movement(pulse: Pulse) -> str:
    """Return what the last seven days added to the counts, and what they took back."""
    moved = {
        "核验完成措施{}条": pulse.done,
        "审定结论{}个": pulse.approved,
        "恢复整改措施{}条": pulse.reopened,
    }
    said = [words.format(count) for words, count in moved.items() if count]
    return f"近七天{'、'.join(said)}。" if said else "近七天没有新完成的措施和新审定的结论。"
