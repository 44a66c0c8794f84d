"""A remark that can't be ignored: answered, signed, sent back, answered again, settled; until then nothing is closed."""

import re

import pytest
from playwright.sync_api import FilePayload, expect

from measures.models import Remark
from measures.services.proof import attach
from measures.words import RemarkState
from tests.browser.conftest import TWO_WAYS, PageFor
from tests.browser.visitor import Visitor
from tests.conftest import World
from tests.measures.conftest import changed, upload

ASKED = "台账只有名称，没有检查时间和检查人，请逐处核实。"


@pytest.fixture
def measured(world: World) -> World:
    """Give the world's measure a responsible leader and a file."""
    changed(world.measure, status="in_progress", responsible_leader=world.cast.leader.person)
    attach(measure=world.measure, by=world.cast.lead, files=[upload("台账.txt", "台账".encode())])
    return world


def expect_standing(visitor: Visitor, number: int, *words: str) -> None:
    """Look at a remark's page: where it stands, and for whom it waits."""
    expect(visitor.page.locator("h1")).to_have_text(f"第{number}号监督意见")
    for word in words:
        expect(visitor.page.locator("main .panel").first).to_contain_text(word)


def answer(visitor: Visitor, text: str) -> None:
    """Answer from 待我办理."""
    visitor.go("/").act(visitor.page.get_by_role("link", name=re.compile("^答复：第1号")).locator("visible=true").first)
    visitor.follow("答复").heading("答复：第1号监督意见")
    visitor.fill(answer=text).press("答复").told("第1号监督意见现在是“已答复待审签”。")


def sign(visitor: Visitor) -> None:
    """Sign the answer, as the responsible leader."""
    visitor.go("/rounds/1/").act(visitor.page.get_by_role("link", name=re.compile("^审签：第1号")).locator("visible=true").first)
    visitor.follow("审签").press("审签").told("第1号监督意见现在是“已答复待办结”。")


@TWO_WAYS
def test_a_remark_on_a_file_goes_its_way(measured: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """Each does their own step, found in 待我办理; who asked is the one who says that it is enough."""
    cast = measured.cast
    inspector, lead, leader = (page_for(user, *way) for user in (cast.inspector, cast.lead, cast.leader))
    inspector.go(f"/rounds/{cast.round.pk}/measures/{measured.measure.pk}/")
    inspector.follow("提出监督意见", inspector.page.locator("#evidence")).heading("提出监督意见")
    inspector.expected.add(400)
    inspector.press("提出监督意见")
    expect(inspector.page.locator(".error-summary")).to_contain_text("监督意见")
    inspector.fill(text=ASKED).press("提出监督意见").told("已提出第1号监督意见，待执法一支队答复。")
    expect_standing(inspector, 1, "未办结", "待答复")

    answer(lead, "已逐处核实。")
    expect(lead.page.get_by_role("link", name="审签", exact=True)).to_have_count(0)
    sign(leader)

    inspector.go(f"/rounds/{cast.round.pk}/remarks/1/").follow("退回重新答复").fill(note="还缺两处的检查人。")
    inspector.press("退回重新答复").told("第1号监督意见现在是“退回”。")
    answer(lead, "两处的检查人已补。")
    sign(leader)
    inspector.go(f"/rounds/{cast.round.pk}/remarks/1/").follow("办结").fill(note="认可。").press("办结")
    expect_standing(inspector, 1, "已办结")
    said = inspector.page.locator(".timeline")
    for text in (ASKED, "已逐处核实。", "还缺两处的检查人。", "两处的检查人已补。", "认可。"):
        expect(said).to_contain_text(text)
    assert [(r.state, r.attempt) for r in Remark.objects.all()] == [(RemarkState.SETTLED, 2)]


@TWO_WAYS
def test_what_came_on_paper_is_registered_with_its_scan(world: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """The department whose issue it is about sees it; the scan comes back to the byte."""
    cast = world.cast
    clerk, lead = page_for(cast.clerk, *way), page_for(cast.lead, *way)
    clerk.go(f"/rounds/{cast.round.pk}/register/").follow("登记来文").heading("登记来文")
    clerk.page.get_by_label("提醒函").check()
    clerk.fill(
        sender="驻局纪检监察组", number="〔2022〕3号", dated_on="2022-06-01", answer_by="2022-06-20", matter="值守不落实。"
    )
    clerk.page.locator("main [name=about]").fill(world.issue.code)
    scan = FilePayload(name="提醒函.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4\n%scan")
    clerk.page.locator("main input[type=file]").set_input_files([scan])
    clerk.press("登记").told("已登记。").heading("驻局纪检监察组提醒函（〔2022〕3号）")

    lead.go(f"/rounds/{cast.round.pk}/register/").act(lead.page.locator("main a", has_text="值守不落实。"))
    address = lead.page.get_by_role("link", name="提醒函.pdf", exact=True).get_attribute("href")
    assert lead.page.context.request.get(f"{lead.home}{address}").body() == b"%PDF-1.4\n%scan"
    expect(lead.page.get_by_role("link", name="登记回复")).to_have_count(0)
    clerk.follow("登记回复").fill(replied_on="2022-06-18", reply="已排班并抽查。").press("登记回复")
    expect(clerk.page.locator("main")).to_contain_text("已回复")
