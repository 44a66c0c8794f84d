"""A job's page, for the person who asked for it and nobody else."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from rectify.jobs import registry, services
from rectify.jobs.models import MAX_ATTEMPTS, Job, State, worker_alive

BADGES = {
    State.QUEUED: {"tone": "pending", "shape": "dots"},
    State.RUNNING: {"tone": "phased", "shape": "half"},
    State.DONE: {"tone": "good", "shape": "full"},
    State.FAILED: {"tone": "bad", "shape": "peak"},
}


def _own(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(Job.objects.asked_for_by(request.user), pk=pk)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where the job stands; htmx asks for the part alone, and no more once the part is that of a finished job."""
    job = _own(request, pk)
    label = registry.label_of(job.kind)
    context = {
        "job": job,
        "label": label,
        "lost": registry.lost_of(job),
        "badge": {"word": job.get_state_display(), **BADGES[State(job.state)]},
        "max_attempts": MAX_ATTEMPTS,
        "no_worker": not job.finished and not worker_alive(),
    }
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "jobs/job_detail.html", context)
    response = render(request, "jobs/_state.html", context)
    if request.GET.get("seen") != job.state:  # read aloud where the state changes, not at each per cent
        response["HX-Trigger"] = json.dumps({"say": f"{label}：{job.get_state_display()}"})
    return response


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue a failed job again and go back to its page."""
    return redirect(services.retry(job=_own(request, pk)))
