"""A new narrative section: its form with the draft that is kept as one types, under the slot under which it was begun."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from issues.forms.parts import SectionForm
from issues.models import NewSectionDraft, Round
from issues.naming import FIGURES
from issues.services import drafts
from issues.services.narrative import create_section
from issues.views.common import edited_round, page_of, reader
from issues.views.narrative import PLACE
from issues.views.sections import keeping
from issues.words import Slot
from rectify.pages import form_page, posted

PAGE = {"place": PLACE, "title": "新增叙述部分", "submit": "新增", "figures": FIGURES}
NOTHING = "还没有写文字，没有草稿。"


@require_http_methods(["GET", "POST"])
def section_new(request: HttpRequest, round_id: int) -> HttpResponse:
    """Make a section (?slot=next), or (?draft=1) go on with what one had begun to write there."""
    round, begun = edited_round(request, round_id), _begun(request)
    kept = drafts.new_draft_of(round, reader(request), begun)
    form = SectionForm(posted(request), initial=_initial(kept if request.GET.get("draft") else None, begun))
    back = page_of("narrative", round)
    return form_page(
        request,
        form,
        lambda: create_section(round=round, by=reader(request), begun=drafts.Begun(begun, form.typed.revision), **form.values()),
        template="issues/narrative_form.html",
        done="已新增叙述部分。",
        to=back,
        context={"round": round, "cancel_url": back, **PAGE, **_writing(form, round, begun, kept)},
    )


def _begun(request: HttpRequest) -> Slot:
    """Return the slot that the address names, the first one where it names none."""
    named = request.GET.get("slot", "")
    return Slot(named) if named in Slot.values else Slot(Slot.values[0])


def _initial(kept: NewSectionDraft | None, begun: Slot) -> dict[str, Any]:
    if kept is None:
        return {"slot": begun}
    return {"slot": kept.slot, "heading": kept.heading, "body": kept.body, "draft": kept.revision}


def _writing(form: SectionForm, round: Round, begun: Slot, kept: NewSectionDraft | None) -> dict[str, Any]:
    """How the form stands to one's draft: gone on with, or waiting to be; and where it is kept and given up."""
    going_on = kept is not None and kept.revision == form.revision
    return {
        "draft": kept,
        "going_on": going_on,
        "draft_waits": kept is not None and not going_on,
        "draft_url": _address("section_new_draft", round, begun),
        "drop_url": _address("section_new_draft_drop", round, begun),
        "go_on_url": f"{_address('section_new', round, begun)}&draft=1",
    }


def _address(name: str, round: Round, begun: Slot) -> str:
    return f"{reverse(f'issues:{name}', args=[round.pk])}?slot={begun}"


@require_POST
def draft(request: HttpRequest, round_id: int) -> JsonResponse:
    """Keep what was typed as one's own draft; answers for the page's script, in JSON."""
    round, form = edited_round(request, round_id), SectionForm(request.POST)
    return keeping(
        form,
        lambda: drafts.keep_new_draft(
            round=round, user=reader(request), begun=_begun(request), slot=Slot(form.cleaned_data["slot"]), typed=form.typed
        ),
        nothing=NOTHING,
    )


@require_POST
def drop(request: HttpRequest, round_id: int) -> HttpResponse:
    """Give up one's own draft."""
    round, begun = edited_round(request, round_id), _begun(request)
    drafts.drop_new_draft(round=round, user=reader(request), begun=begun)
    messages.success(request, "已弃用草稿。")
    return redirect(_address("section_new", round, begun))
