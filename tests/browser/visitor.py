"""Somebody before a browser: goes to pages, presses what stands there, and notes whatever a page does that it mustn't."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Dialog, Locator, Page, Request, Response, expect

from tests.browser.soundness import PHONE, faults

# what the browser and htmx themselves note of an answer of 4xx; `_answered` looks after these
STATUS_NOTED = ("Failed to load resource: the server responded with a status of", "Response Status Error Code")
OWN_SCHEMES = {"data", "blob", "chrome", "chrome-extension"}  # the page's own, and those of the browser's viewer of PDFs
# makes a refusal of the content policy a line of the console, where it can't be overlooked
TELL_VIOLATIONS = """addEventListener("securitypolicyviolation", (e) =>
  console.error("content policy: " + e.violatedDirective + " " + e.blockedURI + " " + e.sourceFile + ":" + e.lineNumber));"""


@dataclass
class Visitor:
    """One browser window of one person. `expected` are the statuses of 400 and above that the test provokes."""

    page: Page
    home: str
    width: int
    js: bool
    expected: set[int] = field(default_factory=set)
    trouble: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.trouble.append(f"script error: {error}"))
        self.page.on("dialog", self.yes)

    @property
    def phone(self) -> bool:
        """Whether the window is as narrow as a phone's."""
        return self.width <= PHONE

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in OWN_SCHEMES and not request.url.startswith(f"{self.home}/"):
            self.trouble.append(f"asked another host: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.trouble.append(f"answered {response.status}: {response.request.method} {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(STATUS_NOTED):
            self.trouble.append(f"console: {message.text}")

    def yes(self, dialog: Dialog) -> None:
        """Say yes to whatever a page asks."""
        dialog.accept()

    def go(self, path: str) -> "Visitor":
        """Open an address of the application and look the page over."""
        self.page.goto(self.home + path)
        return self.look()

    def look(self) -> "Visitor":
        """Look over the page that stands there; a page that isn't sound fails the test. Its source is kept."""
        self.page.wait_for_load_state("load")
        found = faults(self.page)
        assert not found, f"{self.page.url}: {found}"
        self.sources.append(self.page.content())
        return self

    def press(self, name: str, within: Locator | None = None, *, leads: bool = True) -> "Visitor":
        """Press the button of this name; `leads` says that another page follows."""
        return self.act((within or self.page).get_by_role("button", name=name, exact=True), leads)

    def follow(self, name: str, within: Locator | None = None, *, leads: bool = True) -> "Visitor":
        """Follow the link of this name."""
        return self.act((within or self.page).get_by_role("link", name=name, exact=True), leads)

    def enter(self, place: str) -> "Visitor":
        """Enter one of the frame's places: in the rail, or at the foot of a phone's page where its bar has no room."""
        return self.follow(place, self.page.locator("nav.rail, footer .rest"))

    def act(self, control: Locator, leads: bool = True) -> "Visitor":
        """Click; where it leads on, wait for the page and look it over."""
        if not leads:
            control.click()
            return self
        with self.page.expect_navigation():
            control.click()
        return self.look()

    def fill(self, **values: str) -> "Visitor":
        """Fill controls by their name in the form."""
        for name, value in values.items():
            self.page.locator(f"main [name={name}]").fill(value)
        return self

    def choose(self, name: str, option: str) -> "Visitor":
        """Choose an option by its words."""
        self.page.locator(f"main select[name={name}]").select_option(label=option)
        return self

    def told(self, text: str) -> "Visitor":
        """Expect this answer on top of the page."""
        expect(self.page.locator("#messages")).to_contain_text(text)
        return self

    def heading(self, text: str) -> "Visitor":
        """Expect this to be the page's heading."""
        expect(self.page.locator("h1")).to_have_text(text)
        return self

    @property
    def path(self) -> str:
        """The address of the page, without its host."""
        parts = urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def sign_in(self, username: str, password: str) -> "Visitor":
        """Sign in through the form."""
        self.go("/accounts/sign-in/").fill(username=username, password=password)
        return self.press("登录")

    def sign_out(self) -> "Visitor":
        """Sign out by the frame's own button."""
        return self.press("退出", self.page.locator("header.top"))


def by_hand(visitor: Visitor, path: str) -> int:
    """Post to an address with the page's own token, as no page would; return the status of the answer."""
    token = visitor.page.locator("header [name=csrfmiddlewaretoken]").get_attribute("value")
    form: dict[str, str | float | bool] = {"csrfmiddlewaretoken": token or "", "version": "1"}
    form |= {"note": "同意", "reason": "核对", "basis": "会议", "missing": "材料"}
    return visitor.page.context.request.post(visitor.home + path, form=form, max_redirects=0).status
