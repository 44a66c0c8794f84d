"""An issue's forms: new, edited, withdrawn, restored."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from issues.models import Issue, Round
from tests import factories as make
from tests.conftest import World
from tests.issues.conftest import changed
from tests.issues.views.conftest import EDITORS, HUGE, OUTSIDE, VIEWERS, SignIn, statuses, url

BASIS = "领导小组会议纪要第4号"


def page(issue: Issue) -> str:
    return reverse("measures:issue", args=[issue.round_id, issue.pk])


class TestNew:
    @pytest.mark.parametrize(
        ("kind", "place", "mark"),
        [("manifestation", "key_problem", "（三）3"), ("follow_on", "parent", "（三）2-②"), ("deep_task", None, "深2")],
    )
    def test_each_kind_in_its_place(
        self, kind: str, place: str | None, mark: str, world: World, draft: Round, office: Client
    ) -> None:
        pk = {"key_problem": world.key_problem.pk, "parent": world.issue.pk}.get(place or "")
        address = url("issue_new", draft.pk, kind=kind, **({place: pk} if place else {}))
        html = office.get(address).content.decode()
        assert [f'name="{name}"' in html for name in ("key_problem", "parent")] == [place == "key_problem", place == "parent"]
        assert not place or f'<option value="{pk}" selected>' in html

        response = office.post(address, {**({place: str(pk)} if place else {}), "title": "新事项", "hard": "on"})

        issue = Issue.objects.get(title="新事项")
        assert (response.status_code, response["Location"]) == (302, page(issue))
        assert (issue.mark, issue.hard, issue.round_id, issue.disclosure) == (mark, True, draft.pk, "internal")

    @pytest.mark.parametrize("query", [{}, {"kind": ""}, {"kind": "problem"}])
    def test_an_unknown_kind(self, query: dict[str, str], world: World, office: Client) -> None:
        assert office.get(url("issue_new", world.cast.round.pk, **query)).status_code == 404

    @pytest.mark.parametrize("value", ["x", "-1", "99999999999999999999", "²"])
    def test_a_senseless_place_in_the_address(self, value: str, world: World, office: Client) -> None:
        address = url("issue_new", world.cast.round.pk, kind="manifestation", key_problem=value)

        assert office.get(address).status_code == 200

    def test_places_of_another_round_are_no_choice(self, world: World, draft: Round, office: Client) -> None:
        foreign = world.elsewhere.issue
        before = Issue.objects.count()

        parent = office.post(url("issue_new", draft.pk, kind="follow_on"), {"parent": str(foreign.pk), "title": "新"})
        problem = office.post(
            url("issue_new", draft.pk, kind="manifestation"), {"key_problem": str(foreign.key_problem_id), "title": "新"}
        )

        assert (parent.status_code, problem.status_code, Issue.objects.count()) == (400, 400, before)

    @pytest.mark.parametrize(
        "data",
        [
            {"title": ""},
            {"title": "长" * 2001},
            {"title": "好", "number": "2"},
            {"title": "好", "number": "1000"},
            {"title": "好\0"},
        ],
    )
    def test_wrong_input(self, data: dict[str, str], world: World, draft: Round, office: Client) -> None:
        address = url("issue_new", draft.pk, kind="manifestation")
        before = Issue.objects.count()

        response = office.post(address, {"key_problem": str(world.key_problem.pk), "public_title": "留着的", **data})

        assert (response.status_code, Issue.objects.count()) == (400, before)
        assert "留着的</textarea>" in response.content.decode()

    def test_after_adoption_with_its_basis(self, world: World, office: Client) -> None:
        address = url("issue_new", world.cast.round.pk, kind="deep_task")

        assert office.post(address, {"title": "新任务"}).status_code == 400
        assert office.post(address, {"title": "新任务", "basis": BASIS}).status_code == 302


class TestEditing:
    def test_it_goes_back_to_the_issues_page(self, world: World, office: Client) -> None:
        data = {"version": "1", "number": "2", "title": "新题目", "public_title": "公开题目", "basis": BASIS}

        response = office.post(url("issue_edit", world.cast.round.pk, world.issue.pk), data)

        issue = Issue.objects.get(pk=world.issue.pk)
        assert (response.status_code, response["Location"]) == (302, page(issue))
        assert (issue.title, issue.public_title, issue.hard, issue.version) == ("新题目", "公开题目", False, 2)

    def test_a_placeholders_wording_is_not_asked_for(self, world: World, office: Client) -> None:
        issue = changed(world.follow_on, placeholder=True, title="未刊载")
        address = url("issue_edit", world.cast.round.pk, issue.pk)

        assert 'name="title"' not in office.get(address).content.decode()
        assert office.post(address, {"version": "2", "number": "1", "title": "写上", "hard": "on"}).status_code == 302
        assert Issue.objects.values_list("title", "hard").get(pk=issue.pk) == ("未刊载", True)

    def test_stale(self, world: World, office: Client) -> None:
        changed(world.issue, title="他人改过的题目", hard=True)

        response = office.post(
            url("issue_edit", world.cast.round.pk, world.issue.pk),
            {"version": "1", "number": "2", "title": "我改的题目", "basis": BASIS},
        )

        html = response.content.decode()
        assert response.status_code == 409
        assert ['name="title" value="我改的题目"' in html, 'name="theirs_hard" value="on"' in html] == [True, True]
        assert Issue.objects.get(pk=world.issue.pk).title == "他人改过的题目"


class TestWithdrawing:
    def test_and_restoring(self, world: World, office: Client) -> None:
        round, issue = world.cast.round.pk, world.deep_task

        gone = office.post(url("issue_withdraw", round, issue.pk), {"version": "1", "basis": BASIS})
        assert (gone["Location"], Issue.objects.get(pk=issue.pk).withdrawn) == (page(issue), True)
        back = office.post(url("issue_restore", round, issue.pk), {"version": "2", "basis": BASIS})
        assert (back["Location"], Issue.objects.get(pk=issue.pk).withdrawn) == (page(issue), False)

    @pytest.mark.parametrize(
        ("name", "data", "message"),
        [
            ("issue", {"basis": BASIS}, "反馈所列的具体问题不得撤销"),
            ("deep_task", {"basis": ""}, "请填写依据。"),
            ("deep_task", {"basis": "长" * 1001}, "内容过长，最多1000字，现在1001字。"),
        ],
    )
    def test_refused(self, name: str, data: dict[str, str], message: str, world: World, office: Client) -> None:
        issue = getattr(world, name)

        response = office.post(url("issue_withdraw", world.cast.round.pk, issue.pk), {"version": "1", **data})

        assert response.status_code == 400
        assert message in response.content.decode()
        assert Issue.objects.get(pk=issue.pk).withdrawn is False

    def test_stale(self, world: World, office: Client) -> None:
        changed(world.deep_task, hard=True)

        response = office.post(url("issue_withdraw", world.cast.round.pk, world.deep_task.pk), {"version": "1", "basis": BASIS})

        assert response.status_code == 409
        assert f"{BASIS}</textarea>" in response.content.decode()


PAGES = ["issue_edit", "issue_withdraw", "issue_restore"]


@pytest.mark.parametrize("name", PAGES)
def test_who_may(name: str, world: World, sign_in: SignIn) -> None:
    answers = {**EDITORS, **VIEWERS, "lead": 403, "cooperating": 403, "outsider": 404, **OUTSIDE}

    assert statuses(world, sign_in, url(name, world.cast.round.pk, world.issue.pk)) == answers


def test_who_may_make(world: World, sign_in: SignIn) -> None:
    answers = {**EDITORS, **VIEWERS, "lead": 403, "cooperating": 403, "outsider": 403, **OUTSIDE}

    assert statuses(world, sign_in, url("issue_new", world.cast.round.pk, kind="deep_task")) == answers


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_rounds_issue_is_not_found(name: str, method: str, world: World, office: Any) -> None:
    foreign = world.elsewhere.issue_id

    assert getattr(office, method)(url(name, world.cast.round.pk, foreign)).status_code == 404
    assert getattr(office, method)(url(name, world.cast.other_round.pk, foreign)).status_code == 404
    assert getattr(office, method)(url(name, world.cast.round.pk, HUGE)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_other_methods(name: str, world: World, office: Any) -> None:
    assert office.put(url(name, world.cast.round.pk, world.issue.pk)).status_code == 405


def test_withdrawn_issues_are_no_place(world: World, draft: Round, office: Client) -> None:
    gone = make.make_issue(world.key_problem, 9, title="撤销了的", withdrawn=True)

    html = office.get(url("issue_new", draft.pk, kind="follow_on")).content.decode()

    assert ["撤销了的" in html, world.issue.title in html] == [False, True]
    assert office.post(url("issue_new", draft.pk, kind="follow_on"), {"parent": str(gone.pk), "title": "新"}).status_code == 400
