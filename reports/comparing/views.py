"""Two moments compared: the page, the workbook, the PDF."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from issues.models import Round
from measures.figures import today
from measures.views.common import me
from rectify.accounts.models import Department, User
from rectify.accounts.permissions import can, confined_to, permit
from rectify.accounts.roles import Action
from rectify.jobs.models import Job, State
from rectify.numerals import chinese
from rectify.tables import XLSX_TYPE
from reports.comparing import exporting
from reports.comparing.asked import LABELS, Asked, moment_choices, read_asked
from reports.comparing.gathering import Compared, gather
from reports.past.core import Changed
from reports.past.kinds import KIND_WORDS, ChangeKind
from reports.past.moments import NOW, PLAN, Moment, weeks
from reports.text.common import read_round
from reports.text.reporting import file_of

DEEP = 0  # the filter's value for the tasks that are of no key problem


@require_safe
def comparison(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show what differs between two moments, as far as it is or was the person's own to see."""
    round, user = read_round(request, round_id, Action.VIEW_HISTORY), me(request)
    asked, unread = read_asked(round, request.GET)
    for word in unread:
        messages.warning(request, f"条件“{word}”无法识别，已略去。")
    compared = gather(round, asked, confined_to(user, Action.VIEW_HISTORY, round.pk))
    context = {
        "round": round,
        "asked": asked,
        "compared": compared,
        "sections": [(section, [_shown(compared, row) for row in section.rows]) for section in compared.sections],
        "counts": [(KIND_WORDS[kind], count, asked.of_kind(kind)) for kind, count in compared.of_all_kinds.counts],
        "may_export": can(user, Action.EXPORT, round),
        **_controls(compared, user),
    }
    return render(request, "reports/comparison.html", context)


def _shown(compared: Compared, row: Changed) -> dict[str, Any]:
    """Return a row as the page shows it: where it leads now and then, and what stands apart from its changes."""
    return {
        "row": row,
        "kinds": [KIND_WORDS[kind] for kind in row.kinds],
        "url": _url(compared, row, compared.asked.now, compared.now.whole) if row.now else "",
        "then_url": _url(compared, row, compared.asked.then, compared.then.whole) if row.then else "",
    }


def _url(compared: Compared, row: Changed, moment: Moment, whole: bool) -> str:
    record = row.record
    if moment.present:
        away = row.now is not None and record.type == "issue" and record.values["withdrawn"].raw and not whole
        return "" if away else reverse(f"measures:{record.type}", args=[compared.round.pk, record.pk])
    return reverse(f"reports:past_{record.type}", args=[compared.round.pk, moment.key, record.pk])


def _controls(compared: Compared, user: User) -> dict[str, Any]:
    """Return what the form offers: moments, kinds, departments, key problems; and the chips of what narrows."""
    round, asked = compared.round, compared.asked
    plan = [(PLAN, "方案审议通过时")] if round.adopted else []
    offered = [*plan, (NOW, "现在"), *weeks(round, today(round))]
    problems = {**compared.then.problems, **compared.now.problems}
    numbered = sorted(problems.values(), key=lambda problem: problem.number)
    own = {record.problem for past in compared.all.rows for record in (past.then, past.now) if record}
    choices: dict[str, list[tuple[Any, str]]] = {
        "kind": [(kind.value, KIND_WORDS[kind]) for kind in ChangeKind],
        "department": [(d.pk, d.name) for d in Department.objects.order_by("order", "name")],
        "problem": [*((p.pk, f"（{chinese(p.number)}）{p.title}") for p in numbered if p.pk in own), (DEEP, "深度整改任务")],
    }
    return {
        "moments": [
            (name, LABELS[name], moment_choices(moment, offered), moment.key)
            for name, moment in (("then", asked.then), ("now", asked.now))
        ],
        "selects": [(name, LABELS[name], choices[name], getattr(asked, name)) for name in choices],
        "chips": [
            (_chip(name, value, {**choices, "measure": _measures(compared)}), asked.without(name))
            for name, value in asked.given.items()
        ],
    }


def _measures(compared: Compared) -> list[tuple[Any, str]]:
    """The measures that stood at either moment: the one that is looked at alone comes from its own page."""
    return [(measure.pk, str(measure)) for measure in (*compared.then.measures, *compared.now.measures)]


def _chip(name: str, value: str, choices: dict[str, list[tuple[Any, str]]]) -> str:
    words = {str(key): word for key, word in choices[name]}
    return f"{LABELS[name]}：{words.get(value, '不在列表中')}"


@require_POST
def xlsx(request: HttpRequest, round_id: int) -> HttpResponse:
    """Give the comparison as a workbook; the address says which, as the page's does."""
    round, asked = _asked(request, round_id)
    data = exporting.workbook(round=round, reader=me(request), asked=asked)
    response = HttpResponse(data, content_type=XLSX_TYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="comparison.xlsx"'
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def pdf(request: HttpRequest, round_id: int) -> HttpResponse:
    """Queue the comparison's PDF for the person who asks, and lead to the job's page."""
    round, asked = _asked(request, round_id)
    return redirect(exporting.ask_pdf(round=round, reader=me(request), asked=asked))


def _asked(request: HttpRequest, round_id: int) -> tuple[Round, Asked]:
    round = read_round(request, round_id, Action.VIEW_HISTORY)
    permit(me(request), Action.EXPORT, round)
    return round, read_asked(round, request.GET)[0]


@require_safe
def file(request: HttpRequest, round_id: int, pk: int) -> HttpResponseBase:
    """Give a finished PDF to the person whose name it bears, as long as they may export; anyone else gets 404."""
    round = read_round(request, round_id, Action.EXPORT)
    own = Job.objects.asked_for_by(request.user).filter(kind=exporting.KIND, state=State.DONE, args__round=round.pk)
    path = file_of(get_object_or_404(own, pk=pk))
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), as_attachment=True, filename="整改台账对比.pdf", content_type="application/pdf")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Encoding"] = "identity"
    return response
