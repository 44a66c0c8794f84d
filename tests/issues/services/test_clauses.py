"""Clauses: quoted under a key problem, assigned to an opinion of the same round or to none."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from issues.models import Opinion, OpinionClause
from issues.services.clauses import create_clause, edit_clause, restore_clause, withdraw_clause
from rectify.errors import Refused, Stale
from tests import factories as make
from tests.conftest import World
from tests.issues.conftest import Lines, changed

BASIS = "领导小组会议纪要第4号"


@pytest.fixture
def opinion(world: World) -> Opinion:
    return make._made(Opinion(round=world.cast.round, number=1, text="完善制度"))


@pytest.fixture
def clause(world: World) -> OpinionClause:
    return make._made(OpinionClause(key_problem=world.key_problem, order=1, text="要认真履行职责"))


def test_making(world: World, clause: OpinionClause, opinion: Opinion, log: Callable[[], Lines]) -> None:
    with pytest.raises(Refused) as refused:
        create_clause(key_problem=world.key_problem, by=world.cast.clerk, text="第二款")
    assert refused.value.field == "basis"

    made = create_clause(key_problem=world.key_problem, by=world.cast.clerk, text="第二款", opinion=opinion, basis=BASIS)

    assert (made.order, made.opinion, made.key_problem) == (2, opinion, world.key_problem)
    assert log() == [("clause.create", "issues.opinionclause", BASIS)]


def test_in_a_draft_without_basis(world: World, draft: object, log: Callable[[], Lines]) -> None:
    made = create_clause(key_problem=world.key_problem, by=world.cast.clerk, text="第一款", order=4)

    assert (made.order, made.opinion) == (4, None)
    assert log() == [("clause.create", "issues.opinionclause", "")]


def test_assigning_needs_no_basis_and_wording_does(
    world: World, clause: OpinionClause, opinion: Opinion, log: Callable[[], Lines]
) -> None:
    assigned = edit_clause(clause=clause, by=world.cast.clerk, version=1, opinion=opinion)
    assert (assigned.opinion, assigned.version) == (opinion, 2)
    with pytest.raises(Refused) as refused:
        edit_clause(clause=clause, by=world.cast.clerk, version=2, text="改了")
    assert refused.value.field == "basis"
    freed = edit_clause(clause=clause, by=world.cast.clerk, version=2, opinion=None, text="改了", basis=BASIS)

    assert (freed.opinion, freed.text) == (None, "改了")
    assert log() == [("clause.edit", "issues.opinionclause", ""), ("clause.edit", "issues.opinionclause", BASIS)]


def test_an_opinion_of_another_round_or_a_withdrawn_one_is_refused(
    world: World, clause: OpinionClause, opinion: Opinion, log: Callable[[], Lines]
) -> None:
    foreign = make._made(Opinion(round=world.cast.other_round, number=1, text="另一轮的意见"))
    gone = changed(opinion, withdrawn=True)

    for wrong in (foreign, gone):
        with pytest.raises(Refused) as edited:
            edit_clause(clause=clause, by=world.cast.clerk, version=1, opinion=wrong)
        with pytest.raises(Refused) as made:
            create_clause(key_problem=world.key_problem, by=world.cast.clerk, text="新款", opinion=wrong, basis=BASIS)
        assert (edited.value.field, made.value.field) == ("opinion", "opinion")

    assert (OpinionClause.objects.count(), log()) == (1, [])


def test_none_under_a_withdrawn_key_problem(world: World, draft: object, log: Callable[[], Lines]) -> None:
    problem = make.make_key_problem(world.cast.round, 9, withdrawn=True)

    with pytest.raises(Refused, match="该重点问题已经撤销"):
        create_clause(key_problem=problem, by=world.cast.clerk, text="新款")

    assert log() == []


@pytest.mark.parametrize("text", ["", None])
def test_an_empty_text_is_refused(text: str, world: World, clause: OpinionClause, log: Callable[[], Lines]) -> None:
    with pytest.raises(Refused) as refused:
        edit_clause(clause=clause, by=world.cast.clerk, version=1, text=text, basis=BASIS)

    assert refused.value.field == "text"
    assert log() == []


def test_withdrawing_and_restoring(world: World, clause: OpinionClause, log: Callable[[], Lines]) -> None:
    assert withdraw_clause(clause=clause, by=world.cast.clerk, version=1, reason="引述有误").withdrawn is True
    with pytest.raises(Refused, match="该条款已经撤销"):
        withdraw_clause(clause=clause, by=world.cast.clerk, version=2, reason="再撤")
    with pytest.raises(Refused, match="请先恢复再修改"):
        edit_clause(clause=clause, by=world.cast.clerk, version=2, text="改", basis=BASIS)
    assert restore_clause(clause=clause, by=world.cast.clerk, version=2, reason="引述无误").withdrawn is False
    with pytest.raises(Refused, match="没有撤销"):
        restore_clause(clause=clause, by=world.cast.clerk, version=3, reason="再恢复")
    with pytest.raises(Refused, match="请写明撤销的原因"):
        withdraw_clause(clause=clause, by=world.cast.clerk, version=3, reason=" ")

    assert log() == [
        ("clause.withdraw", "issues.opinionclause", "引述有误"),
        ("clause.restore", "issues.opinionclause", "引述无误"),
    ]


@pytest.mark.parametrize("name", ["head", "lead", "inspector", "supervisor", "admin", "stranger", "nobody"])
def test_the_office_alone(name: str, world: World, clause: OpinionClause) -> None:
    user = getattr(world.cast, name)

    with pytest.raises(PermissionDenied):
        create_clause(key_problem=world.key_problem, by=user, text="新款", basis=BASIS)
    with pytest.raises(PermissionDenied):
        edit_clause(clause=clause, by=user, version=1, text="改", basis=BASIS)
    with pytest.raises(PermissionDenied):
        withdraw_clause(clause=clause, by=user, version=1, reason="撤")
    with pytest.raises(PermissionDenied):
        restore_clause(clause=clause, by=user, version=1, reason="恢复")


def test_stale(world: World, clause: OpinionClause) -> None:
    changed(clause, text="他人改过")

    with pytest.raises(Stale):
        edit_clause(clause=clause, by=world.cast.clerk, version=1, text="我改的", basis=BASIS)
    with pytest.raises(Stale):
        withdraw_clause(clause=clause, by=world.cast.clerk, version=1, reason="撤")
    with pytest.raises(Stale):
        restore_clause(clause=clause, by=world.cast.clerk, version=1, reason="恢复")
