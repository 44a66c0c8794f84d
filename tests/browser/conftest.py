"""The browser, its windows, and a database in a file, so that the server's threads and the test's have a connection each."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from rectify.accounts.models import User
from rectify.jobs import waking
from tests.browser.visitor import TELL_VIOLATIONS, Visitor

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESKTOP, PHONE = 1280, 390
HEIGHTS = {DESKTOP: 900, PHONE: 844}
PATIENCE = 10_000  # ms
WAYS = [(DESKTOP, True), (DESKTOP, False), (PHONE, True), (PHONE, False)]
WAY_NAMES = ["desktop", "desktop-without-js", "phone", "phone-without-js"]
TWO_WAYS = pytest.mark.parametrize("way", [WAYS[0], WAYS[3]], ids=["desktop", "phone-without-js"])  # where two tell enough

PageFor = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark whatever stands in this folder."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Leave the outcome of the test itself where its windows find it."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep a SQLite test database in a file: in memory, all threads would share one connection and its transactions."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start chromium once: the system's, or else the one that Playwright brought."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(params=WAYS, ids=WAY_NAMES)
def way(request: pytest.FixtureRequest) -> tuple[int, bool]:
    """Each way to look at the application: width of the window, and whether its scripts run."""
    chosen: tuple[int, bool] = request.param
    return chosen


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Gather the jobs for which a worker was woken, in place of sending messages."""
    ids: list[int] = []
    monkeypatch.setattr(waking, "send", ids.append)
    return ids


@pytest.fixture
def window(browser: Browser, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PageFor]:
    """Give a function that opens a window on the server at `home`; at the end of the test nothing may have gone wrong in any."""
    opened: list[Visitor] = []

    def open_window(home: str, width: int = DESKTOP, js: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            has_touch=width == PHONE,
            java_script_enabled=js,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(TELL_VIOLATIONS)
        opened.append(Visitor(context.new_page(), home, width, js))
        return opened[-1]

    yield open_window
    for number, visitor in enumerate(opened):
        if request.node.stash.get(FAILED, True):
            visitor.page.screenshot(path=tmp_path / f"window-{number}.png", full_page=True)
            print(f"window {number} at {visitor.page.url}: {tmp_path / f'window-{number}.png'}")  # noqa: T201
        visitor.page.context.close()
    assert [visitor.trouble for visitor in opened] == [[] for _ in opened]


@pytest.fixture
def page_for(window: PageFor, live_server: Any, transactional_db: None, woken: list[int]) -> PageFor:
    """Give a function that opens a window of a user who is signed in; nobody for None."""

    def open_for(user: User | None = None, width: int = DESKTOP, js: bool = True) -> Visitor:
        visitor = window(live_server.url, width, js)
        if user is not None:
            client = Client()
            client.force_login(user)
            name = django_settings.SESSION_COOKIE_NAME
            visitor.page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        return visitor

    return open_for
