"""What the first visit costs: the ledger of the whole demonstration, from a server as it is deployed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PageFor
from tests.browser.installation import Installation, running

PASSWORD = "演示口令-松柏常青-2022"
LIMIT = 150_000  # bytes on the wire, headers among them
OFFICE = "clerk"


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Run the demonstration round under gunicorn."""
    with running(tmp_path_factory.mktemp("demonstration"), PASSWORD) as installation:
        yield installation


def test_the_ledger_under_the_limit(demonstration: Installation, window: PageFor) -> None:
    """The first page of a fresh browser is counted with its style, scripts and icons: less than 150 kB in all."""
    visitor = window(demonstration.home).sign_in(OFFICE, PASSWORD)
    cookies = visitor.page.context.cookies()
    fresh = window(demonstration.home)
    fresh.page.context.add_cookies([{"name": c["name"], "value": c["value"], "url": demonstration.home} for c in cookies])
    session = fresh.page.context.new_cdp_session(fresh.page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    round_id = visitor.path.split("/")[2]
    fresh.page.goto(f"{demonstration.home}/rounds/{round_id}/ledger/", wait_until="networkidle")
    expect(fresh.page.locator("[data-row]")).to_have_count(130)
    assert len(sizes) >= 5  # the page, the style, two scripts, the icons
    assert sum(sizes) < LIMIT, sizes
