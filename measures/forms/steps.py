"""The form of a step: a field for each thing that the transition needs of the person."""

from typing import Any

from django import forms

from measures.forms.fields import PersonField, Text
from measures.models import Measure
from measures.services.transitions import Step
from measures.workflow import NEED_WORDS, Need
from rectify.conflict import Versioned

HINTS = {
    Need.OUTCOME: "写清做了什么、成效如何。",
    Need.PROOF: "已上传佐证材料的不用填；没有材料的，说明原因。",
    Need.REPORTER: "代录时选择实际报送的人。",
}


class StepForm(Versioned):
    """What one step needs of one person; empty but for the version where it needs nothing."""

    def __init__(self, data: Any = None, *, step: Step, measure: Measure) -> None:
        self.needs = step.needs
        super().__init__(data, record=measure, auto_id=f"id_m{measure.pk}_%s")  # two rows may ask at once
        for need in step.needs:
            self.fields[need.value] = _field(need, measure)

    def standing(self, record: Any) -> dict[str, Any]:
        """Of all that a step asks for, the outcome alone stands already."""
        return {Need.OUTCOME.value: record.outcome} if Need.OUTCOME in self.needs else {}

    @property
    def given(self) -> dict[Need, Any]:
        """What was given, by need, as the door takes it."""
        return {need: self.cleaned_data.get(need.value) for need in self.needs}


def _field(need: Need, measure: Measure) -> forms.Field:
    word = NEED_WORDS[need]
    match need:
        case Need.REPORTER:
            return PersonField(word, help_text=HINTS[need])
        case Need.PROOF:
            return Text(word, rows=2, required=False, help_text=_proof_hint(measure))
        case Need.OUTCOME:
            return Text(word, rows=6, help_text=HINTS[need])
    return Text(word, rows=3)


def _proof_hint(measure: Measure) -> str:
    kept = measure.evidence.filter(withdrawn=False).count()
    return f"已有佐证材料{kept}份，可不填。" if kept else "还没有佐证材料：可先到措施页上传；确无材料的，在这里说明原因。"
