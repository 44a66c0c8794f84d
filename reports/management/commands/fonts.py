"""`manage.py fonts`: the face that each role of a printed document really gets."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rectify.errors import Refused
from reports.notice.faces import current_faces
from reports.render.pdf import missing_libraries


class Command(BaseCommand):
    """Print role, face, where it comes from and whether it stands in for another; and what would make rendering quicker."""

    help = "Print which font each part of a printed document is set in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the form of the answer."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them; fails where a font can't be used."""
        try:
            faces, missing = current_faces().as_data(), missing_libraries()
        except Refused as error:
            raise CommandError(error.message) from error
        if options["json"]:
            self.stdout.write(json.dumps({"faces": faces, "missing_packages": missing}, ensure_ascii=False))
            return
        for face in faces:
            self.stdout.write(f"{face['role']}\t{face['name']}（{face['origin']}{'，替代字体' if face['substitute'] else ''}）")
        for package in missing:
            self.stdout.write(f"未安装 {package}：生成PDF会慢数倍。")
