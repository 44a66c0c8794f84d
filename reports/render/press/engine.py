"""WeasyPrint with the fonts of the roles loaded once, and nothing else that it could fetch."""

import atexit
import ctypes.util
import struct
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from reports.render.fonts import Face, FontError, Role
from reports.render.press.cidfonts import identified

FAMILIES = {
    Role.BODY: "rectify-body",
    Role.LEVEL1: "rectify-level1",
    Role.LEVEL2: "rectify-level2",
    Role.TITLE: "rectify-title",
    Role.SONG: "rectify-song",
    Role.RESERVE: "rectify-reserve",
}  # as print.css calls them
STYLE = Path(__file__).parents[1] / "print.css"


class RefusedError(ValueError):
    """The document asked for something outside itself."""


def missing_libraries() -> tuple[str, ...]:
    """Debian packages without which rendering still works but takes many times as long: to be said at start."""
    return () if ctypes.util.find_library("harfbuzz-subset") else ("libharfbuzz-subset0",)


def weasyprint() -> Any:
    """The library, imported when first needed (half a second and more); FontError, in words, where the system lacks its own."""
    try:
        return _import()
    except OSError as error:
        raise FontError(f"系统缺少排版所需的程序库（{error}），请运行 make setup 或安装 libpango-1.0-0。") from error


def _import() -> Any:
    import weasyprint

    return weasyprint


def engine(chosen: Mapping[Role, Face]) -> tuple[Any, Any]:
    """Font configuration and stylesheet for the chosen files. FontError where one can't be read, OSError on a full disk."""
    return _engine(tuple(chosen[role].path for role in Role))


class LaidOut:
    """A document's pages, to be written."""

    def __init__(self, document: Any, options: Mapping[str, Any]) -> None:
        self._document, self._options = document, options
        self.pages = len(document.pages)

    def write(self, finisher: Callable[[Any, Any], None] | None = None) -> bytes:
        """The PDF; `finisher` gets WeasyPrint's document and the PDF's objects before they are written."""
        data: bytes = self._document.write_pdf(finisher=finisher, **self._options)
        return data


def lay_out(source: str, chosen: Mapping[Role, Face], attachments: Sequence[Any] = ()) -> LaidOut:
    """The pages of some HTML; one thread at a time."""
    config, style = engine(chosen)
    options = {
        "pdf_variant": "pdf/a-3a",
        "output_intent": "",  # archive.py puts it in: WeasyPrint leaves the file of its colour profile open
        "custom_metadata": True,
        "pdf_identifier": sha256(source.encode()).hexdigest()[:32].encode(),
        "attachments": list(attachments),
    }
    return LaidOut(weasyprint().HTML(string=source, url_fetcher=refuse).render(config, stylesheets=[style], **options), options)


@lru_cache(maxsize=2)
def _engine(paths: tuple[Path, ...]) -> tuple[Any, Any]:
    """The same, loaded once; a file that serves several roles is loaded and embedded once."""
    weasyprint()
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    files = dict(zip((FAMILIES[role] for role in Role), paths, strict=True))
    families = {path: f"rectify-{number}" for number, path in enumerate(dict.fromkeys(files.values()), start=1)}
    # read here: what fails while WeasyPrint fetches a font is passed over, and another font taken
    fonts = {family: _read(path) for path, family in families.items()}
    style = STYLE.read_text(encoding="utf-8")
    for name, path in files.items():
        style = style.replace(f'"{name}"', f'"{families[path]}"')
    rules = [f'@font-face {{ font-family: "{family}"; src: url("font:{family}") }}' for family in fonts]
    config = FontConfiguration()
    return config, CSS(string="\n".join([*rules, style]), font_config=config, url_fetcher=partial(_font, fonts))


# WeasyPrint removes its copies of the fonts when a configuration goes; at the interpreter's end it is too late for that.
atexit.register(_engine.cache_clear)


def _read(path: Path) -> bytes:
    """A font file's bytes, fit to be embedded."""
    try:
        return identified(path.read_bytes())
    except (OSError, struct.error, IndexError, StopIteration) as error:
        raise FontError(f"字体文件无法使用：{path}（{error}）。") from error


def _font(fonts: Mapping[str, bytes], url: str) -> Any:
    """The bytes of one of the fonts, and nothing else."""
    from weasyprint.urls import URLFetcherResponse

    data = fonts.get(url.removeprefix("font:")) if url.startswith("font:") else None
    return URLFetcherResponse(url, data) if data else refuse(url)


def refuse(url: str) -> Any:
    """Fetch nothing."""
    raise RefusedError(f"a document may load nothing: {url}")
