"""Several issues from one meeting's list, each decided on its own."""

import datetime

from playwright.sync_api import Locator, expect

from issues.models import Issue, Meeting
from issues.words import Conclusion
from measures.services.conclusions import propose
from tests import factories as make
from tests.browser.conftest import TWO_WAYS, PageFor
from tests.browser.visitor import Visitor
from tests.conftest import World
from tests.measures.conftest import changed


def matter(visitor: Visitor, issue: Issue) -> Locator:
    return visitor.page.locator(f"#conclusion-{issue.pk}")


def decided(visitor: Visitor, issue: Issue, word: str, note: str = "") -> None:
    """Say what was decided about one of the list."""
    matter(visitor, issue).get_by_label(word, exact=True).check()
    matter(visitor, issue).get_by_label("意见", exact=True).fill(note)


@TWO_WAYS
def test_one_meeting_decides_each_on_its_own(world: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """One is agreed to, one is sent back with its reason, one was changed meanwhile and is left for another look."""
    cast = world.cast
    issues = approved, refused, changing = world.issue, world.follow_on, world.deep_task
    for issue in issues:
        propose(issue=issue, by=cast.clerk, conclusion=Conclusion.PHASED, reason="制度已建立，成效待检验。", version=None)
    make._made(Meeting(round=cast.round, kind="group", held_on=datetime.date(2022, 5, 12), title="审定", minutes_number="第4号"))

    head = page_for(cast.head, *way).go("/")
    head.go(f"/rounds/{cast.round.pk}/issues/{approved.pk}/").follow("提请审定的全部事项").heading("提请审定的事项")
    expect(head.page.locator(".matters > li")).to_have_count(3)
    decided(head, approved, "同意")
    decided(head, refused, "不同意")
    decided(head, changing, "同意", "同意，抓紧推广。")
    head.expected.add(400)
    head.press("记录会议的决定")
    summary = head.page.locator(".error-summary")
    expect(summary).to_contain_text("请选择议定的会议。")
    expect(summary).to_contain_text("（三）2-①：不同意的，请写明原因。")
    expect(matter(head, refused)).to_contain_text("不同意的，请写明原因。")
    expect(matter(head, changing).get_by_label("意见", exact=True)).to_have_value("同意，抓紧推广。")

    changed(changing, title="适应分区域执法的新形势新要求")
    head.page.locator("select[name=meeting]").select_option(label="2022年5月12日领导小组会议")
    decided(head, refused, "不同意", "佐证材料不足。")
    head.press("记录会议的决定").heading("会议决定的结果")
    expect(head.page.locator(".lead")).to_have_text("已记录2项，未能记录1项。")
    failed, done = head.page.locator("main ul.rows").all()
    expect(failed).to_contain_text("这条记录在您打开之后已被他人修改，请核对后再提交。")
    expect(done.locator("li")).to_have_count(2)
    head.follow("回到清单")
    expect(head.page.locator(".matters > li")).to_have_count(1)
    expect(matter(head, changing)).to_contain_text("适应分区域执法的新形势新要求")

    found = Issue.objects.in_bulk([issue.pk for issue in issues])
    assert [found[issue.pk].conclusion for issue in issues] == [Conclusion.PHASED, *[Conclusion.UNDETERMINED] * 2]
    assert found[approved.pk].conclusion_note == "经2022年5月12日领导小组会议审议同意。"
    clerk = page_for(cast.clerk, *way).go(f"/rounds/{cast.round.pk}/issues/{refused.pk}/")
    expect(clerk.page.locator("#timeline")).to_contain_text("2022年5月12日领导小组会议：佐证材料不足。")
