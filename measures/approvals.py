"""The approvals of the ledger that may be made on paper: conclusions, opinions, extensions, closures, answers to remarks."""

import datetime
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from issues.models import Issue, Membership, Opinion, PaperDecision
from issues.services.opinions import bring_to
from issues.words import Closure, Conclusion, OpinionState
from measures.changes import changes_after
from measures.closure.recusal import consultation_of, decider_conflict
from measures.closure.services.steps import apply
from measures.closure.services.steps import open_conflict as closure_conflict
from measures.closure.workflow import TRANSITIONS as CLOSING
from measures.closure.workflow import Transition as ClosureStep
from measures.extensions.recusal import granter_conflict, granter_word
from measures.extensions.services import open_conflict, settle
from measures.extensions.workflow import TRANSITIONS as EXTENDING
from measures.extensions.workflow import Transition as ExtensionStep
from measures.models import Consultation, Extension
from measures.paper.registry import PaperStep, Said, register
from measures.services.conclusions import closed_for_conclusion, conclude
from measures.services.recusal import approver_conflict
from measures.signing import ON_PAPER as SIGNED_ANSWER
from measures.views.common import issue_url, measure_url
from rectify.accounts.models import Person, User
from rectify.accounts.roles import MATRIX, Action
from rectify.history.locking import locked
from rectify.history.models import Entry
from rectify.templatetags.rectify import cdate

GROUP = "领导小组成员"
NAMED = 5  # records that are named; of more, how many there are
NOT_OF_GROUP = "签批人须为领导小组成员。"


def _account(round: int, person: Person) -> User | None:
    """Return the account of a person of the leading group, None where they hold no post in it."""
    roles = [role.value for role in MATRIX[Action.APPROVE]]
    post = Membership.objects.in_force().filter(round=round, role__in=roles, user__person=person).first()
    return post.user if post is not None else None


def _of(sentence: str, person: Person) -> str:
    """Return a sentence that speaks to somebody as one about them."""
    return sentence.replace("您", str(person))


# a conclusion


def _issues(round: int) -> QuerySet[Issue]:
    return Issue.objects.filter(round=round).select_related("round", "key_problem", "parent__key_problem")


def _conclusion(issue: Issue) -> Said:
    word = Conclusion(issue.proposed).label if issue.proposed else "没有拟定"
    return [("整改事项", f"{issue.mark}　{issue.title}"), ("拟定结论", word), ("拟定理由", issue.proposed_reason)]


def _unfit_to_conclude(issue: Issue, person: Person) -> str:
    user = _account(issue.round_id, person)
    return _of(approver_conflict(issue, user), person) if user is not None else NOT_OF_GROUP


def _conclude(issue: Issue, decision: PaperDecision, confirmer: User) -> None:
    conclude(issue, None, decision.text, decision.decided_on, decision.meeting, decision)


CONCLUSION = PaperStep(
    key="conclusion",
    label="审定结论",
    of_round=_issues,
    says=_conclusion,
    closed=lambda issue, day: closed_for_conclusion(issue),
    unfit=_unfit_to_conclude,
    take=_conclude,
    put_forward=lambda round, person: Issue.objects.filter(round=round, proposed_by__person=person),
    url=lambda issue: issue_url(issue, "conclusion"),
    who=lambda issue: GROUP,
)


# an opinion's implementation


def _opinion(opinion: Opinion) -> Said:
    return [(str(opinion), opinion.text), ("落实依据", opinion.basis)]


def _closed_to_opinion(opinion: Opinion, day: datetime.date) -> str:
    if opinion.withdrawn:
        return "该整改意见已经撤销。"
    if opinion.state == OpinionState.IMPLEMENTED:
        return f"该整改意见已是“{opinion.get_state_display()}”。"
    return "" if opinion.basis.strip() else "请先填写该整改意见的落实依据。"


OPINION = PaperStep(
    key="implement",
    label="认定已落实",
    of_round=lambda round: Opinion.objects.filter(round=round).select_related("round"),
    says=_opinion,
    closed=_closed_to_opinion,
    unfit=lambda opinion, person: "" if _account(opinion.round_id, person) else NOT_OF_GROUP,
    take=lambda opinion, decision, who: bring_to(opinion, OpinionState.IMPLEMENTED, opinion.basis, decision),
    put_forward=lambda round, person: Opinion.objects.none(),
    url=lambda opinion: reverse("issues:opinions", args=[opinion.round_id]),
    who=lambda opinion: GROUP,
)


# an extension


def _extensions(round: int) -> QuerySet[Extension]:
    return Extension.objects.filter(measure__round=round).with_people()


def _extension(extension: Extension) -> Said:
    return [
        ("整改措施", f"{extension.measure}　{extension.measure.plan}"),
        ("现在的时限", cdate(extension.due_before)),
        ("申请延期至", cdate(extension.until)),
        ("延期理由", extension.reason),
    ]


def _hold_extension(extension: Extension) -> Extension:
    measure, held = locked(extension.measure), locked(extension)
    held.measure = measure
    return held


def _extending(step: ExtensionStep) -> PaperStep:
    return PaperStep(
        key=f"extension-{step.name}",
        label=step.label,
        of_round=_extensions,
        says=_extension,
        closed=lambda extension, day: open_conflict(step, extension),
        unfit=lambda extension, person: _of(granter_conflict(extension, person), person),
        take=lambda ext, decision, who: settle(step, ext, decision.signatory, decision.text, decision.decided_on, decision),
        put_forward=_asked_for,
        url=lambda extension: measure_url(extension.measure, "extensions"),
        who=granter_word,
        hold=_hold_extension,
    )


def _asked_for(round: int, person: int) -> QuerySet[Extension]:
    return Extension.objects.filter(Q(asked_by__person=person) | Q(asked_for=person), measure__round=round)


# a closure


def _closure(issue: Issue) -> Said:
    head = [("整改事项", f"{issue.mark}　{issue.title}"), ("审定结论", issue.get_conclusion_display())]
    asked = consultation_of(issue)
    if issue.closed:
        return [*head, ("销号后变动", _changes(issue))]
    told = [("纪检监察组意见", str(asked.get_opinion_display() or "未回复")), ("申请说明", asked.note)] if asked else []
    return [*head, *told]


def _changes(issue: Issue) -> str:
    """What changed after the closure, by the records and the last entry: a paper stands for no later change."""
    changed = changes_after([issue]).get(issue.pk, [])
    if not changed:
        return "没有变动"
    records = list(dict.fromkeys(entry.record_label for entry in changed))
    more = f"等{len(records)}条记录" if len(records) > NAMED else ""
    return f"{'、'.join(records[:NAMED])}{more}，共{len(changed)}处，至第{changed[-1].pk}号变更记录"


def _unfit_to_close(issue: Issue, person: Person) -> str:
    user = _account(issue.round_id, person)
    return _of(decider_conflict(issue, user), person) if user is not None else NOT_OF_GROUP


def _close(step: ClosureStep, issue: Issue, decision: PaperDecision, confirmer: User) -> None:
    given: dict[str, Any] = {step.needs[0].value: decision.text}
    apply(step, issue, confirmer, given, decision.decided_on, decision)


def _asked_to_close(round: int, person: int) -> QuerySet[Issue]:
    asked = Consultation.objects.filter(ended=False, asked_by__person=person, issue__round=round)
    return Issue.objects.filter(pk__in=asked.order_by().values("issue"))


def _changed_by(round: int, person: int) -> QuerySet[Issue]:
    """The closed issues that changed since by this person's hand, or that they asked to close."""
    since = Entry.objects.filter(issue=OuterRef("pk"), id__gt=OuterRef("closed_after"), actor__person=person)
    later = Consultation.objects.filter(issue=OuterRef("issue"), pk__gt=OuterRef("pk"))
    asked = Consultation.objects.filter(~Exists(later), issue=OuterRef("pk"), asked_by__person=person)
    return Issue.objects.filter(Exists(since) | Exists(asked), round=round, closure=Closure.CLOSED)


# who put forward what a paper decides
FORWARD = {"confirm": _changed_by}


def _closing(step: ClosureStep) -> PaperStep:
    return PaperStep(
        key=f"closure-{step.name}",
        label=step.label,
        of_round=_issues,
        says=_closure,
        closed=lambda issue, day: closure_conflict(step, issue, day),
        unfit=_unfit_to_close,
        take=partial(_close, step),
        put_forward=FORWARD.get(step.name, _asked_to_close),
        url=lambda issue: issue_url(issue, "closure"),
        who=lambda issue: GROUP,
    )


def install() -> None:
    """Register every approval of the ledger; the tables say which steps of extensions and closures take paper."""
    register(CONCLUSION, OPINION, SIGNED_ANSWER)
    register(*(_extending(step) for step in EXTENDING.values() if step.paper))
    register(*(_closing(step) for step in CLOSING.values() if step.paper))
