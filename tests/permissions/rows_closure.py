"""The addresses of a closure: asked for by the office, answered by the inspection team, approved by the leading group."""

from typing import Any

from measures.closure.recusal import consultation_of
from measures.models import Consultation, LookBack
from tests import factories as make
from tests.measures.conftest import changed
from tests.permissions.rows_issues import ROUND
from tests.permissions.table import Row, page


def asked(world: Any) -> int:
    """Let the closure of the issue be asked for, at the first asking; return the issue's key."""
    issue = world.issue
    if consultation_of(issue) is None:
        changed(issue, conclusion="completed", closure="requested")
        on = world.cast.round.feedback_on
        make._made(Consultation(issue=issue, asked_by=world.cast.clerk, asked_on=on, due_on=on))
    return int(issue.pk)


def closed(world: Any) -> int:
    """Close the issue, at the first asking; return its key."""
    if not LookBack.objects.filter(issue=world.issue).exists():
        changed(world.issue, conclusion="completed", closure="closed", closed_after=0)
        make._made(LookBack(issue=world.issue, planned_on=world.cast.round.concentrated_until))
    return int(world.issue.pk)


def back(world: Any) -> int:
    """Return the key of the closed issue's look-back."""
    return int(LookBack.objects.get(issue=closed(world)).pk)


# of the issue: seen by its departments, by no outsider
UNSEEN = "outsider=404 admin=404 stranger=404"
OFFICE = f"{{0}} head=403 leader=403 inspector=403 supervisor=403 lead=403 cooperating=403 {UNSEEN}"
GROUP = f"{{0}} director=403 clerk=403 inspector=403 supervisor=403 lead=403 cooperating=403 {UNSEEN}"
TEAM = f"{{0}} director=403 clerk=403 head=403 leader=403 two_posts=403 supervisor=403 lead=403 cooperating=403 {UNSEEN}"
LOOKING = f"{{0}} head=403 leader=403 supervisor=403 lead=403 cooperating=403 {UNSEEN}"
PLAN = {"planned_on": "2099-01-01"}


def step(name: str, pk: Any, answers: str, get: int, post: int, **given: Any) -> Row:
    """Return the row of one step."""
    data = {"version": "issue.version", **given} if given else None
    return page(
        "measures:closure_step",
        round_id=ROUND,
        pk=pk,
        step_name=name,
        GET=answers.format(get),
        POST=answers.format(post),
        post=data,
    )


ROWS: list[Row] = [
    page("measures:closures", round_id=ROUND, GET="200 admin=404 stranger=404"),
    page("measures:way", round_id=ROUND, pk="issue.pk", GET=f"200 {UNSEEN}"),
    step("request", "issue.pk", OFFICE, 400, 400),  # not approved as 完成整改
    step("approve", asked, GROUP, 200, 400),  # a note is asked for
    step("refuse", asked, GROUP, 200, 400),
    step("rebound", closed, "404", 404, 404),  # a look-back's affair
    page("measures:closure_opinion", round_id=ROUND, pk=asked, GET=TEAM.format(200), POST=TEAM.format(400)),
    page("measures:look_back", round_id=ROUND, pk=back, GET=LOOKING.format(200), POST=LOOKING.format(400)),
    page(
        "measures:look_back_plan",
        round_id=ROUND,
        pk=closed,
        GET=LOOKING.format(200),
        POST=LOOKING.format(302),
        post=PLAN,
    ),
]
