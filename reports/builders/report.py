"""The internal 整改进展情况报告: the notice's tree with other nodes let in, for the leading group and the superior. Never public.

Every issue that counts is told, with its plan beside its outcome, who answers for it, its dates and lights, and why it is not
printed apart. A further section is a further function in SECTIONS: it gives its heading and its blocks, none where it has
nothing to say.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from issues.models import Issue, KeyProblem, NarrativeSection, OpinionClause, Round
from issues.words import Conclusion, Disclosure, Kind, Slot
from measures.figures import Figures, figures, today
from measures.models import Measure
from reports.builders.named import speaker
from reports.builders.narrative import Section, ended, narrative_blocks
from reports.builders.quoting import quoted
from reports.builders.remarks import paper_blocks, remark_blocks
from reports.content import Block, Document, Heading, Paragraph, Ref, Run, Table, paragraph
from reports.content import Kind as DocumentKind
from reports.numbering import chinese_date, label
from reports.reconciliation import reconciled, unlisted_issues

MEASURE_COLUMNS = ("整改措施", "落实情况", "责任、时限和状态")
COUNTED = {"具体问题": "manifestations", "“举一反三”整改事项": "follow_on_items", "深度整改任务": "deep_tasks"}


@dataclass(frozen=True)
class Told:
    """What every section reads: the round, its figures, its issues that count and their measures."""

    round: Round
    counted: Figures
    say: Callable[[str], str]
    problems: list[KeyProblem]
    issues: list[Issue]
    measures: dict[int, list[Measure]]
    clauses: dict[int, list[str]] = field(default_factory=dict)

    @property
    def day(self) -> datetime.date:
        """The day of which everything is told."""
        return self.counted.cut_off

    def under(self, problem: int | None) -> list[Issue]:
        """The issues of a key problem (None: the deep tasks), a manifestation before what was found by analogy."""
        return [issue for issue in self.issues if issue.key_problem_id == problem]


def internal_report(round: Round, cut_off: datetime.date | None = None) -> Document:
    """Build the report of `round` as it stands; `cut_off` (default: today) is the day of its figures and lights."""
    told = _read(round, figures(round, cut_off or today(round)))
    sections = [found for section in SECTIONS if (found := section(told))[1]]
    blocks: list[Block] = [paragraph(_opening(told))]
    for place, (heading, content) in enumerate(sections, start=1):
        blocks += [Heading(1, heading, number=label(1, place)), *content]
    return Document(
        kind=DocumentKind.REPORT,
        title=f"{round.unit}关于巡视整改进展情况的报告",
        blocks=tuple(blocks),
        cut_off=told.day,
        issuer=round.unit,
        subject="巡视整改进展情况（内部）",
    )


def _read(round: Round, counted: Figures) -> Told:
    measures: dict[int, list[Measure]] = defaultdict(list)
    for measure in Measure.objects.live().filter(round=round).with_people().in_order():
        measures[measure.issue_id].append(measure)
    clauses: dict[int, list[str]] = defaultdict(list)
    quoted_ones = OpinionClause.objects.filter(key_problem__round=round, withdrawn=False).order_by("key_problem", "order", "id")
    for problem, text in quoted_ones.values_list("key_problem", "text"):
        clauses[problem].append(text)
    problems = list(KeyProblem.objects.live().filter(round=round).order_by("number"))
    issues = list(
        Issue.objects.live().filter(round=round).select_related("merged_into__key_problem", "merged_into__parent").in_order()
    )
    return Told(round, counted, speaker(round, counted), problems, issues, measures, clauses)


def _opening(told: Told) -> str:
    return f"现将{told.round.inspection}反馈意见整改进展情况报告如下（截至{chinese_date(told.day)}）。本报告供内部使用，不公开。"


# one by one


Titled = tuple[str, list[Block]]


def _overview(told: Told) -> Titled:
    return "总体情况", [*_narrative(told, Slot.OVERVIEW, 2), *_totals(told)]


def _narrative(told: Told, slot: Slot, level: int) -> list[Block]:
    rows = NarrativeSection.objects.filter(round=told.round, slot=slot).order_by("order").values_list("heading", "body")
    return narrative_blocks([Section(told.say(heading), told.say(body)) for heading, body in rows], level)


def _totals(told: Told) -> list[Block]:
    words = [word.label for word in Conclusion]
    rows = []
    for name, key in COUNTED.items():
        counts = getattr(told.counted, key)
        rows.append((name, str(counts.total), *(str(getattr(counts, word.value)) for word in Conclusion)))
    done = told.counted.measures
    statuses = "，".join(f"{status.label}{count}条" for status, count in done.statuses())
    states = f"整改措施共{done.total}条：{statuses}；已逾期{done.overdue}条，临期{done.due_soon}条，长期坚持{done.long_term}条。"
    return [Table(("事项", "总数", *words), tuple(rows), caption="整改事项结论"), paragraph(states)]


def _feedback(told: Told) -> Titled:
    blocks: list[Block] = []
    for problem in told.problems:
        clauses = "".join(map(quoted, told.clauses.get(problem.pk, [])))
        heading = f"关于{quoted(problem.title)}问题" + (f"和{clauses}整改意见" if clauses else "")
        blocks.append(Heading(2, heading, number=label(2, problem.number), ref=Ref("keyproblem", problem.pk)))
        for issue in told.under(problem.pk):
            blocks += _issue(told, issue)
    return "巡视反馈意见相关整改事项落实情况", blocks


def _deep_tasks(told: Told) -> Titled:
    tasks = [block for issue in told.under(None) for block in _issue(told, issue)]
    return "“推动改革促进发展”深度整改任务阶段性进展情况", tasks


def _issue(told: Told, issue: Issue) -> Iterator[Block]:
    """An issue's own sentence and standing, then its measures, plan beside outcome."""
    names = {Kind.MANIFESTATION: "具体问题", Kind.FOLLOW_ON: "“举一反三”整改事项", Kind.DEEP_TASK: "深度整改任务"}
    head = Run(f"{names[Kind(issue.kind)]}{quoted(issue.title)}。", ref=Ref("issue", issue.pk), level=3)
    number = f"{issue.number}." if issue.kind != Kind.FOLLOW_ON else ""
    yield Paragraph((head, Run(_standing(issue))), number)
    measures = told.measures.get(issue.pk, [])
    if measures:
        yield Table(MEASURE_COLUMNS, tuple(_measure(told, measure) for measure in measures))
    elif not issue.placeholder:
        yield paragraph("尚未列整改措施。")


def _standing(issue: Issue) -> str:
    parts = [f"编号{issue.code}"] + (["重点难点"] if issue.hard else [])
    if issue.conclusion != Conclusion.UNDETERMINED:
        on = f"（{chinese_date(issue.concluded_on)}）" if issue.concluded_on else ""
        parts.append(f"审定结论：{issue.get_conclusion_display()}{on}")
    else:
        parts.append("审定结论：待认定" + (f"，拟定为{issue.get_proposed_display()}" if issue.proposed else ""))
    return "；".join([*parts, _disclosure(issue)]) + "。"


def _disclosure(issue: Issue) -> str:
    """How an issue appears in public, and why where it isn't in full."""
    if issue.placeholder:
        return "公开情况：未刊载，只计数"
    merged = f"，合并到{issue.merged_into.mark}" if issue.merged_into else ""
    said = f"公开方式：{issue.get_disclosure_display()}{merged}"
    return said if issue.disclosure == Disclosure.FULL else f"{said}，{_reason(issue)}"


def _reason(issue: Issue) -> str:
    on = chinese_date(issue.disclosure_on) if issue.disclosure_on else ""
    approved = "，".join(filter(None, (issue.disclosure_body, on)))
    return (f"理由：{ended(issue.disclosure_reason).rstrip('。')}" if issue.disclosure_reason else "理由尚未填写") + (
        f"（{approved}）" if approved else ""
    )


def _measure(told: Told, measure: Measure) -> tuple[str, ...]:
    plan, standing = f"{measure.number}. {measure.plan}", f"{_answerable(measure)}；{_due(told, measure)}"
    return (plan, measure.outcome or "尚未填写", standing)


def _answerable(measure: Measure) -> str:
    cooperating = "、".join(department.name for department in measure.cooperating)
    leader, person = measure.responsible_leader, measure.responsible
    found = {
        "牵头": measure.lead.name if measure.lead else "未定",
        "配合": cooperating,
        "责任领导": leader.name if leader else "未定",
        "责任人": person.name if person else "未定",
    }
    return "；".join(f"{word}：{value}" for word, value in found.items() if value)


def _due(told: Told, measure: Measure) -> str:
    """The due date, the original one where it is another, the status, and the light in its word."""
    due = chinese_date(measure.due_on) if measure.due_on else ""
    moved = measure.original_due_on if measure.original_due_on != measure.due_on else None
    original = f"（原定{chinese_date(moved)}）" if moved else ""
    light = measure.light(told.day, told.round.warning_days).label
    words = dict.fromkeys((due + original, measure.get_status_display(), light))
    return "；".join(filter(None, words))


def _unlisted(told: Told) -> Titled:
    """未单列公开, with the reasons, and the figures that were stated otherwise."""
    found = unlisted_issues(told.round)
    rows = tuple((issue.code, issue.title, issue.get_disclosure_display(), _why(issue)) for issue in found)
    blocks: list[Block] = [Table(("编号", "整改事项", "公开方式", "理由"), rows)] if rows else []
    differing = [line for line in reconciled(told.round, told.counted, {}) if line.differs]
    said = "；".join(f"{line.word}：反馈{line.stated}、台账{line.computed}" for line in differing)
    return "未单列公开的事项", [*blocks, *([paragraph(f"与反馈所述不一致的数字：{said}。")] if said else [])]


def _why(issue: Issue) -> str:
    return "原文未刊载，只计数" if issue.placeholder else _reason(issue)


def _supervised(told: Told) -> Titled:
    return "监督意见和来文办理情况", [*remark_blocks(told.round, told.day), *paper_blocks(told.round, told.day)]


def _remaining(told: Told) -> Titled:
    parts = {"存在的主要问题": Slot.REMAINING, "下步工作打算": Slot.NEXT}
    found = {heading: blocks for heading, slot in parts.items() if (blocks := _narrative(told, slot, 3))}
    content: list[Block] = []
    for place, (heading, blocks) in enumerate(found.items(), start=1):
        content += [Heading(2, heading, number=label(2, place)), *blocks]
    return "和".join(found), content


SECTIONS: tuple[Callable[[Told], Titled], ...] = (
    _overview,
    _feedback,
    _deep_tasks,
    _unlisted,
    _supervised,
    _remaining,
)
