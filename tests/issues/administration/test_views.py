"""The administrator's pages: what they show, what they do, what they answer."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from issues.models import Membership
from rectify.accounts.models import Department, Person, User
from rectify.accounts.roles import Role
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import Cast, World

GOOD = "松柏常青不老-2023"
USERS, DEPARTMENTS, PEOPLE = "/administration/users/", "/administration/departments/", "/administration/people/"


@pytest.fixture
def admin(cast: Cast, client: Client) -> Client:
    client.force_login(cast.admin)
    return client


def _said(response: Any, client: Client) -> list[str]:
    """Follow a redirect and return the answers on the next page."""
    assert response.status_code == 302
    return [str(message) for message in client.get(response["Location"]).context["messages"]]


def _errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 400
    return dict(response.context["form"].errors)


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
        assert len(queries) == 6

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
        (message,) = _said(response, admin)
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
            ({"username": ""}, "username", "这个字段是必填项。"),
            ({"username": "clerk"}, "username", "用户名：这个用户名已被使用。"),
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

        assert _errors(response)[field] == [message]
        assert "已经填写的职务" in response.content.decode()
        assert Entry.objects.count() == before
        assert not Person.objects.filter(name="周衡").exists()

    def test_both_persons_are_too_many(self, cast: Cast, admin: Client) -> None:
        response = self._post(admin, person=make.make_person("在册者").pk)

        assert _errors(response)["name"] == ["已经选择在册人员，请不要再填写新人员。"]

    def test_only_people_without_an_account_are_offered(self, cast: Cast, admin: Client) -> None:
        make.make_person("出册者", active=False)
        free = make.make_person("在册者")
        form = admin.get(f"{USERS}new/").context["form"]

        assert list(form.fields["person"].queryset) == [free]
        assert _errors(self._post(admin, name="", person=cast.clerk.person.pk))["person"] == [
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

        assert _said(response, admin) == ["已保存对账号的修改。"]
        assert User.objects.values_list("username", "email", "version").get(pk=cast.clerk.pk) == ("chen", "c@example.cn", 2)

    def test_closing_asks_first_and_answers(self, cast: Cast, admin: Client) -> None:
        path = f"{USERS}{cast.clerk.pk}/deactivate/"
        asked = admin.get(path).content.decode()
        assert "停用clerk的姓名的账号？" in asked
        assert '<input type="hidden" name="version" value="1">' in asked
        assert User.objects.get(pk=cast.clerk.pk).is_active

        assert _said(admin.post(path, {"version": 1}), admin) == ["已停用clerk的姓名的账号。"]
        assert not User.objects.get(pk=cast.clerk.pk).is_active
        reopened = admin.post(f"{USERS}{cast.clerk.pk}/reactivate/", {"version": 2})
        assert _said(reopened, admin) == ["已恢复clerk的姓名的账号。"]
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
        (message,) = _said(response, admin)
        password = re.search(r"首次登录密码：([a-z0-9-]{19})", message)

        assert password is not None
        clerk = User.objects.get(pk=cast.clerk.pk)
        assert (clerk.check_password(password[1]), clerk.must_change_password) == (True, True)
        assert password[1] not in admin.get(f"{USERS}{cast.clerk.pk}/").content.decode()
        assert theirs.get("/accounts/password/")["Location"].startswith("/accounts/sign-in/")
        assert "待改首次密码" in admin.get(f"{USERS}{cast.clerk.pk}/").content.decode()

    def test_a_weak_or_stale_password_is_refused(self, cast: Cast, admin: Client) -> None:
        path = f"{USERS}{cast.clerk.pk}/password/"

        assert _errors(admin.post(path, {"version": 1, "password": "太短"})) == {"password": ["密码太短，至少要10个字符。"]}
        assert admin.post(path, {"version": 7, "password": GOOD}).status_code == 409
        assert User.objects.get(pk=cast.clerk.pk).check_password(make.PASSWORD)


class TestMemberships:
    """Posts on an account's page."""

    def test_granting_and_ending(self, cast: Cast, admin: Client) -> None:
        page = f"{USERS}{cast.stranger.pk}/"
        values = {"role": "office", "round": cast.round.pk, "post": "经办人", "director": "on"}
        assert _said(admin.post(f"{page}memberships/new/", values), admin) == ["已授予stranger的姓名任职：经办人。"]
        membership = Membership.objects.latest("pk")
        assert (membership.user, membership.round, membership.director) == (cast.stranger, cast.round, True)

        ending = f"/administration/memberships/{membership.pk}/end/"
        assert "结束stranger的姓名的任职：经办人？" in admin.get(ending).content.decode()
        assert _said(admin.post(ending, {"version": 1}), admin) == ["已结束stranger的姓名的任职：经办人。"]
        assert re.search(r"\d{4}年\d+月\d+日结束", admin.get(page).content.decode())

    def test_what_does_not_fit_stands_beside_its_field(self, cast: Cast, admin: Client) -> None:
        path = f"{USERS}{cast.clerk.pk}/memberships/new/"

        assert _errors(admin.post(path, {"role": "leader", "post": "组长"})) == {"round": ["请选择轮次。"]}
        again = {"role": "office", "post": "经办人", "round": cast.round.pk}
        assert _errors(admin.post(path, again)) == {"__all__": ["该账号已有这一任职。"]}
        retired = make.make_department("撤并部门", active=False)
        forged = {"role": "department", "post": "经办人", "round": cast.round.pk, "department": retired.pk}
        assert list(_errors(admin.post(path, forged))) == ["department"]


class TestDepartments:
    """Departments."""

    def test_making_changing_retiring_restoring(self, cast: Cast, admin: Client) -> None:
        values = {"name": "综合科", "short": "综合", "address": "你科", "email": "", "order": "9"}
        assert _said(admin.post(f"{DEPARTMENTS}new/", values), admin) == ["已新增部门：综合科。"]
        department = Department.objects.get(name="综合科")
        path = f"{DEPARTMENTS}{department.pk}/"

        changed = admin.post(f"{path}edit/", {**values, "email": "z@example.cn", "version": 1})
        assert _said(changed, admin) == ["已保存对部门的修改：综合科。"]
        assert "停用部门：综合科？" in admin.get(f"{path}retire/").content.decode()
        assert _said(admin.post(f"{path}retire/", {"version": 2}), admin) == ["已停用部门：综合科。"]
        assert "恢复使用" in admin.get(DEPARTMENTS).content.decode()
        assert _said(admin.post(f"{path}restore/", {"version": 3}), admin) == ["已恢复使用部门：综合科。"]
        department.refresh_from_db()
        assert (department.email, department.active, department.version) == ("z@example.cn", True, 4)

    def test_a_name_is_taken_once(self, cast: Cast, admin: Client) -> None:
        values = {"name": "办公室", "short": "办", "address": "你室", "order": "1"}

        assert _errors(admin.post(f"{DEPARTMENTS}new/", values)) == {"name": ["已有同名部门。"]}

    def test_one_with_posts_is_not_retired(self, cast: Cast, admin: Client) -> None:
        response = admin.post(f"{DEPARTMENTS}{cast.lead_department.pk}/retire/", {"version": 1})

        assert response.status_code == 400
        assert "还有人员在这个部门任职" in response.content.decode()

    def test_the_second_of_two_sees_both_texts_and_takes_over(self, cast: Cast, admin: Client) -> None:
        department = cast.outside_department
        path = f"{DEPARTMENTS}{department.pk}/edit/"
        first = {"name": "办公室", "short": "综合办", "address": "你办", "email": "", "order": "0", "version": "1"}
        admin.post(path, first)
        mine = {**first, "short": department.short, "address": "你室", "email": "mine@example.cn"}
        conflict = admin.post(path, mine)

        assert conflict.status_code == 409
        items = {item["name"]: (item["theirs"], item["mine"], item["by"]) for item in conflict.context["items"]}
        assert items == {
            "address": ("你办", "你室", "admin的姓名"),
            "email": ("", "mine@example.cn", "admin的姓名"),
        }
        page = conflict.content.decode()
        assert '<input type="hidden" name="version" value="2"' in page
        assert '<input type="hidden" name="email" value="mine@example.cn"' in page
        assert '<input type="hidden" name="short" value="综合办"' in page  # not changed here: what the first saved stands
        assert "您没有改动的内容，以现在保存的为准：简称。" in page
        assert Department.objects.get(pk=department.pk).short == "综合办"

        taken = {**mine, "short": "综合办", "version": "2", "take_address": "theirs", "take_email": "mine"}
        assert admin.post(path, taken).status_code == 302
        assert Department.objects.values_list("short", "address", "email").get(pk=department.pk) == (
            "综合办",
            "你办",
            "mine@example.cn",
        )

    def test_a_form_without_its_version_is_refused(self, cast: Cast, admin: Client) -> None:
        values = {"name": "新名称", "short": "办", "address": "你室", "order": "0"}
        response = admin.post(f"{DEPARTMENTS}{cast.outside_department.pk}/edit/", values)

        assert list(_errors(response)) == ["version"]


class TestPeople:
    """People on the roll."""

    def test_on_the_roll_changed_off_and_back(self, cast: Cast, admin: Client) -> None:
        values = {"name": "周衡", "title": "副支队长", "department": cast.lead_department.pk}
        assert _said(admin.post(f"{PEOPLE}new/", values), admin) == ["周衡已入册。"]
        person = Person.objects.get(name="周衡")
        path = f"{PEOPLE}{person.pk}/"

        changed = admin.post(f"{path}edit/", {**values, "department": "", "version": 1})
        assert _said(changed, admin) == ["已保存对周衡的修改。"]
        assert "周衡出册？" in admin.get(f"{path}off-roll/").content.decode()
        assert _said(admin.post(f"{path}off-roll/", {"version": 2}), admin) == ["周衡已出册。"]
        assert [row.name for row in admin.get(f"{PEOPLE}?state=inactive").context["page"]] == ["周衡"]
        assert _said(admin.post(f"{path}on-roll/", {"version": 3}), admin) == ["周衡已恢复在册。"]
        person.refresh_from_db()
        assert (person.department, person.active, person.version) == (None, True, 4)

    def test_with_and_without_an_account(self, cast: Cast, admin: Client) -> None:
        make.make_person("无账号者", department=cast.lead_department)
        page = admin.get(f"{PEOPLE}?q=支队")

        assert [row.name for row in page.context["page"]] == ["无账号者"]
        assert "无账号</span>" in page.content.decode()
        assert f'href="{USERS}{cast.clerk.pk}/"' in admin.get(f"{PEOPLE}?q=clerk").content.decode()

    def test_a_retired_department_stays_where_it_is_and_is_not_offered_elsewhere(self, cast: Cast, admin: Client) -> None:
        retired = make.make_department("撤并部门", active=False)
        person = make.make_person("老同志", department=retired)
        offered = admin.get(f"{PEOPLE}{person.pk}/edit/").context["form"].fields["department"].queryset
        others = admin.get(f"{PEOPLE}new/").context["form"].fields["department"].queryset

        assert retired in offered
        assert retired not in others

    def test_the_second_of_two_sees_both_texts(self, cast: Cast, admin: Client) -> None:
        path = f"{PEOPLE}{cast.clerk.person.pk}/edit/"
        values = {"name": "陈明", "title": "科长", "department": cast.lead_department.pk, "version": "1"}
        admin.post(path, values)
        conflict = admin.post(path, {**values, "title": "处长", "department": ""})

        assert conflict.status_code == 409
        assert [(item["name"], item["theirs"], item["mine"]) for item in conflict.context["items"]] == [("title", "科长", "处长")]
        assert conflict.context["untouched"] == ["所在部门"]


def test_the_administrator_sees_nothing_of_the_ledger(world: World, client: Client) -> None:
    """Negative: data that could leak stands in the world."""
    client.force_login(world.cast.admin)
    for path in (
        USERS,
        DEPARTMENTS,
        PEOPLE,
        f"{USERS}{world.cast.lead.pk}/",
        f"{DEPARTMENTS}{world.cast.lead_department.pk}/edit/",
    ):
        page = client.get(path).content.decode()
        assert [text for text in (world.measure.plan, world.issue.title, world.key_problem.title) if text in page] == []
