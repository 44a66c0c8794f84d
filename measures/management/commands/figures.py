"""Print a round's counts, those that every screen uses."""

import json
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from issues.models import Round
from measures.figures import Conclusions, Figures, figures

KINDS = (("具体问题", "manifestations", "个"), ("举一反三", "follow_on_items", "项"), ("深度整改任务", "deep_tasks", "项"))


class Command(BaseCommand):
    """`manage.py figures [--round N] [--json]`: the newest round unless one is named."""

    help = "输出一个轮次的各项数字（默认最新轮次）。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the round's number and the form of the answer."""
        parser.add_argument("--round", type=int, help="轮次编号")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the figures; for a round that isn't there say so on stderr and leave with 1."""
        number: int | None = options["round"]
        rounds = Round.objects.order_by("-pk")
        try:
            round = rounds.first() if number is None else rounds.filter(pk=number).first()
        except DatabaseError:
            self._end("数据库连接不上，或者还没有建表（先运行 manage.py migrate）。")
        if round is None:
            self._end("还没有轮次。" if number is None else f"没有编号为{number}的轮次。")
        counted = figures(round)
        if options["json"]:
            self.stdout.write(json.dumps({"round": round.pk, **counted.as_json()}, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(table(round, counted)))

    def _end(self, sentence: str) -> NoReturn:
        self.stderr.write(sentence)
        raise SystemExit(1)


def table(round: Round, counted: Figures) -> list[str]:
    """Return the figures as lines of Chinese text, each with its word."""
    day = counted.cut_off
    kinds = [_kind(word, getattr(counted, key), unit) for word, key, unit in KINDS]
    statuses = "，".join(f"{status.label}{n}" for status, n in counted.measures.statuses())
    return [
        f"{round.title}（编号{round.pk}），截至{day.year}年{day.month}月{day.day}日",
        f"方面：{counted.aspects}个",
        f"重点问题：{counted.key_problems}个",
        *kinds,
        f"整改意见：{counted.opinions.total}条，已落实{counted.opinions.implemented}",
        f"整改措施：{counted.measures.total}条，{statuses}；已逾期{counted.measures.overdue}，另已撤销{counted.measures.withdrawn}",
    ]


def _kind(word: str, counts: Conclusions, unit: str) -> str:
    return f"{word}：{counts.total}{unit}，" + "，".join(f"{conclusion.label}{n}" for conclusion, n in counts.words())
