"""记录校验: the inspection team's; the exported file is given to whoever asked for it."""

from typing import Any

from django.utils import timezone

from rectify.jobs.models import Job, State
from reports.proof.exports import file_of
from tests.permissions.table import Row, page

ROUND = "cast.round.pk"
TEAM = "403 inspector=200 stranger=404 admin=404"


def exported(world: Any) -> int:
    """Return the key of the inspector's finished export."""
    done = {"state": State.DONE, "result": {"url": "/"}, "finished_at": timezone.now(), "requested_by": world.cast.inspector}
    args = {"round": world.cast.round.pk, "payloads": False}
    job, _ = Job.objects.get_or_create(key="log-export:test", defaults={"kind": "log_export", "args": args, **done})
    path = file_of(job)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}\n")
    return int(job.pk)


ROWS: list[Row] = [
    page("reports:proof", round_id=ROUND, GET=TEAM),
    page("reports:proof", round_id="cast.other_round.pk", GET="404 stranger=403"),
    page("reports:proof_sheet", round_id=ROUND, GET=TEAM),
    page("reports:proof_export", round_id=ROUND, POST=TEAM.replace("200", "302")),
    page("reports:proof_file", round_id=ROUND, pk=exported, GET=TEAM),
    page("reports:proof_file", round_id=ROUND, pk=999999, GET=TEAM.replace("200", "404")),
    page("reports:proof_verifier", round_id=ROUND, GET=TEAM),
]
