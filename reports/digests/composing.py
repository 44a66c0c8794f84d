"""Composing the sheets of a week: once for each recipient; twice for one week changes nothing."""

import datetime
from dataclasses import replace

from django.db import transaction

from issues.models import Round
from rectify.accounts.models import Department
from rectify.errors import Refused
from reports.anchors import sealed_anchor
from reports.builders.sheet_facts import WeekFacts
from reports.content import Document
from reports.frozen import to_data, tree_hash
from reports.models import Digest
from reports.numbering import monday_of
from reports.sheets.wording import department_sheet, office_sheet


def compose(round: Round, week: datetime.date) -> list[Digest]:
    """Compose the sheets of the week in which the day `week` lies, and return them, the office's first.

    What is unsealed of the change log is sealed first: each sheet keeps the head, for the inspection team.
    A sheet that stands already stays as it is. Sends nothing. Refused while the plan is a draft, and before the feedback.
    """
    facts = WeekFacts(round, monday_of(week))
    if not round.adopted:
        raise Refused("整改方案审议通过之后才生成调度单。")
    if facts.monday < monday_of(round.feedback_on):
        raise Refused("巡视反馈之前没有调度单。")
    anchor = sealed_anchor()
    standing = {digest.department_id: digest for digest in Digest.objects.of_week(round, facts.monday)}
    recipients: list[Department | None] = [None, *facts.departments()]
    return [standing[_key(r)] if _key(r) in standing else _compose(facts, r, anchor) for r in recipients]


def _key(department: Department | None) -> int | None:
    return department.pk if department else None


def _compose(facts: WeekFacts, department: Department | None, anchor: str) -> Digest:
    if department is None:
        said = facts.of_office()
        return _kept(facts, None, said.recipient, replace(office_sheet(said), log_head=anchor), facts.tasks(None))
    told = facts.of_department(department)
    document = replace(department_sheet(told), log_head=anchor)
    return _kept(facts, department, told.recipient, document, facts.tasks(department))


def _kept(facts: WeekFacts, department: Department | None, recipient: str, document: Document, tasks: int) -> Digest:
    """Write the sheet; of two who compose at once the first one's stays."""
    values = {
        "number": facts.week.number,
        "recipient": recipient,
        "content": to_data(document),
        "tree_hash": tree_hash(document),
        "tasks": tasks,
    }
    with transaction.atomic():
        digest, _ = Digest.objects.get_or_create(
            round=facts.round, week_start=facts.monday, department=department, defaults=values
        )
    return digest
