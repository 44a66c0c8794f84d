"""The content tree as PDF, in the layout of official documents (GB/T 9704-2012), by WeasyPrint from HTML and print.css.

The same tree and the same fonts give the same bytes: dates come from the cut-off, the identifier from the content.
Nothing is fetched while rendering but the font files that were chosen before. A process keeps its fonts loaded: the
first document costs most.
"""

import atexit
import ctypes.util
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache, partial
from hashlib import sha256
from html import escape
from pathlib import Path
from threading import Lock
from typing import Any

from reports.content import Document
from reports.frozen import tree_hash
from reports.render import html, typeset
from reports.render.fonts import Face, Role, faces, fallback, level_role

MM = 72 / 25.4
BODY_SIZE, TITLE_SIZE = 16.0, 22.0  # 3号, 2号
ADVANCE = 156 * MM / 28  # from one character to the next
TYPE_AREA = typeset.Measure(width=156 * MM, indent=2 * ADVANCE, spacing=ADVANCE - BODY_SIZE)
FAMILIES = {
    Role.BODY: "rectify-body",
    Role.LEVEL1: "rectify-level1",
    Role.LEVEL2: "rectify-level2",
    Role.TITLE: "rectify-title",
    Role.SONG: "rectify-song",
}  # as print.css calls them
RESERVE = "rectify-reserve"

_rendering = Lock()  # Pango's font maps aren't made for two threads


class RefusedError(ValueError):
    """The document asked for something outside itself."""


def render(document: Document, chosen: Mapping[Role, Face] | None = None) -> bytes:
    """The PDF: tagged, with bookmarks, fonts embedded as subsets.

    `chosen` is as `fonts.faces()` gives it. FontError without usable fonts; a missing glyph is no error here.
    """
    from weasyprint import HTML  # takes half a second and more: only who renders pays

    chosen = chosen or faces()
    source = print_html(document, chosen)
    with _rendering:
        config, style = _engine(tuple(chosen[role].path for role in Role))
        pdf: bytes = HTML(string=source, url_fetcher=_refuse).write_pdf(
            stylesheets=[style],
            font_config=config,
            pdf_tags=True,
            custom_metadata=True,
            pdf_identifier=sha256(source.encode()).hexdigest()[:32].encode(),
        )
    return pdf


def missing_libraries() -> tuple[str, ...]:
    """Debian packages without which rendering still works but takes many times as long: to be said at start."""
    return () if ctypes.util.find_library("harfbuzz-subset") else ("libharfbuzz-subset0",)


def print_html(document: Document, chosen: Mapping[Role, Face]) -> str:
    """The HTML that is printed: every line broken and spaced already."""
    reserve = fallback()

    @cache
    def width(char: str, level: int) -> float:
        face = chosen[level_role(level)]
        drawn = face if face.has(char) or not reserve else reserve
        return drawn.advance(char) * BODY_SIZE

    def setter(spans: Sequence[html.Span], css: str) -> str:
        if css == "title":
            lines = typeset.title_lines(spans[0].text, int(156 * MM / TITLE_SIZE))
            return "".join(f'<span class="line">{escape(line)}</span>' for line in lines)
        return "".join(map(_line, typeset.broken(spans, width, TYPE_AREA)))

    return html.shell(document, _metadata(document), html.fragment(document, setter=setter))


def _line(line: typeset.Line) -> str:
    return f'<span class="line" style="letter-spacing:{line.spacing:.4f}pt">{html.inline(line.spans)}</span>'


def _metadata(document: Document) -> str:
    """What a reader of the file can check it by; names are letters only, since they become keys of the PDF."""
    found = {
        "dcterms.modified": document.cut_off.isoformat(),
        "generator": "Rectify",
        "CutOff": document.cut_off.isoformat(),
        "Version": str(document.version),
        "ContentSHA256": tree_hash(document),
        "LogHead": document.log_head,
    }
    return "\n".join(f'<meta name="{name}" content="{escape(content)}">' for name, content in found.items() if content)


@lru_cache(maxsize=2)
def _engine(paths: tuple[Path, ...]) -> tuple[Any, Any]:
    """Fonts and style for the files of the roles, loaded once; a file that serves several roles is loaded and embedded once."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    reserve = fallback()
    files = dict(zip((FAMILIES[role] for role in Role), paths, strict=True))
    files[RESERVE] = reserve.path if reserve else files[FAMILIES[Role.BODY]]
    families = {path: f"rectify-{number}" for number, path in enumerate(dict.fromkeys(files.values()), start=1)}
    style = Path(__file__).with_name("print.css").read_text(encoding="utf-8")
    for name, path in files.items():
        style = style.replace(f'"{name}"', f'"{families[path]}"')
    rules = [f'@font-face {{ font-family: "{family}"; src: url("font:{family}") }}' for family in families.values()]
    fetcher = partial(_font, {family: path for path, family in families.items()})
    config = FontConfiguration()
    return config, CSS(string="\n".join([*rules, style]), font_config=config, url_fetcher=fetcher)


# WeasyPrint removes its copies of the fonts when a configuration goes; at the interpreter's end it is too late for that.
atexit.register(_engine.cache_clear)


def _font(named: Mapping[str, Path], url: str) -> Any:
    """The bytes of one of the font files, and of nothing else."""
    from weasyprint.urls import URLFetcherResponse

    path = named.get(url.removeprefix("font:")) if url.startswith("font:") else None
    return URLFetcherResponse(url, path.read_bytes()) if path else _refuse(url)


def _refuse(url: str) -> Any:
    raise RefusedError(f"a document may load nothing: {url}")
