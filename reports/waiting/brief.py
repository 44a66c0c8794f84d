"""What waits besides the ledger's own records, briefly, for the overview: notices, papers, remarks, feedback. One query."""

from typing import Any, NamedTuple

from django.db.models import Case, CharField, DateField, F, Field, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from issues.models import PaperDecision
from measures.models import Clearing, Extension, RegisterItem, Remark
from measures.words import RegisterKind
from rectify.templatetags.rectify import cdate, short_date
from reports.feedback.models import Feedback
from reports.feedback.workflow import Channel
from reports.models import Notice
from reports.waiting.rows import reason
from reports.waiting.rules import (
    CLEARING_RULES,
    EXTENSION_RULES,
    FEEDBACK_RULES,
    NOTICE_RULES,
    PAPER_RULES,
    REGISTER_RULES,
    REMARK_RULES,
    Rule,
    Who,
    rules_for,
)

_SOURCES = NOTICE_RULES + CLEARING_RULES + PAPER_RULES + EXTENSION_RULES + REMARK_RULES + REGISTER_RULES + FEEDBACK_RULES
_RULES = {rule.key: rule for rule in _SOURCES}
_PLAN = 30  # characters of a measure's plan
_ORDER = list(_RULES)
_COLUMNS = ("waits", "pk", "brief_notice", "brief_words", "brief_name", "brief_on")


class Brief(NamedTuple):
    """One thing that waits: under which rule, where it is done, what it is, and what else is worth knowing."""

    rule: Rule
    url: str
    text: str
    meta: str


def briefly(who: Who) -> list[Brief]:
    """Return what waits, what is to be decided first. One query, none where nothing can wait for this person."""
    sources = [(NOTICE_RULES, _notices), (CLEARING_RULES, _clearings), (PAPER_RULES, _papers)]
    sources += [(EXTENSION_RULES, _extensions), (FEEDBACK_RULES, _feedback)]
    sources += [(REMARK_RULES, _remarks), (REGISTER_RULES, _items)]
    found = [rows(who).values_list(*_COLUMNS) for rules, rows in sources if rules_for(who, rules)]
    if not found:
        return []
    first, *others = found
    rows = sorted(first.union(*others, all=True) if others else first, key=lambda row: (_ORDER.index(row[0]), *_due(row), row[1]))
    return [_brief(who.round.pk, *row) for row in rows]


def _brief(round_id: int, waits: str, pk: int, notice: int | None, words: str, name: str, on: Any) -> Brief:
    rule = _RULES[waits]
    if rule in NOTICE_RULES:
        return Brief(rule, reverse("reports:notice_version", args=[round_id, notice]), f"通报第{notice}版", rule.heading)
    if rule in CLEARING_RULES:
        return Brief(rule, reverse("measures:clearing_step", args=[round_id, pk, "confirm"]), words, f"{name}提出")
    if rule in PAPER_RULES:
        generic = reverse("measures:paper_confirm", args=[round_id, pk])
        address = generic if notice is None else reverse("reports:notice_paper_confirm", args=[round_id, notice, pk])
        return Brief(rule, address, f"{words}（线下签批）", f"{name}代录")
    if rule in REMARK_RULES:
        address = reverse("measures:remark", args=[round_id, notice])
        return Brief(rule, address, f"第{notice}号　{words[:30]}", f"{rule.heading} · 答复期限{short_date(on)}")
    if rule in REGISTER_RULES:
        address = reverse("measures:register_item", args=[round_id, pk])
        return Brief(rule, address, f"{RegisterKind(name).label}　{words[:30]}", f"应于{short_date(on)}前回复")
    if rule in EXTENSION_RULES:
        text = words if len(words) <= _PLAN else f"{words[:_PLAN]}…"
        return Brief(
            rule, f"{reverse('measures:measure', args=[round_id, notice])}#extensions", text, f"{name}申请延期至{cdate(on)}"
        )
    address = reverse("reports:feedback_item", args=[round_id, words])
    return Brief(rule, address, f"{rule.heading}　{words}", f"{Channel(name).label} · {short_date(on)}收到")


def _due(row: Any) -> list[Any]:
    """What is due first comes first, of remarks and papers."""
    return [row[-1]] if _RULES[row[0]] in REMARK_RULES + REGISTER_RULES else []


def _columns(rows: Any, who: Who, rules: tuple[Rule, ...], **values: Any) -> QuerySet[Any, Any]:
    """Return the waiting ones of `rows` with the columns that all have; every type is said, for the union."""
    kinds: dict[str, Field[Any, Any]] = {
        "notice": IntegerField(),
        "words": CharField(),
        "name": CharField(),
        "on": DateField(),
    }
    cast = {f"brief_{name}": Cast(values.get(name, Value(None)), kind) for name, kind in kinds.items()}
    waiting: QuerySet[Any, Any] = rows.order_by().annotate(waits=reason(who, rules), **cast).exclude(waits="")
    return waiting


def _notices(who: Who) -> QuerySet[Any, Any]:
    return _columns(Notice.objects.under_way().filter(round=who.round), who, NOTICE_RULES, notice=F("number"))


def _papers(who: Who) -> QuerySet[Any, Any]:
    of_notice = Q(subject_type=Notice._meta.label_lower)
    number = Case(When(of_notice, then=Subquery(Notice.objects.filter(pk=OuterRef("subject")).values("number"))))
    pending = PaperDecision.objects.pending().filter(round=who.round)
    name = F("recorded_by__person__name")
    return _columns(pending, who, PAPER_RULES, notice=number, words=F("subject_label"), name=name)


def _clearings(who: Who) -> QuerySet[Any, Any]:
    pending = Clearing.objects.pending().filter(round=who.round)
    return _columns(pending, who, CLEARING_RULES, words=F("label"), name=F("asked_by__person__name"))


def _extensions(who: Who) -> QuerySet[Any, Any]:
    """Of these the column of a notice's number holds the measure's key."""
    asked = Extension.objects.filter(measure__round=who.round)
    name = Coalesce(F("asked_for__name"), F("asked_by__person__name"))
    values = {"words": F("measure__plan"), "name": name, "on": F("until")}
    return _columns(asked, who, EXTENSION_RULES, notice=F("measure"), **values)


def _feedback(who: Who) -> QuerySet[Any, Any]:
    pieces = Feedback.objects.filter(round=who.round)
    return _columns(pieces, who, FEEDBACK_RULES, words=F("receipt"), name=F("channel"), on=F("received_on"))


def _remarks(who: Who) -> QuerySet[Any, Any]:
    remarks = Remark.objects.unsettled().filter(round=who.round)
    return _columns(remarks, who, REMARK_RULES, notice=F("number"), words=F("text"), on=F("answer_by"))


def _items(who: Who) -> QuerySet[Any, Any]:
    items = RegisterItem.objects.filter(round=who.round)
    return _columns(items, who, REGISTER_RULES, words=F("matter"), name=F("kind"), on=F("answer_by"))
