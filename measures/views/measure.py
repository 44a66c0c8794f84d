"""A measure's page: what is planned and done, what proves it, who answers for it, and everything that happened to it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from issues.words import Disclosure
from measures.extensions.forms import AskForm
from measures.extensions.panel import of_measure
from measures.extensions.services import closed_for
from measures.figures import today
from measures.forms.proof import EvidenceForm, NoteForm
from measures.ledger.rows import make_row
from measures.models import Measure
from measures.remarks.selectors import remarks_about
from measures.selectors import cleared_of, entries_of_measure, evidence_of, notes_of
from measures.timeline import timeline_rows
from measures.views.common import me, page_of, the_measure
from measures.views.edit import may_name_verifier
from measures.workflow import Status
from rectify.accounts.models import User
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action


@require_safe
def measure(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Show one measure."""
    user = me(request)
    measure = the_measure(request, round_id, pk)
    evidence = list(evidence_of(measure))
    day = today(measure.round)
    context = page_of(
        measure,
        row=make_row(measure, user, day, None),
        remarks=remarks_about(measure, user, day),
        notes=list(notes_of(measure)),
        evidence=evidence,
        cleared=cleared_of(*evidence),
        **_extensions(measure, user),
        explained=measure.issue.disclosure != Disclosure.FULL,
        timeline=timeline_rows(entries_of_measure(measure, user), here=measure),
        **rights(measure, user),
    )
    return render(request, "measures/measure_detail.html", context)


def rights(measure: Measure, user: User) -> dict[str, Any]:
    """Return what `user` may do on the page, and the forms that stand on it."""
    open_ = measure.status != Status.WITHDRAWN
    may_work, may_edit = can(user, Action.WORK, measure), can(user, Action.EDIT_LEDGER, measure)
    may_note = open_ and (may_work or can(user, Action.COOPERATE, measure))
    finished = measure.status in {Status.REPORTED, Status.DONE}
    return {
        "may_edit": may_edit and open_,
        "may_remark": open_ and can(user, Action.REMARK, measure),
        "may_work": may_work and open_,
        "may_outcome": open_ and (may_edit if finished else may_work),
        "may_take_back": open_ and (may_edit if finished else may_work),
        "may_clear": can(user, Action.CLEAR, measure),
        "may_name_verifier": open_ and may_name_verifier(measure, user),
        "evidence_form": EvidenceForm(measure=measure, user=user) if may_work and open_ else None,
        "note_form": NoteForm(measure=measure, user=user) if may_note else None,
    }


def _extensions(measure: Measure, user: User) -> dict[str, Any]:
    """Return the requests for a later date, and the form of another where one may be asked for now."""
    lines = of_measure(measure, user)
    asked = any(line.extension.pending for line in lines)
    may_ask = can(user, Action.WORK, measure) and not closed_for(measure) and not asked
    form = AskForm(measure=measure, user=user, day=today(measure.round)) if may_ask else None
    return {"extensions": lines, "extension_form": form}
