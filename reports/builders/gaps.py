"""What stands in the way of a notice that says all it should: what has nothing public to print, and what isn't decided."""

from dataclasses import dataclass

from django.db.models import Q

from issues.models import Issue, KeyProblem, Round
from issues.words import Conclusion, Disclosure
from measures.models import Measure
from reports.builders.printed import APART, PrintedLedger, printed_ledger
from reports.builders.quoting import quoted
from reports.content import Ref

MASKED = "**"  # an office's mark for what is still to be filled in


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to be filled in: the record (None: the round's own settings), its number and name, and what is missing."""

    ref: Ref | None
    name: str
    missing: str


def gaps(round: Round, ledger: PrintedLedger | None = None) -> list[Gap]:
    """Return what is missing from the notice of `round`. Seven queries, three where `ledger` is given."""
    ledger = ledger or printed_ledger(round)
    return [*_contacts(round), *_unprinted_problems(round, ledger), *_unprinted_issues(round, ledger), *_textless_measures(round)]


def _contacts(round: Round) -> list[Gap]:
    contacts = {"联系电话": round.contact_phone, "电子邮箱": round.contact_email}
    return [
        Gap(None, word, "尚未填写" if not value.strip() else f"仍含“{MASKED}”，公布前须填写")
        for word, value in contacts.items()
        if not value.strip() or MASKED in value
    ]


def _unprinted_problems(round: Round, ledger: PrintedLedger) -> list[Gap]:
    printed = {problem.pk for problem in ledger.problems}
    found = KeyProblem.objects.live().filter(round=round).exclude(pk__in=printed).order_by("number")
    return [Gap(Ref("keyproblem", p.pk), f"重点问题{quoted(p.title)}", "没有可公开的事项，不印出") for p in found]


def _unprinted_issues(round: Round, ledger: PrintedLedger) -> list[Gap]:
    """Issues that should have a paragraph and have none, or whose conclusion isn't approved."""
    printed = {issue.pk for issue in ledger.issues()}
    public = Q(disclosure__in=APART, placeholder=False) & ~Q(pk__in=printed)
    lost = Q(disclosure=Disclosure.MERGED) & ~Q(merged_into__in=printed)
    undetermined = Q(conclusion=Conclusion.UNDETERMINED)
    found = Issue.objects.live().filter(public | lost | undetermined, round=round).in_order()
    out = []
    for issue in found:
        if issue.disclosure in APART and not issue.placeholder and issue.pk not in printed:
            out.append(Gap(Ref("issue", issue.pk), str(issue), "没有可公开的措施文本，不印出"))
        if issue.disclosure == Disclosure.MERGED and issue.merged_into_id not in printed:
            out.append(Gap(Ref("issue", issue.pk), str(issue), "所合并到的事项不印出，本事项也不印出"))
        if not issue.determined:
            out.append(Gap(Ref("issue", issue.pk), str(issue), "结论待认定，总数中列为“待认定”"))
    return out


def _textless_measures(round: Round) -> list[Gap]:
    public = Q(issue__disclosure__in=[*APART, Disclosure.MERGED], issue__placeholder=False)
    found = Measure.objects.live().filter(public, round=round, public_text="").in_order()
    rows = found.select_related("issue__key_problem", "issue__parent").only(
        "issue", "number", *(f"issue__{name}" for name in ("kind", "number", "key_problem__number", "parent__number"))
    )
    return [Gap(Ref("measure", measure.pk), str(measure), "没有公开文本，不印出") for measure in rows]
