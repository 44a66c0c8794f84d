"""Eight people remark at once on two issues of one round: no number is left out, none is given twice."""

import threading

import pytest
from django.db import connection, connections

from issues.models import Issue
from measures.models import Remark
from measures.remarks.services.remarks import make_remark
from rectify.accounts.models import User
from rectify.accounts.roles import Role
from tests import factories as make

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
PEOPLE, EACH = 8, 12


def test_numbers_have_no_gap_and_no_double() -> None:
    assert connection.vendor == "postgresql"  # on SQLite one writer holds the database, and waits for nobody
    round = make.make_round("并发")
    problem = make.make_key_problem(round, 1)
    issues = [make.make_issue(problem, number) for number in (1, 2)]
    users = [make.make_user(f"inspector{n}") for n in range(PEOPLE)]
    for user in users:
        make.make_membership(user, round, Role.INSPECTOR)
    start, errors = threading.Barrier(PEOPLE), list[BaseException]()

    def remark(user: int, issue: int) -> None:
        try:
            start.wait()
            for n in range(EACH):
                make_remark(about=Issue.objects.get(pk=issue), by=User.objects.get(pk=user), text=f"第{n}条")
        except BaseException as error:  # whatever it is, the test below tells
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=remark, args=(user.pk, issues[n % 2].pk)) for n, user in enumerate(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    numbers = list(Remark.objects.filter(round=round).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, PEOPLE * EACH + 1))
