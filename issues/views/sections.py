"""One narrative section: its form with the draft that is kept as one types, its versions and how two of them differ."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from issues.forms.parts import SectionForm
from issues.models import NarrativeSection, NewSectionDraft, SectionDraft
from issues.naming import FIGURES
from issues.services import drafts
from issues.services.narrative import edit_section
from issues.versions import chosen, compared, versions_of
from issues.views.common import edited_part, number_in, page_of, reader, seen_round
from issues.views.narrative import PLACE
from rectify.accounts.permissions import can, visible
from rectify.accounts.roles import Action
from rectify.history.models import Entry
from rectify.pages import form_page, posted

INCOMPLETE = "页面不完整，请刷新后再填写。"
SAME = "与现在保存的相同，没有草稿。"
PAGE = {"place": PLACE, "title": "修改叙述部分", "submit": "保存", "figures": FIGURES}


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Edit a section: as it stands, or (?draft=1) from one's own draft of it."""
    round, section = edited_part(request, NarrativeSection.objects.all(), round_id, pk)
    kept = drafts.draft_of(section, reader(request))
    form = SectionForm(posted(request), record=section, initial=_initial(kept) if request.GET.get("draft") else None)
    back = page_of("narrative", round)
    return form_page(
        request,
        form,
        lambda: edit_section(section=section, by=reader(request), **form.values()),
        template="issues/narrative_form.html",
        done="已保存叙述部分。",
        to=back,
        context={"round": round, "section": section, "cancel_url": back, **PAGE, **_writing(form, section, kept)},
    )


def _initial(kept: SectionDraft | None) -> dict[str, Any] | None:
    if kept is None:
        return None
    return {"heading": kept.heading, "body": kept.body, "version": kept.base_version, "draft": kept.revision}


def _writing(form: SectionForm, section: NarrativeSection, kept: SectionDraft | None) -> dict[str, Any]:
    """How the form stands to one's draft: gone on with, or waiting to be; and by whom the section was changed meanwhile."""
    going_on = kept is not None and kept.revision == form.revision
    behind = kept is not None and kept.behind
    return {
        "subject": section.get_slot_display(),
        "draft": kept,
        "going_on": going_on,
        "draft_waits": kept is not None and not going_on,
        "draft_url": reverse("issues:section_draft", args=[section.round_id, section.pk]),
        "drop_url": reverse("issues:section_draft_drop", args=[section.round_id, section.pk]),
        "go_on_url": "?draft=1",
        "changed": Entry.objects.for_record(section).defer("payload").first() if behind else None,
    }


@require_POST
def draft(request: HttpRequest, round_id: int, pk: int) -> JsonResponse:
    """Keep what was typed as one's own draft; answers for the page's script, in JSON."""
    _, section = edited_part(request, NarrativeSection.objects.all(), round_id, pk)
    form = SectionForm(request.POST, record=section)
    return keeping(form, lambda: drafts.keep_draft(section=section, user=reader(request), typed=form.typed), nothing=SAME)


def keeping(form: SectionForm, keep: Callable[[], SectionDraft | NewSectionDraft | None], *, nothing: str) -> JsonResponse:
    """Keep a draft and answer the page's script: its revision and hour, or `nothing` where there is none to be kept."""
    if not form.is_valid():
        told = [f"{form.fields[name].label}：{errors[0]}" for name, errors in form.errors.items() if name in ("heading", "body")]
        return JsonResponse({"message": told[0] if told else INCOMPLETE}, status=400)
    try:
        kept = keep()
    except drafts.Overtaken as refusal:
        return JsonResponse({"message": refusal.message}, status=refusal.status)
    if kept is None:
        return JsonResponse({"revision": 0, "saved": "", "message": nothing})
    return JsonResponse({"revision": kept.revision, "saved": timezone.localtime(kept.saved_at).strftime("%H:%M")})


@require_POST
def drop(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Give up one's own draft."""
    _, section = edited_part(request, NarrativeSection.objects.all(), round_id, pk)
    drafts.drop_draft(section=section, user=reader(request))
    messages.success(request, "已弃用草稿。")
    return redirect(reverse("issues:section_edit", args=[round_id, pk]))


@require_safe
def history(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Show a section's versions, and how two of them differ (?from=1&to=3)."""
    round = seen_round(request, round_id)
    sections = visible(NarrativeSection.objects.filter(round=round), reader(request), Action.VIEW_HISTORY)
    section = get_object_or_404(sections, pk=pk)
    versions = versions_of(section)
    try:
        pair = chosen(versions, number_in(request, "from"), number_in(request, "to"))
    except KeyError as unknown:
        raise Http404 from unknown
    context = {
        "round": round,
        "place": PLACE,
        "section": section,
        "versions": versions,
        "pair": pair,
        "differences": compared(*pair) if pair else [],
        "may_edit": can(request.user, Action.EDIT_ROUND, section),
    }
    return render(request, "issues/narrative_history.html", context)
