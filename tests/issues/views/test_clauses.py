"""Clauses of opinions: the forms, and what another round's keys get."""

import pytest
from django.test import Client

from issues.models import Opinion, OpinionClause, Round
from tests import factories as make
from tests.conftest import World
from tests.issues.conftest import changed
from tests.issues.views.conftest import EDITORS, HUGE, OUTSIDE, VIEWERS, SignIn, statuses, url

BASIS = "领导小组会议纪要第4号"


@pytest.fixture
def opinion(world: World) -> Opinion:
    return make._made(Opinion(round=world.cast.round, number=1, text="完善制度建设"))


@pytest.fixture
def clause(world: World) -> OpinionClause:
    return make._made(OpinionClause(key_problem=world.key_problem, order=1, text="要认真履行职责"))


def test_new(world: World, draft: Round, opinion: Opinion, office: Client) -> None:
    address = url("clause_new", draft.pk, key_problem=world.key_problem.pk)
    assert f'<option value="{world.key_problem.pk}" selected>' in office.get(address).content.decode()

    response = office.post(address, {"key_problem": str(world.key_problem.pk), "text": "引述", "opinion": str(opinion.pk)})

    clause = OpinionClause.objects.get()
    assert (response.status_code, response["Location"]) == (302, url("opinions", draft.pk))
    assert (clause.key_problem, clause.opinion, clause.order, clause.text) == (world.key_problem, opinion, 1, "引述")


def test_assigned(world: World, clause: OpinionClause, opinion: Opinion, office: Client) -> None:
    data = {"version": "1", "order": "1", "text": clause.text, "opinion": str(opinion.pk), "basis": ""}

    assert office.post(url("clause_edit", world.cast.round.pk, clause.pk), data).status_code == 302
    assert OpinionClause.objects.get(pk=clause.pk).opinion == opinion


def test_the_wording_needs_its_basis(world: World, clause: OpinionClause, office: Client) -> None:
    address = url("clause_edit", world.cast.round.pk, clause.pk)
    data = {"version": "1", "order": "1", "text": "改了引述", "opinion": "", "basis": ""}

    refused = office.post(address, data)

    assert refused.status_code == 400
    assert "改了引述</textarea>" in refused.content.decode()
    assert office.post(address, {**data, "basis": BASIS}).status_code == 302


def test_choices_of_another_round_are_none(world: World, draft: Round, clause: OpinionClause, office: Client) -> None:
    foreign_problem = world.elsewhere.issue.key_problem
    foreign_opinion = make._made(Opinion(round=world.cast.other_round, number=1, text="另一轮的意见"))
    assert foreign_problem is not None

    made = office.post(url("clause_new", draft.pk), {"key_problem": str(foreign_problem.pk), "text": "引述"})
    edited = office.post(
        url("clause_edit", draft.pk, clause.pk),
        {"version": "1", "order": "1", "text": clause.text, "opinion": str(foreign_opinion.pk)},
    )

    assert (made.status_code, edited.status_code) == (400, 400)
    assert [(row.key_problem, row.opinion) for row in OpinionClause.objects.all()] == [(world.key_problem, None)]


def test_withdrawn_and_restored(world: World, clause: OpinionClause, office: Client) -> None:
    round = world.cast.round.pk

    gone = office.post(url("clause_withdraw", round, clause.pk), {"version": "1", "reason": "引述有误"})
    listed = office.get(url("opinions", round)).content.decode()
    back = office.post(url("clause_restore", round, clause.pk), {"version": "2", "reason": "引述无误"})

    assert (gone.status_code, back.status_code, "<del>要认真履行职责</del>" in listed) == (302, 302, True)
    assert OpinionClause.objects.get(pk=clause.pk).withdrawn is False


@pytest.mark.parametrize(
    "data", [{"text": "长" * 5001}, {"text": ""}, {"text": "好", "order": "一"}, {"text": "好", "key_problem": "x"}]
)
def test_wrong_input(data: dict[str, str], world: World, draft: Round, office: Client) -> None:
    response = office.post(url("clause_new", draft.pk), {"key_problem": str(world.key_problem.pk), **data})

    assert (response.status_code, OpinionClause.objects.count()) == (400, 0)


def test_stale(world: World, clause: OpinionClause, office: Client) -> None:
    changed(clause, text="他人改过")

    response = office.post(
        url("clause_edit", world.cast.round.pk, clause.pk),
        {"version": "1", "order": "1", "text": "我改的", "opinion": "", "basis": BASIS},
    )

    assert response.status_code == 409
    assert 'name="text" value="我改的"' in response.content.decode()


PART_PAGES = ["clause_edit", "clause_withdraw", "clause_restore"]


@pytest.mark.parametrize("name", PART_PAGES)
def test_who_may(name: str, world: World, clause: OpinionClause, sign_in: SignIn) -> None:
    answers = {**EDITORS, **VIEWERS, "lead": 404, "cooperating": 404, "outsider": 404, **OUTSIDE}

    assert statuses(world, sign_in, url(name, world.cast.round.pk, clause.pk)) == answers


def test_who_may_make(world: World, sign_in: SignIn) -> None:
    answers = {**EDITORS, **VIEWERS, "lead": 403, "cooperating": 403, "outsider": 403, **OUTSIDE}

    assert statuses(world, sign_in, url("clause_new", world.cast.round.pk)) == answers


@pytest.mark.parametrize("name", PART_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_rounds_clause_is_not_found(name: str, method: str, world: World, office: Client) -> None:
    foreign = make._made(OpinionClause(key_problem=world.elsewhere.issue.key_problem, text="另一轮的条款"))

    assert getattr(office, method)(url(name, world.cast.round.pk, foreign.pk)).status_code == 404
    assert getattr(office, method)(url(name, world.cast.other_round.pk, foreign.pk)).status_code == 404
    assert getattr(office, method)(url(name, world.cast.round.pk, HUGE)).status_code == 404
