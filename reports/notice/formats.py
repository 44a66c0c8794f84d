"""The forms in which a version of the notice is kept: the one list that rendering, publishing, pages and downloads read."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.content import Document
from reports.notice.faces import Faces
from reports.render import docx, html, pdf, text


@dataclass(frozen=True)
class Format:
    """One form: what it is called, how its file ends, and how it is made; `offered` ones can be downloaded."""

    key: str
    label: str
    suffix: str
    content_type: str
    make: Callable[[Document, Faces], bytes]
    offered: bool = True


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ARTICLE = "article"  # what the public page shows: kept, so that a later renderer doesn't change it


def _article(document: Document, faces: Faces) -> bytes:
    return html.fragment(document, anchors=True).encode()


FORMATS: dict[str, Format] = {
    f.key: f
    for f in (
        Format("pdf", "PDF", ".pdf", "application/pdf", lambda document, faces: pdf.render(document, faces.chosen)),
        Format("docx", "DOCX", ".docx", DOCX, lambda document, faces: docx.render(document, faces.chosen)),
        Format("txt", "纯文本", ".txt", "text/plain; charset=utf-8", lambda document, _: text.render(document).encode()),
        Format(ARTICLE, "网页正文", ".html", "text/html; charset=utf-8", _article, offered=False),
    )
}
TEXTS = ("html", "txt")  # those that a terminal can show


def built(document: Document, kind: str, faces: Callable[[], Faces]) -> bytes:
    """Return a document as one file: an offered form by its key, or "html", a web page complete in itself.

    `faces` is asked where they are needed. Raises what the form's maker raises: Refused, FontError, OSError.
    """
    if kind == "html":
        return html.page(document).encode()
    form = FORMATS[kind]
    return form.make(document, faces())


OFFERED = tuple(f for f in FORMATS.values() if f.offered)
