"""Plain factories: each makes one record with what a test doesn't care about filled in."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from itertools import count
from typing import Any

from issues.models import Aspect, Issue, KeyProblem, Membership, Round
from issues.words import Conclusion, Disclosure, Kind
from measures.models import Assignment, Evidence, Measure, RegisterItem, Remark
from measures.workflow import Status
from rectify.accounts.models import Department, Person, User
from rectify.accounts.roles import Role
from rectify.history.context import current
from rectify.history.recording import SYSTEM, recording

PASSWORD = "松柏常青-2022"
_numbers = count(1)


@contextmanager
def prepared() -> Iterator[None]:
    """Open the recording under which a test's data is made."""
    with recording(actor=None, acting_as=SYSTEM, action="test.prepare"):
        yield


def _made(record: Any) -> Any:
    with nullcontext() if current() else prepared():  # a fixture that makes many records opens one recording for all
        record.save()
    return record


def make_department(name: str = "", **values: Any) -> Department:
    """Make a department."""
    name = name or f"部门{next(_numbers)}"
    return _made(Department(**{"name": name, "short": name[:20], "address": "你部门", **values}))


def make_person(name: str = "", **values: Any) -> Person:
    """Make somebody on the roll."""
    return _made(Person(**{"name": name or f"人员{next(_numbers)}", **values}))


def make_user(username: str = "", person: Person | None = None, **values: Any) -> User:
    """Make an account whose password is PASSWORD and need not be changed."""
    username = username or f"user{next(_numbers)}"
    user = User(username=username, person=person or make_person(username), **{"must_change_password": False, **values})
    user.set_password(PASSWORD)
    return _made(user)


def make_round(title: str = "", **values: Any) -> Round:
    """Make a round whose feedback was given on 10 March 2022 and whose plan is adopted."""
    defaults: dict[str, Any] = {
        "title": title or f"轮次{next(_numbers)}",
        "unit": "市文化市场行政执法总队党总支",
        "unit_short": "总队",
        "inspection": "十一届市委第十轮第二批巡视",
        "feedback_on": datetime.date(2022, 3, 10),
        "concentrated_until": datetime.date(2022, 6, 10),
        "plan_state": "adopted",
        "plan_adopted_on": datetime.date(2022, 4, 12),
        "plan_basis": "党总支委员会会议纪要第1号",
    }
    return _made(Round(**{**defaults, **values}))


def make_membership(
    user: User, round: Round | None, role: Role, department: Department | None = None, **values: Any
) -> Membership:
    """Give a person a post in a round."""
    post = values.pop("post", str(role.label))
    membership = _made(Membership(user=user, round=round, role=role, department=department, post=post, **values))
    user.__dict__.pop("posts", None)
    return membership


def make_aspect(round: Round, number: int = 1, **values: Any) -> Aspect:
    """Make an aspect."""
    return _made(Aspect(**{"round": round, "number": number, "title": f"第{number}方面", **values}))


def make_key_problem(round: Round, number: int = 1, **values: Any) -> KeyProblem:
    """Make a key problem."""
    return _made(KeyProblem(**{"round": round, "number": number, "title": f"重点问题{number}", **values}))


def make_issue(key_problem: KeyProblem | None = None, number: int = 1, **values: Any) -> Issue:
    """Make a public manifestation of `key_problem`; `parent` makes it a follow-on item, no key problem a deep task."""
    parent: Issue | None = values.pop("parent", None)
    if parent is not None:
        key_problem = parent.key_problem
    kind = Kind.FOLLOW_ON if parent else Kind.MANIFESTATION if key_problem else Kind.DEEP_TASK
    defaults: dict[str, Any] = {
        "round": key_problem.round if key_problem else values.pop("round"),
        "kind": kind,
        "key_problem": key_problem,
        "parent": parent,
        "number": number,
        "title": f"问题表现{next(_numbers)}",
        "disclosure": Disclosure.FULL,
        "conclusion": Conclusion.UNDETERMINED,
    }
    return _made(Issue(**{**defaults, **values}))


def make_measure(
    issue: Issue,
    number: int = 1,
    *,
    lead: Department | None = None,
    cooperating: tuple[Department, ...] = (),
    **values: Any,
) -> Measure:
    """Make a measure due on 30 June 2022, assigned to `lead` and `cooperating` since the feedback."""
    defaults: dict[str, Any] = {
        "round": issue.round,
        "issue": issue,
        "number": number,
        "plan": f"措施{next(_numbers)}",
        "due_on": datetime.date(2022, 6, 30),
        "original_due_on": datetime.date(2022, 6, 30),
        "status": Status.NOT_STARTED,
    }
    measure: Measure = _made(Measure(**{**defaults, **values}))
    for department, part in [(lead, "lead"), *((d, "cooperating") for d in cooperating)]:
        if department is not None:
            _made(Assignment(measure=measure, department=department, part=part, since=issue.round.feedback_on))
    return Measure.objects.with_people().get(pk=measure.pk)


def make_evidence(measure: Measure, by: User, name: str = "会议纪要.txt", **values: Any) -> Evidence:
    """Make the record of an evidence file (no bytes behind it)."""
    from django.utils import timezone

    number = next(_numbers)
    defaults: dict[str, Any] = {
        "measure": measure,
        "name": name,
        "size": 12,
        "sha256": f"{number:064x}",
        "content_type": "text/plain",
        "path": f"evidence/{number}",
        "uploaded_by": by,
        "uploaded_at": timezone.now(),
    }
    return _made(Evidence(**{**defaults, **values}))


def make_remark(issue: Issue, by: User, **values: Any) -> Remark:
    """Make a remark of the inspection team on an issue, to be answered by 20 June 2022 by the office."""
    number = Remark.objects.filter(round=issue.round).count() + 1
    defaults: dict[str, Any] = {
        "round": issue.round,
        "number": number,
        "issue": issue,
        "text": f"意见{next(_numbers)}",
        "answer_by": datetime.date(2022, 6, 20),
        "made_by": by,
        "maker_role": Role.INSPECTOR,
        "maker_post": "纪检监察组副组长",
        "made_at": datetime.datetime(2022, 6, 8, 2, tzinfo=datetime.UTC),
    }
    return _made(Remark(**{**defaults, **values}))


def make_paper(round: Round, by: User, **values: Any) -> RegisterItem:
    """Make the registration of a reminder (提醒函) of 8 June 2022, to be replied to by 20 June."""
    defaults: dict[str, Any] = {
        "round": round,
        "kind": "reminder",
        "number": "示例函〔2022〕1号",
        "sender": "驻局纪检监察组",
        "dated_on": datetime.date(2022, 6, 8),
        "matter": f"事由{next(_numbers)}",
        "answer_by": datetime.date(2022, 6, 20),
        "recorded_by": by,
        "recorded_at": datetime.datetime(2022, 6, 8, 2, tzinfo=datetime.UTC),
    }
    return _made(RegisterItem(**{**defaults, **values}))
