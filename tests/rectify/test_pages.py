"""A form's way through a door: shown, refused, stale, done."""

from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from issues.forms.rounds import MailForm, PeriodForm
from rectify.errors import Refused, Stale
from rectify.pages import form_page, number_of, posted, refuse
from tests.conftest import Cast

Ask = Callable[..., HttpResponse]
GOOD = {"version": "1", "feedback_on": "2022-03-10", "concentrated_until": "2022-06-10", "warning_days": "15", "remark_days": "5"}


def requested(cast: Cast, data: dict[str, str] | None) -> HttpRequest:
    request = RequestFactory().get("/form/") if data is None else RequestFactory().post("/form/", data)
    request.user = cast.clerk
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


def ask(cast: Cast, data: dict[str, str] | None, do: Callable[[], Any], **context: Any) -> tuple[HttpRequest, HttpResponse]:
    request = requested(cast, data)
    form = PeriodForm(posted(request), record=cast.round)
    context = {"round": None, "title": "集中整改期", "submit": "保存", **context}
    response = form_page(
        request, form, do, template="issues/form.html", done=lambda made: f"已保存{made}", to="/next/", context=context
    )
    return request, response


def fail() -> None:
    raise AssertionError("the door must not be asked")


def raising(error: Exception) -> Callable[[], None]:
    def door() -> None:
        raise error

    return door


def test_a_get_shows_what_stands(cast: Cast) -> None:
    _, response = ask(cast, None, fail)

    html = response.content.decode()
    assert response.status_code == 200
    assert 'name="feedback_on" value="2022-03-10"' in html
    assert '<input type="hidden" name="version" value="1"' in html


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"warning_days": "十天"}, "临期提醒天数：输入整数。"),
        ({"warning_days": "0"}, "临期提醒天数：最小为1。"),
        ({"warning_days": "99999999999999999999"}, "临期提醒天数：最大为90。"),
        ({"feedback_on": "2022-02-30"}, "巡视反馈日期：输入一个有效的日期。"),
        ({"feedback_on": ""}, "巡视反馈日期：请填写巡视反馈日期。"),
        ({"version": "旧"}, "页面版本：页面不完整，请刷新后再提交。"),
        ({"version": ""}, "页面版本：页面不完整，请刷新后再提交。"),
    ],
)
def test_what_is_not_valid_comes_back(wrong: dict[str, str], message: str, cast: Cast) -> None:
    _, response = ask(cast, {**GOOD, **wrong}, fail)

    html = response.content.decode()
    assert response.status_code == 400
    assert message in html
    assert 'name="concentrated_until" value="2022-06-10"' in html


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("14", 14), ("999999999", 999_999_999), ("1000000000", None), ("9" * 5000, None), ("", None)]
    + [(text, None) for text in ("-1", "+1", "1.0", " 1", "１４", "²", "1_0", "x")],
)
def test_a_number_is_plain_digits_and_few_of_them(text: str, number: int | None) -> None:
    assert number_of(text) == number


def test_an_empty_post_is_no_get(cast: Cast) -> None:
    assert ask(cast, {}, fail)[1].status_code == 400


def test_a_refusal_stands_beside_its_field(cast: Cast) -> None:
    _, response = ask(cast, GOOD, raising(Refused("临期提醒天数：太多了。", field="warning_days")))

    html = response.content.decode()
    assert response.status_code == 400
    assert "临期提醒天数：太多了。" in html
    assert "临期提醒天数：临期提醒天数" not in html
    assert 'name="warning_days" value="15"' in html


@pytest.mark.parametrize("field", [None, "version", "something_else"])
def test_a_refusal_of_no_field_stands_on_top(field: str | None, cast: Cast) -> None:
    form = MailForm({"version": "1"}, record=cast.round)
    assert form.is_valid()

    refuse(form, Refused("现在不行。", field=field))

    assert form.non_field_errors() == ["现在不行。"]


def test_stale_is_the_conflict_page(cast: Cast) -> None:
    _, response = ask(cast, GOOD, raising(Stale(cast.round)))

    assert response.status_code == 409
    assert "您填写的内容都在下面，还没有保存" in response.content.decode()


def test_done_answers_and_goes_on(cast: Cast) -> None:
    request, response = ask(cast, GOOD, lambda: "了")

    assert (response.status_code, response["Location"]) == (302, "/next/")
    assert [str(message) for message in get_messages(request)] == ["已保存了"]


def test_where_to_may_depend_on_what_was_made(cast: Cast) -> None:
    request = requested(cast, GOOD)
    form = PeriodForm(posted(request), record=cast.round)

    response = form_page(request, form, lambda: 7, template="issues/form.html", done="好", to=lambda made: f"/{made}/")

    assert response["Location"] == "/7/"


def test_what_may_not_be_done_is_not_caught(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        ask(cast, GOOD, raising(PermissionDenied()))


def test_plain_forms_are_welcome(cast: Cast) -> None:
    """A form without a record has no version: nothing of it is stale."""

    class Plain(forms.Form):
        name = forms.CharField(label="名称")

    request = requested(cast, {"name": "甲"})
    response = form_page(request, Plain(posted(request)), lambda: None, template="issues/form.html", done="好", to="/next/")

    assert response.status_code == 302
