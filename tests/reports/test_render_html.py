"""HTML: a fragment for our pages, a document that stands alone."""

import re
from html.parser import HTMLParser

import pytest

from reports.content import Heading, Paragraph, Ref, Run, Signature, Table, paragraph
from reports.render import html, outline, text
from reports.render.furniture import File
from tests.reports.trees import CUT_OFF, make_notice, make_tree, with_head

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
        ("/rounds/1/keyproblems/11/?a=1&amp;b=2", "（一）关于“学用结合不够”问题"),
        ("/rounds/1/issues/31/?a=1&amp;b=2", "1.针对“理论武装不深入”问题，进行了以下整改。"),
        ("/rounds/1/measures/71/?a=1&amp;b=2", "一是组织集体学习。"),
        ("/rounds/1/measures/72/?a=1&amp;b=2", "二是编印学习资料。"),
    ]


def test_a_reference_without_address_is_plain_text() -> None:
    assert html.fragment(make_notice(), refs=lambda ref: None) == html.fragment(make_notice())


def test_without_references_nothing_internal_shows() -> None:
    page = html.page(make_notice())
    assert [word for word in ("measure", "keyproblem", "issue/", "c0ffee", "71", "72") if word in page] == []
    assert re.findall(r'href="([^"]+)"', page) == ["#text", "#s1", "#s1-1"]


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
    assert [name for name, _ in read.attributes if name.startswith("on") or name == "src"] == []
    assert [value for name, value in read.attributes if name == "href" and not re.fullmatch(r"#(text|s\d+)", value or "")] == []
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
    page = html.page(make_notice())
    article = page[page.index("<article") : page.index("</article>")]
    assert squeezed(Reader(article).text) == squeezed(text.render(make_notice()))


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


def test_with_anchors_headings_can_be_led_to_and_heard() -> None:
    fragment = html.fragment(make_notice(), anchors=True)
    assert '<h2 id="s1"><span class="level-1">一、整改事项落实情况</span></h2>\n' in fragment
    assert '<h3 id="s1-1"><span class="level-2">（一）关于“学用结合不够”问题</span></h3>\n' in fragment
    assert (
        '<p id="s1-1-1" class="run-in run-in-3"><span role="heading" aria-level="4">'
        '<span class="level-3">1.针对“理论武装不深入”问题，进行了以下整改。</span></span>'
        "一是组织集体学习。二是编印学习资料。</p>\n"
    ) in fragment


def test_anchors_change_no_word() -> None:
    plain, anchored = (Reader(html.fragment(make_notice(), anchors=anchors)).text for anchors in (False, True))
    assert squeezed(plain) == squeezed(anchored)


def test_places_follow_the_headings_whatever_their_levels() -> None:
    document = make_tree(
        paragraph("开头"),
        Heading(1, "甲", number="一、"),
        paragraph("乙。", number="（一）", level=2),
        paragraph("丙。", level=2),
        Heading(1, "丁", number="二、"),
        Heading(2, "戊"),
        paragraph("己。", number="1.", level=3),
        Heading(1, "庚"),
        paragraph("辛。", number="1.", level=3),
        paragraph("壬。", number="2.", level=3),
    )
    found = {position: (p.anchor, p.label, p.level, p.depth) for position, p in outline.places(document).items()}
    assert found == {
        1: ("s1", "一、甲", 1, 1),
        2: ("s1-1", "（一）乙", 2, 2),
        3: ("s1-2", "丙", 2, 2),
        4: ("s2", "二、丁", 1, 1),
        5: ("s2-1", "戊", 2, 2),
        6: ("s2-1-1", "1.己", 3, 3),
        7: ("s3", "庚", 1, 1),
        8: ("s3-1", "1.辛", 3, 2),
        9: ("s3-2", "2.壬", 3, 2),
    }


def test_the_contents_list_two_levels_and_open_without_a_script() -> None:
    document = make_tree(
        Heading(1, "甲<", number="一、"), paragraph("乙。", level=2), paragraph("丙。", level=3), Heading(1, "丁", number="二、")
    )
    page = html.page(document)
    assert page[page.index("<nav") : page.index("</nav>")] == (
        '<nav class="contents" aria-label="目录">\n<details>\n<summary>目录</summary>\n<ol role="list">\n'
        '<li><a href="#s1">一、甲&lt;</a>\n<ol role="list">\n<li><a href="#s1-1">乙</a></li>\n</ol>\n</li>\n'
        '<li><a href="#s2">二、丁</a></li>\n</ol>\n</details>\n'
    )
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r' id="([^"]+)"', page))


def test_no_place_is_named_twice() -> None:
    page = html.page(make_tree(*[Heading(1, "甲"), Heading(2, "乙"), paragraph("丙。", level=3)] * 4))
    found = re.findall(r' id="([^"]+)"', page)
    assert len(found) == len(set(found)) == 13


def test_a_short_document_has_no_contents() -> None:
    assert "<nav" not in html.page(make_tree(paragraph("正文"), Heading(1, "一个")))
    assert "<nav" not in html.page(make_tree())


def test_files_are_offered_with_name_and_size() -> None:
    page = html.page(
        make_notice(), files=[File("a.pdf", "PDF", '通报".pdf', 1_260_000), File("b", "校验值", "b"), File("c", "丙", "c", 300)]
    )
    assert page[page.index('<ul role="list">') : page.index("</ul>")] == (
        '<ul role="list">\n<li><a href="a.pdf" download="通报&quot;.pdf">PDF</a>（1.3 MB）</li>\n'
        '<li><a href="b" download="b">校验值</a></li>\n<li><a href="c" download="c">丙</a>（1 KB）</li>\n'
    )
    assert '<li><a href="#files">下载与校验</a></li>' in page


def test_a_browser_breaks_the_title_where_its_meaning_does() -> None:
    document = make_tree(title="市文化市场行政执法总队关于关于二字的<通报>")
    assert "<h1>市文化市场行政执法总队<wbr>关于关于二字的&lt;通报&gt;</h1>" in html.fragment(document)
    assert "<h1>关于甲的通报</h1>" in html.fragment(make_tree(title="关于甲的通报"))


def test_a_red_header_stands_above_the_title() -> None:
    document = with_head("市文化局文件<", "市文〔2022〕3号")
    fragment = html.fragment(document)
    assert (
        '<header class="red-head"><p class="mark">市文化局文件&lt;</p><p class="number">市文〔2022〕3号</p></header>\n<h1>'
        in fragment
    )
    assert squeezed(Reader(fragment).text) == squeezed(text.render(document))
    assert "<header" not in html.fragment(make_notice())


def test_a_paragraph_of_nothing_but_a_number_keeps_it() -> None:
    assert "<p>1.</p>" in html.fragment(make_tree(Paragraph((), number="1.")))
