"""What every page must be, looked at in the browser: one heading, a title, labelled controls, nothing beside the screen."""

from typing import Any

from playwright.sync_api import Page

LANGUAGE = "zh-Hans"
TARGET = 44  # px, the least height of what a finger touches
PHONE = 760  # px, at or below this width the phone's rules hold

LOOK = """() => {
  const all = (q) => [...document.querySelectorAll(q)];
  const brief = (el) => el.outerHTML.replace(/\\s+/g, " ").slice(0, 120);
  const named = (el) => (el.labels && el.labels.length) || el.getAttribute("aria-label") || el.getAttribute("aria-labelledby");
  const ids = all("[id]").map((el) => el.id);
  const wide = all("body *").filter((el) => el.getBoundingClientRect().right > innerWidth + 1 && !el.closest(".visually-hidden"));
  return {
    language: document.documentElement.lang,
    title: document.title.trim(),
    headings: all("h1").map((el) => el.textContent.trim()),
    nameless: all("input:not([type=hidden], [type=submit]), select, textarea:not([hidden])")
      .filter((el) => !named(el)).map(brief),
    twice: ids.filter((id, at) => ids.indexOf(id) !== at),
    unnamed_buttons: all("button, a[href], summary")
      .filter((el) => !(el.textContent.trim() || el.getAttribute("aria-label"))).map(brief),
    pictures: all("img:not([alt])").map(brief),
    inline_styles: all("[style]").map(brief),
    beyond: document.documentElement.scrollWidth > innerWidth ? wide.slice(0, 5).map(brief) : [],
    scrolls: document.documentElement.scrollWidth > innerWidth,
  };
}"""

# an inline link stands in a sentence and may be as low as its line; a box and its label are one target; what is clipped to a
# pixel (a heading that a phone shows as cards) can't be touched at all
LOW = """(least) => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter((el) => el.checkVisibility({visibilityProperty: true}) && !el.closest(".skip"))
  .filter((el) => {
    for (let up = el; up; up = up.parentElement) if (getComputedStyle(up).clip === "rect(0px, 0px, 0px, 0px)") return false;
    return true;
  })
  .filter((el) => !(el.tagName === "A" && getComputedStyle(el).display === "inline"))
  .map((el) => [el, Math.max(...[el, ...(el.labels || [])].map((box) => box.getBoundingClientRect().height))])
  .filter(([, height]) => height > 0 && height < least - 0.5)
  .map(([el, height]) => `${height.toFixed(1)}px ${el.outerHTML.replace(/\\s+/g, " ").slice(0, 140)}`)"""


def faults(page: Page) -> dict[str, Any]:
    """Return what is wrong with the page as it stands, by kind; nothing where it is sound."""
    seen = page.evaluate(LOOK)
    found = {name: seen[name] for name in ("nameless", "twice", "unnamed_buttons", "pictures", "inline_styles") if seen[name]}
    if seen["language"] != LANGUAGE:
        found["language"] = seen["language"]
    if not seen["title"]:
        found["title"] = "no title"
    if len(seen["headings"]) != 1 or not seen["headings"][0]:
        found["headings"] = seen["headings"]
    if seen["scrolls"]:
        found["wider than the screen"] = seen["beyond"]
    return found


def low_targets(page: Page) -> list[str]:
    """Return what a finger can hardly hit on this page."""
    low: list[str] = page.evaluate(LOW, TARGET)
    return low
