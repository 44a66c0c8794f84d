"""Whatever holds words can be cleared, and is nowhere then; so can a reason, which no field holds; and nothing is left out."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models

from issues.services.meetings import record_meeting
from issues.words import MeetingKind
from measures.clearing.kinds import all_kinds
from measures.clearing.services import ask_clearing, choices_for
from measures.extensions.services import ask_extension
from measures.models import Consultation, LookBack, Measure, Remark
from measures.remarks.register_flow import RegisterNeed
from measures.remarks.services.register import record_item, take_register_step
from measures.remarks.services.remarks import make_remark
from measures.services.transitions import transition
from measures.words import RegisterKind
from measures.workflow import Need
from rectify.errors import Refused
from rectify.history.clearing import is_mark
from rectify.history.models import Entry, Tracked
from rectify.history.sealing import seal_all
from rectify.history.verifying.checking import verify
from rectify.templatetags.rectify import cdate
from tests import factories as make
from tests.conftest import World
from tests.measures.clearing.conftest import decided
from tests.measures.clearing.test_services import everything_stored
from tests.measures.conftest import changed
from tests.measures.remarks.conftest import LATER, again, measure, step

__all__ = ["measure"]
SECRET, OTHER = "某某专案的涉密会议内容，不得外传", "另一件不宜留存的涉密事项，已另行处置"
DAY = datetime.date(2022, 6, 1)


def remark_with(world: World, measure: Measure, **texts: str) -> Remark:
    """Take a remark its whole way, with some of its words given."""
    words = {"text": "请说明。", "answer": "已说明。", "sign_note": "同意。", "note": "办结。", **texts}
    remark = make_remark(about=measure, by=again(world.cast.inspector), text=words["text"])
    remark = step(remark, "answer", world.cast.lead, world, answer=f"关于{remark}的答复：{words['answer']}")
    remark = step(remark, "sign", world.cast.leader, world, sign_note=words["sign_note"])
    return step(remark, "settle", world.cast.inspector, world, note=words["note"])


def item_with(world: World, **texts: Any) -> Any:
    """Record a paper with a scan and reply to it, with some of its words given."""
    values = {"kind": RegisterKind.REMINDER, "sender": "驻局纪检监察组", "dated_on": DAY, "matter": "请说明进度。"}
    reply = {RegisterNeed.REPLIED_ON: DAY, RegisterNeed.REPLY: texts.pop("reply", "已回复。")}
    note = {RegisterNeed.NOTE: texts.pop("note", "已办结。")}
    scan = ContentFile(b"scan" * 9, name="来文.txt")
    item = record_item(round=world.cast.round, by=world.cast.clerk, about=[world.measure], files=[scan], **{**values, **texts})
    take_register_step(item=item, name="reply", by=world.cast.clerk, given=reply)
    return take_register_step(item=item, name="finish", by=world.cast.clerk, given=note)


def extension_with(world: World, measure: Measure, reason: str) -> Any:
    return ask_extension(measure=measure, by=again(world.cast.lead), until=datetime.date(2122, 9, 30), reason=reason)


def of_issue(model: Any, world: World, **values: Any) -> Any:
    return make._made(model(issue=world.issue, **values))


def consultation(world: World) -> Any:
    return of_issue(Consultation, world, asked_by=world.cast.clerk, asked_on=DAY, due_on=DAY)


TEXTS: dict[str, Callable[[World, Measure], tuple[Tracked, str]]] = {
    "remark text": lambda w, m: (remark_with(w, m, text=SECRET), "text"),
    "remark answer": lambda w, m: (remark_with(w, m, answer=SECRET), "answer"),
    "remark sign": lambda w, m: (remark_with(w, m, sign_note=SECRET), "sign_note"),
    "remark note": lambda w, m: (remark_with(w, m, note=SECRET), "note"),
    "register matter": lambda w, m: (item_with(w, matter=SECRET), "matter"),
    "register sender": lambda w, m: (item_with(w, sender=SECRET), "sender"),
    "register reply": lambda w, m: (item_with(w, reply=SECRET), "reply"),
    "register note": lambda w, m: (item_with(w, note=SECRET), "note"),
    "extension": lambda w, m: (extension_with(w, m, SECRET), "reason"),
    "consultation": lambda w, m: (changed(consultation(w), text=SECRET), "text"),
    "look-back": lambda w, m: (
        changed(of_issue(LookBack, w, planned_on=DAY), done_on=DAY, result="held", done_by=w.cast.clerk, findings=SECRET),
        "findings",
    ),
    "meeting": lambda w, m: (
        record_meeting(
            round=w.cast.round, by=w.cast.clerk, kind=MeetingKind.PROMOTION, held_on=DAY, title="推动整改", summary=SECRET
        ),
        "summary",
    ),
    "problem": lambda w, m: (changed(w.key_problem, title=SECRET), "title"),
    "round": lambda w, m: (changed(w.cast.round, opening=SECRET), "opening"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(TEXTS))
def test_a_text_is_gone_everywhere_and_what_is_left_verifies(name: str, world: World, measure: Measure) -> None:
    record, field = TEXTS[name](world, measure)
    assert SECRET in everything_stored()
    decided(record, field, world)

    assert SECRET not in everything_stored()
    assert getattr(type(record)._default_manager.get(pk=record.pk), field) == "〔已清除〕"
    seal_all()
    assert verify().broken == []


def test_an_answer_that_names_its_remark_takes_no_other_line_with_it(world: World, measure: Measure) -> None:
    remark = remark_with(world, measure, answer=SECRET)
    decided(remark, "answer", world)
    gone = Entry.objects.for_record(remark).filter(payload__startswith='{"cleared_by"').order_by("pk")
    assert list(gone.values_list("action", flat=True)) == ["remark.answer", "clearing.blank"]


# a reason, which no field holds


def test_a_reason_is_cleared_from_its_line_and_every_line_written_with_it(world: World, measure: Measure) -> None:
    remark = make_remark(about=measure, by=again(world.cast.inspector), text="请说明。")
    remark = step(remark, "answer", world.cast.lead, world)
    remark = step(remark, "sign", world.cast.leader, world, sign_note="同意。")
    given = {"note": "请补充材料。", "answer_by": LATER}
    remark = step(remark, "return", world.cast.inspector, world, **given)
    transition(measure=again_measure(measure), name="start", by=again(world.cast.lead))
    moved = transition(measure=again_measure(measure), name="withdraw", by=again(world.cast.clerk), given={Need.BASIS: SECRET})
    line = Entry.objects.get(action="measure.withdraw")
    assert [code for code, _ in choices_for(remark)] == ["text", "answer", "sign_note", "note"]  # each said by a field already
    assert (f"reason:{line.pk}" in dict(choices_for(moved)), SECRET in everything_stored()) == (True, True)
    clearing = decided(moved, f"reason:{line.pk}", world)

    assert SECRET not in everything_stored()
    assert is_mark(Entry.objects.get(pk=line.pk).reason)
    assert (clearing.what, Measure.objects.get(pk=moved.pk).status) == (
        f"{cdate(line.effective_at)}“撤销”时填写的原因",
        "withdrawn",
    )
    of_rows = [key for key in clearing.erased if key.startswith("measures_historicalmeasure:")]
    assert {key.rpartition(":")[2] for key in of_rows} == {"history_change_reason"}
    assert verify().broken == []
    assert f"reason:{line.pk}" not in dict(choices_for(moved))
    with pytest.raises(Refused, match="请选择要清除的内容。"):
        ask_clearing(subject=moved, what=f"reason:{line.pk}", by=world.cast.clerk, reason="误录")


def again_measure(measure: Measure) -> Measure:
    return Measure.objects.with_people().get(pk=measure.pk)


def test_another_records_line_is_no_choice(world: World, measure: Measure) -> None:
    transition(measure=again_measure(measure), name="withdraw", by=again(world.cast.clerk), given={Need.BASIS: SECRET})
    line = Entry.objects.get(action="measure.withdraw")
    with pytest.raises(Refused, match="请选择要清除的内容。"):
        ask_clearing(subject=world.second, what=f"reason:{line.pk}", by=world.cast.clerk, reason="误录")


def test_a_short_reason_takes_its_own_lines_alone(world: World, measure: Measure) -> None:
    for each in (measure, world.second):
        transition(measure=again_measure(each), name="withdraw", by=again(world.cast.clerk), given={Need.BASIS: "某案"})
    line = Entry.objects.filter(action="measure.withdraw").earliest("pk")
    decided(again_measure(measure), f"reason:{line.pk}", world)
    assert [is_mark(entry.reason) for entry in Entry.objects.filter(action="measure.withdraw").order_by("pk")] == [True, False]
    assert verify().broken == []


# nothing is left out


def test_every_file_and_every_free_text_is_reachable_or_said_not_to_be() -> None:
    """Read before adding to it: what stands here can't be taken away when somebody types a secret into it."""
    fixed = {"sha256", "content_type", "path", "name", "subject_type", "subject_label", "step", "content_hash"}
    left = {}
    for model in (
        m for m in apps.get_models() if issubclass(m, Tracked) and m._meta.app_label in {"issues", "measures", "reports"}
    ):
        kind = next((kind for kind in all_kinds() if kind.model is model), None)
        texts = [f for f in model._meta.concrete_fields if isinstance(f, models.TextField | models.CharField) and not f.choices]
        names = {f.name for f in texts} - set(kind.texts if kind else ()) - (fixed if kind else set())
        assert kind is None or bool(kind.room) == ("path" in {f.name for f in texts})
        if names:
            left[model._meta.label] = " ".join(sorted(names))
    assert left == LEFT


LEFT = {
    "issues.Membership": "post",
    "issues.Round": "contact_email contact_phone document_number illustrative inspection issuer_mark measure_count_note "
    "signature title unit unit_short",
    "issues.MaskingRule": "replacement term",
    "measures.Remark": "maker_post",
    "measures.LookBack": "reopened",
    "measures.Clearing": "decision_note field label reason record_type what",
    # kept apart: the log tells no word of it
    "reports.Feedback": "contact message reason receipt reply route_note sender",
    "reports.FeedbackWindow": "answered_by organ organ_address organ_note organ_phone",
    "reports.Notice": "address approved_hash pdf_sha256 publication_hash submission_hash way",
}
