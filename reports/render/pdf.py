"""The content tree as PDF, in the layout of official documents (GB/T 9704-2012), by WeasyPrint from HTML and print.css.

The same tree and the same fonts give the same bytes: dates come from the cut-off, the identifier from the content.
Nothing is fetched while rendering but the font files that were chosen before. A process keeps its fonts loaded: the
first document costs most. The work is done in `reports.render.press`.
"""

from collections.abc import Mapping
from threading import Lock

from reports.content import Document
from reports.render import html
from reports.render.fonts import Face, Role, faces
from reports.render.press import archive, markup
from reports.render.press.engine import RefusedError, lay_out, missing_libraries

__all__ = ["RefusedError", "missing_libraries", "print_html", "render"]

_rendering = Lock()  # Pango's font maps aren't made for two threads


def render(document: Document, chosen: Mapping[Role, Face] | None = None, watermark: str = "") -> bytes:
    """The PDF: tagged, with bookmarks, fonts embedded as subsets, what is printed attached as data; PDF/A-3a and PDF/UA-1.

    `chosen` is as `fonts.faces()` gives it; `watermark` (reader and time) is printed palely over every page. FontError without
    usable fonts or the system's libraries, OSError where they can't be copied to the temporary folder; a missing glyph is no
    error here: it is printed as 〓, see `fonts.missing_glyphs`.
    """
    chosen = chosen or faces()
    source = print_html(document, chosen, watermark)
    with _rendering:
        return lay_out(source, chosen, archive.attachments(document)).write(archive.finisher(document))


def print_html(document: Document, chosen: Mapping[Role, Face], watermark: str = "") -> str:
    """The HTML that is printed: every line broken and spaced already."""
    return html.shell(document, archive.meta(document), markup.body(document, chosen, watermark).markup)
