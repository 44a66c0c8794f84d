"""What a bulk change asks for, once for all rows that were picked."""

from typing import Any

from django import forms

from issues.models import Round
from measures.forms.fields import Day, DepartmentField, Line
from rectify.templatetags.rectify import cdate


class BulkForm(forms.Form):
    """The basis, which an adopted plan's change needs; `values()` are the door's keywords."""

    basis = Line("变更依据", help_text="会议或文号，如：领导小组会议纪要第3号。写入每一条的变更记录。")

    def __init__(self, data: Any = None, *, round: Round, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["basis"].required = round.adopted

    @property
    def done(self) -> str:
        """What each row that went through is answered."""
        raise NotImplementedError

    def values(self) -> dict[str, Any]:
        """Return the cleaned data as the door's keywords."""
        return dict(self.cleaned_data)


class BulkLeadForm(BulkForm):
    """The lead department that all of them get."""

    department = DepartmentField("新的牵头部门")
    field_order = ["department", "basis"]

    @property
    def done(self) -> str:
        """Name the new lead department."""
        return f"牵头部门已调整为{self.cleaned_data['department']}。"


class BulkDueForm(BulkForm):
    """The due date that all of them get."""

    due_on = Day("新的完成时限", help_text="原定时限保留在台账上。")
    field_order = ["due_on", "basis"]

    @property
    def done(self) -> str:
        """Name the new due date."""
        return f"完成时限已调整为{cdate(self.cleaned_data['due_on'])}。"
