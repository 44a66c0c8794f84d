"""The ledger, the measure and issue pages, and all that is done on them. How to write a row: see table.py.

`measure` is led by the lead's department and the cooperating one's cooperates; `of_deep_task` is the outsider's.
"""

from typing import Any

from tests import factories as make
from tests.permissions.table import Row, Value, page

ROUND = "cast.round.pk"
SEEN = "stranger=404 admin=404"  # the round's ledger
OWN = f"outsider=404 {SEEN}"  # a measure of the lead and the cooperating department
OFFICE = f"403 director={{0}} clerk={{0}} two_posts={{0}} {OWN}"
OFFICE_OR_LEAD = f"403 director={{0}} clerk={{0}} two_posts={{0}} lead={{0}} {OWN}"
NOTES = f"403 director={{0}} clerk={{0}} two_posts={{0}} lead={{0}} cooperating={{0}} {OWN}"
GROUP = f"403 head={{0}} leader={{0}} two_posts={{0}} {OWN}"
HEAD = f"403 head={{0}} {OWN}"
BULK = f"403 director={{0}} clerk={{0}} two_posts={{0}} {SEEN}"
BULK_START = f"403 director={{0}} clerk={{0}} two_posts={{0}} lead={{0}} cooperating={{0}} outsider={{0}} {SEEN}"


def evidence(world: Any) -> int:
    """Return the key of an evidence file of `measure`; there are no bytes behind it, so a download says 400."""
    found = world.measure.evidence.first() or make.make_evidence(world.measure, world.cast.lead)
    return int(found.pk)


def measure(name: str, get: str, post: str, sent: dict[str, Value] | None = None, **args: Value) -> Row:
    """Return the row of an address about `measure`."""
    return page(f"measures:{name}", round_id=ROUND, pk="measure.pk", GET=get, POST=post, post=sent, **args)


def issue(name: str, get: str, post: str, sent: dict[str, Value] | None = None) -> Row:
    """Return the row of an address about `issue`."""
    return page(f"measures:{name}", round_id=ROUND, pk="issue.pk", GET=get, POST=post, post=sent)


ROWS: list[Row] = [
    page("measures:ledger", round_id=ROUND, GET=f"200 {SEEN}"),
    page("measures:ledger", round_id="cast.other_round.pk", GET="404 stranger=200"),
    page("measures:ledger", round_id=999999, GET="404"),
    page("measures:bulk_result", round_id=ROUND, GET=f"200 {SEEN}"),
    # GET without rows, and starting by GET, are refused
    page("measures:bulk", round_id=ROUND, what="start", GET=BULK_START.format(400), POST=BULK_START.format(400)),
    page("measures:bulk", round_id=ROUND, what="lead", GET=BULK.format(400), POST=BULK.format(400)),
    page("measures:bulk", round_id=ROUND, what="due", GET=BULK.format(400), POST=BULK.format(400)),
    page("measures:bulk", round_id=ROUND, what="verify", GET="404", POST="404"),
    page(
        "measures:bulk",
        round_id=ROUND,
        what="start",
        post={"measure": "measure.pk"},
        GET=BULK_START.format(400),
        POST=BULK_START.format(302),
    ),
    page("measures:measure", round_id=ROUND, pk="measure.pk", GET=f"200 {OWN}"),
    page("measures:measure", round_id=ROUND, pk="of_deep_task.pk", GET=f"200 lead=404 cooperating=404 {SEEN}"),
    page("measures:measure", round_id=ROUND, pk="elsewhere.pk", GET="404"),
    page("measures:measure_row", round_id=ROUND, pk="measure.pk", GET=f"302 {OWN}"),
    measure("measure_step", OFFICE_OR_LEAD.format(200), OFFICE_OR_LEAD.format(400), step_name="start"),
    measure("measure_step", OFFICE_OR_LEAD.format(200), OFFICE_OR_LEAD.format(302), {"version": 1}, step_name="start"),
    measure("measure_step", OFFICE_OR_LEAD.format(200), OFFICE_OR_LEAD.format(409), {"version": 7}, step_name="start"),
    measure("measure_step", OFFICE_OR_LEAD.format(400), OFFICE_OR_LEAD.format(400), step_name="report"),
    measure("measure_step", OFFICE.format(400), OFFICE.format(400), step_name="verify"),
    measure("measure_step", OFFICE.format(400), OFFICE.format(400), step_name="return"),
    measure("measure_step", OFFICE.format(400), OFFICE.format(400), step_name="reopen"),
    measure("measure_step", OFFICE.format(200), OFFICE.format(302), {"version": 1, "basis": "纪要"}, step_name="withdraw"),
    measure("measure_step", OFFICE.format(400), OFFICE.format(400), step_name="restore"),
    measure("measure_step", f"400 {OWN}", f"400 {OWN}", step_name="finish"),
    measure("measure_plan", OFFICE.format(200), OFFICE.format(400)),
    measure("measure_public", OFFICE.format(200), OFFICE.format(400)),
    measure("measure_public", OFFICE.format(200), OFFICE.format(302), {"version": 1, "public_text": "公开"}),
    measure("measure_public", OFFICE.format(200), OFFICE.format(409), {"version": 7, "public_text": "公开"}),
    measure("measure_outcome", OFFICE_OR_LEAD.format(200), OFFICE_OR_LEAD.format(400)),
    measure("measure_outcome", OFFICE_OR_LEAD.format(200), OFFICE_OR_LEAD.format(302), {"version": 1, "outcome": "落实"}),
    measure("measure_verifier", HEAD.format(200), HEAD.format(400)),
    measure("measure_verifier", HEAD.format(200), HEAD.format(302), {"version": 1, "verifier": "cast.clerk.person.pk"}),
    measure("evidence_add", OFFICE_OR_LEAD.format(200), OFFICE_OR_LEAD.format(400)),
    measure("note_add", NOTES.format(200), NOTES.format(400)),
    measure("note_add", NOTES.format(200), NOTES.format(302), {"text": "进展"}),
    page("measures:evidence_download", round_id=ROUND, pk=evidence, GET=f"400 {OWN}"),
    page("measures:evidence_preview", round_id=ROUND, pk=evidence, GET="404"),  # a text file isn't shown
    page(
        "measures:evidence_withdraw",
        round_id=ROUND,
        pk=evidence,
        post={"reason": "传错了"},
        GET=OFFICE_OR_LEAD.format(200),
        POST=OFFICE_OR_LEAD.format(302),
    ),
    page("measures:issue", round_id=ROUND, pk="issue.pk", GET=f"200 {OWN}"),
    page("measures:issue", round_id=ROUND, pk="deep_task.pk", GET=f"200 lead=404 cooperating=404 {SEEN}"),
    issue("issue_propose", OFFICE.format(200), OFFICE.format(400)),
    issue("issue_propose", OFFICE.format(200), OFFICE.format(302), {"version": 1, "conclusion": "phased", "reason": "理由"}),
    issue("issue_approve", GROUP.format(400), GROUP.format(400)),  # nothing is proposed
    issue("measure_create", OFFICE.format(200), OFFICE.format(400)),
]
