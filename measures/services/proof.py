"""Evidence and progress notes: they add, never overwrite, and so cause no conflict."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from django.core.files.base import File

from measures.models import Evidence, Measure, ProgressNote
from measures.workflow import Status
from rectify.accounts.models import Person, User
from rectify.accounts.permissions import can, permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.files.keeping import keeping, path_of
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import recording

ROOM = "evidence"  # of the uploads' folder


def attach(
    *,
    measure: Measure,
    by: User,
    files: Sequence[File[bytes]],
    note: str = "",
    provided_by: Person | None = None,
    effective_at: datetime.datetime | None = None,
) -> list[Evidence]:
    """Keep `files` as evidence of `measure`, all or none; return their records.

    `provided_by` names whose material an office types in (代录). Raises Refused for an empty or too large file, or one that isn't
    what its name says. The bytes are kept under generated names below the uploads' folder, outside the web root.
    """
    acting_as = permit(by, Action.WORK, measure)
    if not files:
        raise Refused("请选择要上传的文件。", field="files")
    _refuse_withdrawn(measure, "上传佐证材料")
    with keeping(ROOM) as keeper:
        records = [Evidence(**asdict(keeper.keep(file))) for file in files]
        with recording(
            actor=by, acting_as=acting_as, action="evidence.attach", reason=note.strip(), effective_at=effective_at
        ) as recorder:
            measure = locked(measure)
            _refuse_withdrawn(measure, "上传佐证材料")
            for record in records:
                record.measure, record.uploaded_by, record.note = measure, by, note.strip()
                record.provided_by = provided_by
                record.uploaded_at = effective_at or recorder.recorded_at
                checked(record).save()
    return records


def _refuse_withdrawn(measure: Measure, what: str) -> None:
    if measure.status == Status.WITHDRAWN:
        raise Refused(f"已撤销的措施不能{what}。")


def evidence_path(path: str) -> Path:
    """Return where the bytes of a generated name lie."""
    return path_of(ROOM, path)


def withdraw_evidence(*, evidence: Evidence, by: User, reason: str) -> Evidence:
    """Take a file out of what proves the measure; it stays on record and can still be read by those who may see the measure."""
    acting_as = permit(by, Action.WORK, evidence.measure)
    if not reason.strip():
        raise Refused("请填写撤下的原因。", field="reason")
    with recording(actor=by, acting_as=acting_as, action="evidence.withdraw", reason=reason.strip()):
        measure, evidence = locked(evidence.measure), locked(evidence)
        if evidence.withdrawn:
            raise Refused("该材料已经撤下。")
        if measure.status in {Status.REPORTED, Status.DONE} and not can(by, Action.EDIT_LEDGER, measure):
            raise Refused("措施已报送或已完成，撤下材料请联系领导小组办公室。")
        evidence.withdrawn = True
        evidence.save()
    return evidence


def add_note(
    *,
    measure: Measure,
    by: User,
    text: str,
    reported_by: Person | None = None,
    effective_at: datetime.datetime | None = None,
) -> ProgressNote:
    """Note progress on `measure`; somebody of a cooperating department notes how it cooperated."""
    cooperating = not can(by, Action.WORK, measure)
    acting_as = permit(by, Action.COOPERATE if cooperating else Action.WORK, measure)
    if not text.strip():
        raise Refused("请填写进展情况。", field="text")
    action = "note.cooperate" if cooperating else "note.add"
    with recording(actor=by, acting_as=acting_as, action=action, effective_at=effective_at) as recorder:
        _refuse_withdrawn(locked(measure), "填写进展")
        note = ProgressNote(measure=measure, text=text.strip(), cooperating=cooperating, written_by=by, reported_by=reported_by)
        note.written_at = effective_at or recorder.recorded_at
        checked(note).save()
    return note
