"""The ledger in a window: its rows, its filter, and the steps that stand on a row."""

from playwright.sync_api import Locator, expect

from measures.models import Measure
from tests.browser.visitor import Visitor


def row(visitor: Visitor, measure: Measure) -> Locator:
    """Return a measure's row."""
    return visitor.page.locator(f"#m-{measure.pk}")


def status(visitor: Visitor, measure: Measure) -> Locator:
    """Return the badge of a row's status."""
    return row(visitor, measure).locator("[data-label=状态] .badge")


def step(visitor: Visitor, measure: Measure, label: str) -> Locator:
    """Return a step of a row."""
    return row(visitor, measure).locator(".step").get_by_text(label, exact=True)


def narrow(visitor: Visitor, word: str) -> Visitor:
    """Narrow the ledger to one status by its filter: at once with scripts, by the button without."""
    if visitor.phone and visitor.js:  # folded there; without scripts it stands open
        visitor.page.locator(".fold-filters > summary").click()
    with visitor.page.expect_navigation():
        visitor.page.locator("select[name=status]").select_option(label=word)
        if not visitor.js:
            visitor.page.get_by_role("button", name="筛选", exact=True).click()
    return visitor.look()


def take_step(visitor: Visitor, measure: Measure, label: str, **answers: str) -> None:
    """Press a step on the row and answer what it asks: in the row's place with scripts, on a page of its own without."""
    visitor.act(step(visitor, measure, label), leads=not visitor.js)
    if not answers:
        return
    form = row(visitor, measure).locator(".row-panel form") if visitor.js else visitor.page.locator("main form.form")
    if visitor.js:  # the focus follows the panel; only then does typing stay in the field one has chosen
        expect(form.locator(":focus")).to_have_count(1)
    for name, value in answers.items():
        field = form.locator(f"[name={name}]")
        field.select_option(label=value) if name == "reporter" else field.fill(value)
    visitor.press(label, form, leads=not visitor.js)
