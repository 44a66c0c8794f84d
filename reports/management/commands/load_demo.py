"""`manage.py load_demo`: load the demonstration round once, or list its sign-ins."""

import datetime
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from issues.models import Round
from measures.demo.data import Fixtures
from measures.demo.loader import load
from rectify.accounts.services import generated_password
from rectify.errors import Refused
from rectify.history.sealing import seal_all
from reports.digests import scheduling
from reports.digests.composing import compose
from reports.numbering import monday_of


class Command(BaseCommand):
    """Load `fixtures/` and ask for this week's sheets; twice changes nothing, beside a real round it is refused."""

    help = "Load the demonstration round (once), or list the cast's sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where the cast's password stands, and the wish to list only."""
        parser.add_argument("--password-file", type=Path, help="a file with the cast's password; default: one is generated")
        parser.add_argument("--list", action="store_true", help="list the cast and load nothing")
        parser.add_argument("--once", action="store_true", help="load into an empty database alone, and list the cast")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load or list."""
        listed = options["list"] or options["once"]
        if options["once"] and not Round.objects.exists():
            self._load(options["password_file"])
        answer: Any = self._cast(options["once"]) if listed else self._load(options["password_file"])
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        elif listed:
            for who in answer:
                self.stdout.write(f"{who['username']:<12} {who['name']}　{who['post']}")
        else:
            self.stdout.write(answer["message"])

    def _cast(self, once: bool) -> list[dict[str, str]]:
        """The cast; nobody where only what is there was asked for and the demonstration isn't."""
        return cast() if not once or Round.objects.filter(demonstration=True).exists() else []

    def _load(self, password_file: Path | None) -> dict[str, Any]:
        try:
            password = password_file.read_text(encoding="utf-8").strip() if password_file else generated_password()
            round = self._all_or_nothing(password)
            if round is not None:
                seal_all()
        except OSError as error:
            raise CommandError(f"The password file can't be read: {error}.") from error
        except Refused as error:
            raise CommandError(error.message) from error
        if round is None:
            return {"loaded": False, "message": "演示轮次已装入，没有改动。"}
        shown = {} if password_file else {"password": password}
        message = f"已装入演示轮次“{round}”。" + (f"统一口令：{password}" if shown else "")
        return {"loaded": True, "round": round.pk, "message": message, **shown}

    @transaction.atomic
    def _all_or_nothing(self, password: str) -> Round | None:
        """Load the round with its sheets: whoever is cut off in between begins anew the next time."""
        today = timezone.localdate()
        round, monday = load(password=password, today=today), monday_of(today)
        if round is not None:
            compose(round, monday - datetime.timedelta(weeks=1))  # last week's stand already, this week's are sent by the worker
            scheduling.ask(round=round, monday=monday)
        return round


def cast() -> list[dict[str, str]]:
    """Return the cast as the fixture has it: user name, name, posts, and what the sign-in shows."""
    people = Fixtures().people
    names = {person["key"]: person["name"] for person in people["people"]}
    departments = {department["key"]: department["name"] for department in people["departments"]}
    return [
        {
            "username": who["username"],
            "name": names[who["person"]],
            "post": "、".join(departments.get(post["department"], "") + post["post"] for post in who["posts"]),
            "note": who["note"],
        }
        for who in people["cast"]
    ]
