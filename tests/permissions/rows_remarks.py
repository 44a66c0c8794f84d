"""Remarks and the register. How to write a row: see table.py.

Remark 1 is the inspection team's, on `measure`, which the lead's department answers and for which no leader answers. Paper 1 is
about `measure`, paper 2 about nothing.
"""

from typing import Any

from measures.models import RegisterFile, RegisterItem, RegisterLink, Remark, RemarkFile
from tests import factories as make
from tests.permissions.table import Row, Value, page

ROUND = "cast.round.pk"
SEEN = "stranger=404 admin=404"  # the round's ledger
OWN = f"outsider=404 {SEEN}"  # a measure of the lead and the cooperating department
REMARKING = f"403 head={{0}} leader={{0}} two_posts={{0}} inspector={{0}} supervisor={{0}} {OWN}"
ANSWERING = f"403 director={{0}} clerk={{0}} two_posts={{0}} lead={{0}} {OWN}"
OFFICE = f"403 director={{0}} clerk={{0}} two_posts={{0}} {OWN}"
SIGNING = f"403 head={{0}} leader={{0}} two_posts={{0}} {OWN}"
TEAM = f"403 inspector={{0}} {OWN}"
NOBODY = f"403 {OWN}"
KEEPING = f"403 director={{0}} clerk={{0}} two_posts={{0}} inspector={{0}} {SEEN}"
KEEPING_ONE = f"403 director={{0}} clerk={{0}} two_posts={{0}} inspector={{0}} {OWN}"
NO_DEPARTMENT = f"lead=404 cooperating=404 outsider=404 {SEEN}"
KEPT: dict[str, Any] = {"name": "件.txt", "size": 1, "sha256": "0" * 64, "content_type": "text/plain"}


def _by(world: Any) -> dict[str, Any]:
    return {"uploaded_by": world.cast.clerk, "uploaded_at": "2022-06-08T00:00:00Z"}


def remark(world: Any, **values: Any) -> int:
    """Return the number of a remark on `measure`, made at the first asking and in the state that is asked for."""
    found = Remark.objects.filter(measure=world.measure).first()
    about = {"measure": world.measure, "department": world.cast.lead_department, **values}
    return int((found or make.make_remark(world.issue, world.cast.inspector, **about)).number)


def answered(world: Any) -> int:
    """Return the number of one that the lead has answered."""
    return remark(world, state="answered", answer="答复", answered_by=world.cast.lead, answer_from=world.cast.lead.person)


def signed(world: Any) -> int:
    """Return the number of one whose answer is signed."""
    people = {"answered_by": world.cast.lead, "answer_from": world.cast.lead.person, "signed_by": world.cast.head.person}
    return remark(world, state="signed", answer="答复", **people)


def file(world: Any) -> int:
    """Return the key of an answer's file; there are no bytes behind it, so a download says 400."""
    remark(world)
    found = RemarkFile.objects.first()
    made = {"remark": Remark.objects.get(measure=world.measure), "attempt": 1, "path": "remark"}
    return int((found or make._made(RemarkFile(**made, **KEPT, **_by(world)))).pk)


def evidence(world: Any) -> int:
    """Return the key of an evidence file of `measure`."""
    found = world.measure.evidence.first() or make.make_evidence(world.measure, world.cast.lead)
    return int(found.pk)


def paper(world: Any) -> int:
    """Return the key of a paper about `measure`."""
    found = RegisterItem.objects.filter(links__measure=world.measure).first()
    if found is None:
        found = make.make_paper(world.cast.round, world.cast.clerk)
        make._made(RegisterLink(item=found, issue=world.issue, measure=world.measure))
    return int(found.pk)


def paper_about_nothing(world: Any) -> int:
    """Return the key of a paper that names no issue."""
    found = RegisterItem.objects.filter(round=world.cast.round, links=None).first()
    return int((found or make.make_paper(world.cast.round, world.cast.clerk)).pk)


def scan(world: Any) -> int:
    """Return the key of that paper's scan; there are no bytes behind it."""
    item = RegisterItem.objects.get(pk=paper(world))
    found = item.files.first() or make._made(RegisterFile(item=item, part="received", path="paper", **KEPT, **_by(world)))
    return int(found.pk)


def step(name: str, number: Any, get: str, post: str, sent: dict[str, Value] | None = None) -> Row:
    """Return the row of a step of a remark."""
    return page("measures:remark_step", round_id=ROUND, number=number, step_name=name, GET=get, POST=post, post=sent)


NEW = {"kind": "reminder", "sender": "驻局纪检监察组", "dated_on": "2022-06-08", "matter": "请说明"}
FUTURE = "2122-06-20"
ROWS: list[Row] = [
    page("measures:remarks", round_id=ROUND, GET=f"200 {SEEN}"),
    page("measures:remarks", round_id="cast.other_round.pk", GET="404 stranger=200"),
    page("measures:remark", round_id=ROUND, number=remark, GET=f"200 {OWN}"),
    page("measures:remark", round_id=ROUND, number=99, GET="404"),
    page("measures:remark", round_id="cast.other_round.pk", number=remark, GET="404"),
    page("measures:remark_file", round_id=ROUND, number=remark, pk=file, GET=f"400 {OWN}"),
    page("measures:remark_file", round_id=ROUND, number=remark, pk=999_999_999, GET="404"),
    page("measures:remark_issue", round_id=ROUND, pk="issue.pk", GET=REMARKING.format(200), POST=REMARKING.format(400)),
    page("measures:remark_measure", round_id=ROUND, pk="measure.pk", GET=REMARKING.format(200), POST=REMARKING.format(400)),
    page(
        "measures:remark_measure",
        round_id=ROUND,
        pk="measure.pk",
        GET=REMARKING.format(200),
        POST=REMARKING.format(302),
        post={"text": "请说明"},
    ),
    page("measures:remark_evidence", round_id=ROUND, pk=evidence, GET=REMARKING.format(200), POST=REMARKING.format(400)),
    step("answer", remark, ANSWERING.format(200), ANSWERING.format(400)),
    step(
        "answer",
        remark,
        ANSWERING.format(200),
        ANSWERING.format(302),
        {"version": 1, "answer": "已改", "answer_from": "cast.lead.person.pk"},
    ),
    step(
        "answer",
        remark,
        ANSWERING.format(200),
        ANSWERING.format(409),
        {"version": 7, "answer": "已改", "answer_from": "cast.lead.person.pk"},
    ),
    step("reply", remark, NOBODY, NOBODY),
    step("sign", answered, SIGNING.format(200), SIGNING.format(302), {"version": 1, "sign_note": "同意"}),
    step("refuse", answered, SIGNING.format(200), SIGNING.format(302), {"version": 1, "reason": "重写"}),
    step("settle", answered, TEAM.format(400), TEAM.format(400)),
    step("settle", signed, TEAM.format(200), TEAM.format(302), {"version": 1, "note": "认可"}),
    step("return", signed, TEAM.format(200), TEAM.format(302), {"version": 1, "note": "再答", "answer_by": FUTURE}),
    step("withdraw", remark, TEAM.format(200), TEAM.format(302), {"version": 1, "reason": "误提"}),
    step("redirect", remark, OFFICE.format(200), OFFICE.format(302), {"version": 1, "reason": "改由办公室"}),
    step("finish", remark, f"400 {OWN}", f"400 {OWN}"),
    page("measures:register", round_id=ROUND, GET=f"200 {SEEN}"),
    page("measures:register", round_id="cast.other_round.pk", GET="404 stranger=200"),
    page("measures:register_new", round_id=ROUND, GET=KEEPING.format(200), POST=KEEPING.format(400)),
    page("measures:register_new", round_id=ROUND, GET=KEEPING.format(200), POST=KEEPING.format(302), post=NEW),
    page("measures:register_item", round_id=ROUND, pk=paper, GET=f"200 {OWN}"),
    page("measures:register_item", round_id=ROUND, pk=paper_about_nothing, GET=f"200 {NO_DEPARTMENT}"),
    page("measures:register_item", round_id="cast.other_round.pk", pk=paper, GET="404"),
    page(
        "measures:register_edit",
        round_id=ROUND,
        pk=paper,
        GET=KEEPING_ONE.format(200),
        POST=KEEPING_ONE.format(302),
        post={"version": 1, **NEW},
    ),
    page(
        "measures:register_step",
        round_id=ROUND,
        pk=paper,
        step_name="finish",
        GET=KEEPING_ONE.format(200),
        POST=KEEPING_ONE.format(302),
        post={"version": 1, "note": "已办"},
    ),
    page(
        "measures:register_step",
        round_id=ROUND,
        pk=paper,
        step_name="reopen",
        GET=KEEPING_ONE.format(400),
        POST=KEEPING_ONE.format(400),
    ),
    page("measures:register_file", round_id=ROUND, pk=paper, file_pk=scan, GET=f"400 {OWN}"),
]
