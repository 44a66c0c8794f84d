"""Fields that several forms share, with the limits of what may be typed."""

from typing import Any

from django import forms

from issues.models import Round
from rectify.conflict import Versioned

LONG = 5000
PAGE = 20000
NUMBER = 999


def long_text(label: str, *, required: bool = True, max_length: int = LONG, rows: int = 4, **kwargs: Any) -> forms.CharField:
    """Make a field for several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=max_length, widget=widget, **kwargs)


def day(label: str, *, required: bool = True, **kwargs: Any) -> forms.DateField:
    """Make a field for a date, with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **kwargs)


def clock(label: str, **kwargs: Any) -> forms.TimeField:
    """Make a field for a time of day."""
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **kwargs)


def number_field(label: str = "序号", *, required: bool = True, most: int = NUMBER, **kwargs: Any) -> forms.IntegerField:
    """Make a field for a number from 1."""
    return forms.IntegerField(label=label, required=required, min_value=1, max_value=most, **kwargs)


class ReasonForm(Versioned):
    """Why something is withdrawn or restored."""

    reason = long_text("原因", max_length=1000, rows=3)


class BasisForm(Versioned):
    """The basis, a meeting or a document, on which an issue is withdrawn or restored."""

    basis = long_text("依据", max_length=1000, rows=3, help_text="会议或文件，如：党总支委员会会议纪要第3号")


class PlanPart(Versioned):
    """A form about a part of the plan: once the plan is adopted it asks for the basis of what changes the plan."""

    basis = long_text(
        "方案变更依据",
        required=False,
        max_length=1000,
        rows=2,
        help_text="方案已审议通过：新增，或修改题目、文字、序号、归属的，须写明会议或文件",
        error_messages={"required": "请写明方案变更依据（会议或文件）。"},
    )

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        self.round = round
        super().__init__(*args, **kwargs)
        basis = self.fields.pop("basis")
        if round.adopted:
            self.fields["basis"] = basis  # last on the page
            basis.required = self.record is None  # adding to the plan always needs one, editing where the plan changes

    def standing(self, record: Any) -> dict[str, Any]:
        """Return what stands; the basis belongs to the change, not to the record (an opinion's own is another)."""
        return {name: value for name, value in super().standing(record).items() if name != "basis"}
