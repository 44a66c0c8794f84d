"""The form of a meeting."""

from typing import Any

from django import forms
from django.db.models import Q

from issues.forms.fields import day, long_text
from issues.models import Meeting
from issues.words import MeetingKind
from rectify.accounts.models import Person
from rectify.conflict import Versioned

MOST = 999  # people at one meeting


class ChairField(forms.ModelChoiceField):
    """Somebody on the roll, named with their title."""

    def label_from_instance(self, obj: Any) -> str:
        """Name a person with what tells them from a namesake."""
        place = obj.title or (obj.department.name if obj.department else "")
        return f"{obj.name}（{place}）" if place else str(obj.name)


def people(beside: int | None = None) -> Any:
    """Return those on the roll, and `beside` (by key) who may be on it no longer: a record names them already."""
    return Person.objects.filter(Q(active=True) | Q(pk=beside)).select_related("department")


class MeetingForm(Versioned, forms.ModelForm):
    """A meeting: new or corrected."""

    kind = forms.ChoiceField(label="会议种类", choices=[("", "请选择"), *MeetingKind.choices])
    held_on = day("召开日期")
    chair = ChairField(people(), label="主持人", required=False, empty_label="未登记")
    expected = forms.IntegerField(label="应到人数", required=False, min_value=0, max_value=MOST)
    present = forms.IntegerField(label="实到人数", required=False, min_value=0, max_value=MOST)
    summary = long_text("会议意见", required=False, rows=5, help_text="审议通报的会议，应到、实到、列席、纪要号和意见都须填写")

    class Meta:
        model = Meeting
        fields = ["kind", "held_on", "title", "chair", "expected", "present", "attending", "minutes_number", "summary"]
        help_texts = {
            "minutes_number": "如：党总支委员会会议纪要第3号",
            "attending": "单位和姓名，如：驻局纪检监察组有关负责同志；没有列席的填“无”",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"].queryset = people(getattr(self.record, "chair_id", None))  # type: ignore[attr-defined]
