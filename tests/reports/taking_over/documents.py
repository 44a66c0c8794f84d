"""Word documents made on the spot: harmless ones and hostile ones."""

import io
import zipfile
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def body(paragraphs: str, head: str = "") -> str:
    """Return a main part."""
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document {W} {MC}><w:body>{paragraphs}</w:body></w:document>'


def runs(*texts: str) -> str:
    """Return a paragraph of runs."""
    return "<w:p>" + "".join(f"<w:r><w:t>{escape(text)}</w:t></w:r>" for text in texts) + "</w:p>"


def packed(members: dict[str, bytes | str]) -> bytes:
    """Return a container."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def document(text: str) -> bytes:
    """Return a document with a paragraph for each line."""
    return packed({"word/document.xml": body("".join(runs(line) for line in text.splitlines()))})
