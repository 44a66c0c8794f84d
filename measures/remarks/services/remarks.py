"""The doors of remarks: making one, and every step of its way; the table says what each step needs, and whose it is."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.utils import timezone

from issues.models import Issue
from issues.services.parts import held, needed, next_number
from measures.models import Evidence, Measure, Remark, RemarkFile
from measures.remarks.deadlines import answer_by as deadline
from measures.remarks.people import may_sign, owner_post, respondents, settler_conflict
from measures.remarks.workflow import NEED_WORDS, STEPS, Need, Party, RemarkStep, steps_from
from measures.words import RemarkState
from rectify.accounts.models import Department, Person, User
from rectify.accounts.permissions import can, permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.files.keeping import Kept, keeping, path_of
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import ActingAs, recording

ROOM = "remarks"  # of the uploads' folder
Given = Mapping[Need, Any]
Moment = datetime.datetime | None
SAID = (Need.NOTE, Need.SIGN_NOTE, Need.REASON)  # what the entry tells as its reason


def make_remark(
    *,
    about: Issue | Measure | Evidence,
    by: User,
    text: str,
    department: Department | None = None,
    answer_by: datetime.date | None = None,
    effective_at: Moment = None,
) -> Remark:
    """Remark on an issue, a measure or a piece of evidence; return the remark with its number in the round.

    Of a measure (and of its evidence) its lead department answers; of an issue `department`, which leads a measure in it; the
    office, where there is none. Without `answer_by` the round's working days count. Raises PermissionDenied, Refused.
    """
    acting_as = permit(by, Action.REMARK, about)
    text = needed(text, "请填写监督意见。", "text")
    issue, measure, evidence = _place(about)
    with recording(actor=by, acting_as=acting_as, action="remark.make", effective_at=effective_at) as recorder:
        round = held(issue.round_id)
        issue = locked(issue)  # whoever approves its closure holds it too: a remark comes before that, or after
        _refuse_withdrawn(issue, measure)
        when = effective_at or recorder.recorded_at
        day = timezone.localdate(when)
        remark = Remark(round=round, issue=issue, measure=measure, evidence=evidence, text=text, made_by=by, made_at=when)
        remark.number = next_number(Remark.objects.filter(round=round))
        remark.department = measure.lead if measure else _asked(issue, department)
        remark.maker_role, remark.maker_post = acting_as
        remark.answer_by = _not_past(answer_by, day) or deadline(round, day)
        checked(remark).save()
    return remark


def _place(about: Issue | Measure | Evidence) -> tuple[Issue, Measure | None, Evidence | None]:
    """What a remark belongs to: the issue always, and the measure and evidence that it is about."""
    if isinstance(about, Issue):
        return about, None, None
    measure = about.measure if isinstance(about, Evidence) else about
    return measure.issue, measure, about if isinstance(about, Evidence) else None


def _refuse_withdrawn(issue: Issue, measure: Measure | None) -> None:
    if issue.withdrawn or (measure is not None and measure.withdrawn_at is not None):
        raise Refused("该事项或措施已撤销，不再提出监督意见。")


def _asked(about: Issue | Measure, department: Department | None) -> Department | None:
    if department is not None and department not in respondents(about):
        raise Refused("答复部门应当是所属措施的牵头部门。", field="department")
    return department


def _not_past(day: datetime.date | None, today: datetime.date) -> datetime.date | None:
    if day is not None and day < today:
        raise Refused("答复期限不能早于今天。", field="answer_by")
    return day


def steps_for(remark: Remark, user: User) -> list[RemarkStep]:
    """Return the next steps that are `user`'s to take, in the table's order; recusal leaves one in (see `why_closed`)."""
    return [step for step in steps_from(remark.state) if is_party(step, remark, user) and can(user, step.action, remark)]


def is_party(step: RemarkStep, remark: Remark, user: User) -> bool:
    """Tell whether a step is `user`'s beside what the matrix says: whose remark, who signs, who answers."""
    match step.party:
        case Party.DEPARTMENT:
            return remark.department_id is not None
        case Party.OFFICE:
            return remark.department_id is None
        case Party.SIGNER:
            return may_sign(remark, user)
        case Party.OWNER:
            return owner_post(remark, user) is not None
    return True


def why_closed(step: RemarkStep, remark: Remark, user: User) -> str:
    """Return why a step can't be taken now: the remark's state, or recusal; "" where it can."""
    if remark.state not in step.sources:
        return f"{remark}当前为“{remark.get_state_display()}”，不能“{step.label}”。"
    return settler_conflict(remark, user) if step.recused else ""


def answers_for_own(remark: Remark, user: User) -> bool:
    """Tell whether `user` answers as one of the department that is asked, and not as a recorder (代录)."""
    return remark.department_id is None or user.works_in(remark.round_id, remark.department_id)


def needs_of(step: RemarkStep, remark: Remark, user: User) -> tuple[Need, ...]:
    """Return what a step needs of `user`: who answered is asked only of one who types it in for others."""
    return tuple(need for need in step.needs if need is not Need.ANSWER_FROM or not answers_for_own(remark, user))


def take_step(
    *,
    remark: Remark,
    name: str,
    by: User,
    version: int | None = None,
    given: Given | None = None,
    files: Sequence[File[bytes]] = (),
    effective_at: Moment = None,
) -> Remark:
    """Take `remark` one step further and return it as it stands then.

    `given` holds what the step needs: texts, a Person, a Department, a day. Raises PermissionDenied by the matrix and where the
    step is another's, Refused where the table, recusal or a missing need stands against it, Stale where the remark is no longer
    `version`.
    """
    step = STEPS.get(name)
    if step is None:
        raise Refused("没有这样的办理步骤。")
    acting_as = acting(step, remark, by)
    given = {need: value.strip() if isinstance(value, str) else value for need, value in (given or {}).items()}
    said = next((str(given[need]) for need in SAID if need in step.needs and given.get(need)), "")
    if files and not step.files:
        raise Refused("这一步骤不附材料。", field="files")
    with keeping(ROOM) as keeper:
        kept = [keeper.keep(file) for file in files]
        with recording(
            actor=by, acting_as=acting_as, action=f"remark.{name}", reason=said, effective_at=effective_at
        ) as recorder:
            remark = locked(remark, version)
            check(step, remark, by, given)
            when = effective_at or recorder.recorded_at
            apply(step, remark, by.person, given, when)
            if step.files:
                remark.answered_by = by
            checked(remark).save()
            _attach(remark, kept, by, when)
    return remark


def acting(step: RemarkStep, remark: Remark, by: User) -> ActingAs:
    """Return as what `by` takes the step; PermissionDenied where the matrix, or whose it is, says no."""
    permitted = permit(by, step.action, remark)
    if not is_party(step, remark, by):
        raise PermissionDenied
    post = owner_post(remark, by) if step.party is Party.OWNER else None
    return post.acting_as if post is not None else permitted


def check(step: RemarkStep, remark: Remark, by: User, given: Given) -> None:
    """Raise Refused where the step can't be taken now, or something that it needs is missing."""
    if not is_party(step, remark, by):
        raise PermissionDenied
    if closed := why_closed(step, remark, by):
        raise Refused(closed)
    if step.files and remark.made_by.person_id in {by.person_id, getattr(given.get(Need.ANSWER_FROM), "pk", None)}:
        raise Refused("这条监督意见的提出人不能答复，须由他人答复。")
    for need in needs_of(step, remark, by):
        if need is not Need.DEPARTMENT and not given.get(need):
            raise Refused(f"请填写{NEED_WORDS[need]}。", field=need.value)


def apply(step: RemarkStep, remark: Remark, person: Person, given: Given, when: datetime.datetime) -> None:
    """Set what the step changes; `person` is who answers, signs or settles."""
    day = timezone.localdate(when)
    match step.name:
        case "answer" | "reply":
            remark.answer, remark.answer_from, remark.answered_at = (
                given[Need.ANSWER],
                given.get(Need.ANSWER_FROM) or person,
                when,
            )
            remark.attempt += 1
            remark.signed_by, remark.signed_on, remark.sign_note = None, None, ""
        case "sign":
            remark.signed_by, remark.signed_on, remark.sign_note = person, day, given[Need.SIGN_NOTE]
        case "return":
            remark.note, remark.answer_by = given[Need.NOTE], _not_past(given[Need.ANSWER_BY], day) or day
        case "refuse":
            remark.note = given[Need.REASON]
        case "settle" | "withdraw":
            remark.note, remark.ended_at = given.get(Need.NOTE) or given[Need.REASON], when
        case "redirect":
            _redirect(remark, given.get(Need.DEPARTMENT))
    remark.state = step.target or RemarkState(remark.state)


def _redirect(remark: Remark, department: Department | None) -> None:
    if _asked(remark.measure or remark.issue, department) == remark.department:
        raise Refused("请选择另一个答复部门。", field="department")
    remark.department = department


def _attach(remark: Remark, kept: Sequence[Kept], by: User, when: datetime.datetime) -> None:
    for file in kept:
        record = RemarkFile(remark=remark, attempt=remark.attempt, uploaded_by=by, uploaded_at=when, **asdict(file))
        checked(record).save()


def file_path(path: str) -> Path:
    """Return where the bytes of a generated name lie."""
    return path_of(ROOM, path)
