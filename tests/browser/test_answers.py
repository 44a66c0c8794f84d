"""An answer after an action is in sight, also where the page opens further down, and doesn't move what is being read."""

from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import PageFor
from tests.browser.ledger import row, take_step
from tests.conftest import World

SETTLED = 10_000  # ms until the answer has gone to its place on top, and a little more
TOP = "(element) => Math.round(element.getBoundingClientRect().top)"


def test_what_was_uploaded_is_said_in_sight(world: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """The page opens at the evidence; the answer floats there. With scripts it goes on top later, and nothing jumps."""
    visitor = page_for(world.cast.clerk, *way).go(f"/rounds/{world.cast.round.pk}/measures/{world.measure.pk}/")
    paper = FilePayload(name="说明.txt", mimeType="text/plain", buffer="说明".encode())
    visitor.page.locator("main input[type=file]").set_input_files([paper])
    visitor.press("上传", visitor.page.locator("#evidence")).told("已上传1份佐证材料。")
    said = visitor.page.locator("#messages .messages")
    expect(said).to_be_in_viewport(ratio=1)
    if visitor.js:
        evidence = visitor.page.locator("#evidence")
        before = evidence.evaluate(TOP)
        expect(visitor.page.locator("#messages.settled")).to_be_attached(timeout=SETTLED)
        assert abs(evidence.evaluate(TOP) - before) <= 1


def test_a_step_on_a_page_of_its_own_is_answered_beside_the_row(world: World, page_for: PageFor) -> None:
    """Without scripts one comes back to the row, and the answer is in sight there."""
    visitor = page_for(world.cast.clerk, 390, False).go(f"/rounds/{world.cast.round.pk}/ledger/")
    take_step(visitor, world.second, "启动")
    visitor.told("第3-2-2条已启动，现在是“推进中”。")
    expect(visitor.page.locator("#messages .messages")).to_be_in_viewport(ratio=1)
    expect(row(visitor, world.second)).to_be_in_viewport()
