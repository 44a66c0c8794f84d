"""The kinds of record of the two lower apps that can be cleared: whatever holds a file, or words that somebody typed.

Not here, and why: accounts and departments belong to no round; assignments, posts and links hold no words; a masked term is kept
because it must not be read; a clearing's own reason says why, and answers for what went.
"""

from typing import Any

from django.urls import reverse

from issues.models import (
    Aspect,
    Issue,
    KeyProblem,
    MaskingRule,
    Meeting,
    NarrativeSection,
    Opinion,
    OpinionClause,
    PaperDecision,
    Round,
)
from issues.services.decisions import ROOM as DECISIONS
from measures.clearing.kinds import Kind, register
from measures.models import (
    Consultation,
    Evidence,
    Extension,
    LookBack,
    Measure,
    ProgressNote,
    RegisterFile,
    RegisterItem,
    Remark,
    RemarkFile,
)
from measures.remarks.services.register import ROOM as REGISTER
from measures.remarks.services.remarks import ROOM as REMARKS
from measures.services.proof import ROOM as EVIDENCE
from measures.views.common import issue_url, measure_url
from rectify.numerals import chinese


def _page(name: str) -> Any:
    """Return what gives a page of the round by its name."""
    return lambda record: reverse(name, args=[record.belongs_to().round])


def _remark(remark: Remark) -> str:
    return reverse("measures:remark", args=[remark.round_id, remark.number])


def _item(item: RegisterItem) -> str:
    return reverse("measures:register_item", args=[item.round_id, item.pk])


def _settings(round: Round) -> str:
    return reverse("issues:settings_edit", args=[round.pk, "basic"])


STRUCTURE = _page("issues:structure")
ISSUE_TEXTS = ("title", "public_title", "proposed_reason", "disclosure_reason", "conclusion_note", "closure_note")
MEASURE_TEXTS = ("plan", "outcome", "public_text", "status_note", "proof_note")
REGISTER_TEXTS = ("matter", "reply", "note", "sender", "number", "reply_number")
KINDS: tuple[Kind, ...] = (
    Kind(
        "evidence",
        Evidence,
        "佐证材料",
        lambda e: f"佐证材料第{e.pk}号（{e.measure}）",
        lambda e: measure_url(e.measure, "evidence"),
        EVIDENCE,
        fields=("note",),
    ),
    Kind(
        "paper",
        PaperDecision,
        "线下签批",
        lambda p: f"线下签批第{p.pk}号",
        _page("measures:clearings"),
        DECISIONS,
        fields=("text", "number"),
    ),
    Kind(
        "remark-file",
        RemarkFile,
        "监督意见答复附件",
        lambda f: f"{f.remark}的答复附件第{f.pk}号",
        lambda f: _remark(f.remark),
        REMARKS,
    ),
    Kind(
        "register-file",
        RegisterFile,
        "来文扫描件",
        lambda f: f"来文登记第{f.item_id}号的扫描件第{f.pk}号",
        lambda f: _item(f.item),
        REGISTER,
    ),
    Kind("measure", Measure, "整改措施", lambda m: f"整改措施{m}", measure_url, fields=MEASURE_TEXTS),
    Kind(
        "note",
        ProgressNote,
        "进展情况",
        lambda n: f"进展情况第{n.pk}号（{n.measure}）",
        lambda n: measure_url(n.measure, "notes"),
        fields=("text",),
    ),
    Kind(
        "issue",
        Issue,
        "整改事项",
        lambda i: f"整改事项{i.code}",
        issue_url,
        fields=(*ISSUE_TEXTS, "withdrawn_reason", "disclosure_body"),
    ),
    Kind("remark", Remark, "监督意见", str, _remark, fields=("text", "answer", "sign_note", "note")),
    Kind("register", RegisterItem, "来文登记", lambda i: f"来文登记第{i.pk}号", _item, fields=REGISTER_TEXTS),
    Kind(
        "extension",
        Extension,
        "延期申请",
        lambda e: f"延期申请第{e.pk}号（{e.measure}）",
        lambda e: measure_url(e.measure, "extensions"),
        fields=("reason", "opinion"),
    ),
    Kind(
        "consultation",
        Consultation,
        "征求意见",
        lambda c: f"征求意见第{c.pk}号（{c.issue.mark}）",
        lambda c: issue_url(c.issue, "closure"),
        fields=("note", "text", "settlement", "given_for"),
    ),
    Kind(
        "look-back",
        LookBack,
        "回头看",
        lambda b: f"回头看第{b.pk}号（{b.issue.mark}）",
        lambda b: issue_url(b.issue, "closure"),
        fields=("findings", "done_for"),
    ),
    Kind("meeting", Meeting, "会议", str, _page("issues:meetings"), fields=("title", "summary", "attending", "minutes_number")),
    Kind(
        "opinion",
        Opinion,
        "整改意见",
        lambda o: f"第{o.number}条整改意见",
        _page("issues:opinions"),
        fields=("text", "basis"),
    ),
    Kind("clause", OpinionClause, "整改意见条款", lambda c: f"整改意见条款第{c.pk}号", STRUCTURE, fields=("text",)),
    Kind("problem", KeyProblem, "重点问题", lambda p: f"重点问题（{chinese(p.number)}）", STRUCTURE, fields=("title",)),
    Kind("aspect", Aspect, "方面", lambda a: f"第{a.number}方面", STRUCTURE, fields=("title",)),
    Kind(
        "section",
        NarrativeSection,
        "叙述部分",
        lambda s: f"叙述部分第{s.pk}号",
        _page("issues:narrative"),
        fields=("heading", "body"),
    ),
    Kind(
        "masking",
        MaskingRule,
        "词语替换规则",
        lambda m: f"词语替换规则第{m.pk}号",
        _page("measures:clearings"),
        fields=("reason",),
    ),
    Kind("round", Round, "轮次设置", lambda r: "轮次设置", _settings, fields=("opening", "closing", "plan_basis")),
)


def register_kinds() -> None:
    """Let what this table names be cleared."""
    register(*KINDS)
