"""The register (来文登记): its list, a paper's page, recording and correcting one, and how it went on."""

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from issues.models import Round
from measures.badges import LIGHT, REGISTER
from measures.figures import today
from measures.forms.register import RegisterForm, RegisterStepForm
from measures.models import RegisterFile, RegisterItem
from measures.remarks.register_flow import REGISTER_STEPS, register_steps_from
from measures.remarks.services.register import edit_item, record_item, scan_path, step_closed, take_register_step
from measures.selectors import cleared_of, cleared_texts, refuse_cleared
from measures.timeline import timeline_rows
from measures.views.common import issue_url, me, measure_url, the_round
from measures.words import RegisterKind, RegisterPart, RegisterState
from measures.workflow import Light
from rectify.accounts.permissions import can, permit, visible
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.files.giving import file_response
from rectify.history.models import Entry
from rectify.pages import form_page, posted

ROWS = 50  # on a page
PLACE, TAB = "log", "register"


@require_safe
def register(request: HttpRequest, round_id: int) -> HttpResponse:
    """List the papers that the reader sees, the latest first, all or of the kind that the address names."""
    round = the_round(request, round_id)
    seen, day = visible(RegisterItem.objects.filter(round=round), me(request)), today(round)
    kind, overdue = request.GET.get("kind", ""), request.GET.get("overdue", "") == "1"
    kind = kind if kind in RegisterKind.values else ""
    shown = seen.filter(kind=kind) if kind else seen
    page = Paginator(shown.overdue(day) if overdue else shown, ROWS).get_page(request.GET.get("page"))
    context = {
        "round": round,
        "place": PLACE,
        "tab": TAB,
        "page": page,
        "rows": [(item, REGISTER[item.state], LIGHT[Light.OVERDUE] if item.overdue(day) else None) for item in page],
        "kinds": RegisterKind.choices,
        "kind": kind,
        "only_overdue": overdue,
        "query": "&".join([*([f"kind={kind}"] if kind else []), *(["overdue=1"] if overdue else [])]),
        "overdue": seen.overdue(day).count(),
        "may_keep": can(request.user, Action.KEEP_REGISTER, round),
        "day": day,
    }
    return render(request, "measures/register_list.html", context)


def the_item(request: HttpRequest, round_id: int, pk: int) -> RegisterItem:
    """Return the paper, or raise Http404 where it isn't in sight."""
    seen = visible(RegisterItem.objects.filter(round=round_id), request.user)
    return get_object_or_404(seen.select_related("round", "recorded_by__person"), pk=pk)


@require_safe
def register_item(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Show a paper: what it says and is about, its scans, its reply, and everything that happened to it."""
    item, user = the_item(request, round_id, pk), me(request)
    files, may_keep = list(item.files.select_related("uploaded_by__person")), can(user, Action.KEEP_REGISTER, item)
    entries = visible(Entry.objects.for_record(item).defer("payload"), user, Action.VIEW_HISTORY)
    context = page_of(
        item,
        badge=REGISTER[item.state],
        overdue=LIGHT[Light.OVERDUE] if item.overdue(today(item.round)) else None,
        subjects=[(str(link), measure_url(link.measure) if link.measure else issue_url(link.issue)) for link in item.current],
        received=[file for file in files if file.part == RegisterPart.RECEIVED],
        replies=[file for file in files if file.part == RegisterPart.REPLY],
        cleared_files=cleared_of(*files),
        cleared_texts=cleared_texts(item),
        may_clear=can(user, Action.CLEAR, item),
        steps=register_steps_from(item.state) if may_keep else [],
        may_edit=may_keep and item.state == RegisterState.OPEN,
        timeline=timeline_rows(entries.order_by("-id"), here=item),
    )
    return render(request, "measures/register_detail.html", context)


def page_of(item: RegisterItem, **context: Any) -> dict[str, Any]:
    """Return the context of a page about one paper."""
    return {"round": item.round, "place": PLACE, "tab": TAB, "item": item, **context}


def item_url(item: RegisterItem) -> str:
    """Return the address of a paper's page."""
    return reverse("measures:register_item", args=[item.round_id, item.pk])


@require_http_methods(["GET", "POST"])
def register_new(request: HttpRequest, round_id: int) -> HttpResponse:
    """Record a paper that came."""
    round = the_round(request, round_id)
    permit(me(request), Action.KEEP_REGISTER, round)
    form = RegisterForm(posted(request), request.FILES or None, round=round)
    return form_page(
        request,
        form,
        lambda: record_item(round=round, by=me(request), **form.values()),
        template="measures/register_form.html",
        done="已登记。",
        to=item_url,
        context=_form(round, "登记来文", "登记", reverse("measures:register", args=[round.pk])),
    )


@require_http_methods(["GET", "POST"])
def register_edit(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Correct what is kept of a paper."""
    item = the_item(request, round_id, pk)
    permit(me(request), Action.KEEP_REGISTER, item)
    form = RegisterForm(posted(request), request.FILES or None, round=item.round, record=item)
    return form_page(
        request,
        form,
        lambda: edit_item(item=item, by=me(request), **form.values()),
        template="measures/register_form.html",
        done="已保存。",
        to=item_url,
        context={**_form(item.round, "修改来文登记", "保存", item_url(item)), "item": item},
    )


def _form(round: Round, heading: str, submit: str, back: str) -> dict[str, Any]:
    return {"round": round, "place": PLACE, "tab": TAB, "heading": heading, "submit": submit, "cancel_url": back}


@require_http_methods(["GET", "POST"])
def register_step(request: HttpRequest, round_id: int, pk: int, step_name: str) -> HttpResponse:
    """Say how it went on with a paper."""
    item = the_item(request, round_id, pk)
    permit(me(request), Action.KEEP_REGISTER, item)
    step = REGISTER_STEPS.get(step_name)
    if step is None:
        raise Refused("没有这样的办理步骤。")
    if request.method == "GET" and (closed := step_closed(step, item)):
        raise Refused(closed)
    form = RegisterStepForm(posted(request), request.FILES or None, step=step, item=item)
    return form_page(
        request,
        form,
        lambda: take_register_step(
            item=item,
            name=step.name,
            by=me(request),
            version=form.cleaned_data["version"],
            given=form.given,
            files=form.attached,
        ),
        template="measures/register_form.html",
        done=lambda item: f"{item}现在是“{item.get_state_display()}”。",
        to=item_url,
        context={**_form(item.round, f"{step.label}：{item}", step.label, item_url(item)), "item": item, "grave": step.grave},
    )


@require_safe
def register_file(request: HttpRequest, round_id: int, pk: int, file_pk: int) -> FileResponse:
    """Give a scan to keep, or to look at where a browser may show it safely (`?inline`)."""
    file = get_object_or_404(RegisterFile, item=the_item(request, round_id, pk), pk=file_pk)
    refuse_cleared(file)
    inline = bool(file.previewable) and "inline" in request.GET
    return file_response(scan_path(file.path), name=file.name, content_type=file.content_type, inline=inline)
