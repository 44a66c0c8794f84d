"""The forms of a notice: a field for each thing that a step, a move of its review or a decision on paper asks for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from issues.models import Meeting
from issues.words import MeetingKind
from measures.forms.fields import Day, FilesField, Line, Text
from measures.paper import forms as shared
from rectify.conflict import Versioned
from reports.models import Notice, ReviewStep
from reports.notice.checks import Finding
from reports.notice.services.approving import lacking, too_early
from reports.workflow import NEED_WORDS, Need, ReviewMove, Transition

COMMON = "common"
WAYS = {"way": "如：单位网站公布、党务公开栏张贴", "address": "网址或张贴地点"}


class MeetingField(forms.ModelChoiceField):
    """A meeting of the 党总支委员会; why it can't be chosen stands beside it. `recorder`: whether the person may record one."""

    def __init__(self, notice: Notice, *, recorder: bool, required: bool = True) -> None:
        meetings = Meeting.objects.live().filter(round=notice.round_id, kind=MeetingKind.COMMITTEE)
        self.notice = notice
        super().__init__(
            meetings,
            label=NEED_WORDS[Need.MEETING],
            required=required,
            empty_label="请选择",
            help_text=_meeting_hint(notice.round_id, recorder),
            error_messages={"required": "请选择审议会议。", "invalid_choice": "所选会议不能用于审议，请重新选择。"},
        )

    def label_from_instance(self, obj: Any) -> str:
        """Name a meeting with its subject, and what is missing of its record."""
        missing = lacking(obj)
        said = f"缺{'、'.join(missing)}" if missing else "早于送审" if too_early(self.notice, obj) else obj.minutes_number
        return f"{obj}　{obj.title}（{said}）"


def _meeting_hint(round_id: int, recorder: bool) -> str:
    """What a record must hold, and who adds what isn't there: a link for those alone who may."""
    held = "应到、实到、列席、意见、纪要号须齐全；没有列出的，"
    if not recorder:
        return f"{held}请领导小组办公室先登记会议"
    return format_html('{}先<a href="{}">登记会议</a>', held, reverse("issues:meeting_new", args=[round_id]))


class NoticeStepForm(Versioned):
    """What one step needs of one person; empty but for the version where it needs nothing."""

    def __init__(
        self, data: Any = None, *, step: Transition, notice: Notice, recorder: bool, findings: Sequence[Finding] = ()
    ) -> None:
        self.step, self.findings = step, findings
        super().__init__(data, record=notice)
        for need in step.needs:
            if need is Need.EXPLANATIONS:
                self._ask_reasons()
            else:
                self.fields[need.value] = _field(need, notice, recorder)

    def _ask_reasons(self) -> None:
        if len(self.findings) > 1:
            hint = "下面没有逐项说明的，按这里的说明记入；逐项说明的，以逐项为准"
            self.fields[COMMON] = Text("共同说明", rows=2, required=False, help_text=hint)
        for finding in self.findings:
            label = f"{finding.rule}　{finding.where}：{finding.text}".rstrip("。")
            self.fields[finding.field] = Text(label, rows=2, required=len(self.findings) == 1)
            self.fields[finding.field].asked = True  # type: ignore[attr-defined] # here or in common: never called optional

    def standing(self, record: Any) -> dict[str, Any]:
        """Nothing of what a step asks for stands before."""
        return {}

    def clean(self) -> dict[str, Any]:
        """Say beside each finding that its reason is missing."""
        data = super().clean() or self.cleaned_data
        if not data.get(COMMON):
            for finding in self.findings if COMMON in self.fields else ():
                if not data.get(finding.field) and finding.field not in self.errors:
                    self.add_error(finding.field, "请说明情况，或在“共同说明”中一并说明。")
        return data

    @property
    def given(self) -> dict[Need, Any]:
        """What was given, by need, as the door takes it."""
        data = self.cleaned_data
        given: dict[Need, Any] = {need: data.get(need.value) for need in self.step.needs}
        if Need.EXPLANATIONS in given:
            given[Need.EXPLANATIONS] = {f.key: data.get(f.field) or data.get(COMMON) or "" for f in self.findings}
        return given


def _field(need: Need, notice: Notice, recorder: bool) -> forms.Field:
    word = NEED_WORDS[need]
    match need:
        case Need.MEETING:
            return MeetingField(notice, recorder=recorder)
        case Need.ON:
            return Day(word, initial=timezone.localdate)
        case Need.WAY:
            return Line(word, max_length=100, help_text=WAYS["way"])
        case Need.ADDRESS:
            return Line(word, max_length=300, help_text=WAYS["address"])
        case Need.OPINION:
            return Text(word, rows=2, initial="同意公布。")
    return Text(word, rows=3)


class MoveForm(Versioned):
    """What one move of a step of review asks for."""

    def __init__(self, data: Any = None, files: Any = None, *, move: ReviewMove, step: ReviewStep) -> None:
        super().__init__(data, files, record=step)
        made: dict[str, forms.Field] = {
            "on": Day("送出日期" if move.name == "send" else "返回日期", initial=timezone.localdate),
            "opinion": Text("返回的意见", rows=4, help_text="没有意见的，写“无意见”"),
            "reason": Text("不经此环节的原因", rows=3),
            "files": FilesField("附件", required=False),
        }
        for name in move.fields:
            self.fields[name] = made[name]

    def standing(self, record: Any) -> dict[str, Any]:
        """Nothing of it stands before."""
        return {}


class PaperForm(shared.PaperForm):
    """A decision on a version of the notice: the meeting is one of the 党总支委员会."""

    def __init__(self, data: Any = None, files: Any = None, *, step: Transition, notice: Notice) -> None:
        meeting = MeetingField(notice, recorder=True, required=Need.MEETING in step.needs)
        super().__init__(data, files, bound=notice.content_hash, meeting=meeting)
