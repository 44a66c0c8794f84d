"""Fields that several forms share: texts with the limit of a record, people on the roll, departments in use, files."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q

from rectify.accounts.models import Department, DepartmentQuerySet, Person, PersonQuerySet
from rectify.history.checks import TEXT_LIMIT
from rectify.pages import number_of


class Text(forms.CharField):
    """A longer text; its limit is the record's."""

    widget = forms.Textarea

    def __init__(self, label: str, *, rows: int = 4, required: bool = True, help_text: str = "", **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        errors = {"required": f"请填写{label}。", "max_length": f"内容过长，最多{TEXT_LIMIT}字，现在%(show_value)d字。"}
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            max_length=TEXT_LIMIT,
            widget=widget,
            error_messages=errors,
            **kwargs,
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave the browser's own limit out: it would cut what is pasted without a word."""
        return {key: value for key, value in super().widget_attrs(widget).items() if key != "maxlength"}


class Line(forms.CharField):
    """A short text in one line."""

    def __init__(self, label: str, *, required: bool = True, help_text: str = "", max_length: int = 200, **kwargs: Any) -> None:
        errors = {"required": f"请填写{label}。", "max_length": f"内容过长，最多{max_length}字，现在%(show_value)d字。"}
        super().__init__(
            label=label, required=required, help_text=help_text, max_length=max_length, error_messages=errors, **kwargs
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave the browser's own limit out: it would cut what is pasted without a word."""
        return {key: value for key, value in super().widget_attrs(widget).items() if key != "maxlength"}


class Day(forms.DateField):
    """A date, picked by the browser's own calendar."""

    def __init__(self, label: str, *, required: bool = True, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"required": f"请填写{label}。", "invalid": "日期应写成2022-06-10的样子。"},
            **kwargs,
        )


class PersonField(forms.ModelChoiceField):
    """Somebody on the roll; `nobody` is the word for none, where there need be none."""

    def __init__(self, label: str, *, required: bool = True, nobody: str = "未定", help_text: str = "", **kwargs: Any) -> None:
        super().__init__(
            people(),
            label=label,
            required=required,
            help_text=help_text,
            empty_label="请选择" if required else nobody,
            error_messages={"required": f"请选择{label}。", "invalid_choice": "所选人员不在册，请重新选择。"},
            **kwargs,
        )

    def label_from_instance(self, obj: Any) -> str:
        """Name a person with what tells them from a namesake."""
        place = obj.title or (obj.department.name if obj.department else "")
        return f"{obj.name}（{place}）" if place else obj.name


def people(*standing: Person | None) -> PersonQuerySet:
    """Return the people on the roll, and those that the record names already."""
    named = [person.pk for person in standing if person is not None]
    return Person.objects.filter(Q(active=True) | Q(pk__in=named)).select_related("department")


def departments(*standing: Department | None) -> DepartmentQuerySet:
    """Return the departments in use, and those that the record names already."""
    named = [department.pk for department in standing if department is not None]
    return Department.objects.filter(Q(active=True) | Q(pk__in=named)).order_by("order", "name")


class DepartmentField(forms.ModelChoiceField):
    """A department in use."""

    def __init__(self, label: str, *, required: bool = True, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(
            departments(),
            label=label,
            required=required,
            help_text=help_text,
            empty_label="请选择" if required else "未定",
            error_messages={"required": f"请选择{label}。", "invalid_choice": "所选部门不在用，请重新选择。"},
            **kwargs,
        )


class DepartmentsField(forms.ModelMultipleChoiceField):
    """Any number of departments in use."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(
            departments(),
            label=label,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "所选部门不在用，请重新选择。", "invalid_pk_value": "所选部门不在用，请重新选择。"},
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        """Refuse a key that is none before the database is asked: it fails at a number larger than it can hold."""
        if any(number_of(str(key)) is None for key in value or ()):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class ManyFiles(forms.FileInput):
    """A file input that takes several at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; what they are and how large is for the door to say, all of them or none."""

    def __init__(self, label: str, *, required: bool = True, **kwargs: Any) -> None:
        limit = settings.UPLOAD_LIMIT_MB
        super().__init__(
            label=label,
            required=required,
            widget=ManyFiles(attrs={"data-max": limit}),
            allow_empty_file=True,
            help_text=f"可一次选择多份，每份不超过{limit} MB。可上传PDF、图片、Word、Excel、PPT、WPS、OFD、TXT、CSV。",
            error_messages={"required": "请选择要上传的文件。", "invalid": "请选择要上传的文件。"},
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files as a list, empty where none is asked for."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files and not self.required:
            return []
        single = super().clean
        return [single(file, initial) for file in files or [None]]
