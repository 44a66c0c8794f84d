"""Two people at once: forms that carry the version they were made from, and the page (409) where their texts meet.

Source: the rules' section “Two people at once”. The page shows both texts side by side, keeps what was typed, and lets one
take over field by field, with or without JavaScript: it posts, beside the form's own fields, `take_<field>` (mine or theirs)
and `theirs_<field>` (what stood when the page was made); `Versioned` puts the two together again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from rectify.differences import Part, difference
from rectify.errors import Stale
from rectify.history.models import Entry, Tracked

MERGE = "_merge"  # the button that leads back to the form with what was chosen, saving nothing
RECENT = 30  # entries searched for who changed a field last


def taken_over(data: Any) -> Any:
    """Return posted data with every field marked “theirs” replaced by what stood, and line ends as they are stored."""
    if not isinstance(data, QueryDict):
        return data
    merged = data.copy()
    for key in [key for key in merged if key.startswith("take_")]:
        name = key.removeprefix("take_")
        if merged.get(key) == "theirs":
            merged.setlist(name, merged.getlist(f"theirs_{name}"))
    for key, values in list(merged.lists()):
        merged.setlist(key, [v.replace("\r\n", "\n") if isinstance(v, str) else v for v in values])
    return merged


BOUNDS = {
    "max_length": "内容过长，最多%(limit_value)d字，现在%(show_value)d字。",
    "min_value": "最小为%(limit_value)s。",
    "max_value": "最大为%(limit_value)s。",
}


def name_what_is_missing(form: forms.Form) -> None:
    """Let each field say which one must be filled in, and what bounds it, where it hasn't a sentence of its own."""
    for name, asked in form.fields.items():
        asked.error_messages = {**BOUNDS, **asked.error_messages}
        if asked.error_messages.get("required") == forms.Field.default_error_messages["required"]:
            verb = "选择" if isinstance(asked, forms.ChoiceField | forms.ModelChoiceField) else "填写"
            asked.error_messages["required"] = f"请{verb}{form[name].label}。"


class Versioned(forms.Form):
    """A form for making a record (no `record`) or editing one (`record` as it stands): the latter carries its version.

    Use it alone or before ModelForm: `class X(Versioned, forms.ModelForm)`; the record itself is checked by its service, so
    that the form checks the shape of the input alone. `standing()` is where fields that aren't attributes of the record
    say what stands; it serves the first display and the conflict page alike.
    """

    version = forms.IntegerField(
        label="页面版本",
        widget=forms.HiddenInput,
        error_messages={"required": "页面不完整，请刷新后再提交。", "invalid": "页面不完整，请刷新后再提交。"},
    )

    def __init__(
        self, data: Any = None, *args: Any, record: Tracked | None = None, initial: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        self.record = record
        stands = {} if record is None else {**self.standing(record), "version": record.version}
        kwargs["initial"] = {**stands, **(initial or {})}
        super().__init__(taken_over(data), *args, **kwargs)
        if record is None:
            del self.fields["version"]
        name_what_is_missing(self)

    def standing(self, record: Any) -> dict[str, Any]:
        """Return the record's present values by field name, as the form's cleaned data would give them."""
        return {name: getattr(record, name) for name in self.base_fields if hasattr(record, name) and name != "version"}

    def stood(self, past: Any, current: Any) -> dict[str, Any]:
        """Return what stood when the form was made: `past` is the record out of its history.

        A form with fields that hang on other records than `current` itself says here how those stood.
        """
        return self.standing(past)

    def last_change(self, current: Any, name: str) -> Entry | None:
        """Return who changed a field last: by its own name, or the record's last change where the field is computed."""
        lines = list(Entry.objects.for_record(current)[:RECENT])
        return next((line for line in lines if any(c["field"] == name for c in line.changes)), lines[0] if lines else None)

    def values(self) -> dict[str, Any]:
        """Return the cleaned data as a service's keywords; `version` among them where a record is edited."""
        return dict(self.cleaned_data)

    def _post_clean(self) -> None:
        """Leave the record alone (ModelForm would fill and check one): the service locks a fresh one and checks it."""


@dataclass
class Disputed:
    """One field on the conflict page: what stands, what was typed, which is chosen at first, and who changed it when.

    `by` is empty where nobody changed it since the form was made: then the difference is one's own change alone.
    """

    name: str
    label: str
    theirs: str
    mine: str
    take: str = "mine"
    by: str = ""
    when: datetime | None = None
    theirs_diff: list[Part] = field(default_factory=list)
    mine_diff: list[Part] = field(default_factory=list)
    theirs_raw: list[str] = field(default_factory=list)


def conflict_response(
    request: HttpRequest, form: forms.Form, stale: Stale, template: str = "409_form.html", **context: Any
) -> HttpResponse:
    """Return the page with both texts of every field that differs; it posts to the same address with the present version.

    `form` is bound and valid (a service was asked); it may have `standing(record)`, see Versioned.
    """
    current = stale.current
    stands = _standing(form, current)
    disputed = disputes(form, current, stands)
    names = {item.name for item in disputed}
    extra = [form[name] for name, f in form.fields.items() if name not in stands and name != "version" and not f.widget.is_hidden]
    page = {
        "form": form,
        "record": current,
        "version": current.version,
        "disputed": disputed,
        "extra": extra,
        "kept": list(_kept(form, {bound.name for bound in extra} | {"version"})),
        "merge": MERGE,
        "message": stale.message,
        "same": bool(stands) and not names,
    }
    return render(request, template, {**context, **page}, status=409)


def disputes(form: forms.Form, current: Tracked, stands: dict[str, Any]) -> list[Disputed]:
    """Return the fields in which the typed text differs from the one that stands.

    Where the person hadn't touched a field, theirs is chosen at first; where they had, their own.
    """
    base = _base(form, current)
    found = []
    for name, theirs in stands.items():
        mine = form.cleaned_data.get(name)
        if name in form.fields and not _same(mine, theirs):
            item = _disputed(form, name, mine, theirs)
            if name in base and _same(mine, base[name]):
                item.take = "theirs"
            if name not in base or not _same(theirs, base[name]):
                _sign(item, form, current, name)
            found.append(item)
    return found


def _disputed(form: forms.Form, name: str, mine: Any, theirs: Any) -> Disputed:
    bound = form[name]
    texts = as_text(bound.field, theirs), as_text(bound.field, mine)
    item = Disputed(bound.html_name, str(bound.label), *texts, theirs_raw=as_posted(bound.field, theirs))
    if isinstance(theirs, str) and isinstance(mine, str) and theirs and mine and not getattr(bound.field, "choices", None):
        parts = difference(theirs, mine)
        item.theirs_diff = [part for part in parts if part.kind != "new"]
        item.mine_diff = [part for part in parts if part.kind != "old"]
    return item


def _sign(item: Disputed, form: forms.Form, current: Tracked, name: str) -> None:
    """Say who changed the field last, and when."""
    last = form.last_change(current, name) if isinstance(form, Versioned) else None
    if last is not None:
        item.by, item.when = f"{last.actor_name}（{last.acting_as}）", timezone.localtime(last.effective_at)


def _standing(form: forms.Form, current: Any) -> dict[str, Any]:
    if isinstance(form, Versioned):
        return form.standing(current)
    return {name: getattr(current, name) for name in form.fields if hasattr(current, name) and name != "version"}


def _base(form: forms.Form, current: Any) -> dict[str, Any]:
    """Return the values of the version that the form was made from, out of the record's history; empty where unknown.

    A version that changed nothing of the record's own (its departments) has no row: the one before it says what stood.
    """
    version = form.cleaned_data.get("version") or 0
    row = current.history.filter(version__lte=version).order_by("-version", "-history_id").first()
    if row is None:
        return {}
    return form.stood(row.instance, current) if isinstance(form, Versioned) else _standing(form, row.instance)


def _same(one: Any, other: Any) -> bool:
    if one in (None, "") and other in (None, ""):
        return True
    return plain(one) == plain(other)


def plain(value: Any) -> Any:
    """Return a value that can be compared: a list for many, in a fixed order; anything else as it is."""
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | dict):
        return sorted(value, key=lambda item: str(getattr(item, "pk", item)))
    return value


def as_text(field: forms.Field, value: Any) -> str:
    """Return a field's value as a person reads it: 是 or 否, a choice's word, a record's name, a Chinese date."""
    if isinstance(field, forms.BooleanField):
        return "是" if value else "否"
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        day = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
        return f"{day.year}年{day.month}月{day.day}日" + (f" {day:%H:%M}" if isinstance(day, datetime) else "")
    listed = plain(value)
    if isinstance(listed, list):
        return "、".join(as_text(field, item) for item in listed)
    words = {} if isinstance(field, forms.ModelChoiceField) else {str(k): v for k, v in getattr(field, "choices", ())}
    return str(words.get(str(value), value))


def as_posted(field: forms.Field, value: Any) -> list[str]:
    """Return a value as a browser would post it under the field's name; nothing for an unticked box."""
    if isinstance(field, forms.BooleanField):
        return ["on"] if value else []
    if value is None or value == "":
        return [""]
    listed = plain(value)
    if isinstance(listed, list):
        return [text for item in listed for text in as_posted(field, item)]
    formatted = field.widget.format_value(field.prepare_value(value))
    return [str(item) for item in (formatted if isinstance(formatted, list | tuple) else [formatted])]


def _kept(form: forms.Form, without: set[str]) -> Iterable[tuple[str, str]]:
    """Return what was typed, as pairs for hidden inputs."""
    for name in form.fields:
        if name not in without:
            html_name = form.add_prefix(name)
            data = form.data
            values = data.getlist(html_name) if isinstance(data, QueryDict) else [data[html_name]] if html_name in data else []
            yield from ((html_name, value) for value in values)
