"""A review handed on: the same rows as on the page, harmless, and an entry of it."""

import csv
import datetime as dt
import io
import re
import zipfile
from typing import Any

import pytest
from django.urls import reverse

from measures.models import Measure
from measures.services.plan import edit_outcome
from measures.services.transitions import transition
from rectify.accounts.models import User
from rectify.history.models import Entry
from reports.review import exporting
from reports.review.exporting import HEAD
from tests.conftest import World
from tests.reports.reading import fresh, text_of

MORNING = dt.datetime(2022, 6, 20, 1, 30, tzinfo=dt.UTC)
QUERY = "?since=2022-06-01&until=2022-06-30"


@pytest.fixture
def told(world: World) -> World:
    transition(measure=world.measure, name="start", by=fresh(world.cast.lead), effective_at=MORNING)
    measure = Measure.objects.with_people().get(pk=world.measure.pk)
    edit_outcome(
        measure=measure, by=fresh(world.cast.lead), outcome="=HYPERLINK(1)", effective_at=MORNING + dt.timedelta(hours=1)
    )
    transition(measure=world.of_deep_task, name="start", by=fresh(world.cast.outsider), effective_at=MORNING)
    return world


def post(world: World, sign_in: Any, user: User, form: str, query: str = QUERY) -> Any:
    return sign_in(user).post(reverse("reports:log_export", args=[world.cast.round.pk]) + query, {"format": form})


def table(response: Any) -> list[list[str]]:
    content = b"".join(response.streaming_content).decode()
    assert content.startswith("\ufeff")
    return list(csv.reader(io.StringIO(content[1:], newline="")))


def test_csv_holds_the_pages_rows_one_for_each_change(told: World, sign_in: Any) -> None:
    response = post(told, sign_in, told.cast.inspector, "csv")
    head, *rows = table(response)
    outcome = Entry.objects.get(action="measure.outcome")

    assert tuple(head) == HEAD
    assert rows[0] == [
        str(outcome.pk), "2022-06-20 10:30:00", f"{rows[0][2]}", "lead的姓名", "执法一支队　负责人", "更新落实情况",
        "整改措施", "第3-2-1条", "落实情况", "", "'=HYPERLINK(1)", "", outcome.sha256,
    ]  # fmt: skip
    assert sorted({row[5] for row in rows}) == ["启动", "更新落实情况"]
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%8F%98")
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_xlsx_holds_the_same_and_nothing_runs(told: World, sign_in: Any) -> None:
    content = b"".join(post(told, sign_in, told.cast.inspector, "xlsx").streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()

    rows = table(post(told, sign_in, told.cast.inspector, "csv"))
    assert len(re.findall(r"<row ", sheet)) == len(rows)
    assert "<f>" not in sheet
    assert ">=HYPERLINK(1)</t>" in sheet


@pytest.mark.parametrize(("name", "people"), [("lead", {"lead的姓名"}), ("outsider", {"outsider的姓名"})])
def test_a_department_exports_its_own(told: World, sign_in: Any, name: str, people: set[str]) -> None:
    assert {row[3] for row in table(post(told, sign_in, getattr(told.cast, name), "csv"))[1:]} == people


def test_an_export_is_an_entry(told: World, sign_in: Any) -> None:
    user = told.cast.lead
    table(post(told, sign_in, user, "csv", f"{QUERY}&person={user.pk}&kind=status"))
    entry = Entry.objects.latest("pk")

    assert (entry.action, entry.actor, entry.round, entry.department) == (
        "export.review", user, told.cast.round.pk, told.cast.lead_department.pk,
    )  # fmt: skip
    assert [(change["label"], change["new_text"]) for change in entry.changes] == [
        ("人员", "人员：lead的姓名"), ("变更种类", "变更种类：状态"), ("自", "自2022年6月1日"), ("至", "至2022年6月30日"),
        ("格式", "CSV"), ("条数", "1"),
    ]  # fmt: skip
    assert entry.record_label == "变更记录（CSV，1条）"


def test_more_than_the_limit_is_refused_and_leaves_nothing(told: World, sign_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "LIMIT", 2)
    before = Entry.objects.count()
    response = post(told, sign_in, told.cast.inspector, "csv")

    assert response.status_code == 400
    assert "符合条件的变更记录超过2条，没有导出。" in text_of(response)
    assert Entry.objects.count() == before


def test_who_may_not_export_is_offered_nothing(told: World, sign_in: Any) -> None:
    log = reverse("reports:log", args=[told.cast.round.pk])

    assert "导出XLSX" in text_of(sign_in(told.cast.lead).get(log))
    assert "导出XLSX" not in text_of(sign_in(told.cast.supervisor).get(log))
    assert post(told, sign_in, told.cast.supervisor, "csv").status_code == 403
    assert post(told, sign_in, told.cast.inspector, "docx").status_code == 400
