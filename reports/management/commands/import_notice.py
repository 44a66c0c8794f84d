"""`manage.py import_notice`: turn a published notice into a round."""

import datetime
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from rectify.errors import Refused
from reports.reading import files
from reports.reading.counting import answer, reconciled
from reports.reading.importers import importer
from reports.reading.importing import Wish, existing, import_notice, read
from reports.reading.model import ParsedNotice
from reports.reading.telling import lines_about


class Command(BaseCommand):
    """Read, count, reconcile, and unless it is a dry run store; the same text twice makes no second round unless asked to."""

    help = "导入已公布的通报：manage.py import_notice 文件（.txt 或 .docx）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, how the round is called and dated, in whose name, and the form of the answer."""
        parser.add_argument("file", type=Path, help="通报文件，.txt（UTF-8 或 GB18030）或 .docx")
        parser.add_argument("--title", default="", help="轮次名称；不给则用通报的标题")
        parser.add_argument("--feedback-on", type=datetime.date.fromisoformat, help="巡视反馈日期 YYYY-MM-DD；不给则记为今天")
        parser.add_argument("--by", default="", help="以谁的名义导入（用户名）；不给则为最新轮次的领导小组办公室主任")
        parser.add_argument("--dry-run", action="store_true", help="只读出和核对，不保存")
        parser.add_argument("--again", action="store_true", help="已经导入过的，再导入一份")
        parser.add_argument("--json", action="store_true", help="输出一个JSON对象")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and say what was counted; fails with one sentence."""
        try:
            said = self._imported(options)
        except Refused as error:
            raise CommandError(error.message) from error
        except PermissionDenied as error:
            raise CommandError("这个账号无权新建轮次。") from error
        except OSError as error:
            raise CommandError(f"读不出文件 {options['file']}。") from error
        except DatabaseError as error:
            raise CommandError("数据库还没有准备好，请先运行 manage.py migrate。") from error
        self.stdout.write(said)

    def _imported(self, options: dict[str, Any]) -> str:
        path: Path = options["file"]
        text = files.text_of(path.name, path.read_bytes())
        notice = read(text)
        wish = Wish(text, path.name, options["title"], options["feedback_on"], options["again"])
        if options["dry_run"]:
            found = None if wish.again else existing(text)
            return _said(notice, options, None, f"试读，没有保存。{'这份通报已经导入过。' if found else ''}", new=False)
        who = importer(options["by"])
        round, new = import_notice(wish, who)
        told = f"已导入为轮次{round.pk}“{round}”，以{who.director}的名义。"
        if not new:
            told = f"这份通报已导入为轮次{round.pk}“{round}”，没有再次导入；确需再导入一份，请加 --again。"
        return _said(notice, options, round.pk, told, new=new)


def _said(notice: ParsedNotice, options: dict[str, Any], round: int | None, told: str, *, new: bool) -> str:
    if options["json"]:
        return json.dumps({"round": round, "imported": new, **answer(notice)}, ensure_ascii=False)
    return "\n".join([told, *lines_about(notice, reconciled(notice))])
