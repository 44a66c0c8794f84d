"""The leading-group office's main path, at both widths, with scripts and without."""

import datetime

import pytest
from playwright.sync_api import FilePayload, expect

from measures.models import Measure
from measures.services.transitions import transition
from measures.workflow import Need, Status
from rectify.history.models import Entry
from tests.browser.conftest import DESKTOP, PageFor
from tests.browser.ledger import narrow, row, status, step, take_step
from tests.conftest import World
from tests.factories import PASSWORD

BASIS = "领导小组会议纪要第3号"


def test_the_status_is_changed_in_place(world: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """The clerk signs in, filters, starts, reports for a department and signs out; the director verifies."""
    cast, measure = world.cast, world.measure
    clerk = page_for(None, *way).sign_in("clerk", PASSWORD).heading("总览")
    clerk.enter("台账").heading("整改台账")
    expect(clerk.page.locator("#tally")).to_contain_text("共4条：尚未启动 4，推进中 0，已报待核验 0，已完成 0")

    take_step(clerk, measure, "启动")
    expect(status(clerk, measure)).to_have_text("推进中")
    expect(clerk.page.locator("#tally")).to_contain_text("共4条：尚未启动 3，推进中 1，已报待核验 0，已完成 0")
    narrow(clerk, "推进中")
    assert clerk.path == f"/rounds/{cast.round.pk}/ledger/?status=in_progress"
    expect(clerk.page.locator("[data-row]")).to_have_count(1)

    report = {"outcome": "已修订监管办法三项。", "proof": "办法随文件印发，原件存档案室。", "reporter": "lead的姓名"}
    take_step(clerk, measure, "报送完成情况", **report)
    clerk.enter("台账")
    assert clerk.path == f"/rounds/{cast.round.pk}/ledger/?status=in_progress"  # remembered, and now without a row
    expect(clerk.page.locator("[data-row]")).to_have_count(0)
    clerk.follow("清除筛选", clerk.page.locator(".empty"))
    expect(status(clerk, measure)).to_have_text("已报待核验")
    expect(row(clerk, measure)).to_contain_text("这次报送由您录入，须由他人核验。")
    expect(step(clerk, measure, "核验通过")).to_have_count(0)
    clerk.sign_out().heading("登录")

    director = page_for(cast.director, *way).go(f"/rounds/{cast.round.pk}/ledger/")
    take_step(director, measure, "核验通过", note="材料齐全，予以通过。")
    expect(status(director, measure)).to_have_text("已完成")
    if director.js:
        expect(row(director, measure).locator(".say")).to_have_text("已核验通过")
    else:
        director.told(f"{measure}已核验通过，现在是“已完成”。")
    measure.refresh_from_db()
    assert (measure.status, measure.outcome, measure.proof_note) == (Status.DONE, report["outcome"], report["proof"])
    assert (measure.reported_by, measure.recorded_by) == (cast.lead.person, cast.clerk)
    assert list(Entry.objects.for_record(measure).order_by("id").values_list("action", "actor_name", "acting_as"))[-3:] == [
        ("measure.start", "clerk的姓名", "领导小组办公室经办人"),
        ("measure.report", "clerk的姓名", "领导小组办公室经办人"),
        ("measure.verify", "director的姓名", "领导小组办公室主任"),
    ]


def test_a_step_without_what_it_needs_keeps_what_was_typed(world: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """Reporting without an outcome is answered beside the field, and the other field keeps its text."""
    measure = world.measure
    clerk = page_for(world.cast.clerk, *way).go(f"/rounds/{world.cast.round.pk}/ledger/")
    take_step(clerk, measure, "启动")
    clerk.expected.add(400)
    expect(status(clerk, measure)).to_have_text("推进中")
    take_step(clerk, measure, "报送完成情况", outcome="", proof="原件存档案室。", reporter="lead的姓名")
    form = clerk.page.locator("form.form").filter(has=clerk.page.locator("[name=outcome]"))
    expect(form.locator(".error-summary")).to_contain_text("落实情况：请填写落实情况。")
    expect(form.locator("[name=proof]")).to_have_value("原件存档案室。")
    measure.refresh_from_db()
    assert measure.status == Status.IN_PROGRESS


@pytest.mark.parametrize("js", [True, False], ids=["js", "without-js"])
def test_due_dates_in_bulk(world: World, page_for: PageFor, js: bool) -> None:
    """Three rows are picked, one of them done: two get the new date, the third its own answer. The old date stays in sight."""
    take_all_the_way(world)
    visitor = page_for(world.cast.director, DESKTOP, js).go(f"/rounds/{world.cast.round.pk}/ledger/")
    for measure in (world.measure, world.second, world.of_deep_task):
        row(visitor, measure).locator("input[name=measure]").check()
    if js:
        expect(visitor.page.locator("[data-picked]")).to_have_text("3")
    visitor.press("调整完成时限…").heading("批量调整完成时限")
    visitor.fill(due_on="2022-07-31", basis=BASIS).press("调整完成时限").heading("批量调整完成时限结果")
    expect(visitor.page.locator(".lead")).to_have_text("办成2条，未办成1条。")
    expect(visitor.page.locator("main")).to_contain_text("已完成，不能再调整时限和分工。")
    visitor.follow("回到台账")
    expect(row(visitor, world.measure).locator(".due")).to_contain_text("7月31日")
    expect(row(visitor, world.measure).locator(".was")).to_contain_text("6月30日")
    dates = Measure.objects.filter(round=world.cast.round).order_by("pk").values_list("due_on", "original_due_on")
    moved, stands = datetime.date(2022, 7, 31), datetime.date(2022, 6, 30)
    assert list(dates) == [(moved, stands), (moved, stands), (stands, stands), (stands, stands)]
    assert Entry.objects.filter(action="measure.due").values_list("reason", flat=True).distinct().get() == BASIS


def take_all_the_way(world: World) -> None:
    """Bring the deep task's measure to its end by the doors."""
    cast = world.cast
    transition(measure=world.of_deep_task, name="start", by=cast.outsider)
    given = {Need.OUTCOME: "已完成调研报告。", Need.PROOF: "报告已印发。"}
    transition(measure=world.of_deep_task, name="report", by=cast.outsider, given=given)
    transition(measure=world.of_deep_task, name="verify", by=cast.director, given={Need.NOTE: "通过。"})


def test_plan_with_its_basis_and_evidence(world: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """An adopted plan's change asks for its basis; a file is uploaded, shown with its digest and can be taken."""
    cast, measure = world.cast, world.measure
    visitor = page_for(cast.clerk, *way).go(f"/rounds/{cast.round.pk}/measures/{measure.pk}/")
    visitor.heading("整改措施 3-2-1").follow("修改方案内容").heading("修改方案内容")
    visitor.expected.add(400)
    visitor.fill(plan="改进监管模式，试行信用分级", due_on="2022-08-15").press("保存方案内容")
    expect(visitor.page.locator(".error-summary")).to_contain_text("变更依据：请填写变更依据。")
    expect(visitor.page.locator("main [name=plan]")).to_have_value("改进监管模式，试行信用分级")
    visitor.fill(basis=BASIS).press("保存方案内容").told("方案内容已保存。")
    expect(visitor.page.locator("#timeline li").first).to_contain_text(BASIS)

    picture = FilePayload(name="现场照片.png", mimeType="image/png", buffer=PIXEL)
    paper = FilePayload(name="会议纪要.txt", mimeType="text/plain", buffer="会议议定三项。".encode())
    visitor.page.locator("main input[type=file]").set_input_files([picture, paper])
    visitor.press("上传", visitor.page.locator("#evidence")).told("已上传2份佐证材料。")
    files = visitor.page.locator("#evidence .files > li")
    expect(files).to_have_count(2)
    expect(files.filter(has_text="会议纪要.txt").locator(".hash")).to_contain_text(DIGEST)
    with visitor.page.expect_download() as taken:
        visitor.page.get_by_role("link", name="会议纪要.txt", exact=True).click()
    assert taken.value.path().read_text() == "会议议定三项。"
    measure.refresh_from_db()
    assert (measure.plan, measure.due_on) == ("改进监管模式，试行信用分级", datetime.date(2022, 8, 15))


@pytest.mark.parametrize("js", [True, False], ids=["js", "without-js"])
def test_pictures_and_papers_open_in_their_page(world: World, page_for: PageFor, js: bool) -> None:
    """An image is shown below its line; a PDF stands in a frame of the page; both come from here."""
    measure = world.measure
    visitor = page_for(world.cast.clerk, DESKTOP, js).go(f"/rounds/{world.cast.round.pk}/measures/{measure.pk}/")
    picture = FilePayload(name="现场照片.png", mimeType="image/png", buffer=PIXEL)
    visitor.page.locator("main input[type=file]").set_input_files([picture])
    visitor.press("上传", visitor.page.locator("#evidence")).told("已上传1份佐证材料。")
    visitor.page.locator("#evidence .files summary").click()
    shown = visitor.page.locator("img.preview")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("naturalWidth", 1)


DIGEST = "d04ab3233ee2571fb5aaba29dd02ae9e3116864e735ef31be9fa534707d85238"  # SHA-256 of 会议议定三项。
# a PNG of one pixel
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
