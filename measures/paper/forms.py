"""The forms of a decision on paper, whatever it is about: recording it with its scan, confirming it, withdrawing it."""

from typing import Any

from django import forms

from measures.forms.fields import Day, Line, PersonField, Text
from rectify.conflict import Versioned


class PaperForm(Versioned):
    """A decision made on paper in a step's place, with its scan; `meeting` is the field of the meetings that may stand for it."""

    text = Text("批示内容", rows=3, help_text="照录签批件上的意见，如：同意")
    signatory = PersonField("签批人")
    decided_on = Day("签批日期")
    number = Line("会议或文件编号", required=False, max_length=60, help_text="没有选择会议的，须填写编号")
    scan = forms.FileField(
        label="签批件扫描件",
        allow_empty_file=True,
        help_text="PDF或图片；保存后不能更换，录错的撤销后重新补录",
        error_messages={"required": "请上传签批件的扫描件。", "invalid": "请上传签批件的扫描件。"},
    )
    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)  # of what was signed

    def __init__(self, data: Any = None, files: Any = None, *, bound: str, meeting: forms.Field, who: str = "") -> None:
        super().__init__(data, files, initial={"content_hash": bound})
        self.fields["meeting"] = meeting
        self.fields["signatory"].help_text = f"由{who}签批" if who else ""
        self.order_fields(["text", "signatory", "decided_on", "meeting", "number", "scan"])


class ConfirmForm(Versioned):
    """Confirming what another recorded: nothing but the version."""

    def standing(self, record: Any) -> dict[str, Any]:
        """Nothing of it stands before."""
        return {}


class UndoForm(Versioned):
    """Why a decision that was recorded wrongly is withdrawn."""

    reason = Text("撤销的原因", rows=3)

    def standing(self, record: Any) -> dict[str, Any]:
        """Nothing of it stands before."""
        return {}
