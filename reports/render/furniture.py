"""What stands around the text of a web page: the table of contents before it, the files to download after it."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from reports.render.outline import Place

LEVEL = 2  # of the headings that the table of contents lists


class File(NamedTuple):
    """A file beside the page: relative address, what it is called on the page and when saved, size in bytes (0: not said)."""

    href: str
    label: str
    name: str
    size: int = 0


def contents(entries: Sequence[Place], end: tuple[str, str] | None = None) -> str:
    """The table of contents, two levels deep; nothing where it would list fewer than two headings.

    `end` is a last line, as (address, words): what stands after the text.
    """
    if len(entries) + sum(len(_listed(entry)) for entry in entries) < 2:
        return ""
    last = f'<li><a href="{escape(end[0])}">{escape(end[1])}</a></li>\n' if end else ""
    listed = f'<ol role="list">\n{"".join(map(_entry, entries))}{last}</ol>'
    return f'<nav class="contents" aria-label="目录">\n<details>\n<summary>目录</summary>\n{listed}\n</details>\n</nav>\n'


def offered(files: Sequence[File]) -> str:
    """The list of files to download; nothing where there are none."""
    if not files:
        return ""
    entries = "".join(map(_file, files))
    title = '<h2 id="files">下载与校验</h2>'
    return f'<section class="files" aria-labelledby="files">\n{title}\n<ul role="list">\n{entries}</ul>\n</section>\n'


def _file(file: File) -> str:
    size = f"（{_size(file.size)}）" if file.size else ""
    return f'<li><a href="{escape(file.href)}" download="{escape(file.name)}">{escape(file.label)}</a>{size}</li>\n'


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB"


def _entry(place: Place) -> str:
    below = "".join(map(_entry, _listed(place)))
    listed = f'\n<ol role="list">\n{below}</ol>\n' if below else ""
    return f'<li><a href="#{place.anchor}">{escape(place.label)}</a>{listed}</li>\n'


def _listed(place: Place) -> list[Place]:
    return [inner for inner in place.below if inner.level <= LEVEL]
