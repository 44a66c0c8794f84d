"""The forms of feedback: the public's, the office's entry, the window's, and a step's."""

from typing import Any

from django import forms
from django.http import QueryDict

from measures.forms.fields import Day, Line, Text
from rectify.accounts.models import Department
from rectify.conflict import Versioned
from reports.feedback.models import MESSAGE_LIMIT, Feedback, FeedbackWindow
from reports.feedback.workflow import ENTERED, OPTIONAL, Channel, Need, Step, Way

SENDER, CONTACT = 40, 100


class Message(forms.CharField):
    """The message; its limit is said in words, and the browser doesn't cut what is pasted."""

    widget = forms.Textarea

    def __init__(self, help_text: str = "") -> None:
        errors = {"required": "请填写内容。", "max_length": f"内容过长，最多{MESSAGE_LIMIT}字，现在%(show_value)d字。"}
        widget = forms.Textarea(attrs={"rows": 8})
        super().__init__(label="内容", max_length=MESSAGE_LIMIT, help_text=help_text, widget=widget, error_messages=errors)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave the browser's own limit out."""
        return {key: value for key, value in super().widget_attrs(widget).items() if key != "maxlength"}


class PublicForm(forms.Form):
    """What the public fills in. `website` is nobody's to fill in: the page hides it, and only a machine finds it."""

    message = Message(help_text=f"最多{MESSAGE_LIMIT}字。请勿填写国家秘密和他人隐私。")
    sender = Line("姓名或单位", required=False, max_length=SENDER)
    contact = Line("联系方式", required=False, max_length=CONTACT, help_text="需要答复的，请留下电话或电子邮箱；只用于答复。")
    website = forms.CharField(
        label="此栏请留空", required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    def __init__(self, data: QueryDict | None) -> None:
        """Read what was posted, line ends as they are stored; NUL, which no database keeps and nobody types, is left out."""
        super().__init__(None if data is None else {name: _typed(data.get(name)) for name in self.base_fields})

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields that people see."""
        return [field for field in self if field.name != "website"]

    @property
    def by_machine(self) -> bool:
        """Whether the hidden field was filled in; ask once the form was read."""
        return bool(self.data.get("website"))

    def values(self) -> dict[str, str]:
        """Return what is kept."""
        return {name: self.cleaned_data[name] for name in ("message", "sender", "contact")}


def _typed(value: Any) -> str:
    return str(value or "").replace("\r\n", "\n").replace("\x00", "")


class EntryForm(Versioned):
    """A call, letter, mail or visit that the office enters."""

    channel = forms.ChoiceField(
        label="渠道",
        choices=[(c.value, c.label) for c in ENTERED],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择渠道。"},
    )
    received_on = Day("收到日期")
    message = Message(help_text="照录或摘录来件内容。属于检举控告的，不要记述内容，勾选下面一项。")
    sender = Line("姓名或单位", required=False, max_length=SENDER)
    contact = Line("联系方式", required=False, max_length=CONTACT)
    accusation = forms.BooleanField(
        label="涉嫌检举控告",
        required=False,
        help_text="勾选后登记即移交驻局纪检监察组，领导小组办公室（包括您本人）不再看到。",
    )


class WindowForm(Versioned, forms.ModelForm):
    """The window: from when until when, who answers, and how to reach the discipline inspection organs."""

    opens_on = Day("开始日期")
    closes_on = Day("截止日期", help_text="含当日")

    class Meta:
        model = FeedbackWindow
        fields = ["opens_on", "closes_on", "answered_by", "organ", "organ_phone", "organ_address", "organ_note"]
        help_texts = {
            "answered_by": "印在公众页面上，如：总队党总支巡视整改工作领导小组办公室",
            "organ": "反映违纪违法问题应当向谁提出，如：驻局纪检监察组；电话、地址、其他方式至少填写一项",
        }
        widgets = {"organ_note": forms.Textarea(attrs={"rows": 3})}


class StepForm(Versioned):
    """What one step needs; empty but for the version where it needs nothing."""

    def __init__(self, data: Any = None, *, step: Step, record: Feedback) -> None:
        self.step = step
        super().__init__(data, record=record)
        for need in step.needs:
            self.fields[need.value] = _field(need)

    def standing(self, record: Any) -> dict[str, Any]:
        """Nothing stands before: each step is told anew."""
        return {}

    @property
    def given(self) -> dict[Need, Any]:
        """What was given, by need, as the door takes it."""
        return {need: self.cleaned_data.get(need.value) for need in self.step.needs}


def _field(need: Need) -> forms.Field:
    required = need not in OPTIONAL
    match need:
        case Need.DEPARTMENT:
            found = Department.objects.active()
            hint = "系统内不向部门展示来件，请另行转交。"
            return forms.ModelChoiceField(found, label="转办部门", empty_label="请选择", help_text=hint)
        case Need.REPLY_WAY:
            asked = {"required": "请选择答复方式。"}
            return forms.ChoiceField(label="答复方式", choices=Way.choices, widget=forms.RadioSelect, error_messages=asked)
        case Need.REPLY:
            return Text("答复内容", rows=6)
        case Need.ROUTE_NOTE:
            return Text("转办要求", rows=3, required=required)
    return Text("说明", rows=3)


class FilterForm(forms.Form):
    """What the register is narrowed to, from the address; what can't be read narrows nothing."""

    state = forms.ChoiceField(label="状态", required=False)
    channel = forms.ChoiceField(label="渠道", required=False, choices=[("", "全部"), *Channel.choices])

    def __init__(self, data: Any, states: tuple[Any, ...]) -> None:
        super().__init__(data, auto_id="f-%s")
        self.fields["state"].choices = [("", "全部"), *((s.value, s.label) for s in states)]  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def given(self) -> dict[str, str]:
        """The filters that narrow, by the field's name."""
        return {name: value for name, value in self.cleaned_data.items() if value}
