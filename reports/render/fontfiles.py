"""Where the font files of a role are looked for: lists of names, and the folders that are searched."""

import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn

FETCHED = Path(sys.prefix) / "share/fonts"  # by rectify/setup/typefaces.py
FONT_FOLDERS = (
    FETCHED,
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
)


class Role(StrEnum):
    """What a face is for; the value is the Chinese name of the face the standard asks for."""

    BODY = "仿宋"
    LEVEL2 = "楷体"
    LEVEL1 = "黑体"
    TITLE = "小标宋"
    SONG = "宋体"  # page numbers, tables
    RESERVE = "后备"  # what the role's own face lacks


# The package has one serif and one sans face; on a system without it these files are looked for.
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
# Looked for before those: faces that are what the standard asks for, and for 小标宋 one that comes nearer than a thin 宋体.
_BETTER = {
    Role.BODY: ("FandolFang-Regular.otf",),
    Role.LEVEL2: ("FandolKai-Regular.otf", "LXGWWenKai-Regular.ttf"),
    Role.TITLE: ("FandolSong-Bold.otf",),
}


def found_files(role: Role) -> Iterator[tuple[str, Path | None]]:
    """Origin (软件包 or 系统) and path of each file that may serve the role, the best first; None where one isn't there."""
    better = _installed(_BETTER.get(role, ()))
    yield ("软件包" if better and FETCHED in better.parents else "系统"), better
    yield "软件包", _packaged(role)
    yield "系统", _installed(_SANS if role is Role.LEVEL1 else _SERIF)


def _packaged(role: Role) -> Path | None:
    path = pylopdf_fonts_zh_cn.sans_path() if role is Role.LEVEL1 else pylopdf_fonts_zh_cn.serif_path()
    return path if path.is_file() else None


def _installed(wanted: Iterable[str]) -> Path | None:
    found = _files(FONT_FOLDERS)
    return next((found[name] for name in wanted if name in found), None)


@cache
def _files(folders: tuple[Path, ...]) -> dict[str, Path]:
    """Every font file by its name; of two with one name the one in the earlier folder."""
    places = [path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*.[ot]t[fc]"))]
    return {path.name: path for path in reversed(places)}
