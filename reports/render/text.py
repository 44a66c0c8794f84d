"""The content tree as plain text: one paragraph a line, a table's cells apart by tabs.

What every other form is compared with.
"""

from reports.content import Document, lines


def render(document: Document) -> str:
    """Title (where there is one) and blocks, each line ended."""
    parts = [document.title] if document.title else []
    parts += [line for block in document.blocks for line in lines(block)]
    return "".join(f"{part}\n" for part in parts)
