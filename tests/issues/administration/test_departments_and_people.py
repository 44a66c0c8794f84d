"""Departments and people on the roll; and nothing of the ledger on any page."""

import pytest
from django.test import Client

from rectify.accounts.models import Department, Person
from tests import factories as make
from tests.conftest import Cast, World
from tests.issues.administration.answers import DEPARTMENTS, PEOPLE, USERS, errors, said
from tests.rectify.reading import sent

GOOD = "松柏常青不老-2023"


class TestDepartments:
    """Departments."""

    def test_making_changing_retiring_restoring(self, cast: Cast, admin: Client) -> None:
        values = {"name": "综合科", "short": "综合", "address": "你科", "email": "", "order": "9"}
        assert said(admin.post(f"{DEPARTMENTS}new/", values), admin) == ["已新增部门：综合科。"]
        department = Department.objects.get(name="综合科")
        path = f"{DEPARTMENTS}{department.pk}/"

        changed = admin.post(f"{path}edit/", {**values, "email": "z@example.cn", "version": 1})
        assert said(changed, admin) == ["已保存对部门的修改：综合科。"]
        assert "停用部门：综合科？" in admin.get(f"{path}retire/").content.decode()
        assert said(admin.post(f"{path}retire/", {"version": 2}), admin) == ["已停用部门：综合科。"]
        assert "恢复使用" in admin.get(DEPARTMENTS).content.decode()
        assert said(admin.post(f"{path}restore/", {"version": 3}), admin) == ["已恢复使用部门：综合科。"]
        department.refresh_from_db()
        assert (department.email, department.active, department.version) == ("z@example.cn", True, 4)

    def test_a_name_is_taken_once(self, cast: Cast, admin: Client) -> None:
        values = {"name": "办公室", "short": "办", "address": "你室", "order": "1"}

        assert errors(admin.post(f"{DEPARTMENTS}new/", values)) == {"name": ["已有同名部门。"]}
        other = f"{DEPARTMENTS}{cast.lead_department.pk}/edit/"
        assert errors(admin.post(other, {**values, "version": 1})) == {"name": ["已有同名部门。"]}
        own = f"{DEPARTMENTS}{cast.outside_department.pk}/edit/"
        assert admin.post(own, {**values, "version": 1}).status_code == 302

    def test_one_with_posts_is_not_retired(self, cast: Cast, admin: Client) -> None:
        response = admin.post(f"{DEPARTMENTS}{cast.lead_department.pk}/retire/", {"version": 1})

        assert response.status_code == 400
        assert "还有人员在这个部门任职" in response.content.decode()

    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 5000])
    def test_a_confirmation_without_a_version_is_refused(self, version: str, cast: Cast, admin: Client) -> None:
        response = admin.post(f"{DEPARTMENTS}{cast.outside_department.pk}/retire/", {"version": version})

        assert response.status_code == 400
        assert "页面缺少版本信息，请刷新页面后再办理。" in response.content.decode()
        cast.outside_department.refresh_from_db()
        assert cast.outside_department.active

    def test_the_second_of_two_sees_both_texts_and_takes_over(self, cast: Cast, admin: Client) -> None:
        department = cast.outside_department
        path = f"{DEPARTMENTS}{department.pk}/edit/"
        first = {"name": "办公室", "short": "综合办", "address": "你办", "email": "", "order": "0", "version": "1"}
        admin.post(path, first)
        mine = {**first, "short": department.short, "address": "你室", "email": "mine@example.cn"}
        conflict = admin.post(path, mine)

        assert conflict.status_code == 409
        items = {item.name: (item.theirs, item.mine, item.take, item.by) for item in conflict.context["disputed"]}
        assert items == {
            "short": ("综合办", department.short, "theirs", "admin的姓名（系统管理员）"),  # not changed here: what stands stays
            "address": ("你办", "你室", "mine", "admin的姓名（系统管理员）"),
            "email": ("", "mine@example.cn", "mine", ""),
        }
        assert f"修改部门：{department}" in conflict.content.decode()
        assert Department.objects.get(pk=department.pk).short == "综合办"

        taken = {**sent(conflict), "take_address": ["theirs"]}
        assert said(admin.post(path, taken), admin) == ["已保存对部门的修改：办公室。"]
        assert Department.objects.values_list("short", "address", "email").get(pk=department.pk) == (
            "综合办",
            "你办",
            "mine@example.cn",
        )

    def test_a_form_without_its_version_is_refused(self, cast: Cast, admin: Client) -> None:
        values = {"name": "新名称", "short": "办", "address": "你室", "order": "0"}
        response = admin.post(f"{DEPARTMENTS}{cast.outside_department.pk}/edit/", values)

        assert list(errors(response)) == ["version"]


class TestPeople:
    """People on the roll."""

    def test_on_the_roll_changed_off_and_back(self, cast: Cast, admin: Client) -> None:
        values = {"name": "周衡", "title": "副支队长", "department": cast.lead_department.pk}
        assert said(admin.post(f"{PEOPLE}new/", values), admin) == ["周衡已入册。"]
        person = Person.objects.get(name="周衡")
        path = f"{PEOPLE}{person.pk}/"

        changed = admin.post(f"{path}edit/", {**values, "department": "", "version": 1})
        assert said(changed, admin) == ["已保存对周衡的修改。"]
        assert "周衡出册？" in admin.get(f"{path}off-roll/").content.decode()
        assert said(admin.post(f"{path}off-roll/", {"version": 2}), admin) == ["周衡已出册。"]
        assert [row.name for row in admin.get(f"{PEOPLE}?state=inactive").context["page"]] == ["周衡"]
        assert said(admin.post(f"{path}on-roll/", {"version": 3}), admin) == ["周衡已恢复在册。"]
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
        assert [(item.name, item.theirs, item.mine, item.take) for item in conflict.context["disputed"]] == [
            ("title", "科长", "处长", "mine"),
            ("department", "执法一支队", "", "theirs"),
        ]
        admin.post(path, sent(conflict))
        person = Person.objects.get(pk=cast.clerk.person_id)
        assert (person.title, person.department, person.version) == ("处长", cast.lead_department, 3)


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
