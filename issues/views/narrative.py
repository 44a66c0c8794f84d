"""Narrative sections: the list, and moving them. What is done with one stands in `sections`, a new one in `new_section`."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from issues import selectors
from issues.forms.parts import MoveForm
from issues.models import NarrativeSection
from issues.services import narrative as doors
from issues.services.drafts import begun, drafted
from issues.views.common import edited_part, page_of, reader, shown_settings
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action
from rectify.errors import Refused

PLACE = "notice"  # the sections are the notice's text, though this room keeps them


@require_safe
def narrative(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the sections, slot by slot."""
    round = shown_settings(request, round_id)
    context = {
        "round": round,
        "place": PLACE,
        "tab": "narrative",
        "slots": selectors.narrative_of(round, reader(request)),
        "drafts": drafted(round, reader(request)),
        "begun": begun(round, reader(request)),
        "may_edit": can(request.user, Action.EDIT_ROUND, round),
    }
    return render(request, "issues/narrative_list.html", context)


@require_POST
def section_move(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Move a section one place up or down."""
    round, section = edited_part(request, NarrativeSection.objects.all(), round_id, pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Refused("页面不完整，请刷新后再提交。")
    up = form.cleaned_data["direction"] == "up"
    doors.move_section(section=section, by=reader(request), version=form.cleaned_data["version"], up=up)
    messages.success(request, "已上移。" if up else "已下移。")
    return redirect(page_of("narrative", round))
