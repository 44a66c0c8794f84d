"""Two people at one form: the page with both texts, and what it sends back, for every kind of field."""

import datetime
import re
from collections.abc import Callable
from typing import Any
from unittest.mock import ANY

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client

from issues.forms.parts import KeyProblemForm
from issues.forms.rounds import GlossesForm, MailForm, PeriodForm
from issues.models import Aspect, Issue, KeyProblem, Round
from issues.services.rounds import edit_round
from issues.words import Disclosure
from rectify.accounts.models import User
from rectify.conflict import Disputed, as_posted, as_text, disputes, taken_over
from tests import factories as make
from tests.conftest import Cast, World
from tests.issues.conftest import changed
from tests.rectify.reading import sent

SignIn = Callable[[User], Client]


def disputed(form: forms.Form, current: Any) -> list[Disputed]:
    assert form.is_valid(), form.errors
    return disputes(form, current, form.standing(current))  # type: ignore[attr-defined]


class TestWhatIsDisputed:
    """Which fields differ, how they read, and whose is chosen at first."""

    def test_a_text_and_a_select(self, world: World) -> None:
        problem, second = world.key_problem, make.make_aspect(world.cast.round, 2, title="第二方面的名称")
        first = problem.aspect
        data = {"version": "1", "number": "3", "title": "我改的题目", "aspect": str(first.pk), "basis": "会议纪要"}  # type: ignore[union-attr]
        current = changed(problem, title="他改的题目", aspect=second)

        title, aspect = disputed(KeyProblemForm(data, round=world.cast.round, record=current), current)

        assert (title.name, title.label, title.theirs, title.mine, title.take) == (
            "title", "题目", "他改的题目", "我改的题目", "mine",
        )  # fmt: skip
        assert title.theirs_diff == [("old", "他"), ("same", "改的题目")]
        assert title.mine_diff == [("new", "我"), ("same", "改的题目")]
        # the aspect was not touched: theirs is chosen
        assert (aspect.theirs, aspect.mine, aspect.take, aspect.theirs_raw) == (
            "第二方面的名称", "第1方面", "theirs", [str(second.pk)],
        )  # fmt: skip
        assert (title.by, title.when is not None) == ("系统（系统）", True)

    def test_dates_and_numbers(self, cast: Cast) -> None:
        data = {
            "version": "1",
            "feedback_on": "2022-03-11",
            "concentrated_until": "2022-06-10",
            "warning_days": "15",
            "remark_days": "5",
        }
        current = changed(cast.round, concentrated_until=datetime.date(2022, 6, 30), warning_days=20)

        items = disputed(PeriodForm(data, record=current), current)

        assert [(item.name, item.theirs, item.mine, item.take, item.theirs_raw) for item in items] == [
            ("feedback_on", "2022年3月10日", "2022年3月11日", "mine", ["2022-03-10"]),
            ("concentrated_until", "2022年6月30日", "2022年6月10日", "theirs", ["2022-06-30"]),
            ("warning_days", "20", "15", "mine", ["20"]),
        ]
        # nobody else touched the first: it is one's own change alone
        assert [item.by for item in items] == ["", "系统（系统）", "系统（系统）"]

    @pytest.mark.parametrize(
        ("typed", "stands", "words"), [({}, True, ("是", "否")), ({"full_sheets_by_mail": "on"}, False, ("否", "是"))]
    )
    def test_booleans(self, typed: dict[str, str], stands: bool, words: tuple[str, str], cast: Cast) -> None:
        record = changed(cast.round, full_sheets_by_mail=not stands)
        current = changed(record, full_sheets_by_mail=stands)

        (item,) = disputed(MailForm({"version": str(record.version), **typed}, record=current), current)

        assert (item.theirs, item.mine, item.take) == (*words, "theirs")
        assert item.theirs_raw == (["on"] if stands else [])

    def test_computed_fields(self, cast: Cast) -> None:
        current = changed(cast.round, glosses={"basic": "他写的"})
        form = GlossesForm({"version": "1", "completed": "我写的", "phased": "", "basic": "", "incomplete": ""}, record=current)

        items = disputed(form, current)

        assert [(item.label, item.theirs, item.mine, item.take) for item in items] == [
            ("完成整改", "", "我写的", "mine"),
            ("基本完成", "他写的", "", "theirs"),
        ]

    def test_who_changed_the_field_last(self, cast: Cast) -> None:
        edit_round(round=cast.round, by=cast.director, version=1, warning_days=7)
        current = edit_round(round=cast.round, by=cast.clerk, version=2, full_sheets_by_mail=True)
        data = {
            "version": "1",
            "feedback_on": "2022-03-10",
            "concentrated_until": "2022-06-10",
            "warning_days": "15",
            "remark_days": "5",
        }

        (item,) = disputed(PeriodForm(data, record=current), current)

        assert item.by == "director的姓名（领导小组办公室主任）"

    def test_an_unknown_version_chooses_what_was_typed(self, cast: Cast) -> None:
        current = changed(cast.round, warning_days=20)
        data = {
            "version": "77",
            "feedback_on": "2022-03-10",
            "concentrated_until": "2022-06-10",
            "warning_days": "10",
            "remark_days": "5",
        }

        (item,) = disputed(PeriodForm(data, record=current), current)

        assert item.take == "mine"


class TestWords:
    """How values read, and how a browser would post them."""

    def test_as_text(self, world: World) -> None:
        choice = forms.ChoiceField(choices=Disclosure.choices)
        many = forms.ModelMultipleChoiceField(Aspect.objects.all())
        moment = datetime.datetime(2022, 6, 10, 4, 5, tzinfo=datetime.UTC)
        second = make.make_aspect(world.cast.round, 2)

        assert as_text(choice, "merged") == "合并公开"
        assert as_text(forms.MultipleChoiceField(choices=Disclosure.choices), ["full", "internal"]) == "单独公开、不公开"
        assert as_text(many, Aspect.objects.filter(round=world.cast.round)) == "第1方面、第2方面"
        assert as_text(many, [second]) == "第2方面"
        assert as_text(forms.DateTimeField(), moment) == "2022年6月10日 12:05"
        assert as_text(forms.CharField(), None) == ""
        assert as_text(forms.IntegerField(), 0) == "0"

    def test_as_posted(self, world: World) -> None:
        aspects = list(Aspect.objects.filter(round=world.cast.round))
        date = forms.DateField(widget=forms.DateInput(format="%Y-%m-%d"))

        assert as_posted(forms.ChoiceField(choices=Disclosure.choices), "merged") == ["merged"]
        assert as_posted(forms.ModelMultipleChoiceField(Aspect.objects.all()), aspects) == [str(aspects[0].pk)]
        assert as_posted(forms.ModelChoiceField(Aspect.objects.all()), None) == [""]
        assert as_posted(date, datetime.date(2022, 6, 10)) == ["2022-06-10"]
        assert as_posted(forms.BooleanField(), False) == []
        assert as_posted(forms.MultipleChoiceField(choices=Disclosure.choices), []) == []


class TestTakingOver:
    """What the page sends is put together again."""

    def test_theirs_where_it_was_chosen(self) -> None:
        data = QueryDict(
            "title=mine&take_title=theirs&theirs_title=theirs&number=4&take_number=mine&theirs_number=5"
            "&hard=on&take_hard=theirs&text=a%0D%0Ab"
        )

        merged = taken_over(data)

        assert (merged["title"], merged["number"], merged["text"]) == ("theirs", "4", "a\nb")
        assert merged.getlist("hard") == []
        assert data["title"] == "mine"

    def test_other_data_stays_as_it_is(self) -> None:
        assert taken_over(None) is None
        assert taken_over({"take_title": "theirs"}) == {"take_title": "theirs"}


class TestThePage:
    """The whole way, over HTTP."""

    @pytest.fixture
    def address(self, world: World) -> str:
        return f"/rounds/{world.cast.round.pk}/key-problems/{world.key_problem.pk}/edit/"

    @pytest.fixture
    def conflict(self, world: World, address: str, sign_in: SignIn) -> Any:
        """Two editors: the director saved the title, the clerk comes with the first version."""
        aspect = make.make_aspect(world.cast.round, 2)
        changed(world.key_problem, title="主任改的<题目>", aspect=aspect)
        data = {"version": "1", "number": "3", "title": "经办人改的\n题目", "aspect": "", "basis": "会议纪要第9号"}
        return sign_in(world.cast.clerk).post(address, data)

    def test_keeps_what_was_typed_and_saves_nothing(self, world: World, conflict: Any) -> None:
        html = conflict.content.decode()
        problem = KeyProblem.objects.get(pk=world.key_problem.pk)

        assert conflict.status_code == 409
        assert (problem.title, problem.version) == ("主任改的<题目>", 2)
        assert sent(conflict)["title"] == ["经办人改的\n题目"]
        assert sent(conflict)["basis"] == ["会议纪要第9号"]
        assert sent(conflict)["version"] == ["2"]
        assert "主任改的&lt;题目&gt;" in unmarked(html)
        assert "<题目>" not in html

    def test_sent_as_it_is_mine_is_saved(self, world: World, address: str, conflict: Any, client: Client) -> None:
        response = client.post(address, sent(conflict))

        problem = KeyProblem.objects.get(pk=world.key_problem.pk)
        assert response.status_code == 302
        assert (problem.title, problem.aspect, problem.version) == ("经办人改的\n题目", None, 3)

    def test_field_by_field(self, world: World, address: str, conflict: Any, client: Client) -> None:
        data = {**sent(conflict), "take_title": ["theirs"], "take_aspect": ["mine"]}

        response = client.post(address, data)

        problem = KeyProblem.objects.get(pk=world.key_problem.pk)
        assert response.status_code == 302
        assert (problem.title, problem.aspect, problem.version) == ("主任改的<题目>", None, 3)

    def test_overtaken_once_more(self, world: World, address: str, conflict: Any, client: Client) -> None:
        changed(world.key_problem, title="第三个人改的")

        response = client.post(address, sent(conflict))

        assert response.status_code == 409
        assert sent(response)["title"] == ["经办人改的\n题目"]
        assert sent(response)["version"] == ["3"]
        assert KeyProblem.objects.get(pk=world.key_problem.pk).title == "第三个人改的"

    def test_back_to_the_form_without_saving(self, world: World, address: str, conflict: Any, client: Client) -> None:
        response = client.post(address, {**sent(conflict), "_merge": "1"})

        html = response.content.decode()
        assert response.status_code == 200
        assert "经办人改的\n题目</textarea>" in html
        assert '<input type="hidden" name="version" value="2"' in html
        assert KeyProblem.objects.get(pk=world.key_problem.pk).version == 2

    def test_a_box_that_was_unticked(self, cast: Cast, sign_in: SignIn) -> None:
        address = f"/rounds/{cast.round.pk}/settings/mail/"
        record = changed(cast.round, full_sheets_by_mail=True, warning_days=4)
        changed(record, warning_days=5)
        client = sign_in(cast.clerk)

        response = client.post(address, {"version": str(record.version)})
        assert response.status_code == 409
        assert "full_sheets_by_mail" not in sent(response)
        assert sent(response)["theirs_full_sheets_by_mail"] == ["on"]

        assert client.post(address, sent(response)).status_code == 302
        assert Round.objects.get(pk=cast.round.pk).full_sheets_by_mail is False

    def test_the_same_text_is_no_dispute(self, world: World, sign_in: SignIn) -> None:
        issue = changed(world.issue, hard=True)
        data = {"version": "1", "number": "2", "title": issue.title, "hard": "on"}

        response = sign_in(world.cast.clerk).post(f"/rounds/{issue.round_id}/issues/{issue.pk}/edit/", data)

        assert response.status_code == 409
        assert "没有不同" in response.content.decode()
        assert Issue.objects.get(pk=issue.pk).version == 2

    def test_a_form_that_shows_nothing_of_the_record_is_not_called_the_same(self, world: World, sign_in: SignIn) -> None:
        issue = changed(world.follow_on, hard=True)
        address = f"/rounds/{issue.round_id}/issues/{issue.pk}/withdraw/"

        response = sign_in(world.cast.clerk).post(address, {"version": "1", "basis": "会议纪要第9号"})

        html = response.content.decode()
        assert response.status_code == 409
        assert "他人改动的不是您填写的内容，请核对后再撤销" in html
        assert "没有不同" not in html
        assert "按上面的选择" not in html
        assert sent(response) == {"csrfmiddlewaretoken": [ANY], "version": ["2"], "basis": ["会议纪要第9号"]}


def unmarked(html: str) -> str:
    """Return a page's text without the marks of its differences."""
    return re.sub(r"</?(?:del|ins)>", "", html)
