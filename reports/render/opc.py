"""The file format of Word: an empty document out of the folder word/, and a finished one as bytes that never vary.

The folder is that of a .docx, part by part: page, styles, page numbers and fonts are read there, as print.css is for
the PDF.
"""

import re
import zipfile
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

import docx
from docx.document import Document as WordDocument

PARTS = Path(__file__).with_name("word")
TYPES = "[Content_Types].xml"  # comes first: what reads a stream needs it before all else
_COMMENT = re.compile(rb"<!--.*?-->\s*", re.DOTALL)  # is for whoever reads the folder
EPOCH = (1980, 1, 1, 0, 0, 0)  # of every entry: a zip file knows no earlier day


def blank(more: Mapping[str, bytes] = MappingProxyType({})) -> WordDocument:
    """Open a document with the page and the styles, and not one paragraph.

    `more` are parts that join the folder's or replace them.
    """
    return docx.Document(BytesIO(zipped({**_folder(), **more})))


def part(name: str) -> bytes:
    """Return a part of the folder by its name."""
    return _folder()[name]


def packed(document: WordDocument) -> bytes:
    """Return the file: the same document, the same bytes."""
    buffer = BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as made:
        return zipped({name: made.read(name) for name in made.namelist()})


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip file of these names and contents, in the order of the names, without the hour and the machine."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for name in sorted(files, key=lambda name: (name != TYPES, name)):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            out.writestr(entry, files[name])
    return buffer.getvalue()


@cache
def _folder() -> dict[str, bytes]:
    found = {path.relative_to(PARTS).as_posix(): path.read_bytes() for path in PARTS.rglob("*") if path.is_file()}
    return {name: _COMMENT.sub(b"", part) for name, part in found.items()}
