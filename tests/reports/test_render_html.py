"""HTML: a fragment for our pages, a document that stands alone."""

import re
from html.parser import HTMLParser

import pytest

from reports.content import Heading, Paragraph, Ref, Run, Signature, Table, paragraph
from reports.render import html, text
from tests.reports.trees import CUT_OFF, make_notice, make_tree

HOSTILE = '<script>alert(1)</script><img src="http://evil.test/x" onerror=alert(1)>"\'&amp;</p><style>@import "file:///etc"'


class Reader(HTMLParser):
    """The tags in order, their attributes, and the text outside <head>."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self._hidden = 0
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self._hidden += tag == "head"

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag == "head"

    def handle_data(self, data: str) -> None:
        self.text += "" if self._hidden else data


def squeezed(words: str) -> str:
    """Without white space."""
    return re.sub(r"\s+", "", words)


def test_the_fragment_to_the_letter() -> None:
    assert html.fragment(make_notice()) == (
        '<article class="document document-notice" lang="zh-CN">\n'
        "<h1>关于巡视整改进展情况的通报</h1>\n"
        "<p>按照党务公开原则，现将巡视整改进展情况予以公布。</p>\n"
        '<h2><span class="level-1">一、整改事项落实情况</span></h2>\n'
        '<h3><span class="level-2">（一）关于“学用结合不够”问题</span></h3>\n'
        '<p class="run-in run-in-3" data-label="1.针对“理论武装不深入”问题，进行了以下整改。">'
        '<span class="level-3">1.针对“理论武装不深入”问题，进行了以下整改。</span>一是组织集体学习。二是编印学习资料。</p>\n'
        "<table>\n<caption>各部门情况</caption>\n"
        '<thead>\n<tr><th scope="col">部门</th><th scope="col">牵头</th></tr>\n</thead>\n'
        '<tbody>\n<tr><td>办公室</td><td class="figure">12</td></tr>\n'
        '<tr><td>法制部门</td><td class="figure">7</td></tr>\n</tbody>\n</table>\n'
        '<p class="contact">欢迎监督。联系电话：**；电子邮箱：**。</p>\n'
        '<p class="signature sign"><span class="signed"><span class="issuer">市文化市场行政执法总队党总支</span><br>'
        '<time datetime="2022-06-10">2022年6月10日</time></span></p>\n'
        "</article>\n"
    )


def test_references_lead_signed_in_readers_to_their_records() -> None:
    fragment = html.fragment(make_notice(), refs=lambda ref: f"/rounds/1/{ref.record}s/{ref.pk}/?a=1&b=2")
    assert re.findall(r'<a href="([^"]+)">([^<]+)</a>', fragment) == [
        ("/rounds/1/keyproblems/11/?a=1&amp;b=2", "关于“学用结合不够”问题"),
        ("/rounds/1/issues/31/?a=1&amp;b=2", "针对“理论武装不深入”问题，进行了以下整改。"),
        ("/rounds/1/measures/71/?a=1&amp;b=2", "一是组织集体学习。"),
        ("/rounds/1/measures/72/?a=1&amp;b=2", "二是编印学习资料。"),
    ]


def test_a_reference_without_address_is_plain_text() -> None:
    assert html.fragment(make_notice(), refs=lambda ref: None) == html.fragment(make_notice())


def test_without_references_nothing_internal_shows() -> None:
    page = html.page(make_notice())
    assert [word for word in ("href", "measure", "keyproblem", "c0ffee", "71", "72") if word in page] == []


@pytest.mark.parametrize(
    "block",
    [
        paragraph(HOSTILE),
        paragraph("正文", number=HOSTILE),
        paragraph(HOSTILE, number="1.", level=3),
        Heading(2, HOSTILE, number=HOSTILE),
        Table((HOSTILE,), ((HOSTILE,),), caption=HOSTILE),
        Signature(HOSTILE, CUT_OFF),
    ],
    ids=["text", "number", "lead", "heading", "table", "signature"],
)
def test_hostile_text_stays_text(block: object) -> None:
    document = make_tree(block, title=HOSTILE)
    read = Reader(html.page(document))
    assert [tag for tag in read.tags if tag in ("script", "img", "link", "iframe")] == []
    assert read.tags.count("style") == 1
    assert [name for name, _ in read.attributes if name.startswith("on") or name in ("src", "href")] == []
    assert squeezed(read.text) == squeezed(text.render(document))


def test_a_hostile_address_cannot_leave_its_attribute() -> None:
    document = make_tree(Paragraph((Run("正文", ref=Ref("measure", 1)),)))
    read = Reader(html.fragment(document, refs=lambda ref: '"><script>'))
    assert read.tags == ["article", "h1", "p", "a"]
    assert ("href", '"><script>') in read.attributes


def test_the_page_stands_alone() -> None:
    page = html.page(make_notice())
    assert page.startswith('<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n')
    assert "<title>关于巡视整改进展情况的通报</title>" in page
    assert re.findall(r'<meta name="([^"]+)" content="([^"]+)">', page) == [
        ("description", "巡视整改进展情况"),
        ("author", "市文化市场行政执法总队党总支"),
        ("dcterms.created", "2022-06-12"),
        ("viewport", "width=device-width, initial-scale=1"),
    ]
    assert re.findall(r"https?:|url\(|@import|<script|<link", page) == []


def test_the_page_says_what_the_text_says() -> None:
    assert squeezed(Reader(html.page(make_notice())).text) == squeezed(text.render(make_notice()))


def test_without_title_there_is_no_heading_of_the_first_level() -> None:
    assert "<h1>" not in html.fragment(make_tree(paragraph("正文"), title=""))


def test_an_empty_run_leaves_no_trace() -> None:
    document = make_tree(Paragraph((Run(""), Run("", ref=Ref("measure", 1)))), title="")
    assert html.fragment(document, refs=lambda ref: "/m/1") == (
        '<article class="document document-notice" lang="zh-CN">\n<p></p>\n</article>\n'
    )


def test_a_setter_decides_how_spans_are_laid_down() -> None:
    def marked(spans: object, css: str) -> str:
        return f"[{css}]"

    fragment = html.fragment(make_tree(Heading(2, "甲"), paragraph("乙")), setter=marked)
    assert re.findall(r"<(\w+)>\[(.+?)\]", fragment) == [("h1", "title"), ("h3", "level-2"), ("p", "body")]
