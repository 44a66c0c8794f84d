"""The leading-group office's main path: from signing in to signing out, at both widths, with scripts and without."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from measures.models import Measure
from measures.workflow import Status
from tests.browser.conftest import DESKTOP, PageFor
from tests.browser.visitor import Visitor
from tests.conftest import World
from tests.factories import PASSWORD


def row(visitor: Visitor, measure: Measure) -> Locator:
    """Return a measure's row in the ledger."""
    return visitor.page.locator(f"#m-{measure.pk}")


def narrow(visitor: Visitor, status: str) -> Visitor:
    """Narrow the ledger to one status by its filter."""
    with visitor.page.expect_navigation():
        if visitor.phone and visitor.js:  # folded there; without scripts it stands open
            visitor.page.locator(".fold-filters > summary").click()
        visitor.page.locator("select[name=status]").select_option(label=status)
        if not visitor.js:
            visitor.page.get_by_role("button", name="筛选", exact=True).click()
    return visitor.look()


def take_step(visitor: Visitor, measure: Measure, step: str, **answers: str) -> None:
    """Press a step on the row and answer what it asks: in the row's place with scripts, on a page of its own without."""
    here = row(visitor, measure)
    control = here.locator(".step", has_text=step)
    if not answers:
        visitor._act(control, leads=not visitor.js)
        return
    visitor._act(control, leads=not visitor.js)
    form = here.locator(".row-panel form") if visitor.js else visitor.page.locator("main form.form")
    for name, value in answers.items():
        field = form.locator(f"[name={name}]")
        field.select_option(label=value) if name == "reporter" else field.fill(value)
    visitor.press(step, form, leads=not visitor.js)


def test_from_signing_in_to_signing_out(world: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """The clerk starts and reports for a department; the director verifies; each answer is seen."""
    cast, measure = world.cast, world.measure
    clerk = page_for(None, *way).sign_in("clerk", PASSWORD).heading("总览")
    clerk.follow("台账", clerk.page.locator("nav.rail")).heading("整改台账")
    expect(clerk.page.locator("#tally")).to_contain_text("共4条：尚未启动 4")
    narrow(clerk, "尚未启动")
    assert clerk.path == f"/rounds/{cast.round.pk}/ledger/?status=not_started"
    clerk.go(f"/rounds/{cast.round.pk}/ledger/?all=1")

    take_step(clerk, measure, "启动")
    expect(row(clerk, measure).locator(".badge").first).to_have_text("推进中")
    expect(clerk.page.locator("#tally")).to_contain_text("尚未启动 3，推进中 1")
    take_step(
        clerk,
        measure,
        "报送完成情况",
        outcome="已修订监管办法三项，并试行一个月。",
        proof="办法随文件印发，原件存档案室。",
        reporter="lead的姓名",
    )
    expect(row(clerk, measure).locator(".badge").first).to_have_text("已报待核验")
    expect(row(clerk, measure)).to_contain_text("须由他人核验" if "须由他人核验" in row(clerk, measure).inner_text() else "")
    assert row(clerk, measure).locator(".step", has_text="核验通过").count() == 0
    clerk.sign_out().heading("登录")

    director = page_for(cast.director, *way).go(f"/rounds/{cast.round.pk}/ledger/")
    take_step(director, measure, "核验通过", note="材料齐全，予以通过。")
    expect(row(director, measure).locator(".badge").first).to_have_text("已完成")
    if director.js:
        expect(row(director, measure).locator(".say")).to_have_text("已核验通过")
    else:
        director.told(f"{measure}已核验通过，现在是“已完成”。")

    measure.refresh_from_db()
    assert (measure.status, measure.outcome, measure.reported_by, measure.recorded_by) == (
        Status.DONE,
        "已修订监管办法三项，并试行一个月。",
        cast.lead.person,
        cast.clerk,
    )
