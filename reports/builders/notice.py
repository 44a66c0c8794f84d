"""The public notice (通报): a round's ledger and narrative → content tree, in the order and wording of published ones.

What the ledger knows is generated, figures included (they come from `measures.figures` alone); what only people can say is
narrative. Every field that is printed is named here, in `printed` and in `narrative`.
"""

import datetime
from collections.abc import Callable, Sequence

from issues.models import NarrativeSection, Round
from issues.words import Conclusion, Kind, Slot
from measures.figures import Conclusions, Figures, Opinions, figures, today
from reports.builders.masking import Mask, Masking, masked, masks_of
from reports.builders.named import speaker
from reports.builders.narrative import Section, ended, narrative_blocks
from reports.builders.printed import PrintedIssue, PrintedLedger, PrintedProblem, printed_ledger
from reports.builders.quoting import quoted
from reports.content import Block, ContactLine, Document, Heading, Paragraph, Ref, Run, Signature, paragraph
from reports.content import Kind as DocumentKind
from reports.numbering import label, measure_ordinal

Say = Callable[[str], str]
DEEP = "“推动改革促进发展”深度整改任务"
FOLLOW_ON = "“举一反三”整改事项"
DONE = "，进行了以下整改。"
# as a totals sentence says them, in the round's order
WORDS = {
    Conclusion.COMPLETED: "已完成整改",
    Conclusion.PHASED: "阶段性完成",
    Conclusion.BASIC: "基本完成",
    Conclusion.INCOMPLETE: "未完成",
    Conclusion.UNDETERMINED: "待认定",
}


def public_notice(round: Round, cut_off: datetime.date | None = None) -> Document:
    """Build the notice of `round` as it stands; `cut_off` (default: today) is the day its figures are of. Twelve queries."""
    return notice_of(round, printed_ledger(round), figures(round, cut_off or today(round)))


def notice_of(round: Round, ledger: PrintedLedger, counted: Figures, masks: Sequence[Mask] | None = None) -> Document:
    """Build the notice from what was read already; the figures say of which day they are. Three queries.

    `masks` (default: the round's) are put over what is printed.
    """
    masks = masks_of(round) if masks is None else masks
    say = speaker(round, counted)
    narrative = _narrative(round, say)
    sections: list[tuple[str, list[Block]]] = [
        ("总体情况", narrative_blocks(narrative[Slot.OVERVIEW], level=2)),
        ("巡视反馈意见相关整改事项落实情况", _feedback(ledger, counted)),
        (f"{DEEP}阶段性进展情况", _deep_tasks(ledger, counted)),
        _remaining(narrative),
    ]
    blocks = [*_lines(say(round.opening)), *_numbered(sections), *_closing(round, say, Masking(masks).text)]
    blocks += _signed(round, counted.cut_off)
    notice = Document(
        kind=DocumentKind.NOTICE,
        title=f"{round.unit}关于巡视整改进展情况的通报",
        blocks=tuple(blocks),
        cut_off=counted.cut_off,
        issuer=round.unit,
        subject="巡视整改进展情况",
        issuer_mark=round.issuer_mark,
        document_number=round.document_number,
    )
    return masked(notice, masks)


def _narrative(round: Round, say: Say) -> dict[Slot, list[Section]]:
    found: dict[Slot, list[Section]] = {slot: [] for slot in Slot}
    sections = NarrativeSection.objects.filter(round=round).order_by("slot", "order")
    for slot, heading, body in sections.values_list("slot", "heading", "body"):
        found[Slot(slot)].append(Section(say(heading), say(body)))
    return found


def _numbered(sections: Sequence[tuple[str, list[Block]]]) -> list[Block]:
    """一、二、… before the sections that have something to say."""
    blocks: list[Block] = []
    for place, (heading, content) in enumerate(((h, c) for h, c in sections if c), start=1):
        blocks += [Heading(1, heading, number=label(1, place)), *content]
    return blocks


def _lines(text: str) -> list[Block]:
    return [paragraph(line.strip()) for line in text.splitlines() if line.strip()]


# 二、 what the feedback found


def _feedback(ledger: PrintedLedger, counted: Figures) -> list[Block]:
    totals = _feedback_totals(counted)
    blocks: list[Block] = [paragraph(totals)] if totals else []
    for place, problem in enumerate(ledger.problems, start=1):
        blocks += _problem(problem, place)
    return blocks


def _feedback_totals(counted: Figures) -> str:
    """The totals paragraph; what counts zero is left out."""
    found = [
        _counted("共指出具体问题", counted.manifestations),
        _opinions(counted.opinions),
    ]
    feedback = "；".join(filter(None, found))
    follow_on = _counted(f"共查摆{FOLLOW_ON}", counted.follow_on_items)
    sentences = [feedback and f"本轮巡视反馈意见{feedback}。", follow_on and f"整改期间{follow_on}。"]
    return "".join(sentences)


def _counted(opening: str, counts: Conclusions) -> str:
    """…34个，目前已完成整改10个，阶段性完成20个，基本完成4个."""
    if not counts.total:
        return ""
    words = "，".join(f"{WORDS[word]}{count}个" for word, count in counts.words() if count)
    return f"{opening}{counts.total}个，目前{words}"


def _opinions(opinions: Opinions) -> str:
    if not opinions.total:
        return ""
    states = {"已落实": opinions.implemented, "正在落实": opinions.total - opinions.implemented}
    return f"提出整改意见{opinions.total}条，" + "，".join(f"{word}{n}条" for word, n in states.items() if n)


def _problem(problem: PrintedProblem, place: int) -> list[Block]:
    clauses = "".join(map(quoted, problem.clauses))
    heading = f"关于{quoted(problem.title)}问题" + (f"和{clauses}整改意见" if clauses else "")
    blocks: list[Block] = [Heading(2, heading, number=label(2, place), ref=Ref("keyproblem", problem.pk))]
    number = 0
    for issue in problem.issues:
        number += issue.kind == Kind.MANIFESTATION
        numbered = issue.kind == Kind.MANIFESTATION and problem.manifestations > 1
        blocks.append(_issue(issue, label(3, number) if numbered else ""))
    return blocks


def _issue(issue: PrintedIssue, number: str) -> Paragraph:
    """针对“…”问题，进行了以下整改。一是…。二是…。"""
    count = len(issue.measures)
    texts = [
        Run(measure_ordinal(place, count) + ended(measure.text), ref=Ref("measure", measure.pk))
        for place, measure in enumerate(issue.measures, start=1)
    ]
    return Paragraph((Run(f"针对{_named(issue)}{DONE}", ref=Ref("issue", issue.pk), level=3), *texts), number)


def _named(issue: PrintedIssue) -> str:
    """The issue as its paragraph names it; a withheld title leaves what kind of thing it is."""
    match issue.kind:
        case Kind.FOLLOW_ON:
            return FOLLOW_ON + (quoted(issue.title) if issue.title else "")
        case Kind.DEEP_TASK:
            return DEEP + (quoted(issue.title) if issue.title else "")
        case _:
            return f"{quoted(issue.title)}问题" if issue.title else "上述问题"


# 三、 deep tasks


def _deep_tasks(ledger: PrintedLedger, counted: Figures) -> list[Block]:
    totals = _counted(f"共查摆{DEEP}", counted.deep_tasks)
    blocks: list[Block] = [paragraph(f"整改期间，{totals}。")] if totals else []
    several = len(ledger.deep_tasks) > 1
    return blocks + [_issue(task, label(3, n) if several else "") for n, task in enumerate(ledger.deep_tasks, start=1)]


# 四、 what remains and what comes next, and the end


def _remaining(narrative: dict[Slot, list[Section]]) -> tuple[str, list[Block]]:
    parts = {"存在的主要问题": Slot.REMAINING, "下步工作打算": Slot.NEXT}
    found = {heading: blocks for heading, slot in parts.items() if (blocks := narrative_blocks(narrative[slot], level=3))}
    if len(found) < 2:
        return "".join(found), [block for blocks in found.values() for block in blocks]
    content: list[Block] = []
    for place, (heading, blocks) in enumerate(found.items(), start=1):
        content += [Heading(2, heading, number=label(2, place)), *blocks]
    return "和".join(found), content


def _signed(round: Round, cut_off: datetime.date) -> list[Block]:
    """Issuer and date, where the round gives one of them; an issuer without a date has the cut-off's."""
    signature = round.signature.strip()
    return [Signature(signature, round.signed_on or cut_off)] if signature or round.signed_on else []


def _closing(round: Round, say: Say, mask: Say) -> list[Block]:
    """The closing words, and in their last paragraph how to reach the unit."""
    *before, last = [line.strip() for line in say(round.closing).splitlines() if line.strip()] or [""]
    contacts = {"联系电话": round.contact_phone, "电子邮箱": round.contact_email}
    contact = "；".join(f"{word}：{value.strip()}" for word, value in contacts.items() if value.strip())
    text = ended(mask(last)) + (f"{contact}。" if contact else "")
    return [*map(paragraph, before), *([ContactLine(text)] if text else [])]
