"""Meetings: the list by date with the counts of each kind, and the form of each. They lie beside the sheets (调度)."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from issues.forms.fields import ReasonForm
from issues.forms.meetings import MeetingForm
from issues.models import Meeting, Round
from issues.selectors import meeting_kinds, meetings_of
from issues.services import meetings as doors
from issues.views.common import edited_part, edited_round, form_answer, page_of, reader, seen_round
from issues.words import MeetingKind
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action
from rectify.pages import posted

ROWS = 50  # on a page
PLACE = "sheets"


def _whole_round(request: HttpRequest, round_id: int) -> Round:
    """Return a round that the reader sees whole, as its notice's readers do; the group's meetings are no department's."""
    round = seen_round(request, round_id)
    if not can(request.user, Action.READ_NOTICE, round):
        raise Http404
    return round


@require_safe
def meetings(request: HttpRequest, round_id: int) -> HttpResponse:
    """List the meetings, the latest first, all or of the kind that the address names; the withdrawn ones below."""
    round = _whole_round(request, round_id)
    kind = request.GET.get("kind", "")
    kind = kind if kind in MeetingKind.values else ""
    found = meetings_of(round, reader(request))
    shown = found.live().filter(kind=kind) if kind else found.live()
    context = {
        "round": round,
        "place": PLACE,
        "tab": "meetings",
        "kinds": meeting_kinds(found.held_by(timezone.localdate())),
        "today": timezone.localdate(),
        "kind": kind,
        "page": Paginator(shown, ROWS).get_page(request.GET.get("page")),
        "query": f"kind={kind}" if kind else "",
        "withdrawn": found.filter(withdrawn=True),
        "may_edit": can(request.user, Action.SEND_SHEETS, round),
        "may_clear": can(request.user, Action.CLEAR, round),
    }
    return render(request, "issues/meeting_list.html", context)


@require_http_methods(["GET", "POST"])
def meeting_new(request: HttpRequest, round_id: int) -> HttpResponse:
    """Record a meeting."""
    round = edited_round(request, round_id, Action.SEND_SHEETS)
    kind = request.GET.get("kind", "")
    form = MeetingForm(posted(request), initial={"kind": kind if kind in MeetingKind.values else ""})
    return form_answer(
        request,
        form,
        lambda: doors.record_meeting(round=round, by=reader(request), **form.values()),
        **_form(round, "登记会议", "登记会议", "已登记会议。"),
    )


@require_http_methods(["GET", "POST"])
def meeting_edit(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Correct what is kept of a meeting."""
    round, meeting = edited_part(request, Meeting.objects.all(), round_id, pk, Action.SEND_SHEETS)
    form = MeetingForm(posted(request), record=meeting)
    return form_answer(
        request,
        form,
        lambda: doors.edit_meeting(meeting=meeting, by=reader(request), **form.values()),
        **_form(round, "修改会议记录", "保存会议记录", "已保存会议记录。"),
    )


@require_http_methods(["GET", "POST"])
def meeting_withdraw(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Withdraw a meeting that was entered wrongly, with the reason."""
    round, meeting = edited_part(request, Meeting.objects.all(), round_id, pk, Action.SEND_SHEETS)
    form = ReasonForm(posted(request), record=meeting)
    return form_answer(
        request,
        form,
        lambda: doors.withdraw_meeting(meeting=meeting, by=reader(request), **form.values()),
        **_form(round, "撤销会议记录", "撤销会议记录", "已撤销会议记录。"),
        subject=f"{meeting}：{meeting.title}",
        lead="登记有误的才撤销。撤销后不再计入会议次数，记录仍然保留。",
        grave=True,
        confirm=f"确定撤销{meeting}？",
    )


def _form(round: Round, title: str, submit: str, done: str) -> dict[str, Any]:
    return {"round": round, "title": title, "submit": submit, "done": done, "back": page_of("meetings", round), "place": PLACE}
