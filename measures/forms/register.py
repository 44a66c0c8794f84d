"""Forms of the register: a paper as it came, and what each of its steps needs."""

import re
from typing import Any

from django import forms

from issues.models import Issue, Round
from measures.forms.fields import Day, FilesField, Line, Text
from measures.models import Measure, RegisterItem
from measures.remarks.register_flow import OPTIONAL, REGISTER_NEEDS, RegisterNeed, RegisterStep
from measures.words import RegisterKind
from rectify.conflict import Versioned

SEPARATORS = re.compile(r"[、，,；;\s]+")


class RegisterForm(Versioned):
    """A paper: `about` names issues and measures by their numbers, as the ledger writes them."""

    kind = forms.ChoiceField(
        label="种类",
        choices=RegisterKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择种类。", "invalid_choice": "请从列出的种类中选择。"},
    )
    sender = Line("来文单位或批示领导", max_length=120, help_text="如：驻局纪检监察组；批示写明姓名和职务。")
    number = Line("文号", required=False, max_length=60, help_text="约谈、口头批示没有文号的不填。")
    dated_on = Day("日期")
    answer_by = Day("回复期限", required=False, help_text="不要求回复的不填。")
    matter = Text("事由", rows=4, help_text="概述要求，不录入问题线索和信访举报内容。")
    about = Line(
        "所涉事项、措施", required=False, help_text="填台账编号，用顿号隔开，如：3-2、3-2-1。填写后，有关部门可以看到这份来文。"
    )
    files = FilesField("扫描件", required=False)  # type: ignore[assignment]  # the door names this field

    def __init__(self, data: Any = None, files: Any = None, *, round: Round, record: RegisterItem | None = None) -> None:
        super().__init__(data, files, record=record)
        self.round = round

    def standing(self, record: Any) -> dict[str, Any]:
        """Return the paper as it stands, what it is about by numbers."""
        names = ("kind", "sender", "number", "dated_on", "answer_by", "matter")
        about = "、".join((link.measure or link.issue).code for link in record.current)
        return {**{name: getattr(record, name) for name in names}, "about": about}

    def clean_about(self) -> str:
        """Find what each number names; say which one names nothing."""
        typed = [code for code in SEPARATORS.split(self.cleaned_data["about"]) if code]
        found = subjects(self.round, typed)
        missing = [code for code in typed if code not in found]
        if missing:
            raise forms.ValidationError(f"台账中没有编号为“{missing[0]}”的事项或措施。")
        self.subjects = list(found.values())
        return str(self.cleaned_data["about"])

    def values(self) -> dict[str, Any]:
        """Return the door's keywords."""
        return {**self.cleaned_data, "about": self.subjects, "files": list(self.cleaned_data.get("files") or [])}


def subjects(round: Round, codes: list[str]) -> dict[str, Issue | Measure]:
    """Return the issues and measures of `round` that `codes` name; a number is computed, so all are read. Two queries."""
    if not codes:
        return {}
    issues = Issue.objects.live().filter(round=round).select_related("key_problem", "parent")
    measures = Measure.objects.live().filter(round=round).select_related("issue__key_problem", "issue__parent", "round")
    named: dict[str, Issue | Measure] = {issue.code: issue for issue in issues}
    named |= {measure.code: measure for measure in measures}
    return {code: named[code] for code in codes if code in named}


class RegisterStepForm(Versioned):
    """What one step of a paper needs, and the scans that may come along."""

    def __init__(self, data: Any = None, files: Any = None, *, step: RegisterStep, item: RegisterItem) -> None:
        super().__init__(data, files, record=item)
        self.step = step
        for need in step.needs:
            self.fields[need.value] = _field(need)
        if step.files:
            self.fields["files"] = FilesField("回复扫描件", required=False)

    def standing(self, record: Any) -> dict[str, Any]:
        """Nothing of this stands before."""
        return {}

    @property
    def given(self) -> dict[RegisterNeed, Any]:
        """What was given, by need, as the door takes it."""
        return {need: self.cleaned_data.get(need.value) for need in self.step.needs}

    @property
    def attached(self) -> list[Any]:
        """The scans that came along."""
        return list(self.cleaned_data.get("files") or [])


def _field(need: RegisterNeed) -> forms.Field:
    word = REGISTER_NEEDS[need]
    match need:
        case RegisterNeed.REPLIED_ON:
            return Day(word)
        case RegisterNeed.REPLY_NUMBER:
            return Line(word, required=need not in OPTIONAL, max_length=60)
    return Text(word, rows=3)
