"""Rounds: the list, a new one, the settings and the plan."""

import datetime
from typing import Any

import pytest
from django.test import Client

from issues.models import Round
from rectify.accounts.roles import Role
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import Cast, World
from tests.issues.conftest import changed
from tests.issues.views.conftest import EDITORS, HUGE, OUTSIDE, VIEWERS, SignIn, statuses, url

NEW = {
    "classified": "no", "title": "新轮次", "unit": "某单位党组", "unit_short": "某单位", "inspection": "第一轮巡视",
    "feedback_on": "2023-11-30", "concentrated_until": "",
}  # fmt: skip
DEPARTMENTS_MAY_NOT = {"lead": 403, "cooperating": 403, "outsider": 403}


class TestList:
    def test_only_ones_own_rounds(self, cast: Cast, sign_in: SignIn) -> None:
        third = make.make_round("第三轮巡视整改")
        make.make_membership(cast.leader, third, Role.LEADER)

        html = sign_in(cast.leader).get(url("rounds")).content.decode()

        assert [title in html for title in ("本轮巡视整改", "第三轮巡视整改", "另一轮巡视整改")] == [True, True, False]
        assert url("round_new") not in html

    def test_none(self, cast: Cast, sign_in: SignIn) -> None:
        html = sign_in(cast.admin).get(url("rounds")).content.decode()

        assert "还没有您任职的轮次" in html
        assert "本轮巡视整改" not in html

    @pytest.mark.parametrize("rounds", [0, 3])
    def test_queries_do_not_grow(self, rounds: int, cast: Cast, sign_in: SignIn, django_assert_num_queries: Any) -> None:
        for _ in range(rounds):
            make.make_membership(cast.clerk, make.make_round(), Role.OFFICE)
        client = sign_in(cast.clerk)
        client.get(url("rounds"))

        with django_assert_num_queries(6):
            client.get(url("rounds"))


class TestNew:
    def test_the_office_makes_one(self, cast: Cast, sign_in: SignIn) -> None:
        response = sign_in(cast.clerk).post(url("round_new"), NEW)

        made = Round.objects.get(title="新轮次")
        assert (response.status_code, response["Location"]) == (302, url("settings", made.pk))
        assert made.concentrated_until == datetime.date(2024, 2, 29)
        assert [post.user for post in made.memberships.all()] == [cast.clerk]

    def test_classified_feedback_stops(self, cast: Cast, sign_in: SignIn) -> None:
        response = sign_in(cast.clerk).post(url("round_new"), {**NEW, "classified": "yes"})

        assert response.status_code == 400
        assert "反馈意见标密的，不得录入本系统。请停止操作" in response.content.decode()
        assert Round.objects.count() == 2

    def test_classified_feedback_stops_before_anything_else_is_asked(self, cast: Cast, sign_in: SignIn) -> None:
        response = sign_in(cast.clerk).post(url("round_new"), {"classified": "yes"})

        page = response.content.decode()
        assert response.status_code == 400
        assert "请停止操作，按保密规定另行办理；没有保存任何内容。" in page
        assert "请填写" not in page

    def test_what_is_missing_is_named(self, cast: Cast, sign_in: SignIn) -> None:
        page = sign_in(cast.clerk).post(url("round_new"), {}).content.decode()

        assert "请选择反馈意见是否标密。" in page
        assert "请填写轮次名称。" in page
        assert "请填写巡视反馈日期。" in page
        assert "字段" not in page

    @pytest.mark.parametrize(
        "wrong",
        [{"classified": ""}, {"classified": "maybe"}, {"title": "长" * 121}, {"feedback_on": "2023-13-01"}, {"unit": "  "}],
    )
    def test_wrong_input(self, wrong: dict[str, str], cast: Cast, sign_in: SignIn) -> None:
        response = sign_in(cast.clerk).post(url("round_new"), {**NEW, **wrong})

        assert response.status_code == 400
        assert 'value="某单位"' in response.content.decode()
        assert Round.objects.count() == 2

    def test_who_may(self, world: World, sign_in: SignIn) -> None:
        assert statuses(world, sign_in, url("round_new")) == {
            **EDITORS, **VIEWERS, **DEPARTMENTS_MAY_NOT, "admin": 403, "stranger": 200, "nobody": 302,
        }  # fmt: skip

    def test_the_administrator_of_a_fresh_installation_names_the_director(self, db: None, sign_in: SignIn) -> None:
        admin, director = make.make_user("admin"), make.make_user("director", make.make_person("王主任"))
        make.make_membership(admin, None, Role.ADMIN)
        make.make_user("closed", make.make_person("停用者"), is_active=False)
        client = sign_in(admin)

        page = client.get(url("round_new")).content.decode()
        nobody_named = client.post(url("round_new"), NEW)
        response = client.post(url("round_new"), {**NEW, "director": str(director.pk)})

        assert ("王主任" in page, "停用者" in page, nobody_named.status_code) == (True, False, 400)
        assert (response.status_code, response["Location"]) == (302, url("rounds"))
        assert [post.user for post in Round.objects.get().memberships.all()] == [director]
        assert client.get(url("round_new")).status_code == 403


class TestSettings:
    def test_who_sees_them(self, world: World, sign_in: SignIn) -> None:
        changed(world.cast.round, opening="通报草稿的开头")
        seen = {**dict.fromkeys((*EDITORS, *VIEWERS), 200), **DEPARTMENTS_MAY_NOT}

        assert statuses(world, sign_in, url("settings", world.cast.round.pk)) == {**seen, **OUTSIDE}
        texts = [sign_in(user).get(url("settings", world.cast.round.pk)) for user in (world.cast.head, world.cast.lead)]
        assert ["通报草稿的开头" in text.content.decode() for text in texts] == [True, False]

    def test_what_they_show(self, world: World, office: Client) -> None:
        changed(world.cast.round, stated={"measures": 130}, glosses={"basic": "主要任务完成"}, contact_phone="12345")

        html = office.get(url("settings", world.cast.round.pk)).content.decode()

        for text in ("130", "主要任务完成", "12345", "2022年3月10日", "2022年6月10日", "10天", "审议通过", "登记报备"):
            assert text in html
        assert "登记审议通过" not in html

    @pytest.mark.parametrize(
        ("state", "offered"), [("draft", (True, False)), ("adopted", (False, True)), ("filed", (False, False))]
    )
    def test_the_plans_next_step(self, state: str, offered: tuple[bool, bool], cast: Cast, office: Client) -> None:
        changed(cast.round, plan_state=state)

        html = office.get(url("settings", cast.round.pk)).content.decode()

        assert tuple(f'href="{url(name, cast.round.pk)}"' in html for name in ("plan_adopt", "plan_file")) == offered

    def test_editing_is_offered_to_the_office_alone(self, world: World, sign_in: SignIn) -> None:
        address, edit = url("settings", world.cast.round.pk), url("settings_edit", world.cast.round.pk, "basic")

        assert edit in sign_in(world.cast.clerk).get(address).content.decode()
        assert edit not in sign_in(world.cast.head).get(address).content.decode()

    @pytest.mark.parametrize("pk", [HUGE, 0, 777])
    def test_unknown_rounds(self, pk: int, office: Client) -> None:
        assert office.get(url("settings", pk)).status_code == 404


HOURS = {"work_from": "08:30", "work_until": "17:30", "notable_due_moves": "2", "notable_minutes": "1", "notable_last_day": "5"}
SECTIONS: list[tuple[str, dict[str, str], str, Any]] = [
    (
        "basic",
        {"title": "改名", "unit": "单位", "unit_short": "简", "inspection": "批次", "measure_count_note": ""},
        "title",
        "改名",
    ),
    (
        "period",
        {"feedback_on": "2022-03-10", "concentrated_until": "2022-06-10", "warning_days": "7", "remark_days": "5"},
        "warning_days",
        7,
    ),
    ("contact", {"opening": "开头\r\n两行", "closing": "", "contact_phone": "", "contact_email": ""}, "opening", "开头\n两行"),
    (
        "letterhead",
        {"issuer_mark": "某市某局文件", "document_number": "示例字〔2022〕1号", "signature": "某局", "signed_on": "2022-06-10"},
        "signed_on",
        datetime.date(2022, 6, 10),
    ),
    ("letterhead", {"issuer_mark": "", "document_number": "", "signature": "某局", "signed_on": ""}, "signature", "某局"),
    ("supervision", {**HOURS, "work_from": "09:00"}, "work_from", datetime.time(9)),
    ("supervision", {**HOURS, "notable_due_moves": "3"}, "notable_due_moves", 3),
    ("glosses", {"phased": "阶段任务完成", "basic": " "}, "glosses", {"phased": "阶段任务完成"}),
    ("stated", {"measures": "130", "aspects": "0"}, "stated", {"measures": 130, "aspects": 0}),
    ("mail", {"full_sheets_by_mail": "on"}, "full_sheets_by_mail", True),
    ("illustrative", {"illustrative": "本轮为示例"}, "illustrative", "本轮为示例"),
]


class TestEditing:
    @pytest.mark.parametrize(("section", "data", "field", "value"), SECTIONS, ids=[f"{row[0]}-{row[2]}" for row in SECTIONS])
    def test_each_section(self, section: str, data: dict[str, str], field: str, value: Any, world: World, office: Client) -> None:
        round = world.cast.round
        address = url("settings_edit", round.pk, section)

        assert office.get(address).status_code == 200
        response = office.post(address, {"version": "1", **data})

        assert (response.status_code, response["Location"]) == (302, url("settings", round.pk))
        assert getattr(Round.objects.get(pk=round.pk), field) == value
        entry = Entry.objects.exclude(action="test.prepare").get()
        assert (entry.action, entry.actor, entry.round) == ("round.edit", world.cast.clerk, round.pk)

    @pytest.mark.parametrize(
        ("section", "data"),
        [
            ("basic", {"title": "长" * 121, "unit": "单位", "unit_short": "简", "inspection": "批次"}),
            (
                "period",
                {"feedback_on": "2022-06-11", "concentrated_until": "2022-06-10", "warning_days": "7", "remark_days": "5"},
            ),
            (
                "period",
                {"feedback_on": "2022-03-10", "concentrated_until": "2022-06-10", "warning_days": "91", "remark_days": "5"},
            ),
            ("contact", {"opening": "长" * 5001}),
            ("letterhead", {"issuer_mark": " ", "document_number": "示例字〔2022〕1号"}),  # stands under the mark or nowhere
            ("letterhead", {"signature": "某局", "signed_on": "2022-02-30"}),
            ("supervision", {**HOURS, "work_until": "08:30"}),
            ("supervision", {**HOURS, "work_from": "25:00"}),
            ("supervision", {**HOURS, "notable_due_moves": "1"}),
            ("stated", {"measures": "-1"}),
            ("stated", {"measures": "一百三十"}),
            ("stated", {"measures": "10000"}),
            ("glosses", {"basic": "长" * 501}),
        ],
    )
    def test_wrong_input_changes_nothing(self, section: str, data: dict[str, str], world: World, office: Client) -> None:
        response = office.post(url("settings_edit", world.cast.round.pk, section), {"version": "1", **data})

        assert response.status_code == 400
        assert "没有保存，请先更正" in response.content.decode()
        assert Round.objects.get(pk=world.cast.round.pk).version == 1

    def test_a_stale_version_keeps_what_was_typed(self, world: World, office: Client) -> None:
        changed(world.cast.round, contact_phone="主任填的")

        response = office.post(
            url("settings_edit", world.cast.round.pk, "contact"), {"version": "1", "contact_phone": "经办人填的"}
        )

        assert response.status_code == 409
        assert 'name="contact_phone" value="经办人填的"' in response.content.decode()
        assert Round.objects.get(pk=world.cast.round.pk).contact_phone == "主任填的"

    def test_who_may(self, world: World, sign_in: SignIn) -> None:
        answers = {**EDITORS, **VIEWERS, **DEPARTMENTS_MAY_NOT, **OUTSIDE}

        assert statuses(world, sign_in, url("settings_edit", world.cast.round.pk, "basic")) == answers

    def test_an_unknown_section(self, world: World, office: Client) -> None:
        assert office.get(url("settings_edit", world.cast.round.pk, "secrets")).status_code == 404


class TestPlan:
    def test_adopting_and_filing(self, world: World, draft: Round, office: Client) -> None:
        adopt, file = url("plan_adopt", draft.pk), url("plan_file", draft.pk)
        assert office.get(adopt).status_code == 200

        adopted = office.post(adopt, {"version": "2", "on": "2022-04-12", "basis": "会议纪要第2号"})
        filed = office.post(file, {"version": "3", "basis": "报告"})

        round = Round.objects.get(pk=draft.pk)
        assert (adopted.status_code, filed.status_code) == (302, 302)
        assert (round.plan_state, round.plan_basis, round.plan_adopted_on) == (
            "filed",
            "会议纪要第2号",
            datetime.date(2022, 4, 12),
        )

    def test_refused(self, world: World, draft: Round, office: Client) -> None:
        changed(world.measure, due_on=None)

        response = office.post(url("plan_adopt", draft.pk), {"version": "2", "on": "2022-04-12", "basis": "会议纪要第2号"})

        assert response.status_code == 400
        assert "还有1条措施既没有完成时限，也没有标明长期坚持" in response.content.decode()
        assert office.post(url("plan_file", draft.pk), {"version": "2", "basis": "报告"}).status_code == 400

    def test_stale(self, world: World, draft: Round, office: Client) -> None:
        response = office.post(url("plan_adopt", draft.pk), {"version": "1", "on": "2022-04-12", "basis": "会议纪要第2号"})

        assert response.status_code == 409
        assert "会议纪要第2号" in response.content.decode()

    @pytest.mark.parametrize("name", ["plan_adopt", "plan_file"])
    def test_who_may(self, name: str, world: World, sign_in: SignIn) -> None:
        answers = {**EDITORS, **VIEWERS, **DEPARTMENTS_MAY_NOT, **OUTSIDE}

        assert statuses(world, sign_in, url(name, world.cast.round.pk)) == answers


@pytest.mark.parametrize("name", ["rounds", "settings"])
def test_reading_pages_take_no_post(name: str, world: World, office: Client) -> None:
    assert office.post(url(name, *([] if name == "rounds" else [world.cast.round.pk]))).status_code == 405


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_forms_take_get_and_post_alone(method: str, world: World, office: Client) -> None:
    assert getattr(office, method)(url("settings_edit", world.cast.round.pk, "basic")).status_code == 405
    assert getattr(office, method)(url("round_new")).status_code == 405
