"""The forms of clearings: what is to go and why; and what a step needs."""

from typing import Any

from django import forms

from measures.clearing.kinds import FILE
from measures.clearing.workflow import Step
from measures.forms.fields import Text
from measures.models import Clearing
from rectify.conflict import Versioned, name_what_is_missing


class AskForm(forms.Form):
    """What of a record is to go, and why."""

    what = forms.ChoiceField(label="清除什么", widget=forms.RadioSelect)
    keeps_current = forms.BooleanField(
        label="现在的文字已经改好，只清除以前的",
        required=False,
        help_text="不勾选的，现在的文字也一并清除，由您随后重新填写",
    )
    reason = Text("清除的原因", rows=3, help_text="写明为什么不能留存，不要复述涉密内容；这段话会留在变更记录里")

    def __init__(self, data: Any = None, *, choices: list[tuple[str, str]], what: str = "") -> None:
        super().__init__(data)
        codes = [code for code, _ in choices]
        asked = self.fields["what"]
        assert isinstance(asked, forms.ChoiceField)
        asked.choices = choices
        asked.initial = what if what in codes else None
        if FILE in codes:  # of a file nothing can be put right first
            del self.fields["keeps_current"]
        name_what_is_missing(self)


class StepForm(Versioned):
    """Deciding: a reason where the step needs one, and the version that was looked at."""

    def __init__(self, data: Any = None, *, step: Step, clearing: Clearing) -> None:
        super().__init__(data, record=clearing)
        if step.noted:
            self.fields["note"] = Text("原因", rows=3)

    def standing(self, record: Any) -> dict[str, Any]:
        """Nothing of what a step asks for stands before."""
        return {}
