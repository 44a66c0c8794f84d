"""The review: from filters to lines to records and back; taken along as a table; two dates side by side; the proof."""

import csv
import datetime
import io
import zipfile

import pytest
from playwright.sync_api import expect

from measures.models import Measure
from measures.services.plan import change_due
from measures.services.transitions import transition
from rectify.history.models import Entry
from tests.browser.conftest import DESKTOP, TWO_WAYS, PageFor
from tests.browser.visitor import Visitor
from tests.conftest import World

BASIS = "=领导小组会议纪要第3号"


@pytest.fixture
def moved(world: World) -> World:
    """Start the measure, and move its date twice."""
    cast = world.cast
    transition(measure=world.measure, name="start", by=cast.lead)
    for day in (20, 30):
        measure = Measure.objects.with_people().get(pk=world.measure.pk)
        change_due(measure=measure, by=cast.director, due_on=datetime.date(2099, 6, day), basis=BASIS)
    return world


def taken(visitor: Visitor, name: str) -> bytes:
    """Press a button that gives a file, and return it."""
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name=name, exact=True).click()
    return download.value.path().read_bytes()


@TWO_WAYS
def test_filters_lead_to_lines_and_lines_to_records(moved: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """What the team looks for is found by kind and person; each line says old and new, and leads to its record and back."""
    cast = moved.cast
    visitor = page_for(cast.inspector, *way).go(f"/rounds/{cast.round.pk}/log/?kind=due")
    lines = visitor.page.locator(".timeline > li")
    expect(lines).to_have_count(2)
    expect(lines.first.locator("del")).to_have_text("2099年6月20日")
    expect(lines.first.locator("ins")).to_have_text("2099年6月30日")
    expect(lines.first.locator(".reason")).to_have_text(BASIS)
    visitor.go(f"/rounds/{cast.round.pk}/log/?kind=due&person={cast.lead.pk}")
    expect(lines).to_have_count(0)
    visitor.go(f"/rounds/{cast.round.pk}/log/?person={cast.lead.pk}").follow("按人员")
    expect(visitor.page.locator("main h2").first).to_contain_text("lead的姓名")
    visitor.act(visitor.page.locator(".timeline a", has_text=f"启动：{moved.measure}").first).heading("整改措施 3-2-1")
    visitor.follow("在变更记录中查看").heading("变更记录")
    expect(lines.first).to_contain_text("调整完成时限")

    visitor.follow("值得关注").heading("值得关注")
    visitor.act(visitor.page.locator("section", has_text="完成时限多次调整").get_by_role("link", name="查看记录").first)
    expect(lines).to_have_count(2)


def test_a_review_is_taken_along(moved: World, page_for: PageFor) -> None:
    """As CSV and as a workbook: formulas are text there, and each taking is a line of the log."""
    page = f"/rounds/{moved.cast.round.pk}/log/?kind=due"
    visitor = page_for(moved.cast.inspector, DESKTOP).go(page)
    rows = list(csv.reader(io.StringIO(taken(visitor, "导出CSV").decode("utf-8-sig"))))
    assert (len(rows), [cell for row in rows for cell in row if cell.startswith("=")]) == (3, [])
    assert any(cell == f"'{BASIS}" for row in rows for cell in row)
    book = zipfile.ZipFile(io.BytesIO(taken(visitor, "导出XLSX")))
    assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
    assert Entry.objects.filter(action__startswith="export.").count() == 2


@TWO_WAYS
def test_two_dates_stand_side_by_side(moved: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """The plan as adopted beside now; the record of then is marked as past; the workbook comes along."""
    cast = moved.cast
    visitor = page_for(cast.inspector, *way).go(f"/rounds/{cast.round.pk}/comparison/").heading("基线对比")
    day = datetime.date(2020, 1, 5).isoformat()
    visitor.go(f"/rounds/{cast.round.pk}/comparison/?from=&from_on={day}")
    expect(visitor.page.locator("main")).to_contain_text("两个时点的数字")
    assert taken(visitor, "导出XLSX")[:2] == b"PK"


@TWO_WAYS
def test_the_record_is_verified_and_its_head_signed(moved: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """The page gives the head to print and sign, and what an outsider needs to check the file that goes along."""
    cast = moved.cast
    visitor = page_for(cast.inspector, *way).go(f"/rounds/{cast.round.pk}/proof/").heading("记录校验")
    visitor.follow("打印记录封存单").heading("变更记录封存单")
    expect(visitor.page.locator("main")).to_contain_text("封存摘要")
    visitor.go(f"/rounds/{cast.round.pk}/proof/").press("开始校验")
    office = page_for(cast.clerk, *way)
    office.expected.add(404)
    assert office.page.context.request.get(f"{office.home}/rounds/{cast.round.pk}/proof/").status in {403, 404}
