"""What the pages of a round show: reads alone, each through visible()."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch

from issues.models import Aspect, Issue, KeyProblem, Meeting, MeetingQuerySet, NarrativeSection, Opinion, OpinionClause, Round
from issues.words import FOUR_WORDS, Kind, MeetingKind, Slot
from rectify.accounts.models import User
from rectify.accounts.permissions import visible
from rectify.numerals import chinese

WORKED = {True: "上班", False: "休息"}
SECTIONS: dict[str, str] = {
    "basic": "基本信息",
    "period": "集中整改期",
    "contact": "通报开头、结尾与联系方式",
    "letterhead": "通报的版头与署名",
    "review": "通报的审核与公开",
    "closing": "销号与工作日",
    "supervision": "变更监督",
    "glosses": "四种结论的说明",
    "stated": "反馈所述数字",
    "mail": "邮件",
    "illustrative": "示例说明",
}

STATED: dict[str, str] = {
    "aspects": "方面",
    "key_problems": "重点问题",
    "manifestations": "具体问题",
    "follow_on_items": "“举一反三”整改事项",
    "deep_tasks": "深度整改任务",
    "opinions": "整改意见",
    "measures": "整改措施",
}


@dataclass(frozen=True)
class Shown:
    """A section of the settings as it is shown: its key and title, and its facts as (label, value)."""

    key: str
    title: str
    facts: list[tuple[str, Any]]


@dataclass
class ProblemRow:
    """A key problem with the counts of what the reader sees under it."""

    problem: KeyProblem
    manifestations: int = 0
    follow_on: int = 0

    @property
    def mark(self) -> str:
        """The number as headings print it: （三）."""
        return mark_of(self.problem)


def mark_of(problem: KeyProblem) -> str:
    """Return a key problem's number as headings print it: （三）."""
    return f"（{chinese(problem.number)}）"


def settings_of(round: Round) -> list[Shown]:
    """Return the sections of a round's settings, in their order."""
    facts: dict[str, list[tuple[str, Any]]] = {
        "basic": _fields(round, "title", "unit", "unit_short", "inspection", "measure_count_note"),
        "period": [
            *_fields(round, "feedback_on", "concentrated_until"),
            ("临期提醒天数", f"{round.warning_days}天"),
            ("监督意见答复期限", f"{round.remark_days}个工作日"),
        ],
        "contact": _fields(round, "opening", "closing", "contact_phone", "contact_email"),
        "letterhead": _fields(round, "issuer_mark", "document_number", "signature", "signed_on"),
        "review": [
            ("审核环节", "\n".join(round.review_steps) or "不设"),
            ("历次版本", "公开页同时提供" if round.earlier_public else "公开页只提供现行版本"),
        ],
        "closing": [
            ("征求意见期限", f"{round.consultation_days}个工作日"),
            ("销号后回头看", f"{round.look_back_months}个月后"),
            ("申请延期", f"到期{round.extension_days}个工作日前"),
            ("工作日例外", "\n".join(f"{day}　{WORKED[worked]}" for day, worked in sorted(round.day_exceptions.items()))),
        ],
        "supervision": [
            ("工作时间", f"{round.work_from:%H:%M}—{round.work_until:%H:%M}"),
            ("完成时限多次调整", f"{round.notable_due_moves}次及以上"),
            ("启动后很快完成", f"{round.notable_minutes}分钟以内"),
            ("期限当天集中报送", f"{round.notable_last_day}条措施及以上"),
        ],
        "glosses": [(word.label, round.glosses.get(word, "")) for word in FOUR_WORDS],
        "stated": [(word, round.stated.get(name, "")) for name, word in STATED.items()],
        "mail": [("调度单邮件", "发送全文" if round.full_sheets_by_mail else "只提示有待办，不含正文")],
        "illustrative": _fields(round, "illustrative"),
    }
    return [Shown(key, title, facts[key]) for key, title in SECTIONS.items()]


def _fields(round: Round, *names: str) -> list[tuple[str, Any]]:
    return [(str(Round._meta.get_field(name).verbose_name), getattr(round, name)) for name in names]  # type: ignore[union-attr]


def structure_of(round: Round, user: User) -> dict[str, Any]:
    """Return the aspects, the key problems in their order, the deep tasks, and what was withdrawn, as `user` may see it."""
    issues = list(visible(Issue.objects.filter(round=round), user).in_order())
    counts = Counter((issue.key_problem_id, issue.kind) for issue in issues if not issue.withdrawn)
    problems = list(visible(KeyProblem.objects.filter(round=round), user).select_related("aspect"))
    rows = [
        ProblemRow(problem, counts[problem.pk, Kind.MANIFESTATION], counts[problem.pk, Kind.FOLLOW_ON])
        for problem in problems
        if not problem.withdrawn
    ]
    return {
        "aspects": visible(Aspect.objects.filter(round=round), user),
        "problems": rows,
        "deep_tasks": [issue for issue in issues if issue.kind == Kind.DEEP_TASK and not issue.withdrawn],
        "withdrawn_problems": [problem for problem in problems if problem.withdrawn],
        "withdrawn_issues": [issue for issue in issues if issue.withdrawn],
    }


def opinions_of(round: Round, user: User) -> dict[str, Any]:
    """Return the opinions with their clauses, the clauses without an opinion, and what was withdrawn."""
    clauses = visible(OpinionClause.objects.filter(key_problem__round=round), user).select_related("key_problem", "opinion")
    clauses = clauses.order_by("key_problem__number", "order")
    standing = clauses.filter(withdrawn=False)
    opinions = visible(Opinion.objects.filter(round=round), user).select_related("paper__recorded_by__person")
    opinions = opinions.prefetch_related(Prefetch("clauses", standing, to_attr="quoted"))
    return {
        "opinions": [opinion for opinion in opinions if not opinion.withdrawn],
        "withdrawn_opinions": [opinion for opinion in opinions if opinion.withdrawn],
        "clauses": [(mark_of(clause.key_problem), clause) for clause in standing],
        "withdrawn_clauses": clauses.filter(withdrawn=True),
    }


def narrative_of(round: Round, user: User) -> list[tuple[Slot, list[NarrativeSection]]]:
    """Return every slot of the notice with its sections in their order."""
    sections = list(visible(NarrativeSection.objects.filter(round=round), user).order_by("order"))
    return [(slot, [section for section in sections if section.slot == slot]) for slot in Slot]


def meetings_of(round: Round, user: User) -> MeetingQuerySet:
    """Return the meetings of `round` that `user` sees, the latest first."""
    return visible(Meeting.objects.filter(round=round), user).select_related("chair")


def meeting_kinds(meetings: MeetingQuerySet) -> list[tuple[MeetingKind, int]]:
    """Return every kind of meeting with how many of `meetings` there are of it, in the kinds' order. One query."""
    found = dict(meetings.order_by().values_list("kind").annotate(n=Count("pk")))
    return [(kind, found.get(kind, 0)) for kind in MeetingKind]
