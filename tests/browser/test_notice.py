"""The notice's path: drafted, reviewed, deliberated, signed and published in the house, and read by the public on a phone."""

import hashlib

import pytest
from playwright.sync_api import Locator, expect

from issues.models import Meeting
from rectify.jobs import execution
from reports.models import Notice, Publication
from reports.workflow import TRANSITIONS, Status
from tests import factories as make
from tests.browser.conftest import DESKTOP, PHONE, TWO_WAYS, PageFor
from tests.browser.visitor import Visitor, by_hand
from tests.conftest import World
from tests.reports.notice import way as doors
from tests.reports.telling import change, tell

PRINTED = "监管模式已改进"
PLANNED = "改进监管模式"
REASON = "这是对外公布的值班电话。"
STEPS = ["部门核对", "保密审查"]


@pytest.fixture
def told(world: World) -> World:
    """The world with all that a notice prints, a finding to give a reason for, two steps of review, a meeting's record."""
    tell(world)
    with make.prepared():
        change(world.cast.round, review_steps=STEPS)
        change(world.second, public_text="案卷已规范，咨询13912345678。")
        doors.meeting(world)
    return world


def station(visitor: Visitor, name: str) -> Locator:
    """Return a station of the version's way."""
    return visitor.page.locator("#way li").filter(has=visitor.page.locator("b", has_text=name))


@pytest.mark.parametrize("js", [True, False], ids=["js", "without-js"])
def test_from_the_draft_to_the_public(told: World, page_for: PageFor, js: bool, woken: list[int]) -> None:
    """Office and leadership bring a version to its end, each with their own step; everybody reads it and checks the file."""
    address = submitted(page_for(told.cast.clerk, DESKTOP, js))
    leader = page_for(told.cast.leader, PHONE, js).go(address)
    leader.follow("审议通过").heading("审议通过：通报第1版")
    leader.page.locator("main select[name=meeting]").select_option(index=1)
    leader.press("审议通过").told("已审议通过：通报第1版。")
    head = page_for(told.cast.head, PHONE, js).go(address)
    head.follow("书记签发").heading("书记签发：通报第1版").press("书记签发").told("已书记签发：通报第1版。")
    for job in list(woken):
        execution.run(job)

    director = page_for(told.cast.director, DESKTOP, js).go(address)
    director.follow("公布").fill(way="单位网站公布", address="https://www.example.cn/tongbao").press("公布")
    director.told("已公布：通报第1版。")
    expect(director.page.locator("#files .files a")).to_have_text(["PDF", "DOCX", "纯文本"])
    assert Notice.objects.get().status == Status.PUBLISHED
    read_in_public(page_for(None, PHONE, False))


def submitted(clerk: Visitor) -> str:
    """Draft a version, give a reason for each finding, submit it, and note what came back of its review; return its address."""
    clerk.go("/").enter("通报").follow("送审与公布").heading("送审与公布")
    clerk.press("起草新版").heading("通报第1版").follow("送审").heading("送审：通报第1版")
    clerk.expected.add(400)
    clerk.press("送审")
    expect(clerk.page.locator(".error-summary")).to_contain_text("请填写")
    clerk.page.locator("main form.form textarea").fill(REASON)
    clerk.press("送审").told("已送审：通报第1版。")
    for name in STEPS:
        for move, answers in (("登记送出", {}), ("登记返回", {"opinion": "无意见"})):
            review = clerk.page.locator("#review li").filter(has_text=name)
            clerk.act(review.get_by_role("link", name=move)).heading(f"{move}：{name}")
            clerk.fill(**answers).press(move).told(f"已登记：{name}。")
    expect(clerk.page.locator("#review")).to_contain_text("无意见")
    assert clerk.page.get_by_role("link", name="审议通过", exact=True).count() == 0
    return clerk.path


def read_in_public(visitor: Visitor) -> None:
    """Find the notice, read it, take the PDF and compare its fingerprint; nothing internal is in the page."""
    visitor.go("/public/").heading("已公布的通报").act(visitor.page.locator("main .downloads a"))
    expect(visitor.page.locator("article")).to_contain_text(PRINTED)
    with visitor.page.expect_download() as taken:
        visitor.page.locator(".downloads a", has_text="PDF").click()
    data = taken.value.path().read_bytes()
    assert data[:5] == b"%PDF-"
    digest = hashlib.sha256(data).hexdigest()
    expect(visitor.page.locator(".downloads .hash", has_text=digest)).to_have_count(1)
    assert digest == Publication.objects.get().files["pdf"]["sha256"]
    assert [text for text in (PLANNED, "的姓名", REASON, "会议纪要") if text in visitor.sources[-1]] == []
    assert visitor.page.context.cookies() == []


@TWO_WAYS
def test_the_inspection_team_reads_along(told: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """It sees where a version stands and all it says, and can take no step, neither by a button nor by hand."""
    notice = doors.reviewed(told)
    visitor = page_for(told.cast.inspector, *way).go("/")
    visitor.enter("通报").follow("送审与公布").follow("通报第1版").heading("通报第1版")
    expect(station(visitor, "审核：保密审查")).to_contain_text("已办")
    assert visitor.page.locator("main form, main .button").count() == 0
    visitor.page.get_by_text("查看全文").click()
    expect(visitor.page.locator("article.document")).to_contain_text(PRINTED)
    address = f"{visitor.path}steps/"
    answers = {name: by_hand(visitor, f"{address}{name}/") for name in TRANSITIONS}
    assert answers == dict.fromkeys(TRANSITIONS, 403)
    assert doors.again(notice).status == Status.SUBMITTED


@TWO_WAYS
def test_the_head_signs_what_was_approved_and_not_before(told: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """What waits for the head leads to the version; signing has its place only after the approval, and is the head's alone."""
    notice = doors.reviewed(told)
    head = page_for(told.cast.head, *way).go(notice.get_absolute_url())
    expect(head.page.get_by_role("link", name="书记签发", exact=True)).to_have_count(0)
    doors.step(told, notice, "approve", "leader", meeting=Meeting.objects.get())
    leader = page_for(told.cast.leader, *way).go(notice.get_absolute_url())
    expect(leader.page.get_by_role("link", name="书记签发", exact=True)).to_have_count(0)
    head.go("/").act(head.page.locator("main").get_by_role("link", name="签发：通报第1版", exact=True)).heading("通报第1版")
    head.follow("书记签发").fill(opinion="同意公布，做好解读。").press("书记签发").told("已书记签发：通报第1版。")
    expect(station(head, "书记签发")).to_contain_text("同意公布，做好解读。")
    assert (doors.again(notice).signed_by, doors.again(notice).status) == (told.cast.head.person, Status.APPROVED)
