"""The doors of clearings: asking, and deciding; two people, whatever their posts."""

from functools import partial

from django.db import transaction

from issues.models import Round
from issues.services.parts import needed
from measures.clearing import erasing
from measures.clearing.kinds import FILE, FILE_AND_NAME, NAME, kind_of
from measures.clearing.telling import reasons
from measures.clearing.workflow import STEPS, Step
from measures.models import Clearing, ClearingState
from measures.models.clearing import REASON_OF
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.models import Tracked
from rectify.history.recording import ActingAs, recording


def ask_clearing(*, subject: Tracked, what: str, by: User, reason: str, keeps_current: bool = False) -> Clearing:
    """Ask that a file or a text of `subject` be cleared; nothing goes before the inspection team confirms it.

    `what` is one of its kind's choices. `keeps_current`: the text as it stands is right already, only what stood before is to go.
    Raises Refused where there is nothing of the kind, it is gone already or asked for; PermissionDenied.
    """
    acting_as = permit(by, Action.CLEAR, subject)
    reason = needed(reason, "请写明清除的原因。", "reason")
    words = dict(choices_for(subject))
    if what not in words:
        raise Refused("请选择要清除的内容。", field="what")
    with recording(actor=by, acting_as=acting_as, action="clearing.ask") as recorder:
        subject = locked(subject)
        clearing = _new(subject, what, words[what], keeps_current)
        clearing.reason, clearing.asked_by, clearing.asked_at = reason, by, recorder.recorded_at
        _refuse_nothing(clearing, subject)
        checked(clearing).save()
    return clearing


def choices_for(subject: Tracked) -> list[tuple[str, str]]:
    """Return what can be cleared of a record: its file, its texts, the reasons that were given; (code, words). One query."""
    kind = kind_of(subject._meta.label_lower)
    return [*kind.choices(), *reasons(subject, kind)] if kind is not None else []


def _new(subject: Tracked, what: str, word: str, keeps_current: bool) -> Clearing:
    kind = kind_of(subject._meta.label_lower)
    assert kind is not None, "nothing else has choices"
    file = what in {FILE, FILE_AND_NAME}
    field = NAME if what == FILE_AND_NAME else "" if file else what
    place = subject.belongs_to().round
    assert place is not None, "what can be cleared belongs to a round"
    return Clearing(
        round=Round.objects.get(pk=place),
        record_type=subject._meta.label_lower,
        record=subject.pk,
        label=kind.label(subject)[:200],
        what=word,
        file=file,
        field=field,
        keeps_current=keeps_current and not file and not what.startswith(REASON_OF),
    )


def _refuse_nothing(clearing: Clearing, subject: Tracked) -> None:
    done = Clearing.objects.filter(record_type=clearing.record_type, record=clearing.record, state=ClearingState.DONE)
    if clearing.file and done.filter(file=True).exists():
        raise Refused("这个文件已经清除。", field="what")
    if not clearing.file and not erasing.goes(clearing, subject).texts:
        raise Refused("这一栏没有可清除的文字：没有填写过，或者已经清除。", field="what")


def decide_conflict(clearing: Clearing, step: Step, user: User) -> str:
    """Return why `user` may not take `step`, or "" where nothing stands against it: recusal is by person."""
    if step.other and clearing.asked_by.person_id == user.person_id:
        return "这项清除由您提出，须由他人确认。"
    return ""


def decide_clearing(*, clearing: Clearing, name: str, by: User, version: int | None, note: str = "") -> Clearing:
    """Take a pending clearing through one step of the table; a confirmed one is carried out at once and can't be undone.

    The text goes in the same transaction; the bytes of a file go when it has committed, since no rollback brings them back.
    Raises Refused where it waits no longer, for who asked, and without a reason where one is needed; Stale; PermissionDenied.
    """
    step = STEPS.get(name)
    if step is None:
        raise Refused("没有这样的办理步骤。")
    acting_as = permit(by, step.action, clearing)
    note = needed(note, "请写明原因。", "note") if step.noted else note.strip()
    with transaction.atomic():
        subject = locked(clearing.subject)
        clearing = locked(clearing, version)
        if not clearing.pending:
            raise Refused(f"这项清除{clearing.get_state_display()}，不能再办理。")
        if conflict := decide_conflict(clearing, step, by):
            raise Refused(conflict)
        if step.target is not ClearingState.DONE:
            _decide(clearing, step, by, acting_as, note)
        else:
            _carry_out(clearing, subject, step, by, acting_as, note)
    return clearing


def _carry_out(clearing: Clearing, subject: Tracked, step: Step, by: User, acting_as: ActingAs, note: str) -> None:
    """Put a mark in the record's place for the text first: the entry that tells so is one of those that are blanked."""
    going = erasing.goes(clearing, subject)
    if erasing.goes_now(clearing, subject, going):
        with recording(actor=by, acting_as=acting_as, action="clearing.blank", reason=f"清除申请第{clearing.pk}号"):
            setattr(subject, clearing.field, erasing.BLANK)
            subject.save()
        going = erasing.goes(clearing, subject)
    clearing.erased = erasing.named(clearing, going)
    _decide(clearing, step, by, acting_as, note)
    erasing.blank(clearing, going)
    transaction.on_commit(partial(erasing.erase_files, [clearing]))


def _decide(clearing: Clearing, step: Step, by: User, acting_as: ActingAs, note: str) -> None:
    with recording(actor=by, acting_as=acting_as, action=f"clearing.{step.name}", reason=note) as recorder:
        clearing.state, clearing.decided_by, clearing.decided_at = step.target, by, recorder.recorded_at
        clearing.decision_note = note
        checked(clearing).save()
