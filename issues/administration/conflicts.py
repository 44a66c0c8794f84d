"""Two people at one record's form: both texts side by side, and taking over field by field (rules, “Two people at once”)."""

from typing import Any

from django import forms
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from rectify.history.models import Entry


def taken_over(data: QueryDict, current: "forms.ModelForm[Any]") -> QueryDict:
    """Return what was sent with the saved values put in wherever a conflict's page said to take those.

    `current` is the unbound form of the record as it is now.
    """
    merged = data.copy()
    for name in current.fields:
        if data.get(f"take_{name}") == "theirs":
            value = current[name].value()
            merged.setlist(name, [] if value in (None, False) else ["on" if value is True else str(value)])
    return merged


def conflict_page(request: HttpRequest, form: "forms.ModelForm[Any]", current: Any, back: str, **more: Any) -> HttpResponse:
    """Answer 409 with every field that was changed here and differs; the page's form sends all that was typed again.

    A field that was left as it was when the form was made isn't put back to it: the saved value stands.
    """
    entry, theirs = Entry.objects.for_record(current).first(), type(form)(instance=current)
    names = [name for name in form.fields if name != "version" and _words(form, name) != _words_saved(current, name)]
    mine = [name for name in names if _touched(form, current, name)]
    untouched = [name for name in names if name not in mine]
    context = {
        **more,
        "title": f"{current}：内容已被他人修改",
        "items": [_item(form, current, name, entry) for name in mine],
        "untouched": [form[name].label for name in untouched],
        "hidden": [(theirs if name in untouched else form)[name].as_hidden() for name in form.fields if name != "version"],
        "version": theirs["version"].as_hidden(),
        "back": back,
        "record": current,
    }
    return render(request, "issues/administration/conflict.html", context, status=409)


def _touched(form: "forms.ModelForm[Any]", current: Any, name: str) -> bool:
    """Tell whether a field was changed against the version that the form was made from, as history has it."""
    made_from = current.history.filter(version=form.cleaned_data["version"]).order_by("-pk").first()
    return made_from is None or _words(form, name) != _words_saved(made_from, name)


def _item(form: "forms.ModelForm[Any]", current: Model, name: str, entry: Entry | None) -> dict[str, Any]:
    return {
        "name": name,
        "label": form[name].label,
        "theirs": _words_saved(current, name),
        "mine": _words(form, name),
        "by": entry.actor_name if entry else "",
        "when": entry.effective_at if entry else None,
    }


def _words(form: "forms.ModelForm[Any]", name: str) -> str:
    return _text(form.cleaned_data[name])


def _words_saved(current: Model, name: str) -> str:
    return _text(getattr(current, name))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)
