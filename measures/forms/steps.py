"""The form of a step: a field for each thing that the transition needs of the person."""

from typing import Any

from django import forms

from measures.forms.fields import FilesField, PersonField, Text
from measures.models import Measure
from measures.services.transitions import Step, proven
from measures.workflow import NEED_WORDS, Need
from rectify.conflict import Versioned


class StepForm(Versioned):
    """What one step needs of one person; empty but for the version where it needs nothing."""

    stored = 0  # files that came along and are kept, though the step wasn't taken

    def __init__(self, data: Any = None, files: Any = None, *, step: Step, measure: Measure) -> None:
        self.needs = [need for need in step.needs if need is not Need.PROOF or not proven(measure)]
        initial = {Need.REPORTER.value: measure.responsible}
        # two rows of the ledger may ask at once: each has its own ids
        super().__init__(data, files, record=measure, initial=initial, auto_id=f"id_m{measure.pk}_%s")
        for need in self.needs:
            if need is Need.PROOF:
                self.fields["files"] = FilesField("佐证材料", required=False)
            self.fields[need.value] = _field(need)

    def standing(self, record: Any) -> dict[str, Any]:
        """Of all that a step asks for, the outcome alone stands already."""
        return {Need.OUTCOME.value: record.outcome} if Need.OUTCOME in self.needs else {}

    @property
    def attached(self) -> list[Any]:
        """The evidence that came with the step."""
        return list(self.cleaned_data.get("files") or [])

    def put_away(self, kept: int) -> None:
        """Take note that `kept` files are stored with the measure: they aren't asked for again."""
        self.stored = kept
        self.fields.pop("files", None)

    @property
    def given(self) -> dict[Need, Any]:
        """What was given, by need, as the door takes it."""
        return {need: self.cleaned_data.get(need.value) for need in self.needs}


def _field(need: Need) -> forms.Field:
    word = NEED_WORDS[need]
    match need:
        case Need.REPORTER:
            return PersonField(word, help_text="代录时选择实际报送的人。")
        case Need.PROOF:
            return Text(word, rows=2, required=False, help_text="上传了材料的不用填；确无材料的，说明原因。")
        case Need.OUTCOME:
            return Text(word, rows=6, help_text="写清做了什么、成效如何。")
    return Text(word, rows=3)
