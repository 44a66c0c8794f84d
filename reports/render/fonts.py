"""Which font file serves which role of an official document, and what it can draw.

A role is served by the office's own file where a setting names one, else by the package that ships with the program,
else by a file found on the system. The standard asks for 仿宋, 楷体, 黑体 and 小标宋; what stands in says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pylopdf_fonts_zh_cn
from fontTools.ttLib import TTFont, TTLibError

from reports.content import Document, Heading, Paragraph, lines

FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
)
INVISIBLE = frozenset("\u200c\u200d\u2060\ufe0e\ufe0f")  # joiners and variation selectors have no glyph of their own


class FontError(Exception):
    """A role has no usable font file; the message (in Chinese) names role and file."""


class Role(StrEnum):
    """What a face is for; the value is the Chinese name of the face the standard asks for."""

    BODY = "仿宋"
    LEVEL2 = "楷体"
    LEVEL1 = "黑体"
    TITLE = "小标宋"
    SONG = "宋体"  # page numbers, tables


# The package has one serif and one sans face. On a system these files are looked for, the first found wins.
_SERIF = (
    "NotoSerifSC-Regular.otf",
    "NotoSerifCJKsc-Regular.otf",
    "SourceHanSerifSC-Regular.otf",
    "NotoSerifCJK-Regular.ttc",
)
_SANS = (
    "NotoSansSC-Regular.otf",
    "NotoSansCJKsc-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "NotoSansCJK-Regular.ttc",
)
# What in a face's name makes it no substitute.
_TRUE = {Role.LEVEL1: ("黑", "Hei", "Sans"), Role.SONG: ("宋", "Song", "Ming", "Serif")}


@dataclass(frozen=True, slots=True)
class Face:
    """The face a role really got. `name` is read from the file; `origin` is 设置, 软件包 or 系统."""

    role: Role
    path: Path
    name: str
    origin: str

    @property
    def substitute(self) -> bool:
        """Whether it stands in for the face the standard asks for; an office's own choice never counts as one."""
        return self.origin != "设置" and not any(word in self.name for word in _TRUE.get(self.role, ()))

    def has(self, char: str) -> bool:
        """Whether the file has a glyph for the character."""
        return ord(char) in _metrics(self.path)

    def advance(self, char: str) -> float:
        """The width of the character in em; a full em where the file lacks it."""
        return _metrics(self.path).get(ord(char), 1.0)


def faces(paths: Mapping[str, str | Path] = MappingProxyType({})) -> dict[Role, Face]:
    """The face of every role. `paths` maps a role's name or value (BODY or 仿宋) to the office's own file.

    FontError where a named file is missing or no font file, or where nothing is found for a role.
    """
    own = {_role(name): Path(path) for name, path in paths.items()}
    return {role: _face(role, own.get(role)) for role in Role}


def missing_glyphs(document: Document, chosen: Mapping[Role, Face] | None = None) -> str:
    """The characters of a document that neither their role's face nor the fallback can draw, each once, in order."""
    chosen = chosen or faces()
    reserve = fallback()
    out: dict[str, None] = {}
    for role, text in _set_text(document):
        for char in text:
            drawn = char.isspace() or char in INVISIBLE or chosen[role].has(char) or (reserve and reserve.has(char))
            if not drawn:
                out[char] = None
    return "".join(out)


@cache
def fallback() -> Face | None:
    """The face that draws what a role's own file lacks (rare names in a 仿宋 of 7,000 characters)."""
    path = _packaged(Role.BODY) or _installed(Role.BODY)
    return Face(Role.SONG, path, _name(path), "软件包") if path else None


def level_role(level: int) -> Role:
    """The role in which a heading of this level is set; 0 is body, and so are levels 3 and 4."""
    return {1: Role.LEVEL1, 2: Role.LEVEL2}.get(level, Role.BODY)


def _set_text(document: Document) -> Iterator[tuple[Role, str]]:
    """Every printed text with the role it is set in."""
    yield Role.TITLE, document.title
    for block in document.blocks:
        match block:
            case Heading():
                yield level_role(block.level), block.number + block.text
            case Paragraph():
                yield level_role(block.level), block.number
                yield from ((level_role(run.level), run.text) for run in block.runs)
            case _:
                yield from ((Role.BODY, line) for line in lines(block))


def _role(name: str) -> Role:
    if name in Role.__members__:
        return Role[name]
    try:
        return Role(name)
    except ValueError as error:
        raise FontError(f"字体设置中没有“{name}”这一角色；可用：{'、'.join(Role)}。") from error


def _face(role: Role, own: Path | None) -> Face:
    found: Iterable[tuple[str, Path | None]] = (
        [("设置", own)] if own else [("软件包", _packaged(role)), ("系统", _installed(role))]
    )
    for origin, path in found:
        if path:
            return Face(role, path, _name(path), origin)
    raise FontError(f"找不到可用于“{role}”的字体文件，请安装 fonts-noto-cjk 或在设置中指定。")


def _packaged(role: Role) -> Path | None:
    path = pylopdf_fonts_zh_cn.sans_path() if role is Role.LEVEL1 else pylopdf_fonts_zh_cn.serif_path()
    return path if path.is_file() else None


@cache
def _installed(role: Role) -> Path | None:
    wanted = _SANS if role is Role.LEVEL1 else _SERIF
    folders = filter(Path.is_dir, FONT_FOLDERS)
    found = {path.name: path for folder in folders for path in sorted(folder.rglob("*.[ot]t[fc]"))}
    return next((found[name] for name in wanted if name in found), None)


@contextmanager
def _opened(path: Path) -> Iterator[TTFont]:
    try:
        with path.open("rb") as file, TTFont(file, lazy=True, fontNumber=0) as font:
            yield font
    except (OSError, TTLibError, KeyError) as error:
        raise FontError(f"字体文件无法使用：{path}（{error}）。") from error


@cache
def _name(path: Path) -> str:
    with _opened(path) as font:
        return str(font["name"].getDebugName(4) or path.stem)


@cache
def _metrics(path: Path) -> dict[int, float]:
    """Advance in em of every character the file has."""
    with _opened(path) as font:
        em, widths = font["head"].unitsPerEm, font["hmtx"].metrics
        return {code: widths[glyph][0] / em for code, glyph in (font.getBestCmap() or {}).items()}
