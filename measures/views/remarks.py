"""Remarks (监督意见): the round's list, a remark's page with its whole exchange, making one, and every step of its way."""

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from issues.models import Issue
from measures.figures import today
from measures.forms.remarks import RemarkForm, RemarkStepForm
from measures.models import Evidence, Measure, Remark, RemarkFile
from measures.paper.panel import papers_of
from measures.remarks.deadlines import answer_by
from measures.remarks.filters import RemarkFilter
from measures.remarks.people import respondents, signers
from measures.remarks.selectors import exchange, row_of, subject_words
from measures.remarks.services.remarks import acting, file_path, make_remark, needs_of, steps_for, take_step, why_closed
from measures.remarks.workflow import STEPS, Party, RemarkStep
from measures.selectors import cleared_of, cleared_texts, refuse_cleared
from measures.views.common import issue_url, me, measure_url, the_evidence, the_issue, the_measure, the_round
from rectify.accounts.permissions import can, permit, visible
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.files.giving import file_response
from rectify.pages import form_page, posted

ROWS = 50  # on a page
PLACE, TAB = "log", "remarks"


@require_safe
def remarks(request: HttpRequest, round_id: int) -> HttpResponse:
    """List the remarks that the reader sees, the latest first, or as the address filters them."""
    round = the_round(request, round_id)
    user, day = me(request), today(round)
    seen = visible(Remark.objects.filter(round=round), user)
    filters = RemarkFilter(request.GET, seen, day)
    page = Paginator(filters.rows.with_people(), ROWS).get_page(request.GET.get("page"))
    context = {
        "round": round,
        "place": PLACE,
        "tab": TAB,
        "filters": filters,
        "page": page,
        "query": filters.query,
        "rows": [(row_of(remark, day), subject_words(remark)) for remark in page],
        "tally": filters.tally(),
        "day": day,
    }
    return render(request, "measures/remark_list.html", context)


def the_remark(request: HttpRequest, round_id: int, number: int) -> Remark:
    """Return the remark with what its page shows, or raise Http404 where it isn't in sight."""
    seen = visible(Remark.objects.filter(round=round_id), request.user)
    return get_object_or_404(seen.with_people(), number=number)


@require_safe
def remark(request: HttpRequest, round_id: int, number: int) -> HttpResponse:
    """Show a remark: what is remarked on what, the exchange from its making on, and the reader's next steps."""
    remark = the_remark(request, round_id, number)
    user = me(request)
    steps = [(step, why_closed(step, remark, user)) for step in steps_for(remark, user)]
    turns = exchange(remark)
    context = page_of(
        remark,
        row=row_of(remark, today(remark.round)),
        turns=turns,
        cleared_files=cleared_of(*(file for turn in turns for file in turn.files)),
        cleared_texts=cleared_texts(remark),
        cleared_evidence=cleared_of(*filter(None, [remark.evidence])),
        may_clear=can(user, Action.CLEAR, remark),
        steps=[(step, step.word(remark.state), step.forward(remark.state)) for step, closed in steps if not closed],
        conflicts=list(dict.fromkeys(closed for _, closed in steps if closed)),
        turn=turn_words(remark),
        papers=papers_of(remark, remark.round, user),
    )
    return render(request, "measures/remark_detail.html", context)


def page_of(remark: Remark, **context: Any) -> dict[str, Any]:
    """Return the context of a page about one remark."""
    return {
        "round": remark.round,
        "place": PLACE,
        "tab": TAB,
        "remark": remark,
        "subject": subject_words(remark),
        "subject_url": measure_url(remark.measure) if remark.measure else issue_url(remark.issue),
        **context,
    }


def turn_words(remark: Remark) -> str:
    """Say whose turn it is, "" where nothing more is to be done."""
    parties = {step.party for step in STEPS.values() if remark.state in step.sources and step.forward(remark.state)}
    if remark.settled:
        return ""
    if Party.SIGNER in parties:
        people = "、".join(str(person) for person in signers(remark)) or "领导小组成员"
        return f"待{people}审签"
    return f"待{remark.maker}办结或退回" if Party.OWNER in parties else f"待{remark.respondent}答复"


def remark_url(remark: Remark) -> str:
    """Return the address of a remark's page."""
    return reverse("measures:remark", args=[remark.round_id, remark.number])


@require_http_methods(["GET", "POST"])
def remark_issue(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Remark on an issue."""
    issue = the_issue(request, round_id, pk)
    return _make(request, issue, issue, f"{issue.mark}　{issue.title}", issue_url(issue, "remarks"))


@require_http_methods(["GET", "POST"])
def remark_measure(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Remark on a measure."""
    measure = the_measure(request, round_id, pk)
    return _make(request, measure, measure.issue, f"{measure}　{measure.plan}", measure_url(measure, "remarks"), measure)


@require_http_methods(["GET", "POST"])
def remark_evidence(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Remark on a piece of evidence."""
    evidence = the_evidence(request, round_id, pk)
    measure = the_measure(request, round_id, evidence.measure_id)
    what = f"{measure}的佐证材料“{evidence.name}”"
    return _make(request, evidence, measure.issue, what, measure_url(measure, "evidence"), measure)


def _make(
    request: HttpRequest, about: Issue | Measure | Evidence, issue: Issue, what: str, back: str, measure: Measure | None = None
) -> HttpResponse:
    user = me(request)
    permit(user, Action.REMARK, about)
    round = issue.round
    asked = respondents(measure or issue)
    form = RemarkForm(
        posted(request),
        asked=None if measure else asked,
        day=answer_by(round, today(round)),
        days=round.remark_days,
    )
    context = {
        "round": round,
        "place": "ledger",
        "issue": issue,
        "measure": measure,
        "what": what,
        "answers": "、".join(department.name for department in asked) if measure else "",
        "heading": "提出监督意见",
        "submit": "提出监督意见",
        "cancel_url": back,
    }
    return form_page(
        request,
        form,
        lambda: make_remark(about=about, by=user, **form.cleaned_data),
        template="measures/remark_form.html",
        done=lambda remark: f"已提出{remark}，待{remark.respondent}答复。",
        to=remark_url,
        context=context,
    )


@require_http_methods(["GET", "POST"])
def remark_step(request: HttpRequest, round_id: int, number: int, step_name: str) -> HttpResponse:
    """Ask for what a step needs, and take it."""
    remark, user = the_remark(request, round_id, number), me(request)
    step = STEPS.get(step_name)
    if step is None:
        raise Refused("没有这样的办理步骤。")
    acting(step, remark, user)
    if request.method == "GET" and (closed := why_closed(step, remark, user)):
        raise Refused(closed)
    form = _step_form(request, step, remark)
    return form_page(
        request,
        form,
        lambda: take_step(
            remark=remark,
            name=step.name,
            by=user,
            version=form.cleaned_data["version"],
            given=form.given,
            files=form.attached,
        ),
        template="measures/remark_step.html",
        done=lambda remark: f"{remark}现在是“{remark.get_state_display()}”。",
        to=remark_url,
        context=page_of(
            remark,
            heading=f"{step.word(remark.state)}：{remark}",
            submit=step.word(remark.state),
            grave=step.grave,
            cancel_url=remark_url(remark),
        ),
    )


def _step_form(request: HttpRequest, step: RemarkStep, remark: Remark) -> RemarkStepForm:
    return RemarkStepForm(
        posted(request),
        request.FILES or None,
        step=step,
        needs=needs_of(step, remark, me(request)),
        remark=remark,
        asked=[department for department in respondents(remark.measure or remark.issue) if department != remark.department],
        day=answer_by(remark.round, today(remark.round)),
    )


@require_safe
def remark_file(request: HttpRequest, round_id: int, number: int, pk: int) -> FileResponse:
    """Give a file of an answer to keep, or, where a browser may show it safely, to look at (`?inline`)."""
    remark = the_remark(request, round_id, number)
    file = get_object_or_404(RemarkFile, remark=remark, pk=pk)
    refuse_cleared(file)
    inline = bool(file.previewable) and "inline" in request.GET
    return file_response(file_path(file.path), name=file.name, content_type=file.content_type, inline=inline)
