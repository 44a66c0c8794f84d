"""Forms of conclusions: the office proposes one of the four words, the leading group approves it."""

from typing import Any

from django import forms

from issues.words import FOUR_WORDS
from measures.forms.fields import Text
from rectify.conflict import Versioned


class ProposeForm(Versioned):
    """One of the four words, with its reason; what was proposed before isn't chosen again by itself."""

    conclusion = forms.ChoiceField(
        label="拟定结论",
        choices=[(word.value, word.label) for word in FOUR_WORDS],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择拟定结论。", "invalid_choice": "请从四种结论中选择。"},
    )
    reason = Text("拟定理由", rows=4)

    def standing(self, record: Any) -> dict[str, Any]:
        """Return what is proposed now."""
        return {"conclusion": record.proposed, "reason": record.proposed_reason}


class ApproveForm(Versioned):
    """The group's opinion on what is proposed."""

    note = Text("审定意见", rows=3, help_text="如：经领导小组会议审议同意。")
