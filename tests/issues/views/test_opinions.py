"""Opinions: the list, the office's forms, the leading group's word."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from issues.models import Opinion, OpinionClause, Round
from tests import factories as make
from tests.conftest import World
from tests.issues.conftest import changed
from tests.issues.views.conftest import EDITORS, HUGE, OUTSIDE, VIEWERS, SignIn, statuses, url

BASIS = "领导小组会议纪要第4号"


@pytest.fixture
def opinion(world: World) -> Opinion:
    return make._made(Opinion(round=world.cast.round, number=1, text="完善制度建设", basis="已印发制度"))


@pytest.fixture
def clause(world: World, opinion: Opinion) -> OpinionClause:
    return make._made(OpinionClause(key_problem=world.key_problem, opinion=opinion, order=1, text="要认真履行职责"))


class TestPage:
    def test_what_it_shows(self, world: World, clause: OpinionClause, office: Client) -> None:
        make._made(Opinion(round=world.cast.other_round, number=1, text="另一轮的意见"))

        html = office.get(url("opinions", world.cast.round.pk)).content.decode()

        for text in ("完善制度建设", "正在落实", "已印发制度", "归入条款1条", "要认真履行职责", "（三）"):
            assert text in html
        assert "另一轮的意见" not in html
        assert url("opinion_state", world.cast.round.pk, clause.opinion_id) not in html

    def test_deciding_is_offered_to_the_leading_group_alone(self, world: World, opinion: Opinion, sign_in: SignIn) -> None:
        html = sign_in(world.cast.head).get(url("opinions", world.cast.round.pk)).content.decode()

        assert url("opinion_state", world.cast.round.pk, opinion.pk) in html
        assert url("opinion_edit", world.cast.round.pk, opinion.pk) not in html
        assert ["认定已落实" in html, "退回正在落实" in html] == [True, False]

    def test_paper_is_offered_to_the_office_where_a_basis_stands(self, world: World, opinion: Opinion, sign_in: SignIn) -> None:
        address = url("opinions", world.cast.round.pk)
        paper = reverse("measures:paper_record", args=[world.cast.round.pk, "implement", opinion.pk])

        def offered(name: str) -> bool:
            return paper in sign_in(getattr(world.cast, name)).get(address).content.decode()

        changed(opinion, basis="")
        without = offered("clerk")
        changed(opinion, basis="会议纪要第3号")

        assert (without, offered("clerk"), offered("head"), offered("inspector")) == (False, True, False, False)
        changed(opinion, state="implemented")
        assert not offered("clerk")

    def test_one_that_is_implemented_can_be_sent_back(self, world: World, opinion: Opinion, sign_in: SignIn) -> None:
        changed(opinion, state="implemented")

        html = sign_in(world.cast.head).get(url("opinions", world.cast.round.pk)).content.decode()

        assert '<span class="badge tone-good shape-full">已落实</span>' in html
        assert ["认定已落实" in html, "退回正在落实" in html] == [False, True]

    def test_a_department_sees_none(self, world: World, clause: OpinionClause, sign_in: SignIn) -> None:
        refused = sign_in(world.cast.lead).get(url("opinions", world.cast.round.pk))
        html = refused.content.decode()

        assert [refused.status_code, "完善制度建设" in html, "要认真履行职责" in html] == [403, False, False]

    @pytest.mark.parametrize("rows", [0, 3])
    def test_queries_do_not_grow(
        self, rows: int, world: World, clause: OpinionClause, office: Client, django_assert_num_queries: Any
    ) -> None:
        for number in range(rows):
            more = make._made(Opinion(round=world.cast.round, number=5 + number, text="又一条"))
            make._made(OpinionClause(key_problem=world.key_problem, opinion=more, order=5 + number, text="又一款"))
        office.get(url("opinions", world.cast.round.pk))

        with django_assert_num_queries(11):
            office.get(url("opinions", world.cast.round.pk))

    def test_no_post(self, world: World, office: Client) -> None:
        assert office.post(url("opinions", world.cast.round.pk)).status_code == 405


class TestForms:
    def test_new_and_edited(self, world: World, draft: Round, office: Client) -> None:
        made = office.post(url("opinion_new", draft.pk), {"text": "强化监督", "implementation": ""})
        opinion = Opinion.objects.get(text="强化监督")
        edited = office.post(
            url("opinion_edit", draft.pk, opinion.pk),
            {"version": "1", "number": "2", "text": "强化日常监督", "implementation": "已建立机制"},
        )

        opinion.refresh_from_db()
        assert (made["Location"], edited["Location"]) == (url("opinions", draft.pk),) * 2
        assert (opinion.number, opinion.text, opinion.basis) == (2, "强化日常监督", "已建立机制")

    def test_the_implementations_basis_is_not_the_changes(self, world: World, opinion: Opinion, office: Client) -> None:
        address = url("opinion_edit", world.cast.round.pk, opinion.pk)
        html = office.get(address).content.decode()
        assert "已印发制度</textarea>" in html

        data = {"version": "1", "number": "1", "text": "完善制度建设", "implementation": "已印发三项制度", "basis": ""}
        assert office.post(address, data).status_code == 302
        refused = office.post(address, {**data, "version": "2", "text": "改了"})

        assert refused.status_code == 400
        assert Opinion.objects.get(pk=opinion.pk).basis == "已印发三项制度"

    @pytest.mark.parametrize("data", [{"text": ""}, {"text": "长" * 5001}, {"text": "好", "number": "1000"}])
    def test_wrong_input(self, data: dict[str, str], draft: Round, office: Client) -> None:
        assert office.post(url("opinion_new", draft.pk), data).status_code == 400
        assert Opinion.objects.count() == 0

    def test_stale(self, world: World, opinion: Opinion, office: Client) -> None:
        changed(opinion, basis="他人写的")

        response = office.post(
            url("opinion_edit", world.cast.round.pk, opinion.pk),
            {"version": "1", "number": "1", "text": opinion.text, "implementation": "我写的", "basis": BASIS},
        )

        assert response.status_code == 409
        assert 'name="implementation" value="我写的"' in response.content.decode()
        assert 'name="theirs_implementation" value="他人写的"' in response.content.decode()

    def test_withdrawn_and_restored(self, world: World, opinion: Opinion, draft: Round, office: Client) -> None:
        gone = office.post(url("opinion_withdraw", draft.pk, opinion.pk), {"version": "1", "reason": "录入重复"})
        listed = office.get(url("opinions", draft.pk)).content.decode()
        back = office.post(url("opinion_restore", draft.pk, opinion.pk), {"version": "2", "reason": "并未重复"})

        assert (gone.status_code, back.status_code, "<del>完善制度建设</del>" in listed) == (302, 302, True)
        assert Opinion.objects.get(pk=opinion.pk).withdrawn is False


class TestState:
    def test_implemented_and_sent_back(self, world: World, opinion: Opinion, sign_in: SignIn) -> None:
        address, client = url("opinion_state", world.cast.round.pk, opinion.pk), sign_in(world.cast.head)
        page = client.get(address).content.decode()
        assert ["认定已落实</button>" in page, "已印发制度</textarea>" in page] == [True, True]

        done = client.post(address, {"version": "1", "implementation": "制度已执行"})
        opinion.refresh_from_db()
        assert (done.status_code, opinion.state, opinion.basis) == (302, "implemented", "制度已执行")

        assert "退回正在落实</button>" in client.get(address).content.decode()
        back = client.post(address, {"version": "2", "implementation": "执行不到位"})
        opinion.refresh_from_db()
        assert (back.status_code, opinion.state, opinion.basis) == (302, "implementing", "制度已执行")

    def test_without_a_basis(self, world: World, opinion: Opinion, sign_in: SignIn) -> None:
        address = url("opinion_state", world.cast.round.pk, opinion.pk)

        assert sign_in(world.cast.head).post(address, {"version": "1", "implementation": " "}).status_code == 400
        assert Opinion.objects.get(pk=opinion.pk).state == "implementing"

    def test_two_leaders_at_once(self, world: World, opinion: Opinion, sign_in: SignIn) -> None:
        address = url("opinion_state", world.cast.round.pk, opinion.pk)
        sign_in(world.cast.head).post(address, {"version": "1", "implementation": "制度已执行"})

        second = sign_in(world.cast.leader).post(address, {"version": "1", "implementation": "我也认定"})

        opinion.refresh_from_db()
        assert (second.status_code, opinion.state, opinion.basis) == (409, "implemented", "制度已执行")

    def test_who_may(self, world: World, opinion: Opinion, sign_in: SignIn) -> None:
        assert statuses(world, sign_in, url("opinion_state", world.cast.round.pk, opinion.pk)) == {
            "head": 200, "leader": 200, "two_posts": 200, "director": 403, "clerk": 403, "inspector": 403, "supervisor": 403,
            "lead": 404, "cooperating": 404, "outsider": 404, **OUTSIDE,
        }  # fmt: skip


PART_PAGES = ["opinion_edit", "opinion_withdraw", "opinion_restore"]


@pytest.mark.parametrize("name", PART_PAGES)
def test_who_may_edit(name: str, world: World, opinion: Opinion, sign_in: SignIn) -> None:
    answers = {**EDITORS, **VIEWERS, "lead": 404, "cooperating": 404, "outsider": 404, **OUTSIDE}

    assert statuses(world, sign_in, url(name, world.cast.round.pk, opinion.pk)) == answers


def test_who_may_make(world: World, sign_in: SignIn) -> None:
    answers = {**EDITORS, **VIEWERS, "lead": 403, "cooperating": 403, "outsider": 403, **OUTSIDE}

    assert statuses(world, sign_in, url("opinion_new", world.cast.round.pk)) == answers


@pytest.mark.parametrize("name", [*PART_PAGES, "opinion_state"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_rounds_opinion_is_not_found(name: str, method: str, world: World, sign_in: SignIn) -> None:
    foreign = make._made(Opinion(round=world.cast.other_round, number=1, text="另一轮的意见"))
    client = sign_in(world.cast.two_posts)

    assert getattr(client, method)(url(name, world.cast.round.pk, foreign.pk)).status_code == 404
    assert getattr(client, method)(url(name, world.cast.other_round.pk, foreign.pk)).status_code == 404
    assert getattr(client, method)(url(name, world.cast.round.pk, HUGE)).status_code == 404
