"""Forms of masking rules."""

from typing import Any

from django import forms

from rectify.conflict import Versioned


class RuleForm(Versioned):
    """A term and what stands in its place in public: new or edited."""

    term = forms.CharField(label="原词", max_length=60, help_text="通报中出现的词，如机构、地点、人名")
    replacement = forms.CharField(label="替换为", max_length=60, help_text="公开时印出的文字，如：**、某单位")
    reason = forms.CharField(label="说明", max_length=200, required=False, help_text="为什么替换，不公开")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
