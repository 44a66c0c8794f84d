"""Forms of remarks: making one, and a field for each thing that a step needs of the person."""

import datetime
from typing import Any

from django import forms

from measures.forms.fields import Day, DepartmentField, FilesField, PersonField, Text
from measures.models import Remark
from measures.remarks.workflow import NEED_WORDS, Need, RemarkStep
from rectify.accounts.models import Department
from rectify.conflict import Versioned

OFFICE = "领导小组办公室"
HINTS = {
    Need.ANSWER: "逐条答复，写清已做什么、还差什么、何时完成。",
    Need.NOTE: "办结的写明是否认可；退回的写明还需答复什么。",
}


class RemarkForm(forms.Form):
    """A remark: what is remarked, by when an answer is expected, and of an issue with several departments, by whom."""

    text = Text("监督意见", rows=5, help_text="写明看到的情况、依据和要求。")
    department = DepartmentField("答复部门", required=False)
    answer_by = Day("答复期限", required=False)

    def __init__(self, data: Any = None, *, asked: list[Department] | None, day: datetime.date, days: int) -> None:
        super().__init__(data, initial={"answer_by": day})
        day_field: Any = self.fields["answer_by"]
        day_field.help_text, day_field.asked = f"已按本轮设置的{days}个工作日填好，可改。", True
        if asked is None:
            del self.fields["department"]
            return
        field: Any = self.fields["department"]
        field.queryset = Department.objects.filter(pk__in=[department.pk for department in asked]).order_by("order", "name")
        field.empty_label, field.asked = OFFICE, True
        field.help_text = "由所属措施的牵头部门答复；涉及几个部门或全局的，选领导小组办公室。"
        field.initial = asked[0] if len(asked) == 1 else None


class RemarkStepForm(Versioned):
    """What one step needs of one person, and the files that may come along."""

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        step: RemarkStep,
        needs: tuple[Need, ...],
        remark: Remark,
        asked: list[Department],
        day: datetime.date,
    ) -> None:
        self.needs = needs
        super().__init__(data, files, record=remark, initial={Need.ANSWER_BY.value: day, Need.SIGN_NOTE.value: "同意。"})
        for need in needs:
            self.fields[need.value] = _field(need, asked)
        if step.files:
            self.fields["files"] = FilesField("答复附件", required=False)

    def standing(self, record: Any) -> dict[str, Any]:
        """Of all that a step asks for, the answer alone stands already: it is rewritten, not begun anew."""
        return {Need.ANSWER.value: record.answer} if Need.ANSWER in self.needs else {}

    @property
    def given(self) -> dict[Need, Any]:
        """What was given, by need, as the door takes it."""
        return {need: self.cleaned_data.get(need.value) for need in self.needs}

    @property
    def attached(self) -> list[Any]:
        """The files that came along."""
        return list(self.cleaned_data.get("files") or [])


def _field(need: Need, asked: list[Department]) -> forms.Field:
    word = NEED_WORDS[need]
    match need:
        case Need.ANSWER_FROM:
            return PersonField(word, help_text="代录时选择实际答复的人。")
        case Need.ANSWER_BY:
            return Day(word)
        case Need.DEPARTMENT:
            field = DepartmentField(word, required=False)
            field.queryset = Department.objects.filter(pk__in=[department.pk for department in asked])
            field.empty_label = OFFICE
            return field
    return Text(word, rows=8 if need is Need.ANSWER else 3, help_text=HINTS.get(need, ""))
