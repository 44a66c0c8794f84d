"""The register's pages: the list, one piece with its steps, entering one, the window, accusations, the summary."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from issues.models import Round
from measures.figures import today
from measures.timeline import timeline_rows
from measures.views.common import me, the_round
from rectify.accounts.permissions import can, permit, visible
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.models import Entry
from rectify.pages import form_page, posted
from reports.feedback import services as doors
from reports.feedback.forms import EntryForm, FilterForm, StepForm, WindowForm
from reports.feedback.models import Feedback, FeedbackWindow
from reports.feedback.register import BADGES, as_csv, counts_by, feedback_of, in_sight, summary_of
from reports.feedback.workflow import ACCUSED, ORDINARY, STEPS, Step

ROWS = 50  # on a page
FORM = "feedback/form.html"
DONE = {"mark": "已移交驻局纪检监察组，领导小组办公室不再看到这件来件。", "send_back": "已退回领导小组办公室。"}


@require_safe
def feedback(request: HttpRequest, round_id: int) -> HttpResponse:
    """List what came in, but accusations, through the address's filters."""
    round = _round(request, round_id, Action.READ_FEEDBACK)
    filters = FilterForm(request.GET, ORDINARY)
    rows = feedback_of(round, me(request), Action.READ_FEEDBACK)
    context = {
        **_list(request, rows.filter(**filters.given)),
        "round": round,
        "tab": "feedback",
        "filters": filters,
        "query": urlencode(filters.given),
        "counts": [(state.label, n) for state, n in _counted(rows, ORDINARY)],
        "window": FeedbackWindow.objects.filter(round=round).first(),
        "today": today(round),
        "may_handle": can(request.user, Action.HANDLE_FEEDBACK, round),
        "may_set": can(request.user, Action.EDIT_ROUND, round),
    }
    return render(request, "feedback/list.html", context)


@require_safe
def accusations(request: HttpRequest, round_id: int) -> HttpResponse:
    """List what is the inspection team's alone, with its count."""
    round = _round(request, round_id, Action.READ_ACCUSATIONS)
    rows = feedback_of(round, me(request), Action.READ_ACCUSATIONS)
    counts = [(state.label, n) for state, n in _counted(rows, ACCUSED)]
    context = {**_list(request, rows), "round": round, "tab": "accusations", "counts": counts, "today": today(round)}
    return render(request, "feedback/accusations.html", context)


def _counted(rows: Any, states: tuple[Any, ...]) -> list[tuple[Any, int]]:
    found = counts_by(rows, "state")
    return [(state, found[state]) for state in states]


def _list(request: HttpRequest, rows: Any) -> dict[str, Any]:
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return {"page": page, "rows": [(row, BADGES[row.state]) for row in page]}


@require_safe
def item(request: HttpRequest, round_id: int, receipt: str) -> HttpResponse:
    """Show one piece with its next steps and what was done."""
    found = _item(request, round_id, receipt)
    entries = Entry.objects.for_record(found).order_by("-id").defer("payload")
    context = {
        "round": found.round,
        "item": found,
        "badge": BADGES[found.state],
        "tab": _tab(found),
        "back": _list_url(found),
        "steps": doors.steps_for(found, me(request)),
        "timeline": timeline_rows(entries, here=found),
    }
    return render(request, "feedback/item.html", context)


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, round_id: int, receipt: str, step_name: str) -> HttpResponse:
    """Ask for what a step needs and take it."""
    found = _item(request, round_id, receipt)
    step = STEPS.get(step_name)
    if step is None:
        raise Http404
    permit(me(request), step.action, found)
    if request.method != "POST" and found.state not in step.sources:
        raise Refused(f"这件意见建议当前为“{found.get_state_display()}”，不能“{step.label}”。")
    form = StepForm(posted(request), step=step, record=found)
    try:
        return _step_page(request, found, step, form)
    except PermissionDenied:
        _item(request, round_id, receipt)  # 404 where it has become the inspection team's meanwhile
        raise


def _step_page(request: HttpRequest, found: Feedback, step: Step, form: StepForm) -> HttpResponse:
    def do() -> Feedback:
        return doors.take_step(
            feedback=found, name=step.name, by=me(request), version=form.cleaned_data["version"], given=form.given
        )

    def to(taken: Feedback) -> str:
        stays = any(can(request.user, action, taken) for action in (Action.READ_FEEDBACK, Action.READ_ACCUSATIONS))
        return taken.get_absolute_url() if stays else _list_url(found)

    context = {
        "round": found.round,
        "item": found,
        "tab": _tab(found),
        "title": step.label,
        "lead": step.warning,
        "submit": step.label,
        "grave": bool(step.warning),
        "cancel_url": found.get_absolute_url(),
    }
    return form_page(request, form, do, template=FORM, done=DONE.get(step.name, f"已{step.label}。"), to=to, context=context)


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, round_id: int) -> HttpResponse:
    """Enter a call, a letter, a mail or a visit."""
    round = _round(request, round_id, Action.READ_FEEDBACK)
    permit(me(request), Action.HANDLE_FEEDBACK, round)
    form = EntryForm(posted(request), initial={"received_on": timezone.localdate()})

    def done(made: Feedback) -> str:
        return DONE["mark"] if made.accused else "已登记。"

    return form_page(
        request,
        form,
        lambda: doors.register(round=round, by=me(request), **form.values()),
        template=FORM,
        done=done,
        to=lambda made: _url(round) if made.accused else made.get_absolute_url(),
        context={"round": round, "tab": "feedback", "title": "登记意见建议", "submit": "登记", "cancel_url": _url(round)},
    )


@require_http_methods(["GET", "POST"])
def window(request: HttpRequest, round_id: int) -> HttpResponse:
    """Set from when until when feedback is asked for, and what the public page says."""
    round = the_round(request, round_id)
    permit(me(request), Action.EDIT_ROUND, round)
    standing = FeedbackWindow.objects.filter(round=round).first()
    form = WindowForm(posted(request), record=standing)

    def do() -> FeedbackWindow:
        if standing is None:
            return doors.open_window(round=round, by=me(request), **form.values())
        return doors.edit_window(window=standing, by=me(request), **form.values())

    context = {"round": round, "tab": "feedback", "title": "意见建议受理期", "submit": "保存受理期", "cancel_url": _url(round)}
    return form_page(request, form, do, template=FORM, done="已保存受理期。", to=_url(round), context=context)


@require_safe
def summary(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the summary of the window."""
    round = _round(request, round_id, Action.READ_FEEDBACK)
    window = FeedbackWindow.objects.select_related("round").filter(round=round).first()
    found = summary_of(window, me(request)) if window else None
    return render(request, "feedback/summary.html", {"round": round, "tab": "summary", "window": window, "summary": found})


@require_safe
def summary_csv(request: HttpRequest, round_id: int) -> HttpResponse:
    """Give the summary's list as a table for a spreadsheet."""
    round = _round(request, round_id, Action.READ_FEEDBACK)
    window = get_object_or_404(FeedbackWindow.objects.select_related("round"), round=round)
    found = summary_of(window, me(request))
    response = HttpResponse("\ufeff" + as_csv(found), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="feedback-{found.cut_off.isoformat()}.csv"'
    return response


def _round(request: HttpRequest, round_id: int, action: Action) -> Round:
    """Return the round in which the reader may do `action`; Http404 otherwise."""
    return get_object_or_404(visible(Round.objects.all(), request.user, action), pk=round_id)


def _item(request: HttpRequest, round_id: int, receipt: str) -> Feedback:
    """Return a piece that the reader may read by either right; Http404 otherwise."""
    return get_object_or_404(in_sight(round_id, request.user).select_related("round", "department"), receipt=receipt)


def _tab(found: Feedback) -> str:
    return "accusations" if found.accused else "feedback"


def _url(round: Round) -> str:
    return reverse("reports:feedback", args=[round.pk])


def _list_url(found: Feedback) -> str:
    return reverse("reports:feedback" if not found.accused else "reports:feedback_accusations", args=[found.round_id])
