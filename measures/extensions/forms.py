"""The forms of an extension: asking for a later date, and what a step needs."""

import datetime
from typing import Any

from django import forms

from measures.extensions.workflow import NEED_WORDS, Need, Transition
from measures.forms.fields import Day, PersonField, Text
from measures.models import Extension, Measure
from measures.services.transitions import reports_for_own
from rectify.accounts.models import User
from rectify.conflict import Versioned
from rectify.workdays import after_working_days

INITIAL = {Need.OPINION: "同意延期。"}
HINTS = {Need.REASON: "写明原因，申请部门可以看到。"}


class AskForm(forms.Form):
    """A later date, and why; the office that types it in says who asked."""

    until = Day("申请延期至")
    reason = Text("延期理由", rows=4, help_text="写明未能按期完成的原因、已做的工作和下一步安排。")
    asked_for = PersonField("申请人", help_text="代录时选择实际申请的人。")

    def __init__(self, data: Any = None, *, measure: Measure, user: User, day: datetime.date) -> None:
        super().__init__(data, initial={"asked_for": measure.responsible}, auto_id="id_extension_%s")
        self.fields["until"].help_text = hint(measure, day)
        if reports_for_own(measure, user):
            del self.fields["asked_for"]


def hint(measure: Measure, day: datetime.date) -> str:
    """Say how the request stands to the due date: in good time, after the usual day, or late. It stops nobody."""
    round, due = measure.round, measure.due_on
    if due is None:
        return ""
    if day > due:
        return f"完成时限{due.month}月{due.day}日已过，申请上将注明逾期后申请；批准前仍按原时限统计。"
    late = after_working_days(day, round.extension_days, round.exceptions) > due
    usual = f"一般在到期{round.extension_days}个工作日前提出" + ("，现已不足" if late else "")
    return f"现在的时限为{due.month}月{due.day}日；{usual}。批准前仍按原时限统计。"


class StepForm(Versioned):
    """What one step needs."""

    def __init__(self, data: Any = None, *, step: Transition, extension: Extension) -> None:
        self.step = step
        super().__init__(data, record=extension)
        for need in step.needs:
            self.fields[need.value] = Text(NEED_WORDS[need], rows=3, initial=INITIAL.get(need, ""), help_text=HINTS.get(need, ""))

    def standing(self, record: Any) -> dict[str, Any]:
        """Nothing of what a step asks for stands already."""
        return {}

    @property
    def given(self) -> dict[str, str]:
        """What was given, by need, as the door takes it."""
        return {need.value: self.cleaned_data.get(need.value, "") for need in self.step.needs}
