"""Forms of a round's parts: aspects, key problems, opinions, clauses, narrative sections."""

from typing import Any

from django import forms

from issues.forms.fields import LONG, PAGE, PlanPart, long_text, number_field
from issues.models import Aspect, KeyProblem, Opinion
from issues.services.drafts import Typed
from issues.words import Slot
from rectify.conflict import Versioned

NEXT = "留空则接在最后"


class AspectForm(PlanPart):
    """An aspect: new or edited."""

    number = number_field(required=False, help_text=NEXT)
    title = forms.CharField(label="名称", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_number(self)


class KeyProblemForm(PlanPart):
    """A key problem: new or edited."""

    number = number_field(required=False, help_text=NEXT)
    title = long_text("题目", max_length=300, rows=2)
    aspect = forms.ModelChoiceField(label="方面", queryset=Aspect.objects.none(), required=False, empty_label="不选")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_number(self)
        self.fields["aspect"].queryset = Aspect.objects.filter(round=self.round)  # type: ignore[attr-defined]


class OpinionForm(PlanPart):
    """An opinion: new or edited by the office."""

    number = number_field(required=False, help_text=NEXT)
    text = long_text("内容")
    implementation = long_text("落实依据", required=False, help_text="提请领导小组认定落实时所依据的会议、文件或成果")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_number(self)

    def standing(self, record: Any) -> dict[str, Any]:
        """Return what stands; the record's own basis is the implementation's."""
        return {**super().standing(record), "implementation": record.basis}


class OpinionStateForm(Versioned):
    """The leading group's word on an opinion's implementation."""

    implementation = long_text("依据")

    def standing(self, record: Any) -> dict[str, Any]:
        """Return the basis that the office put forward."""
        return {"implementation": record.basis}


class ClauseForm(PlanPart):
    """A clause: new (under a key problem) or edited; the opinion it belongs to may be unknown."""

    key_problem = forms.ModelChoiceField(label="重点问题", queryset=KeyProblem.objects.none(), empty_label="请选择")
    order = number_field("次序", required=False, help_text=NEXT)
    text = long_text("引述文字", max_length=LONG)
    opinion = forms.ModelChoiceField(
        label="归入整改意见",
        queryset=Opinion.objects.none(),
        required=False,
        empty_label="不选",
        help_text="原文没有说明归入哪一条的，不选",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_number(self, "order")
        self.fields["opinion"].queryset = Opinion.objects.filter(round=self.round, withdrawn=False)  # type: ignore[attr-defined]
        if self.record is None:
            self.fields["key_problem"].queryset = KeyProblem.objects.live().filter(round=self.round)  # type: ignore[attr-defined]
        else:
            del self.fields["key_problem"]


class SectionForm(Versioned):
    """A narrative section: new or edited; either goes on from a revision of one's own draft, 0 where there was none."""

    slot = forms.ChoiceField(label="位置", choices=Slot.choices)
    heading = forms.CharField(label="标题", max_length=200, required=False)
    body = long_text("正文", required=False, max_length=PAGE, rows=16)
    draft = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record is not None:
            del self.fields["slot"]

    def values(self) -> dict[str, Any]:
        """Return what the doors of a section take; a draft isn't part of it."""
        return {name: value for name, value in super().values().items() if name != "draft"}

    @property
    def typed(self) -> Typed:
        """What stands in a valid form, as its draft is kept."""
        data = self.cleaned_data
        return Typed(data["heading"], data["body"], data.get("version", 0), data["draft"] or 0)

    @property
    def revision(self) -> int:
        """From which revision of a draft the form goes on, as it is shown or was posted; 0 where from none."""
        value = str(self["draft"].value() or 0)
        return int(value) if value.isdecimal() else 0


class MoveForm(forms.Form):
    """Which way a section moves, and from which version."""

    version = forms.IntegerField()
    direction = forms.ChoiceField(choices=[("up", "上移"), ("down", "下移")])


def fix_number(form: Versioned, name: str = "number") -> None:
    """Ask for the number of a record that has one; a new one may leave it to the service."""
    if form.record is not None:
        form.fields[name].required = True
        form.fields[name].help_text = ""
