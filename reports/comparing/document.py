"""A comparison as a content tree (for the PDF) and as the rows of a workbook."""

from collections.abc import Iterator

from rectify.tables import Row, Sheet
from reports.comparing.gathering import Compared
from reports.content import Block, Document, Heading, Kind, Table, paragraph
from reports.numbering import label
from reports.past.core import Change, Changed
from reports.past.kinds import ChangeKind

FIGURES = ("类别", "项目", "此前", "此后", "增减")
CHANGES = ("编号", "变化", "原", "现")
PRINTED = 60
HEAD = ("重点问题", "编号", "整改事项或措施", "变化", "内容", "原", "现", "说明")
WIDTHS = (24, 10, 40, 12, 12, 40, 40, 20)


def document(compared: Compared) -> Document:
    """Build the tree: figures at both moments, then what differs, key problem by key problem."""
    then, now = compared.asked.then, compared.asked.now
    blocks: list[Block] = [
        paragraph(f"此前：{then.label}。此后：{now.label}。"),
        paragraph(compared.summary),
        Heading(1, "两个时点的数字", number=label(1, 1)),
        _figures(compared),
        Heading(1, "变化的整改事项和措施", number=label(1, 2)),
        paragraph("此前没有、此后较长的文字只印开头，全文见导出的XLSX。"),
    ]
    for section in compared.sections:
        blocks += [Heading(2, section.title, number=section.mark), Table(CHANGES, tuple(_cells(section.rows)))]
    if not compared.sections:
        blocks.append(paragraph("没有变化。"))
    return Document(
        kind=Kind.REPORT,
        title=f"{compared.round.unit}巡视整改台账对比",
        blocks=tuple(blocks),
        cut_off=now.day,
        issuer=compared.round.unit,
        subject="整改台账两个时点的对比（内部）",
    )


def _figures(compared: Compared) -> Table:
    """One table of what is or was there; the lines that are nothing at both moments are left out."""
    said = ((word, line) for word, lines in compared.figures for line in lines if line.then or line.now)
    return Table(FIGURES, tuple((word, line.word, str(line.then), str(line.now), line.moved) for word, line in said))


def _cells(rows: list[Changed]) -> Iterator[tuple[str, ...]]:
    """A row for each change; a record that was added says its text as what is now."""
    for row in rows:
        for change in row.changes:
            note = f"（{change.note}）" if change.note else ""
            said = change.kind_word if change.word in change.kind_word else f"{change.kind_word}：{change.word}"
            yield (row.record.name, said, change.old or "—", (_printed(change) or "—") + note)


def _printed(change: Change) -> str:
    """A long text that stands where nothing stood is printed with its beginning alone; the workbook has it whole."""
    cut = change.kind is not ChangeKind.ADDED and not change.old and len(change.new) > PRINTED
    return f"{change.new[:PRINTED]}……" if cut else change.new


def sheets(compared: Compared) -> list[Sheet]:
    """Return the workbook's two sheets: what differs, and the figures."""
    then, now = compared.asked.then, compared.asked.now
    figures = [(word, line.word, line.then, line.now, line.now - line.then) for word, lines in compared.figures for line in lines]
    return [
        Sheet("变化", HEAD, list(_lines(compared)), WIDTHS),
        Sheet("数字", ("类别", "项目", then.label, now.label, "增减"), figures, (24, 14, 30, 30, 8)),
    ]


def _lines(compared: Compared) -> Iterator[Row]:
    for section in compared.sections:
        for row in section.rows:
            for change in row.changes:
                head = (f"{section.mark}{section.title}", row.record.name, row.record.title)
                yield (*head, change.kind_word, change.word, change.old, change.new, change.note)
