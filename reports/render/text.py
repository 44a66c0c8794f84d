"""The content tree as plain text: one paragraph a line, a table's cells apart by tabs.

What every other form is compared with.
"""

from reports.content import Document, lines


def render(document: Document) -> str:
    """Red header and title (where there are such), then blocks, each line ended."""
    parts = [part for part in (*red_head(document), document.title) if part]
    parts += [line for block in document.blocks for line in lines(block)]
    return "".join(f"{part}\n" for part in parts)


def red_head(document: Document) -> tuple[str, str]:
    """The issuer's mark and the document's number above the title; empty where the document has none."""
    return document.issuer_mark, document.document_number
