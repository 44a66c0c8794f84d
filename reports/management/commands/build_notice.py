"""`manage.py build_notice`: the public notice of a round, or one of its versions, as a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from issues.models import Round
from rectify.errors import Refused
from rectify.files.reasons import reason_of
from reports.notice import formats
from reports.notice.faces import current_faces
from reports.notice.keeping import clear_failures
from reports.notice.published import kept_file
from reports.notice.versions import document_of

STDOUT = "-"
KINDS = ["html", *sorted(form.key for form in formats.OFFERED)]


class Command(BaseCommand):
    """Build the notice as it would be published now, or give a version of it: what was published, byte for byte."""

    help = "生成通报：manage.py build_notice --format txt|html|pdf|docx -o 文件"

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Let --version mean the notice's, not Django's."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the round, the version, the format and where to write."""
        parser.add_argument("--round", type=int, help="轮次编号；不给则为最新的轮次")
        parser.add_argument("--version", dest="edition", type=int, help="第几版；不给则为现在的内容")
        parser.add_argument("--format", choices=KINDS, required=True, help="格式")
        parser.add_argument("-o", "--output", default=STDOUT, help="写入的文件；不给或 - 为标准输出（仅文字格式）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build and write; fails with one sentence."""
        target, kind = options["output"], options["format"]
        if target == STDOUT and kind not in formats.TEXTS:
            raise CommandError(f"{kind} 不能写到标准输出，请用 -o 给出文件。")
        try:
            data = _made(_round(options["round"]), options["edition"], kind)
            if target == STDOUT:
                self.stdout.write(data.decode(), ending="")
            else:
                Path(target).write_bytes(data)
        except Refused as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(f"写不了文件 {target}：{reason_of(error)}。") from error
        except DatabaseError as error:
            raise CommandError("数据库还没有准备好，请先运行 manage.py migrate。") from error


def _made(round: Round, edition: int | None, kind: str) -> bytes:
    kept = kept_file(round, edition, kind) if edition is not None else None
    if kept is not None:
        return kept
    document = document_of(round, edition)
    with clear_failures():
        return formats.built(document, kind, current_faces)


def _round(pk: int | None) -> Round:
    found = Round.objects.filter(pk=pk).first() if pk is not None else Round.objects.order_by("-pk").first()
    if found is None:
        raise CommandError("还没有轮次。" if pk is None else f"没有编号为{pk}的轮次。")
    return found
