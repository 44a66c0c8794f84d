"""Accounts and their posts: what the pages show, do and answer."""

import re
from typing import Any
from unittest.mock import ANY

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from issues.models import Membership
from rectify.accounts.models import Person, User
from rectify.accounts.roles import Role
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import Cast
from tests.issues.administration.answers import USERS, errors, said
from tests.rectify.reading import sent

GOOD = "松柏常青不老-2023"


class TestUserList:
    """The list of accounts."""

    def _names(self, client: Client, query: str = "") -> list[str]:
        return [user.username for user in client.get(f"{USERS}{query}").context["page"]]

    def test_it_shows_accounts_in_use_with_their_posts(self, cast: Cast, admin: Client) -> None:
        page = admin.get(USERS).content.decode()

        assert self._names(admin) == sorted(name for name in cast.everybody() if name != "nobody")
        assert "执法一支队　负责人" in page
        assert "领导小组办公室副主任" in page

    def test_it_finds_by_name_department_and_post(self, cast: Cast, admin: Client) -> None:
        assert self._names(admin, "?q=clerk") == ["clerk"]
        assert self._names(admin, "?q=支队") == ["lead"]
        assert self._names(admin, "?q=副组长") == ["inspector", "two_posts"]
        assert self._names(admin, "?q=没有这个词") == []
        assert "没有符合条件的账号" in admin.get(f"{USERS}?q=没有这个词").content.decode()

    def test_an_ended_post_is_not_found(self, cast: Cast, admin: Client) -> None:
        with make.prepared():
            post = cast.lead.memberships.get()
            post.ended_on = cast.round.feedback_on
            post.save()

        assert self._names(admin, "?q=支队") == []
        assert "无任职" in admin.get(f"{USERS}?q=lead").content.decode()

    def test_closed_accounts_are_apart(self, cast: Cast, admin: Client) -> None:
        with make.prepared():
            cast.clerk.is_active = False
            cast.clerk.save()

        assert "clerk" not in self._names(admin)
        assert self._names(admin, "?state=inactive") == ["clerk"]
        assert "clerk" in self._names(admin, "?state=all")

    @pytest.mark.parametrize("query", ["?state=forged", "?q=%00", f"?q={'长' * 300}", "?page=x", "?page=999"])
    def test_a_wrong_question_is_no_question(self, query: str, admin: Client) -> None:
        assert admin.get(f"{USERS}{query}").status_code == 200

    @pytest.mark.parametrize("more", [1, 30])
    def test_the_queries_do_not_grow(self, more: int, cast: Cast, admin: Client) -> None:
        for number in range(more):
            make.make_membership(make.make_user(f"more{number}"), cast.round, Role.SUPERVISOR)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            admin.get(USERS)
        assert len(queries) == 7

    def test_the_way_to_a_first_round_stands_until_there_is_an_office(self, cast: Cast, admin: Client) -> None:
        way = 'href="/rounds/new/">新建轮次</a>'
        assert way not in admin.get(USERS).content.decode()

        with make.prepared():
            for post in Membership.objects.filter(role=Role.OFFICE):
                post.ended_on = cast.round.feedback_on
                post.save()
        assert admin.get(USERS).content.decode().count(way) == 1
        assert admin.get("/rounds/new/").status_code == 200

    def test_it_is_paged(self, cast: Cast, admin: Client) -> None:
        for number in range(45):
            make.make_user(f"more{number:02}")
        page = admin.get(f"{USERS}?q=&state=all")

        assert len(page.context["page"]) == 50
        assert "第1页，共2页57条" in page.content.decode()
        assert 'href="?q=&amp;state=all&amp;page=2"' in page.content.decode()


class TestUserCreate:
    """Opening an account."""

    def _post(self, client: Client, **values: Any) -> Any:
        return client.post(f"{USERS}new/", {"username": "zhou", "name": "周衡", **values})

    def test_somebody_new_with_a_generated_password_shown_once(self, cast: Cast, admin: Client) -> None:
        response = self._post(admin, title="副支队长", works_in=cast.lead_department.pk, email="z@example.cn")
        user = User.objects.get(username="zhou")
        assert response["Location"] == f"{USERS}{user.pk}/"
        (message,) = said(response, admin)
        password = re.search(r"首次登录密码：([a-z0-9-]{19})（只显示这一次", message)

        assert message.startswith("已为周衡开通账号。")
        assert password is not None
        assert user.check_password(password[1])
        assert password[1] not in admin.get(response["Location"]).content.decode()
        assert user.must_change_password
        assert (user.person.title, user.person.department, user.email) == ("副支队长", cast.lead_department, "z@example.cn")
        assert user.posts == []

    def test_somebody_on_the_roll_with_a_given_password_and_a_post(self, cast: Cast, admin: Client) -> None:
        person = make.make_person("在册者")
        post = {"role": "department", "round": cast.round.pk, "department": cast.lead_department.pk, "post": "经办人"}
        response = self._post(admin, name="", person=person.pk, password=GOOD, **post)

        user = User.objects.get(username="zhou")
        assert response.status_code == 302
        assert (user.person, user.check_password(GOOD)) == (person, True)
        assert [post.acting_as.label for post in user.posts] == ["执法一支队　经办人"]

    @pytest.mark.parametrize(
        ("values", "field", "message"),
        [
            ({"name": ""}, "person", "请选择在册人员，或者填写新人员的姓名。"),
            ({"username": ""}, "username", "请填写用户名。"),
            ({"username": "clerk"}, "username", "这个用户名已被使用。"),
            ({"email": "不是邮箱"}, "email", "输入一个有效的 Email 地址。"),
            ({"password": "太短"}, "password", "密码太短，至少要10个字符。"),
            ({"role": "leader"}, "post", "请填写任职。"),
            ({"post": "经办人"}, "role", "请选择角色，或者把任职各项留空。"),
            ({"role": "leader", "post": "组长"}, "round", "请选择轮次。"),
            ({"role": "forged", "post": "组长"}, "role", "选择一个有效的选项。 forged 不在可用的选项中。"),
            ({"works_in": "999999"}, "works_in", "选择一个有效的选项： 该选择不在可用的选项中。"),
        ],
    )
    def test_what_is_wrong_stands_beside_its_field_and_nothing_is_made(
        self, values: dict[str, str], field: str, message: str, cast: Cast, admin: Client
    ) -> None:
        before = Entry.objects.count()
        response = self._post(admin, title="已经填写的职务", **values)

        assert errors(response)[field] == [message]
        assert "已经填写的职务" in response.content.decode()
        assert Entry.objects.count() == before
        assert not Person.objects.filter(name="周衡").exists()

    def test_both_persons_are_too_many(self, cast: Cast, admin: Client) -> None:
        response = self._post(admin, person=make.make_person("在册者").pk)

        assert errors(response)["name"] == ["已经选择在册人员，请不要再填写新人员。"]

    def test_only_people_without_an_account_are_offered(self, cast: Cast, admin: Client) -> None:
        make.make_person("出册者", active=False)
        free = make.make_person("在册者")
        form = admin.get(f"{USERS}new/").context["form"]

        assert list(form.fields["person"].queryset) == [free]
        assert errors(self._post(admin, name="", person=cast.clerk.person.pk))["person"] == [
            "选择一个有效的选项： 该选择不在可用的选项中。"
        ]


class TestUserPage:
    """One account's page and what it leads to."""

    def test_it_shows_posts_and_changes(self, cast: Cast, admin: Client) -> None:
        make.make_membership(cast.clerk, cast.round, Role.LEADER, post="副组长")
        page = admin.get(f"{USERS}{cast.clerk.pk}/").content.decode()

        assert [word for word in ("领导小组办公室经办人", "副组长", "clerk的姓名", "变更记录") if word not in page] == []
        assert "执法一支队" not in page

    def test_one_does_not_close_ones_own(self, cast: Cast, admin: Client) -> None:
        page = admin.get(f"{USERS}{cast.admin.pk}/").content.decode()
        response = admin.post(f"{USERS}{cast.admin.pk}/deactivate/", {"version": 1})

        assert "停用账号" not in page
        assert "重设密码" not in page
        assert response.status_code == 400
        assert "不能停用自己的账号。" in response.content.decode()

    def test_editing(self, cast: Cast, admin: Client) -> None:
        path = f"{USERS}{cast.clerk.pk}/edit/"
        response = admin.post(path, {"username": "chen", "email": "c@example.cn", "version": 1})

        assert said(response, admin) == ["已保存对账号的修改。"]
        assert User.objects.values_list("username", "email", "version").get(pk=cast.clerk.pk) == ("chen", "c@example.cn", 2)

    def test_a_field_left_untouched_keeps_what_somebody_else_saved(self, cast: Cast, admin: Client) -> None:
        path = f"{USERS}{cast.clerk.pk}/edit/"
        admin.post(path, {"username": "chen", "email": "", "version": 1})
        conflict = admin.post(path, {"username": "clerk", "email": "c@example.cn", "version": 1})

        assert [(item.name, item.take) for item in conflict.context["disputed"]] == [("username", "theirs"), ("email", "mine")]
        assert said(admin.post(path, sent(conflict)), admin) == ["已保存对账号的修改。"]
        assert User.objects.values_list("username", "email", "version").get(pk=cast.clerk.pk) == ("chen", "c@example.cn", 3)

    def test_the_hash_of_a_password_is_on_no_page(self, cast: Cast, admin: Client) -> None:
        pages = [admin.get(f"{USERS}{cast.clerk.pk}/{name}/") for name in ("edit", "password")]
        pages.append(admin.post(f"{USERS}{cast.clerk.pk}/password/", {"version": 7, "password": GOOD}))

        assert [page.status_code for page in pages] == [200, 200, 409]
        assert [page for page in pages if cast.clerk.password in page.content.decode()] == []

    def test_closing_asks_first_and_answers(self, cast: Cast, admin: Client) -> None:
        path = f"{USERS}{cast.clerk.pk}/deactivate/"
        asked = admin.get(path).content.decode()
        assert "停用clerk的姓名的账号？" in asked
        assert '<input type="hidden" name="version" value="1">' in asked
        assert User.objects.get(pk=cast.clerk.pk).is_active

        assert said(admin.post(path, {"version": 1}), admin) == ["已停用clerk的姓名的账号。"]
        assert not User.objects.get(pk=cast.clerk.pk).is_active
        reopened = admin.post(f"{USERS}{cast.clerk.pk}/reactivate/", {"version": 2})
        assert said(reopened, admin) == ["已恢复clerk的姓名的账号。"]
        assert User.objects.get(pk=cast.clerk.pk).is_active

    @pytest.mark.parametrize(("version", "status"), [("7", 409), ("", 400), ("x", 400), ("-1", 400), ("²", 400)])
    def test_another_version_closes_nothing(self, version: str, status: int, cast: Cast, admin: Client) -> None:
        response = admin.post(f"{USERS}{cast.clerk.pk}/deactivate/", {"version": version})

        assert response.status_code == status
        assert User.objects.get(pk=cast.clerk.pk).is_active

    def test_a_new_password_is_shown_once_and_must_be_changed(self, cast: Cast, admin: Client) -> None:
        theirs = Client()
        theirs.force_login(cast.clerk)
        response = admin.post(f"{USERS}{cast.clerk.pk}/password/", {"version": 1})
        (message,) = said(response, admin)
        password = re.search(r"首次登录密码：([a-z0-9-]{19})", message)

        assert password is not None
        clerk = User.objects.get(pk=cast.clerk.pk)
        assert (clerk.check_password(password[1]), clerk.must_change_password) == (True, True)
        assert password[1] not in admin.get(f"{USERS}{cast.clerk.pk}/").content.decode()
        assert theirs.get("/accounts/password/")["Location"].startswith("/accounts/sign-in/")
        assert "待改首次密码" in admin.get(f"{USERS}{cast.clerk.pk}/").content.decode()

    def test_a_weak_or_stale_password_is_refused(self, cast: Cast, admin: Client) -> None:
        path = f"{USERS}{cast.clerk.pk}/password/"

        assert errors(admin.post(path, {"version": 1, "password": "太短"})) == {"password": ["密码太短，至少要10个字符。"]}
        stale = admin.post(path, {"version": 7, "password": GOOD})
        assert stale.status_code == 409
        assert "他人改动的不是您填写的内容，请核对后再重设密码。" in stale.content.decode()
        assert sent(stale) == {"csrfmiddlewaretoken": [ANY], "version": ["1"], "password": [GOOD]}
        assert User.objects.get(pk=cast.clerk.pk).check_password(make.PASSWORD)


class TestMemberships:
    """Posts on an account's page."""

    def test_granting_and_ending(self, cast: Cast, admin: Client) -> None:
        page = f"{USERS}{cast.stranger.pk}/"
        values = {"role": "office", "round": cast.round.pk, "post": "经办人", "director": "on"}
        assert said(admin.post(f"{page}memberships/new/", values), admin) == ["已授予stranger的姓名任职：经办人。"]
        membership = Membership.objects.latest("pk")
        assert (membership.user, membership.round, membership.director) == (cast.stranger, cast.round, True)

        ending = f"/administration/memberships/{membership.pk}/end/"
        assert "结束stranger的姓名的任职：经办人？" in admin.get(ending).content.decode()
        assert said(admin.post(ending, {"version": 1}), admin) == ["已结束stranger的姓名的任职：经办人。"]
        assert re.search(r"\d{4}年\d+月\d+日结束", admin.get(page).content.decode())

    def test_what_does_not_fit_stands_beside_its_field(self, cast: Cast, admin: Client) -> None:
        path = f"{USERS}{cast.clerk.pk}/memberships/new/"

        assert errors(admin.post(path, {"role": "leader", "post": "组长"})) == {"round": ["请选择轮次。"]}
        again = {"role": "office", "post": "经办人", "round": cast.round.pk}
        assert errors(admin.post(path, again)) == {"__all__": ["该账号已有这一任职。"]}
        retired = make.make_department("撤并部门", active=False)
        forged = {"role": "department", "post": "经办人", "round": cast.round.pk, "department": retired.pk}
        assert list(errors(admin.post(path, forged))) == ["department"]
