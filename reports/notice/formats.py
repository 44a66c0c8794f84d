"""The forms in which a version of the notice is kept: the one list that rendering, publishing, pages and downloads read."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.content import Document
from reports.notice.faces import Faces
from reports.render import html, pdf, text


@dataclass(frozen=True)
class Format:
    """One form: what it is called, how its file ends, and how it is made; `offered` ones can be downloaded."""

    key: str
    label: str
    suffix: str
    content_type: str
    make: Callable[[Document, Faces], bytes]
    offered: bool = True


ARTICLE = "article"  # what the public page shows: kept, so that a later renderer doesn't change it
FORMATS: dict[str, Format] = {
    f.key: f
    for f in (
        Format("pdf", "PDF", ".pdf", "application/pdf", lambda document, faces: pdf.render(document, faces.chosen)),
        Format("txt", "纯文本", ".txt", "text/plain; charset=utf-8", lambda document, _: text.render(document).encode()),
        Format(
            ARTICLE, "网页正文", ".html", "text/html; charset=utf-8", lambda document, _: html.fragment(document).encode(), False
        ),
    )
}
OFFERED = tuple(f for f in FORMATS.values() if f.offered)
