"""What must not stay (清除): asked for by one, confirmed by another; the words and bytes go, the tombstone and the proof stay."""

from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from measures.models import Evidence
from measures.services.proof import attach
from rectify.history import sealing
from rectify.history.verifying.checking import verify
from tests.browser.conftest import TWO_WAYS, PageFor
from tests.conftest import World
from tests.measures.conftest import upload

SECRET = "某某专案的涉密会议内容"


@TWO_WAYS
def test_a_file_is_cleared_by_two(world: World, page_for: PageFor, way: tuple[int, bool], settings: Any) -> None:
    """The office asks on the file's own line; the inspection team finds it in 待我办理; afterwards nobody gets the file."""
    cast, page = world.cast, f"/rounds/{world.cast.round.pk}/measures/{world.measure.pk}/"
    attach(measure=world.measure, by=cast.lead, files=[upload(f"{SECRET}.txt", SECRET.encode())])
    sealing.seal_all()
    clerk, inspector, lead = (page_for(user, *way) for user in (cast.clerk, cast.inspector, cast.lead))
    address = f"/rounds/{cast.round.pk}/evidence/{Evidence.objects.get().pk}/"
    clerk.go(page).act(clerk.page.locator("#evidence a", has_text="清除"))
    clerk.expected.add(400)
    clerk.fill(reason="误传").press("提出清除")
    expect(clerk.page.locator(".error-summary")).to_contain_text("清除什么")
    expect(clerk.page.locator("[name=reason]")).to_have_value("误传")
    clerk.page.get_by_label("文件内容和文件名").check()
    clerk.press("提出清除").told("已提出清除，待驻局纪检监察组确认。")
    expect(clerk.page.get_by_role("link", name="确认清除")).to_have_count(0)

    inspector.go("/")
    expect(inspector.page.locator("header .waiting")).to_have_text("待我办理 1")
    inspector.go(f"/rounds/{cast.round.pk}/clearings/").act(inspector.page.locator("main .list a, main table a").first)
    inspector.follow("确认清除").press("确认清除").told("已清除。")

    lead.go(page)
    expect(lead.page.locator("#evidence")).to_contain_text("已清除")
    lead.expected.add(410)
    refused = lead.page.context.request.get(f"{lead.home}{address}")
    assert (refused.status >= 400, SECRET in refused.text()) == (True, False)
    inspector.go(f"/rounds/{cast.round.pk}/log/")
    expect(inspector.page.locator(".timeline")).to_contain_text("已清除")
    assert [source for visitor in (lead, inspector) for source in visitor.sources[-1:] if SECRET in source] == []
    held = [path for path in Path(settings.UPLOADS).rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    sealing.seal_all()
    assert (held, verify().broken) == ([], [])
