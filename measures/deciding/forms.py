"""The form of a meeting's list: the meeting once, and a word with a note for each matter."""

from collections.abc import Sequence
from typing import Any

from django import forms

from issues.models import Meeting, Round
from measures.deciding.matters import Decided, Matter, Verdict
from measures.forms.fields import Text
from rectify.accounts.models import User
from rectify.accounts.permissions import visible
from rectify.pages import number_of


class MeetingForm(forms.Form):
    """Which meeting decided; one that was held, of this round."""

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="议定的会议",
        empty_label="请选择",
        help_text="会议须已登记。逐项决定、逐项留痕，同意的默认写明“经该会议审议同意”。",
        error_messages={"required": "请选择议定的会议。", "invalid_choice": "所选会议不在本轮次，或已撤销，请重新选择。"},
    )

    def __init__(self, data: Any = None, *, round: Round, user: User, day: Any) -> None:
        super().__init__(data)
        held = visible(Meeting.objects.held_by(day).filter(round=round), user)
        self.fields["meeting"].queryset = held  # type: ignore[attr-defined]


class MatterForm(forms.Form):
    """What is decided about one matter; one that may not be decided by this person takes nothing."""

    word = forms.ChoiceField(label="决定", choices=Verdict.choices, required=False, widget=forms.RadioSelect)
    note = Text("意见", rows=2, required=False, help_text="不同意的须写明原因。")
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, matter: Matter, data: Any = None, *, seen: int) -> None:
        initial = {"word": Verdict.LATER.value, "version": matter.issue.version, "seen": seen}
        super().__init__(data, prefix=matter.key, initial=initial)
        self.matter = matter
        if matter.against:
            words = [choice for choice in Verdict.choices if choice[0] != Verdict.AGREE]
            self.fields["word"].choices = words  # type: ignore[attr-defined]
        for field in self.fields.values():  # nobody has to say of each that it may be left
            field.asked = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a refusal."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("word") == Verdict.DISAGREE and not data.get("note", "").strip():
            self.add_error("note", "不同意的，请写明原因。")
        return data

    def tell(self, summary: forms.Form) -> None:
        """Name what is wrong in the summary on top: of a long list this row may be out of sight."""
        for messages in self.errors.values():
            for message in messages:
                summary.add_error(None, f"{self.matter.issue.mark}：{message}")

    @property
    def decided(self) -> Decided | None:
        """What was decided, or None where the matter was left for later."""
        word = self.cleaned_data.get("word", "")
        if word in ("", Verdict.LATER) or self.matter.conflict:
            return None
        values = self.cleaned_data
        return Decided(word, values["note"].strip(), number_of(values["version"]), values["seen"])


def decisions(forms_: Sequence[MatterForm]) -> dict[str, Decided]:
    """Return what was decided, by the matters' names."""
    return {form.matter.key: decided for form in forms_ if (decided := form.decided) is not None}
