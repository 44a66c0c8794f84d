"""`manage.py compose_sheets`: compose the sheets of a week now, and send this week's mails, without waiting for Monday."""

import datetime
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from issues.models import Round
from rectify.errors import Refused
from rectify.jobs.registry import Transient
from reports.digests.composing import compose
from reports.digests.delivery import address, deliver
from reports.digests.scheduling import due_rounds
from reports.models import Digest
from reports.numbering import monday_of


class Command(BaseCommand):
    """Compose; twice for one week changes nothing and sends nothing. Mails go out for the current week alone."""

    help = "Compose the weekly sheets of a week (default: this one) and send this week's mails."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the round, and a day of the week."""
        parser.add_argument("--round", type=int, help="a round's number; default: every round whose plan is adopted")
        parser.add_argument("--week", type=datetime.date.fromisoformat, help="a day of the week, YYYY-MM-DD; default: today")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compose, send and say what stands."""
        monday = monday_of(options["week"] or timezone.localdate())
        try:
            answer = [self._round(round, monday) for round in self._rounds(options["round"], monday)]
        except (Refused, Transient) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps({"week": monday.isoformat(), "rounds": answer}, ensure_ascii=False))
            return
        for row in answer:
            self.stdout.write(f"轮次{row['round']}：{monday}当周调度单{len(row['sheets'])}份，发送邮件{row['sent']}封。")

    def _rounds(self, pk: int | None, monday: datetime.date) -> list[Round]:
        if pk is None:
            return due_rounds(monday)
        found = Round.objects.filter(pk=pk).first()
        if found is None:
            raise CommandError(f"There is no round {pk}.")
        return [found]

    def _round(self, round: Round, monday: datetime.date) -> dict[str, Any]:
        digests, sent = compose(round, monday), 0
        if monday == monday_of(timezone.localdate()):
            address(digests)
            sent = deliver(round, monday, lambda percent, text: None)
        return {"round": round.pk, "sheets": [_shown(digest) for digest in digests], "sent": sent}


def _shown(digest: Digest) -> dict[str, Any]:
    return {"id": digest.pk, "recipient": digest.recipient, "number": digest.number, "tasks": digest.tasks}
