"""Which font file serves which role of an official document, and what it can draw.

A role is served by the office's own file where a setting names one, else by the first file of a list that is found: what
setting up fetched, what ships with the program, what the system has. The standard asks for 仿宋, 楷体, 黑体 and 小标宋; what
stands in says so. What a role's face can't draw, another one does (后备): rare characters of names, marks without a full width.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from fontTools.ttLib import TTFont, TTLibError

from reports.content import Document, Heading, Paragraph, Table, lines
from reports.render.fontfiles import Role, found_files

__all__ = ["Face", "FontError", "Role", "drawing", "faces", "level_role", "missing_glyphs", "opened", "set_text"]

INVISIBLE = frozenset("\u200c\u200d\u2060\ufe0e\ufe0f")  # joiners and variation selectors have no glyph of their own
_NEARLY_FULL = 0.85  # em: dashes of Noto have 0.89
FULL = frozenset("“”‘’—…")  # a full character wide in Chinese; a proportional one is no use


class FontError(Exception):
    """A role has no usable font file; the message (in Chinese) names role and file."""


# What in a face's name makes it no substitute.
_TRUE = {
    Role.BODY: ("仿宋", "Fang"),
    Role.LEVEL2: ("楷", "Kai"),
    Role.LEVEL1: ("黑", "Hei", "Sans"),
    Role.TITLE: ("小标宋", "XiaoBiaoSong"),
    Role.SONG: ("宋", "Song", "Ming", "Serif"),
}


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
        wanted = _TRUE.get(self.role)
        return bool(wanted) and self.origin != "设置" and not any(word in self.name for word in wanted or ())

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


def drawing(chosen: Mapping[Role, Face], role: Role, char: str) -> Face | None:
    """The face that draws a character in this role (the reserve may be a font of rare characters alone), None where none can."""
    for face in (chosen[role], chosen[Role.RESERVE], chosen[Role.SONG]):
        if face.has(char) and not (char in FULL and face.advance(char) < _NEARLY_FULL):
            return face
    return chosen[role] if chosen[role].has(char) else None


def missing_glyphs(document: Document, chosen: Mapping[Role, Face] | None = None) -> str:
    """The characters of a document that neither their role's face nor the reserve can draw, each once, in order."""
    chosen = chosen or faces()
    out: dict[str, None] = {}
    for role, text in set_text(document):
        for char in text:
            if not (char.isspace() or char in INVISIBLE or char in out or drawing(chosen, role, char)):
                out[char] = None
    return "".join(out)


def level_role(level: int) -> Role:
    """The role in which a heading of this level is set; 0 is body, and so are levels 3 and 4."""
    return {1: Role.LEVEL1, 2: Role.LEVEL2}.get(level, Role.BODY)


def set_text(document: Document) -> Iterator[tuple[Role, str]]:
    """Every printed text with the role it is set in."""
    yield Role.TITLE, document.issuer_mark + document.title
    yield Role.BODY, document.document_number
    for block in document.blocks:
        match block:
            case Heading():
                yield level_role(block.level), block.number + block.text
            case Paragraph():
                yield level_role(block.level), block.number
                yield from ((level_role(run.level), run.text) for run in block.runs)
            case Table():
                yield Role.LEVEL1, block.caption
                yield from ((Role.SONG, cell) for row in (block.columns, *block.rows) for cell in row)
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
    found = [("设置", own)] if own else found_files(role)
    for origin, path in found:
        if path:
            return Face(role, path, _name(path), origin)
    raise FontError(f"找不到可用于“{role}”的字体文件，请安装 fonts-noto-cjk 或在设置中指定。")


@contextmanager
def opened(path: Path) -> Iterator[TTFont]:
    """The font file, to be read while it is open; FontError where it can't be, or lacks what is asked of it."""
    try:
        with path.open("rb") as file, TTFont(file, lazy=True, fontNumber=0) as font:
            yield font
    except (OSError, TTLibError, KeyError) as error:
        raise FontError(f"字体文件无法使用：{path}（{error}）。") from error


@cache
def _name(path: Path) -> str:
    with opened(path) as font:
        return str(font["name"].getDebugName(4) or path.stem)


@cache
def _metrics(path: Path) -> dict[int, float]:
    """Advance in em of every character the file has."""
    with opened(path) as font:
        em, widths = font["head"].unitsPerEm, font["hmtx"].metrics
        return {code: widths[glyph][0] / em for code, glyph in (font.getBestCmap() or {}).items()}
