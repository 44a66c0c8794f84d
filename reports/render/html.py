"""The content tree as HTML: a fragment to stand in a page, and a complete document that needs nothing else.

Everything is escaped here and nowhere else. `refs` turns a reference to a record into an address for signed-in readers;
without it no reference leaves a trace. `setter` decides how the spans of a paragraph or heading are laid down: as they
are on screen, line by line in print.
"""

from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from reports.content import SIGN_HERE, Block, ContactLine, Document, Heading, Paragraph, Ref, Signature, Table, lines
from reports.numbering import chinese_date
from reports.render import furniture, outline
from reports.render.outline import Place
from reports.render.text import red_head

Refs = Callable[[Ref], str | None]


class Span(NamedTuple):
    """A stretch of text in one face (level 0: body), perhaps with an address to lead to."""

    text: str
    level: int = 0
    href: str | None = None


Setter = Callable[[Sequence[Span], str], str]


def inline(spans: Sequence[Span], css: str = "") -> str:
    """The spans one after the other: the setter for screens, which leaves breaking lines to the browser."""
    return "".join(_span(span) for span in spans)


def fragment(document: Document, refs: Refs | None = None, setter: Setter = inline, *, anchors: bool = False) -> str:
    """One <article> with the title as its h1; a heading of level 1 is an h2, and so on.

    With `anchors` every heading can be led to, and a run-in heading is one for screen readers too.
    """
    found = outline.places(document) if anchors else {}
    blocks = (_block(block, refs, setter, found.get(position)) for position, block in enumerate(document.blocks))
    body = "\n".join([*_head(document, setter), *blocks])
    return f'<article class="document document-{document.kind.value}" lang="zh-CN">\n{body}\n</article>\n'


def page(document: Document, refs: Refs | None = None, files: Sequence[furniture.File] = ()) -> str:
    """A complete document with its style inside: it may be saved, mailed or put on another site as it is.

    `files` lie beside it and are offered at its end.
    """
    viewport = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    listed = contents(document, ("#files", "下载与校验") if files else None)
    skip = '<a class="skip" href="#text">跳到正文</a>\n' if listed else ""
    main = f'<main id="text" tabindex="-1">\n{fragment(document, refs, anchors=True)}{furniture.offered(files)}</main>\n'
    return shell(document, f"{viewport}\n<style>{_style()}</style>", f"{skip}{listed}{main}")


def contents(document: Document, end: tuple[str, str] | None = None) -> str:
    """The table of contents of a fragment with anchors; `end` leads to what stands after it, as (address, words)."""
    return furniture.contents(list(outline.top(outline.places(document))), end)


def shell(document: Document, head: str, body: str) -> str:
    """The document around a body; `head` is trusted markup."""
    meta = {"description": document.subject, "author": document.issuer, "dcterms.created": document.cut_off.isoformat()}
    tags = "".join(f'<meta name="{name}" content="{escape(content)}">\n' for name, content in meta.items() if content)
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(document.title)}</title>\n{tags}{head}\n</head>\n<body>\n{body}</body>\n</html>\n"
    )


def spans(block: Block, refs: Refs | None = None) -> list[Span]:
    """The spans of a block that is one paragraph; a number is set in the face of what follows it, and leads where that does."""
    match block:
        case Heading():
            return _joined([_linked(block.number + block.text, block.level, block.ref, refs)])
        case Paragraph():
            numbers = (block.number, *([""] * len(block.runs)))
            runs = [
                _linked(number + run.text, run.level, run.ref, refs) for number, run in zip(numbers, block.runs, strict=False)
            ]
            return _joined(runs or [Span(block.number)])
    return [Span("".join(lines(block)))]


def _linked(text: str, level: int, ref: Ref | None, refs: Refs | None) -> Span:
    return Span(text, level, refs(ref) if ref and refs else None)


def _joined(parts: list[Span]) -> list[Span]:
    """Empty ones dropped, neighbours that look the same made one: where a record ends doesn't show to the public."""
    out: list[Span] = []
    for part in parts:
        if out and out[-1][1:] == part[1:]:
            out[-1] = out[-1]._replace(text=out[-1].text + part.text)
        elif part.text:
            out.append(part)
    return out


def _span(span: Span) -> str:
    text = escape(span.text)
    if span.href:
        text = f'<a href="{escape(span.href)}">{text}</a>'
    return f'<span class="level-{span.level}">{text}</span>' if span.level else text


def _head(document: Document, setter: Setter) -> list[str]:
    """Red header and title, where there are such; a browser that must break the title does so where its meaning does."""
    mark, number = red_head(document)
    red = [f'<p class="{css}">{setter([Span(words)], css)}</p>' for css, words in (("mark", mark), ("number", number)) if words]
    title = setter([Span(document.title)], "title")
    if setter is inline:
        title = title[:1] + title[1:].replace("关于", "<wbr>关于", 1)
    heading = [f"<h1>{title}</h1>"] if document.title else []
    return ([f'<header class="red-head">{"".join(red)}</header>'] if red else []) + heading


def _block(block: Block, refs: Refs | None, setter: Setter, place: Place | None) -> str:
    match block:
        case Heading():
            tag, anchor = f"h{block.level + 1}", f' id="{place.anchor}"' if place else ""
            return f"<{tag}{anchor}>{setter(spans(block, refs), f'level-{block.level}')}</{tag}>"
        case Paragraph() if place:
            return _anchored(block, refs, setter, place)
        case Paragraph():
            return f"<p{_lead(block)}>{setter(spans(block, refs), 'body')}</p>"
        case ContactLine():
            return f'<p class="contact">{setter(spans(block), "body")}</p>'
        case Signature():
            return _signature(block)
        case Table():
            return _table(block)


def _lead(block: Paragraph) -> str:
    """A run-in heading makes its paragraph findable: the label is what bookmarks show."""
    if not block.level:
        return ""
    label = block.number + block.runs[0].text
    return f' class="run-in run-in-{block.level}" data-label="{escape(label)}"'


def _anchored(block: Paragraph, refs: Refs | None, setter: Setter, place: Place) -> str:
    """A paragraph that begins with a heading: what can be led to, and heard as one."""
    lead, rest = (spans(Paragraph(runs, number), refs) for runs, number in ((block.runs[:1], block.number), (block.runs[1:], "")))
    heading = f'<span role="heading" aria-level="{place.depth + 1}">{setter(lead, "body")}</span>'
    return f'<p id="{place.anchor}" class="run-in run-in-{block.level}">{heading}{setter(rest, "body")}</p>'


def _signature(block: Signature) -> str:
    issuer = f'<span class="issuer">{escape(block.issuer)}</span><br>' if block.issuer else ""
    date = f'<time datetime="{block.day.isoformat()}">{chinese_date(block.day)}</time>'
    return f'<p class="signature sign"><span class="signed">{issuer}{date}</span></p>'


def _table(block: Table) -> str:
    caption = f"<caption>{escape(block.caption)}</caption>\n" if block.caption else ""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in block.columns)
    rows = "\n".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in block.rows)
    return f"<table>\n{caption}<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _cell(text: str) -> str:
    return f"<td{cell_class(text)}>{escape(text)}</td>"


def cell_class(text: str) -> str:
    """The attribute of a cell that isn't set like text: a figure, or a blank to be signed."""
    if text == SIGN_HERE:
        return ' class="sign-here"'
    return ' class="figure"' if text.isascii() and text.isdigit() else ""


@cache
def _style() -> str:
    return Path(__file__).with_name("page.css").read_text(encoding="utf-8")
