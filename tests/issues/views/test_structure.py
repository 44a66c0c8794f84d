"""Aspects and key problems: the list, the forms, and another round's keys."""

from typing import Any

import pytest
from django.test import Client

from issues.models import Aspect, KeyProblem, Round
from issues.selectors import structure_of
from tests import factories as make
from tests.conftest import World
from tests.issues.conftest import changed
from tests.issues.views.conftest import EDITORS, HUGE, OUTSIDE, VIEWERS, SignIn, statuses, url

BASIS = "领导小组会议纪要第4号"


class TestPage:
    def test_it_counts_what_stands(self, world: World, office: Client) -> None:
        make.make_issue(world.key_problem, 7, title="撤销了的表现", withdrawn=True, withdrawn_reason="录入重复")

        html = office.get(url("structure", world.cast.round.pk)).content.decode()

        assert '<td data-label="具体问题">1</td><td data-label="举一反三">1</td>' in html
        assert "（三）" in html
        assert "撤销了的表现" in html
        assert "录入重复" in html
        assert "另一轮的问题" not in html

    def test_a_department_is_given_its_own_headlines_alone(self, world: World) -> None:
        make.make_key_problem(world.cast.round, 9, title="与本部门无关的重点问题")
        round = world.cast.round

        lead, outsider = structure_of(round, world.cast.lead), structure_of(round, world.cast.outsider)

        assert [(str(row.problem), row.manifestations, row.follow_on) for row in lead["problems"]] == [("深化改革有差距", 1, 0)]
        assert (lead["deep_tasks"], list(lead["aspects"])) == ([], [])
        assert (outsider["problems"], [issue.title for issue in outsider["deep_tasks"]]) == ([], ["适应分区域执法新形势"])

    def test_no_department_looks_at_it(self, world: World, sign_in: SignIn) -> None:
        seen = {**dict.fromkeys((*EDITORS, *VIEWERS), 200), "lead": 403, "cooperating": 403, "outsider": 403}

        assert statuses(world, sign_in, url("structure", world.cast.round.pk)) == {**seen, **OUTSIDE}
        assert "深化改革有差距" not in sign_in(world.cast.lead).get(url("structure", world.cast.round.pk)).content.decode()

    @pytest.mark.parametrize("rows", [0, 3])
    def test_queries_do_not_grow(self, rows: int, world: World, office: Client, django_assert_num_queries: Any) -> None:
        for number in range(rows):
            make.make_issue(make.make_key_problem(world.cast.round, 10 + number), 1)
            make.make_aspect(world.cast.round, 10 + number)
        office.get(url("structure", world.cast.round.pk))

        with django_assert_num_queries(9):
            office.get(url("structure", world.cast.round.pk))

    def test_no_post(self, world: World, office: Client) -> None:
        assert office.post(url("structure", world.cast.round.pk)).status_code == 405


class TestAspects:
    def test_new_and_edited(self, world: World, draft: Round, office: Client) -> None:
        made = office.post(url("aspect_new", draft.pk), {"number": "", "title": "第二方面"})
        aspect = Aspect.objects.get(title="第二方面")
        edited = office.post(url("aspect_edit", draft.pk, aspect.pk), {"version": "1", "number": "4", "title": "第四方面"})

        aspect.refresh_from_db()
        assert (made["Location"], edited["Location"]) == (url("structure", draft.pk),) * 2
        assert (aspect.number, aspect.title) == (4, "第四方面")

    def test_the_basis_is_asked_for_after_adoption(self, world: World, office: Client) -> None:
        address = url("aspect_new", world.cast.round.pk)

        assert "方案变更依据" in office.get(address).content.decode()
        response = office.post(address, {"title": "第二方面", "basis": ""})
        assert response.status_code == 400
        assert "请写明方案变更依据（会议或文件）。" in response.content.decode()
        assert 'value="第二方面"' in response.content.decode()
        assert office.post(address, {"title": "第二方面", "basis": BASIS}).status_code == 302

    @pytest.mark.parametrize(
        "data", [{"title": ""}, {"title": "长" * 201}, {"title": "好", "number": "零"}, {"title": "好", "number": "0"}]
    )
    def test_wrong_input(self, data: dict[str, str], world: World, draft: Round, office: Client) -> None:
        assert office.post(url("aspect_new", draft.pk), data).status_code == 400
        assert Aspect.objects.filter(round=draft).count() == 1


class TestKeyProblems:
    def test_new_and_edited(self, world: World, draft: Round, office: Client) -> None:
        aspect = world.key_problem.aspect
        made = office.post(url("key_problem_new", draft.pk), {"title": "新的", "aspect": str(aspect.pk)})  # type: ignore[union-attr]
        problem = KeyProblem.objects.get(title="新的")
        edited = office.post(
            url("key_problem_edit", draft.pk, problem.pk), {"version": "1", "number": "5", "title": "改了", "aspect": ""}
        )

        assert (made.status_code, edited.status_code, problem.number, problem.aspect) == (302, 302, 4, aspect)
        problem.refresh_from_db()
        assert (problem.number, problem.title, problem.aspect) == (5, "改了", None)

    def test_an_aspect_of_another_round_is_no_choice(self, world: World, draft: Round, office: Client) -> None:
        foreign = make.make_aspect(world.cast.other_round, 1, title="另一轮的方面")

        page = office.get(url("key_problem_new", draft.pk)).content.decode()
        response = office.post(url("key_problem_new", draft.pk), {"title": "新的", "aspect": str(foreign.pk)})

        assert "另一轮的方面" not in page
        assert response.status_code == 400
        assert KeyProblem.objects.filter(round=draft).count() == 1

    def test_withdrawn_and_restored(self, world: World, draft: Round, office: Client) -> None:
        problem = make.make_key_problem(draft, 8, title="录错的")

        gone = office.post(url("key_problem_withdraw", draft.pk, problem.pk), {"version": "1", "reason": "录入重复"})
        listed = office.get(url("structure", draft.pk)).content.decode()
        back = office.post(url("key_problem_restore", draft.pk, problem.pk), {"version": "2", "reason": "并未重复"})

        assert (gone.status_code, back.status_code) == (302, 302)
        assert "<del>录错的</del>" in listed
        assert KeyProblem.objects.get(pk=problem.pk).withdrawn is False

    def test_never_once_the_plan_is_adopted(self, world: World, office: Client) -> None:
        problem = make.make_key_problem(world.cast.round, 8)

        response = office.post(url("key_problem_withdraw", world.cast.round.pk, problem.pk), {"version": "1", "reason": "不要了"})

        assert response.status_code == 400
        assert "反馈所列的重点问题不得撤销" in response.content.decode()
        assert "不要了</textarea>" in response.content.decode()

    def test_stale(self, world: World, office: Client) -> None:
        changed(world.key_problem, title="他人改过")
        address = url("key_problem_edit", world.cast.round.pk, world.key_problem.pk)

        response = office.post(address, {"version": "1", "number": "3", "title": "我改的", "aspect": "", "basis": BASIS})

        assert response.status_code == 409
        assert 'name="title" value="我改的"' in response.content.decode()


PART_PAGES = ["aspect_edit", "key_problem_edit", "key_problem_withdraw", "key_problem_restore"]


@pytest.mark.parametrize("name", PART_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_rounds_part_is_not_found(name: str, method: str, world: World, sign_in: SignIn) -> None:
    problem = world.elsewhere.issue.key_problem
    foreign = make.make_aspect(world.cast.other_round, 1) if name == "aspect_edit" else problem
    assert foreign is not None
    here, there = world.cast.round.pk, world.cast.other_round.pk

    clerk = sign_in(world.cast.clerk)
    assert getattr(clerk, method)(url(name, here, foreign.pk)).status_code == 404
    assert getattr(clerk, method)(url(name, there, foreign.pk)).status_code == 404
    assert getattr(clerk, method)(url(name, here, HUGE)).status_code == 404


def test_ones_own_part_under_another_rounds_address(world: World, sign_in: SignIn) -> None:
    """Somebody with posts in both rounds still finds a part under its own round alone."""
    from rectify.accounts.roles import Role

    make.make_membership(world.cast.clerk, world.cast.other_round, Role.OFFICE)
    client = sign_in(world.cast.clerk)

    assert client.get(url("key_problem_edit", world.cast.round.pk, world.key_problem.pk)).status_code == 200
    assert client.get(url("key_problem_edit", world.cast.other_round.pk, world.key_problem.pk)).status_code == 404


@pytest.mark.parametrize("name", ["aspect_new", "key_problem_new"])
def test_who_may_make(name: str, world: World, sign_in: SignIn) -> None:
    answers = {**EDITORS, **VIEWERS, "lead": 403, "cooperating": 403, "outsider": 403, **OUTSIDE}

    assert statuses(world, sign_in, url(name, world.cast.round.pk)) == answers


@pytest.mark.parametrize("name", ["key_problem_edit", "key_problem_withdraw", "key_problem_restore"])
def test_who_may_edit_a_key_problem(name: str, world: World, sign_in: SignIn) -> None:
    """A department that sees the headline may not edit it; one that doesn't finds nothing."""
    answers = {**EDITORS, **VIEWERS, "lead": 403, "cooperating": 403, "outsider": 404, **OUTSIDE}

    assert statuses(world, sign_in, url(name, world.cast.round.pk, world.key_problem.pk)) == answers


def test_who_may_edit_an_aspect(world: World, sign_in: SignIn) -> None:
    answers = {**EDITORS, **VIEWERS, "lead": 404, "cooperating": 404, "outsider": 404, **OUTSIDE}
    aspect = Aspect.objects.get(round=world.cast.round)

    assert statuses(world, sign_in, url("aspect_edit", world.cast.round.pk, aspect.pk)) == answers
