"""What the internal report says of supervision: the remarks, one by one while they are unsettled, and the register."""

import datetime

from django.utils import timezone

from issues.models import Round
from measures.models import RegisterItem, Remark
from measures.remarks.selectors import subject_words
from measures.words import RegisterState, RemarkState
from reports.content import Block, Table, paragraph
from reports.numbering import chinese_date

COLUMNS = ("编号", "监督意见", "所涉", "提出", "答复", "办理情况")
PAPERS = ("日期", "来文", "事由", "办理情况")


def remark_blocks(round: Round, day: datetime.date) -> list[Block]:
    """Return the paragraph of totals and the table of what is unsettled; none where nothing was remarked. Two queries."""
    remarks = list(Remark.objects.filter(round=round).exclude(state=RemarkState.WITHDRAWN).with_people().order_by("number"))
    open_ones = [remark for remark in remarks if not remark.settled]
    late = sum(remark.overdue(day) for remark in open_ones)
    if not remarks:
        return []
    said = f"共提出监督意见{len(remarks)}条，已办结{len(remarks) - len(open_ones)}条，未办结{len(open_ones)}条"
    blocks: list[Block] = [paragraph(said + (f"，其中逾期未答复{late}条。" if late else "。"))]
    rows = tuple(_row(remark, day) for remark in open_ones)
    return [*blocks, Table(COLUMNS, rows, caption="未办结的监督意见")] if rows else blocks


def _row(remark: Remark, day: datetime.date) -> tuple[str, ...]:
    due = f"，{chinese_date(remark.answer_by)}前答复" if remark.awaited else ""
    late = "，已逾期" if remark.overdue(day) else ""
    made = f"{remark.maker}，{chinese_date(timezone.localdate(remark.made_at))}"
    standing = f"{remark.get_state_display()}{due}{late}"
    return (f"第{remark.number}号", remark.text, subject_words(remark), made, remark.respondent, standing)


def paper_blocks(round: Round, day: datetime.date) -> list[Block]:
    """Return the table of the papers that are registered; none where there are none. One query."""
    items = list(RegisterItem.objects.filter(round=round).exclude(state=RegisterState.WITHDRAWN).order_by("dated_on", "pk"))
    rows = tuple((chinese_date(item.dated_on), str(item), item.matter, _went(item, day)) for item in items)
    return [Table(PAPERS, rows, caption="登记的来文和批示")] if rows else []


def _went(item: RegisterItem, day: datetime.date) -> str:
    due = f"，{chinese_date(item.answer_by)}前回复" if item.answer_by and item.state == RegisterState.OPEN else ""
    replied = f"（{chinese_date(item.replied_on)}）" if item.replied_on else ""
    return f"{item.get_state_display()}{replied}{due}" + ("，已逾期" if item.overdue(day) else "")
