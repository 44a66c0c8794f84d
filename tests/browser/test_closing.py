"""From the request of a closure to what a look-back finds, each step by the one whose step it is."""

import datetime

import pytest
from playwright.sync_api import expect

from issues.models import Issue, Meeting
from issues.words import Closure, Conclusion
from measures.models import Measure
from measures.workflow import Status
from rectify.history.models import Entry
from tests import factories as make
from tests.browser.conftest import DESKTOP, PHONE, TWO_WAYS, PageFor
from tests.browser.visitor import Visitor
from tests.conftest import World
from tests.measures.conftest import changed

STAGES = ["措施全部完成", "拟定结论", "审定结论", "申请销号", "征求驻局纪检监察组意见", "同意销号", "回头看"]


@pytest.fixture
def completed(world: World) -> Issue:
    """Approve 完成整改 for the world's issue, whose measures are done."""
    for measure in (world.measure, world.second):
        changed(measure, status=Status.DONE, done_on=datetime.date(2022, 5, 1))
    done: Issue = changed(world.issue, conclusion=Conclusion.COMPLETED, proposed=Conclusion.COMPLETED)
    return done


def page_of(issue: Issue) -> str:
    return f"/rounds/{issue.round_id}/issues/{issue.pk}/"


def expect_way(visitor: Visitor, issue: Issue, done: int, turn: str) -> None:
    """Look at an issue's way: the first stages are done, the next waits, and the page says for whom; come back."""
    visitor.go(page_of(issue)).follow("办理流程", visitor.page.locator("#closure")).heading("办理流程")
    stages = visitor.page.locator(".way > li")
    words = ["已办"] * done + ["待办"] + ["未到"] * (len(STAGES) - done - 1)
    expect(stages.locator("h2")).to_have_text(STAGES)
    expect(stages.locator(".stage .badge")).to_have_text(words)
    expect(visitor.page.locator(".way .turn")).to_have_text([f"由{turn}办理"])
    expect(stages.nth(done).locator(".turn")).to_have_count(1)
    visitor.go(page_of(issue))


def expect_waiting(visitor: Visitor, issue: Issue, step: str) -> None:
    """The overview says what waits for this person, and leads to the issue."""
    visitor.go("/")
    expect(visitor.page.locator("header .waiting")).to_have_text("待我办理 1")
    waiting = visitor.page.locator("section:visible").filter(has=visitor.page.get_by_role("heading", name="待我办理", exact=True))
    visitor.follow(f"{step}：{issue.mark} {issue.title}", waiting).heading(f"{issue.mark}　{issue.title}")


def ask(visitor: Visitor, issue: Issue) -> None:
    """Ask for the closure on the issue's page."""
    visitor.go(page_of(issue)).follow("申请销号").heading("申请销号")
    visitor.fill(note="三项制度已印发，案卷抽查合格。").press("申请销号").told("已办理“申请销号”。")


def answer(visitor: Visitor, issue: Issue, opinion: str, text: str = "") -> None:
    """Give the inspection team's opinion."""
    visitor.go(page_of(issue)).follow("提出意见").heading("对销号的意见")
    expect(visitor.page.locator("aside.panel")).to_contain_text("三项制度已印发，案卷抽查合格。")
    visitor.page.get_by_label(opinion).check()
    visitor.fill(text=text).press("提出意见").told("已提出对销号的意见。")


@TWO_WAYS
def test_an_issue_is_closed_and_rebounds(world: World, completed: Issue, page_for: PageFor, way: tuple[int, bool]) -> None:
    """Nobody objects, a leader approves; the look-back finds that one measure has slackened, and names it."""
    cast = world.cast
    clerk, inspector, head = (page_for(user, *way) for user in (cast.clerk, cast.inspector, cast.head))
    expect_way(clerk, completed, 3, "领导小组办公室")
    ask(clerk, completed)
    expect_way(clerk, completed, 4, "驻局纪检监察组")

    expect_waiting(inspector, completed, "提出意见")
    inspector.expected.add(400)
    inspector.follow("提出意见").press("提出意见")
    expect(inspector.page.locator(".error-summary")).to_contain_text("意见：请选择意见。")
    answer(inspector, completed, "无不同意见")

    expect_waiting(head, completed, "同意销号")
    expect_way(head, completed, 5, "领导小组")
    head.follow("同意销号").heading("同意销号")
    expect(head.page.locator("aside.panel")).to_contain_text("无不同意见")
    head.fill(note="经研究，同意销号。").press("同意销号").told("已办理“同意销号”。")
    expect(head.page.locator("#closure .badge").first).to_have_text("已销号")
    expect(head.page.locator("#closure")).not_to_contain_text("没有变动")
    expect_way(head, completed, 6, "领导小组办公室、驻局纪检监察组")

    inspector.go(page_of(completed)).follow("登记结果").heading("登记回头看")
    inspector.page.get_by_label("反弹回潮").check()
    inspector.fill(findings="停了案卷抽查。").press("登记回头看结果")
    expect(inspector.page.locator(".error-summary")).to_contain_text("反弹回潮的，请选择需要恢复整改的措施。")
    expect(inspector.page.locator("[name=findings]")).to_have_value("停了案卷抽查。")
    inspector.page.get_by_label("3-2-2").check()
    inspector.press("登记回头看结果").told("已登记回头看：反弹回潮。")
    expect(inspector.page.locator("#closure")).to_contain_text("恢复整改：第3-2-2条")
    expect(inspector.page.locator("#closure")).to_contain_text("纪检监察组意见（上次申请）")
    completed.refresh_from_db()
    assert (completed.closure, completed.conclusion) == (Closure.OPEN, Conclusion.UNDETERMINED)
    statuses = Measure.objects.filter(issue=completed).order_by("number").values_list("status", flat=True)
    assert list(statuses) == [Status.DONE, Status.IN_PROGRESS]


def test_an_objection_goes_to_a_meeting(world: World, completed: Issue, page_for: PageFor) -> None:
    """建议暂缓销号 stops the approval until a meeting has dealt with it; the way names the office's turn, then the leaders'."""
    cast = world.cast
    make._made(
        Meeting(round=cast.round, kind="group", held_on=datetime.date(2022, 5, 12), title="研究销号", minutes_number="第4号")
    )
    clerk, inspector, head = (page_for(user, DESKTOP) for user in (cast.clerk, cast.inspector, cast.head))
    ask(clerk, completed)
    inspector.expected.add(400)
    inspector.go(page_of(completed)).follow("提出意见")
    inspector.page.get_by_label("建议暂缓销号").check()
    inspector.press("提出意见")
    expect(inspector.page.locator(".error-summary")).to_contain_text("请写明理由和建议。")
    answer(inspector, completed, "建议暂缓销号", "抽查的12份案卷中3份不规范。")

    head.go(page_of(completed))
    against = "同意销号：驻局纪检监察组的意见为“建议暂缓销号”，须先提请领导小组研究。"
    expect(head.page.locator("#closure")).to_contain_text(against)
    expect(head.page.get_by_role("link", name="同意销号")).to_have_count(0)
    expect_way(clerk, completed, 4, "领导小组办公室")
    clerk.follow("提请领导小组研究").heading("提请领导小组研究")
    expect(clerk.page.locator("aside.panel")).to_contain_text("抽查的12份案卷中3份不规范。")
    clerk.page.locator("select[name=meeting]").select_option(index=1)
    clerk.page.get_by_label("同意销号").check()
    clerk.fill(decision="已补正3份案卷，会议同意销号。").press("提请领导小组研究").told("已办理“提请领导小组研究”。")

    head.go(page_of(completed)).follow("同意销号")
    expect(head.page.locator("aside.panel")).to_contain_text("已补正3份案卷，会议同意销号。")
    head.fill(note="按会议决定，同意销号。").press("同意销号").told("已办理“同意销号”。")
    completed.refresh_from_db()
    assert completed.closure == Closure.CLOSED


def test_a_closure_is_put_off(world: World, completed: Issue, page_for: PageFor) -> None:
    """A leader refuses with the reason; the office sees it where it asked, and may ask again."""
    cast = world.cast
    clerk, head = (page_for(user, PHONE) for user in (cast.clerk, cast.head))
    ask(clerk, completed)
    head.go(page_of(completed))
    expect(head.page.locator("#closure")).to_contain_text("同意销号：驻局纪检监察组尚未回复，回复期限为")
    head.expected.add(400)
    head.follow("暂缓销号").heading("暂缓销号").press("暂缓销号")
    expect(head.page.locator(".error-summary")).to_contain_text("请填写原因。")
    head.fill(reason="待审计结果出来后再议。").press("暂缓销号").told("已办理“暂缓销号”。")
    clerk.go(page_of(completed))
    expect(clerk.page.locator("#closure .badge").first).to_have_text("未销号")
    expect(clerk.page.locator("#closure")).to_contain_text("待审计结果出来后再议。")
    expect(clerk.page.get_by_role("link", name="申请销号")).to_be_visible()
    actions = (
        Entry.objects.filter(issue=completed.pk, action__startswith="closure.").order_by("id").values_list("action", flat=True)
    )
    assert list(dict.fromkeys(actions)) == ["closure.request", "closure.refuse"]
