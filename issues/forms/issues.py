"""Forms of an issue: new, edited, and how it appears in public."""

from typing import Any

from django import forms

from issues.forms.fields import PlanPart, day, long_text, number_field
from issues.forms.parts import NEXT, fix_number
from issues.models import Issue, KeyProblem, Round
from issues.words import Disclosure, Kind
from rectify.conflict import Versioned


class IssueForm(PlanPart):
    """An issue of one kind: new in its place, or edited."""

    key_problem = forms.ModelChoiceField(label="重点问题", queryset=KeyProblem.objects.none(), empty_label="请选择")
    parent = forms.ModelChoiceField(label="所属具体问题", queryset=Issue.objects.none(), empty_label="请选择")
    number = number_field(required=False, help_text=NEXT)
    title = long_text("题目", max_length=2000, rows=3)
    public_title = long_text(
        "公开题目", required=False, max_length=2000, rows=3, help_text="公开时代替题目；留空则公开时使用题目"
    )
    hard = forms.BooleanField(label="重点难点", required=False, help_text="列为重点难点的事项提交领导小组研究")

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fix_number(self)
        places = {Kind.MANIFESTATION: ["key_problem"], Kind.FOLLOW_ON: ["parent"]}.get(Kind(kind), [])
        for name in {"key_problem", "parent"} - set(places if self.record is None else []):
            del self.fields[name]
        if isinstance(self.record, Issue) and self.record.placeholder:
            del self.fields["title"]
        self._offer_places()

    def _offer_places(self) -> None:
        offered = {
            "key_problem": KeyProblem.objects.live().filter(round=self.round),
            "parent": Issue.objects.live().filter(round=self.round, kind=Kind.MANIFESTATION).in_order(),
        }
        for name in offered.keys() & self.fields.keys():
            self.fields[name].queryset = offered[name]  # type: ignore[attr-defined]


class DisclosureForm(Versioned):
    """How an issue appears in public."""

    disclosure = forms.ChoiceField(label="公开方式", choices=Disclosure.choices, widget=forms.RadioSelect)
    merged_into = forms.ModelChoiceField(
        label="合并到",
        queryset=Issue.objects.none(),
        required=False,
        empty_label="不选",
        help_text="合并公开的，选择与哪一事项一并公开",
    )
    reason = long_text("理由", required=False, max_length=1000, rows=3, help_text="不单独公开的，理由、批准机构和日期都须写明")
    body = forms.CharField(label="批准机构", max_length=120, required=False, help_text="如：党总支委员会")
    on = day("批准日期", required=False)

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        public = Issue.objects.live().filter(round=round, disclosure__in=[Disclosure.FULL, Disclosure.TITLE_WITHHELD])
        if self.record is not None:
            public = public.exclude(pk=self.record.pk)
        self.fields["merged_into"].queryset = public.in_order()  # type: ignore[attr-defined]

    def standing(self, record: Any) -> dict[str, Any]:
        """Return what stands, under the names that the door uses."""
        return {
            "disclosure": record.disclosure,
            "merged_into": record.merged_into,
            "reason": record.disclosure_reason,
            "body": record.disclosure_body,
            "on": record.disclosure_on,
        }
