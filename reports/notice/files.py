"""A content tree as the bytes of a file, by the name of its format."""

from collections.abc import Callable

from reports.content import Document
from reports.notice.faces import current_faces
from reports.render import html, pdf, text

TEXTS = ("html", "txt")  # those that a terminal can show
RENDERERS: dict[str, Callable[[Document], bytes]] = {
    "txt": lambda document: text.render(document).encode(),
    "html": lambda document: html.page(document).encode(),
    "pdf": lambda document: pdf.render(document, current_faces().chosen),
}


def rendered(document: Document, kind: str) -> bytes:
    """Return the document in one of RENDERERS' formats. Refused where no font can be used."""
    return RENDERERS[kind](document)
