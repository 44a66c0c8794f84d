"""Forms of evidence and progress notes; the office that types in for others says whose it is (代录)."""

from typing import Any

from django import forms

from measures.forms.fields import FilesField, Line, PersonField, Text
from measures.models import Measure
from measures.services.transitions import reports_for_own
from rectify.accounts.models import User
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action

WHOSE = "代录时选择实际提供的人。"
ONESELF = "本人提供"


def types_in(measure: Measure, user: User) -> bool:
    """Tell whether `user` works on the measure for its department (代录), and so is asked who provided what is typed in."""
    return can(user, Action.WORK, measure) and not reports_for_own(measure, user)


class EvidenceForm(forms.Form):
    """Several files at once, with one remark on them."""

    files = FilesField("佐证材料")  # type: ignore[assignment]  # the door names this field
    note = Line("材料说明", required=False)
    provided_by = PersonField("提供人", required=False, nobody=ONESELF, help_text=WHOSE)

    def __init__(self, data: Any = None, files: Any = None, *, measure: Measure, user: User) -> None:
        super().__init__(data, files, auto_id="id_evidence_%s")
        if not types_in(measure, user):
            del self.fields["provided_by"]


class NoteForm(forms.Form):
    """What went on, in a few sentences."""

    text = Text("进展情况", rows=3)
    reported_by = PersonField("提供人", required=False, nobody=ONESELF, help_text=WHOSE)

    def __init__(self, data: Any = None, *, measure: Measure, user: User) -> None:
        super().__init__(data, auto_id="id_note_%s")
        if not can(user, Action.WORK, measure):
            self.fields["text"].label = "配合情况"
        if not types_in(measure, user):
            del self.fields["reported_by"]


class TakeBackForm(forms.Form):
    """Why a file no longer counts as evidence."""

    reason = Line("撤下的原因", help_text="材料仍留存备查，不再作为佐证。")
