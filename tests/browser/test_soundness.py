"""The lookers themselves: a page that is wrong in every way they know, and what a window notes of a page that reaches out."""

from playwright.sync_api import Route

from tests.browser.conftest import PHONE, PageFor
from tests.browser.soundness import faults, low_targets
from tests.conftest import Cast

WRONG = """<!doctype html><html lang="en"><head><title> </title></head><body>
<h1>一</h1><h1>二</h1><p id="a" style="width: 900px">宽</p><p id="a">又</p>
<input name="q"><button></button><img src="data:,">
<p>句中的<a href="/">链接</a>。</p><button>低</button><a href="/" class="tall">高</a>
<label><input type="checkbox"> 选</label>
</body></html>"""
MENDED = """<!doctype html><html lang="zh-Hans"><head><title>页</title></head><body><h1>一</h1>
<label for="q">查找</label><input id="q" class="tall"></body></html>"""
TALL = ".tall { display: inline-block; min-height: 44px }"


def test_a_wrong_page_is_found_out(page_for: PageFor) -> None:
    """Each fault is named; a sound page has none."""
    page = page_for(None, PHONE).page
    page.set_content(WRONG)
    page.add_style_tag(content=TALL)
    found = faults(page)
    kinds = "headings inline_styles language nameless pictures title twice unnamed_buttons"
    assert sorted(found) == [*kinds.split(), "wider than the screen"]
    assert (found["headings"], found["twice"], found["nameless"]) == (["一", "二"], ["a"], ['<input name="q">'])
    low = low_targets(page)
    assert [line.split("px ")[1] for line in low] == [
        '<input name="q">',
        "<button></button>",
        "<button>低</button>",
        '<input type="checkbox">',
    ]
    page.set_content(MENDED)
    page.add_style_tag(content=TALL)
    assert (faults(page), low_targets(page)) == ({}, [])


def test_a_window_notes_what_a_page_mustnt_do(cast: Cast, page_for: PageFor) -> None:
    """An inline script, another host, an error of a script and an unexpected status: each is trouble."""
    visitor = page_for(cast.clerk).go("/")
    visitor.page.route("https://example.org/**", lambda route: answered(route))
    visitor.page.evaluate("() => { const s = document.createElement('script'); s.textContent = '1'; document.body.append(s); }")
    visitor.page.evaluate(
        "() => { const i = document.createElement('img'); i.src = 'https://example.org/x.png'; document.body.append(i); }"
    )
    visitor.page.evaluate("() => { setTimeout(() => { throw new Error('broken'); }, 0); }")
    visitor.page.wait_for_timeout(200)
    visitor.page.goto(visitor.home + "/nowhere/")
    kinds = {line.split(":")[0] for line in visitor.trouble}
    assert {"script error", "answered 404", "console"} <= kinds
    assert sum("content policy" in line for line in visitor.trouble) == 2
    visitor.trouble.clear()
    visitor.page.unroute_all()
    visitor.page.goto("about:blank")
    visitor.trouble.clear()


def answered(route: Route) -> None:
    """Answer for another host, so that nothing is really asked of it."""
    route.fulfill(status=200, content_type="image/png", body=b"")
