"""`manage.py fonts`: the face that each role of a printed document really gets, and what none of them can draw."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from issues.models import Round
from rectify.errors import Refused
from reports.builders.notice import public_notice
from reports.notice.faces import Faces, current_faces
from reports.render.fonts import missing_glyphs
from reports.render.pdf import missing_libraries

UNREADY = "数据库连接不上，或者还没有建表（先运行 manage.py migrate）。"


class Command(BaseCommand):
    """Print role, face, where it comes from and whether it stands in for another; then what a round's notice lacks."""

    help = "Print which font each part of a printed document is set in, and the characters of a round's notice that none has."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the round and the form of the answer."""
        parser.add_argument("--round", type=int, help="the round whose notice is looked through (default: the newest)")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them; fails where a font can't be used, and where there is no such round.

        The faces need no database: without one, only a round that was named is a failure.
        """
        try:
            faces = current_faces()
        except Refused as error:
            raise CommandError(error.message) from error
        round, glyphs = self._looked_through(options["round"], faces)
        found: dict[str, Any] = {"faces": faces.as_data(), "missing_packages": missing_libraries()}
        found |= {"round": round.pk if round else None, "missing_glyphs": glyphs}
        self.stdout.write(json.dumps(found, ensure_ascii=False) if options["json"] else "\n".join(_lines(faces, round, glyphs)))

    def _looked_through(self, pk: int | None, faces: Faces) -> tuple[Round | None, str]:
        """Return the round and the characters of its notice that no face has."""
        try:
            round = _round(pk)
            return round, missing_glyphs(public_notice(round), faces.chosen) if round else ""
        except DatabaseError as error:
            if pk is not None:
                raise CommandError(UNREADY) from error
            self.stderr.write(f"{UNREADY}通报用字没有检查。")
            return None, ""


def _round(pk: int | None) -> Round | None:
    """Return the round of that number, without one the newest; None where there is no round at all."""
    if pk is None:
        return Round.objects.order_by("-pk").first()
    round = Round.objects.filter(pk=pk).first()
    if round is None:
        raise CommandError(f"没有编号为{pk}的轮次。")
    return round


def _lines(faces: Faces, round: Round | None, glyphs: str) -> list[str]:
    lines = [
        f"{face['role']}\t{face['name']}（{face['origin']}{'，替代字体' if face['substitute'] else ''}）"
        for face in faces.as_data()
    ]
    lines += [f"未安装 {package}：生成PDF会慢数倍。" for package in missing_libraries()]
    if round:
        named = "、".join(f"{char}（U+{ord(char):04X}）" for char in glyphs)
        lines.append(
            f"《{round.title}》的通报中，所选字体没有的字符：{named}。"
            if glyphs
            else f"《{round.title}》的通报所用字符，所选字体都有。"
        )
    return lines
