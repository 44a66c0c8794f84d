"""清除: asked for by the office, confirmed by the inspection team; nobody else learns what was to go."""

from typing import Any

from issues.models import Meeting
from measures.clearing.services import ask_clearing
from measures.models import Clearing
from tests import factories as make
from tests.permissions.rows_remarks import file, paper, paper_about_nothing, remark, scan
from tests.permissions.table import Row, page

ROUND = "cast.round.pk"
SEEN = "stranger=404 admin=404"
OWN = f"outsider=404 {SEEN}"
TWO = f"403 director={{0}} clerk={{0}} two_posts={{0}} inspector={{0}} {SEEN}"
OFFICE = f"403 director={{0}} clerk={{0}} two_posts={{0}} {SEEN}"
ASK = f"403 director={{0}} clerk={{0}} two_posts={{0}} {OWN}"
WHOLE = f"403 director={{0}} clerk={{0}} two_posts={{0}} lead=404 cooperating=404 {OWN}"
TEAM = f"403 inspector={{0}} {SEEN}"


def clearing(world: Any) -> int:
    """Return the key of a pending clearing of an evidence file of `measure`; there are no bytes behind it."""
    found = Clearing.objects.first()
    if found is None:
        evidence = make.make_evidence(world.measure, world.cast.lead)
        found = ask_clearing(subject=evidence, what="file", by=world.cast.clerk, reason="误传")
    return int(found.pk)


def evidence(world: Any) -> int:
    """Return the key of an evidence file of `measure`."""
    found = world.measure.evidence.first() or make.make_evidence(world.measure, world.cast.lead)
    return int(found.pk)


def meeting(world: Any) -> int:
    """Return the key of a meeting, which no department sees."""
    found = Meeting.objects.filter(round=world.cast.round).first()
    values = {"round": world.cast.round, "kind": "promotion", "held_on": world.cast.round.feedback_on, "title": "推动"}
    return int((found or make._made(Meeting(**values))).pk)


def asking(slug: str, pk: Any, answers: str, given: dict[str, Any]) -> list[Row]:
    """Return the rows of asking for a clearing of a record: with nothing, and with what it needs."""
    asked = {"round_id": ROUND, "slug": slug, "pk": pk}
    return [
        page("measures:clearing_ask", **asked, GET=answers.format(200), POST=answers.format(400)),
        page("measures:clearing_ask", **asked, GET=answers.format(200), POST=answers.format(302), post=given),
    ]


ROWS: list[Row] = [
    page("measures:clearings", round_id=ROUND, GET=TWO.format(200)),
    page("measures:clearings", round_id="cast.other_round.pk", GET="404 stranger=200"),
    page("measures:clearing", round_id=ROUND, pk=clearing, GET=TWO.format(200)),
    page("measures:clearing", round_id="cast.other_round.pk", pk=clearing, GET="404"),
    page("measures:clearing_file", round_id=ROUND, pk=clearing, GET=TWO.format(400)),
    page("measures:clearing_step", round_id=ROUND, pk=clearing, step_name="confirm", GET=TEAM.format(200), POST=TEAM.format(400)),
    page(
        "measures:clearing_step",
        round_id=ROUND,
        pk=clearing,
        step_name="confirm",
        post={"version": 1},
        GET=TEAM.format(200),
        POST=TEAM.format(302),
    ),
    page(
        "measures:clearing_step",
        round_id=ROUND,
        pk=clearing,
        step_name="confirm",
        post={"version": 7},
        GET=TEAM.format(200),
        POST=TEAM.format(409),
    ),
    page("measures:clearing_step", round_id=ROUND, pk=clearing, step_name="refuse", GET=TEAM.format(200), POST=TEAM.format(400)),
    page(
        "measures:clearing_step",
        round_id=ROUND,
        pk=clearing,
        step_name="withdraw",
        post={"version": 1, "note": "另有安排"},
        GET=OFFICE.format(200),
        POST=OFFICE.format(302),
    ),
    page("measures:clearing_step", round_id=ROUND, pk=clearing, step_name="undo", GET=TWO.format(404), POST=TWO.format(404)),
    page("measures:clearing_ask", round_id=ROUND, slug="evidence", pk=evidence, GET=ASK.format(200), POST=ASK.format(400)),
    page(
        "measures:clearing_ask",
        round_id=ROUND,
        slug="evidence",
        pk=evidence,
        post={"what": "file", "reason": "误传"},
        GET=ASK.format(200),
        POST=ASK.format(302),
    ),
    page("measures:clearing_ask", round_id=ROUND, slug="measure", pk="measure.pk", GET=ASK.format(200), POST=ASK.format(400)),
    page("measures:clearing_ask", round_id=ROUND, slug="measure", pk="elsewhere.pk", GET="404", POST="404"),
    page("measures:clearing_ask", round_id=ROUND, slug="nothing", pk=1, GET="404", POST="404"),
    *asking("remark", lambda w: w.cast.round.remarks.get(number=remark(w)).pk, ASK, {"what": "text", "reason": "误录"}),
    *asking("remark-file", file, ASK, {"what": "file", "reason": "误传"}),
    *asking("register", paper, ASK, {"what": "matter", "reason": "误录"}),
    *asking("register", paper_about_nothing, WHOLE, {"what": "matter", "reason": "误录"}),
    *asking("register-file", scan, ASK, {"what": "file_name", "reason": "误传"}),
    *asking("meeting", meeting, WHOLE, {"what": "title", "reason": "误录"}),
]
