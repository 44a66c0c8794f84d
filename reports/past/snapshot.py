"""From records as they stood to the values that are compared."""

import datetime
from collections.abc import Iterable
from typing import Any

from issues.models import Issue
from measures.models import Measure
from rectify.accounts.models import Department
from rectify.templatetags.rectify import cdate
from reports.past.loading import Past, issue_place, measure_place
from reports.past.records import Ledger, Record, Value

NONE = "未定"


def snapshot(past: Past) -> Ledger:
    """Return the ledger of what is seen of a moment."""
    own: dict[int, set[int]] = {}
    for measure in past.measures:
        own.setdefault(measure.issue_id, set()).update(measure.own_departments())
    records = [*(_issue(issue, own.get(issue.pk, set())) for issue in past.issues), *map(_measure, past.measures)]
    return Ledger({record.key: record for record in records}, past.hidden)


def _issue(issue: Issue, departments: set[int]) -> Record:
    said = {
        name: Value(getattr(issue, name), getattr(issue, f"get_{name}_display")())
        for name in ("proposed", "conclusion", "closure", "disclosure")
    }
    values = {
        **said,
        "title": _text(issue.title),
        "code": _text(issue.code),
        "continuing_until": _date(issue.continuing_until),
        "hard": _flag(issue.hard),
        "withdrawn": Value(issue.withdrawn, "已撤销" if issue.withdrawn else "未撤销"),
    }
    return Record(
        "issue",
        issue.pk,
        issue.mark,
        issue.title,
        issue.key_problem_id,
        issue_place(issue),
        frozenset(departments),
        values,
    )


def _measure(measure: Measure) -> Record:
    lead = measure.lead
    values = {
        "status": Value(measure.status, measure.get_status_display()),
        "due_on": _date(measure.due_on),
        "original_due_on": _date(measure.original_due_on),
        "long_term": _flag(measure.long_term),
        "code": _text(measure.code),
        **{name: _text(getattr(measure, name)) for name in ("plan", "outcome", "public_text")},
        "lead": _departments([lead] if lead else []),
        "cooperating": _departments(measure.cooperating),
        "responsible_leader": _named(measure.responsible_leader),
        "responsible": _named(measure.responsible),
    }
    return Record(
        "measure",
        measure.pk,
        str(measure),
        measure.plan,
        measure.issue.key_problem_id,
        measure_place(measure),
        frozenset(measure.own_departments()),
        values,
    )


def _text(text: str) -> Value:
    return Value(text, text)


def _date(day: datetime.date | None) -> Value:
    return Value(day, cdate(day) or "未定期限")


def _flag(flag: bool) -> Value:
    return Value(flag, "是" if flag else "否")


def _named(person: Any) -> Value:
    return Value(person.pk, person.name) if person is not None else Value(None, NONE)


def _departments(departments: Iterable[Department]) -> Value:
    found = list(departments)
    names = "、".join(department.name for department in found)
    return Value(tuple(sorted(department.pk for department in found)), names or NONE)
