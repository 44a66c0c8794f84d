"""《整改事项销号审批表》 of one issue: what was found, done, proved, concluded, asked, said and decided, with names and dates.

What hasn't been decided on screen yet has a blank to be signed on paper. Internal, never public.
"""

import datetime
from collections.abc import Iterator

from django.utils import timezone

from issues.models import Issue, PaperDecision
from issues.words import Closure, Conclusion
from measures.changes import confirmations_of
from measures.closure.recusal import team_concerned
from measures.closure.way import confirmed_by
from measures.models import Consultation, Evidence, LookBack, Measure, Reply
from reports.content import SIGN_HERE, Document, Kind, Ref, Table, paragraph
from reports.numbering import chinese_date, label

TITLE = "整改事项销号审批表"
HEAD = 16  # characters of a fingerprint that are printed; the whole stands beside the file
OFFICE, TEAM, GROUP = "领导小组办公室", "驻局纪检监察组", "领导小组"
Rows = Iterator[tuple[str, str]]


def closing_form(issue: Issue, day: datetime.date) -> Document:
    """Build the form of `issue` as it stands on `day`. Five queries before it is asked for, one or two more after."""
    asked = _asking(issue)
    rows = (
        *_found(issue),
        *_concluded(issue),
        *_requested(asked),
        *_answered(issue, asked, day),
        *_decided(issue),
        *_paper(issue),
    )
    measures = Measure.objects.live().filter(issue=issue).with_people().order_by("number")
    kept = Evidence.objects.filter(measure__issue=issue, measure__withdrawn_at=None).proving().order_by("measure__number", "id")
    tables = [Table(("栏目", "内容"), tuple(rows))]
    if of_measures := tuple(map(_measure, measures)):
        tables.append(Table(("整改措施", "落实情况", "责任、时限和状态"), of_measures, caption="整改措施"))
    if of_proof := tuple(map(_proof, kept.select_related("measure"))):
        tables.append(Table(("措施", "材料", "上传日期", "指纹"), of_proof, caption="佐证材料"))
    note = f"指纹为文件SHA-256的前{HEAD}位，全文见台账。本表供内部审批使用，不公开。"
    return Document(
        kind=Kind.FORM,
        title=TITLE,
        blocks=(
            paragraph(f"情况截至{chinese_date(day)}。", ref=Ref("issue", issue.pk)),
            *tables,
            paragraph(note),
        ),
        cut_off=day,
        issuer=issue.round.unit,
        subject=f"{TITLE}（{issue.code}）",
    )


def _asking(issue: Issue) -> Consultation | None:
    """The asking that led to where the issue stands; an earlier one that was refused is past."""
    if issue.closure not in (Closure.REQUESTED, Closure.CLOSED):
        return None
    asked = Consultation.objects.filter(issue=issue).select_related("asked_by__person", "given_by__person", "settled_in")
    return asked.first()


def _told(who: object, on: datetime.date | None, what: str, words: str = "") -> str:
    """Who, when, what, and in which words."""
    said = "，".join(filter(None, (str(who or ""), chinese_date(on) if on else "", what)))
    return f"{said}：{words}" if words else f"{said}。"


def _found(issue: Issue) -> Rows:
    yield "整改事项", f"{issue.mark}　{issue.title}"
    yield "种类", issue.get_kind_display() + ("，重点难点" if issue.hard else "")
    if issue.key_problem is not None:
        yield "重点问题", f"{label(2, issue.key_problem.number)}{issue.key_problem.title}"
    yield "销号情况", issue.get_closure_display() + _continuing(issue)


def _continuing(issue: Issue) -> str:
    if issue.continuing_until is None:
        return ""
    return f"至{chinese_date(issue.continuing_until)}。{issue.closure_note}"


def _concluded(issue: Issue) -> Rows:
    if issue.proposed:
        word = f"拟定为{issue.get_proposed_display()}"
        yield "拟定结论", _told(issue.proposed_by, issue.proposed_on, word, issue.proposed_reason)
    if issue.conclusion == Conclusion.UNDETERMINED:
        yield "审定结论", SIGN_HERE
        return
    held = f"（{issue.concluded_in}）" if issue.concluded_in else ""
    word = f"审定为{issue.get_conclusion_display()}{held}"
    yield "审定结论", _told(issue.concluder, issue.concluded_on, word, issue.conclusion_note)


def _requested(asked: Consultation | None) -> Rows:
    said = _told(asked.asked_by, asked.asked_on, "申请销号", asked.note) if asked else SIGN_HERE
    yield f"{OFFICE}意见", said


def _answered(issue: Issue, asked: Consultation | None, day: datetime.date) -> Rows:
    heading = f"{TEAM}意见"
    if asked is not None and asked.opinion == Reply.SILENT:
        yield heading, f"{chinese_date(asked.asked_on)}征求意见，回复期限{chinese_date(asked.due_on)}，期满未回复，不视为同意。"
    elif asked is not None and asked.opinion:
        yield heading, _opinion(asked)
    else:
        if asked is not None:
            until = f"{asked.standing(day)}，回复期限{chinese_date(asked.due_on)}"
            yield "征求意见", f"{chinese_date(asked.asked_on)}征求意见，{until}。"
        yield heading + ("（由上级机关提出）" if team_concerned(issue) else ""), SIGN_HERE
    if asked is not None and asked.settled_in is not None:
        yield "领导小组研究", asked.settled


def _opinion(asked: Consultation) -> str:
    recorded = f"（由{OFFICE}{asked.given_by}代录）" if asked.given_for else ""
    return _told(asked.given_for or asked.given_by, asked.given_on, asked.get_opinion_display() + recorded, asked.text)


def _decided(issue: Issue) -> Rows:
    heading = f"{GROUP}审批意见"
    if issue.closure != Closure.CLOSED:
        yield heading, SIGN_HERE
        return
    yield heading, _told(issue.closer, issue.closure_on, "同意销号", issue.closure_note)
    for entry in confirmations_of(issue):
        yield "销号后变动", confirmed_by(entry)
    for back in LookBack.objects.filter(issue=issue, cancelled=False).select_related("done_by__person"):
        who = back.done_for or back.done_by
        done = _told(who, back.done_on, back.get_result_display(), back.findings)
        yield "回头看", done if back.result else f"计划{chinese_date(back.planned_on)}开展。"


def _paper(issue: Issue) -> Rows:
    """What was signed on paper about the issue and confirmed by a second person."""
    decisions = PaperDecision.objects.about(issue).filter(withdrawn=False, confirmed_by__isnull=False)
    for paper in decisions.order_by("decided_on", "id"):
        source = "，".join(str(part) for part in (paper.meeting, paper.number) if part)
        scan = f"；扫描件{paper.name}，指纹{paper.sha256[:HEAD]}"
        words = _told(
            paper.signatory, paper.decided_on, f"线下签批，由{paper.recorded_by}代录、{paper.confirmed_by}确认", paper.text
        )
        yield "线下签批", words.rstrip("。") + (f"；{source}" if source else "") + scan + "。"


def _measure(measure: Measure) -> tuple[str, ...]:
    departments = {"牵头": measure.lead, "配合": "、".join(department.name for department in measure.cooperating)}
    people = {"责任领导": measure.responsible_leader, "责任人": measure.responsible, "报送": measure.reported_by}
    named = [f"{word}：{who}" for word, who in {**departments, **people}.items() if who]
    due = f"时限：{chinese_date(measure.due_on)}" if measure.due_on else ""
    moved = measure.original_due_on if measure.original_due_on != measure.due_on else None
    due += f"（原定{chinese_date(moved)}）" if due and moved else ""
    done = f"（{chinese_date(measure.done_on)}）" if measure.done_on else ""
    standing = [*named, due, "长期坚持" if measure.long_term else "", measure.get_status_display() + done]
    return f"{measure.number}. {measure.plan}", measure.outcome or "尚未填写", "；".join(filter(None, standing))


def _proof(evidence: Evidence) -> tuple[str, ...]:
    return (
        str(evidence.measure.number),
        evidence.name,
        chinese_date(timezone.localdate(evidence.uploaded_at)),
        evidence.sha256[:HEAD],
    )
