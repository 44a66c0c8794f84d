"""The forms of a closure: a field for each thing that a step needs; the inspection team's opinion; a look-back."""

from typing import Any

from django import forms

from issues.models import Issue
from issues.words import Closure
from measures.closure.services.steps import SEEN, last_entry
from measures.closure.workflow import GIVEN, NEED_WORDS, Need, Transition
from measures.forms.fields import Day, Line, Text
from measures.models import Finding, LookBack, Measure, Ruling
from measures.workflow import Status
from rectify.conflict import Versioned

HINTS = {
    Need.NOTE: "如：经领导小组会议审议，同意销号。",
    Need.UNTIL: "集中整改期后继续整改的预计完成日期。",
    Need.MEETING: "会议须已登记，在“调度”的会议页登记。",
    Need.RULING: "决定暂缓销号的，之后只能办理“暂缓销号”，事项退回未销号。",
    Need.DECISION: "写明会议对纪检监察组意见的研究结果。",
}


def needed_at_times(*fields: Any) -> None:
    """Let fields whose hint says when they must be filled in not be called optional beside it."""
    for field in fields:
        field.asked = True


class StepForm(Versioned):
    """What one step needs; a request may carry a note. What closes or confirms carries the last entry when it was shown."""

    def __init__(self, data: Any = None, *, step: Transition, issue: Issue, meetings: Any) -> None:
        self.step = step
        super().__init__(data, record=issue)
        for need in step.needs:
            self.fields[need.value] = _field(need, meetings)
        if step.target == Closure.CLOSED:
            self.fields[SEEN] = forms.IntegerField(required=False, widget=forms.HiddenInput, initial=last_entry(issue))
        if not step.needs:
            self.fields[Need.NOTE.value] = Text(
                "申请说明", rows=4, required=False, help_text="整改情况和销号理由，供纪检监察组参考。"
            )

    def standing(self, record: Any) -> dict[str, Any]:
        """Nothing of what a step asks for stands already."""
        return {}

    @property
    def given(self) -> dict[str, Any]:
        """What was given, by need, as the door takes it."""
        return {need.value: self.cleaned_data.get(need.value) for need in (*self.step.needs, Need.NOTE)} | {
            SEEN: self.cleaned_data.get(SEEN)
        }


def _field(need: Need, meetings: Any) -> forms.Field:
    word, hint = NEED_WORDS[need], HINTS.get(need, "")
    match need:
        case Need.UNTIL:
            return Day(word, help_text=hint)
        case Need.MEETING:
            errors = {"required": f"请选择{word}。", "invalid_choice": "所选会议不在本轮次，或已撤销，请重新选择。"}
            return forms.ModelChoiceField(meetings, label=word, empty_label="请选择", help_text=hint, error_messages=errors)
        case Need.RULING:
            errors = {"required": f"请选择{word}。", "invalid_choice": f"请从所列{word}中选择。"}
            return forms.ChoiceField(
                label=word, choices=Ruling.choices, widget=forms.RadioSelect, help_text=hint, error_messages=errors
            )
    return Text(word, rows=4, help_text=hint)


class OpinionForm(Versioned):
    """The inspection team's opinion; `superior` asks for the body whose opinion the office records."""

    opinion = forms.ChoiceField(
        label="意见",
        choices=[(reply.value, reply.label) for reply in GIVEN],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择意见。", "invalid_choice": "请从所列意见中选择。"},
    )
    text = Text("意见内容", rows=5, required=False, help_text="建议补充整改或暂缓销号的，须写明理由和建议。")
    given_for = Line(
        "提出意见的上级机关", help_text="驻局纪检监察组是所属措施的责任方，意见由其上级机关提出，在此代录。", max_length=120
    )

    def __init__(self, *args: Any, superior: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needed_at_times(self.fields["text"])
        if not superior:
            del self.fields["given_for"]


class LookBackForm(Versioned):
    """What a look-back found; the measures that a rebound reopens are the done ones of the issue."""

    result = forms.ChoiceField(
        label="结果",
        choices=Finding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择回头看的结果。", "invalid_choice": "请从所列结果中选择。"},
    )
    findings = Text("发现的情况", rows=5)
    measures = forms.ModelMultipleChoiceField(
        Measure.objects.none(),
        label="恢复整改的措施",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="反弹回潮的须选择。所选措施恢复为推进中，事项恢复为未销号。",
    )
    next_on = Day("下次回头看的日期", required=False, help_text="需补充整改的须填写。")
    done_for = Line(
        "开展回头看的上级机关", help_text="驻局纪检监察组是所属措施的责任方，回头看由其上级机关开展，在此代录。", max_length=120
    )

    def __init__(self, *args: Any, record: LookBack, superior: bool, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        done = Measure.objects.filter(issue=record.issue, status=Status.DONE).select_related(
            "issue__key_problem", "issue__parent"
        )
        self.fields["measures"].queryset = done.order_by("number")  # type: ignore[attr-defined]
        self.fields["measures"].label_from_instance = lambda m: f"{m.code}　{m.plan[:60]}"  # type: ignore[attr-defined]
        needed_at_times(self.fields["measures"], self.fields["next_on"])
        if not superior:
            del self.fields["done_for"]

    def standing(self, record: Any) -> dict[str, Any]:
        """Nothing of it stands before it was done."""
        return {}


class PlanForm(forms.Form):
    """When the next look-back is to be."""

    planned_on = Day("计划日期")
