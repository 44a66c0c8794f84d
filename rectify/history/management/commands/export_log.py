"""manage.py export_log: the change log as a file that an outsider can check with verify_log.py."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rectify.history.exporting import VERIFIER, export_log
from rectify.history.recording import SYSTEM


class Command(BaseCommand):
    """Write the log to a file; the export itself is an entry."""

    help = "把变更记录导出为JSON Lines文件，可用verify_log.py脱离本系统核对。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("-o", "--output", metavar="FILE", required=True, help="写到哪个文件")
        parser.add_argument("--round", type=int, help="只附这一轮次的原文，其余各条只有摘要（须同时给出--payloads）")
        parser.add_argument("--payloads", action="store_true", help="附原文；不给出则只有摘要")
        parser.add_argument("--json", action="store_true", help="结果以JSON输出")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file and say what it ends with."""
        path = Path(options["output"])
        try:
            made = export_log(path, actor=None, acting_as=SYSTEM, round=options["round"], payloads=options["payloads"])
        except OSError as error:
            raise CommandError(f"文件没有写成：{error}") from error
        if options["json"]:
            self.stdout.write(json.dumps({"file": str(path), **asdict(made)}, ensure_ascii=False))
            return
        self.stdout.write(f"已导出{made.count}条，末条摘要 {made.head or '（无）'}\n文件SHA-256 {made.sha256}")
        self.stdout.write(f"核对：python {VERIFIER.name} {path.name}（核对程序在{VERIFIER}）")
