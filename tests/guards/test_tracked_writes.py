"""No tracked record is written past the log: refused at run time, and nowhere tried in the code."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from rectify.history.models import Entry, Tracked, UntrackedWrite
from reports.models import Notice, ReviewStep
from tests import factories as make
from tests.conftest import World

ROOT = Path(__file__).resolve().parents[2]
APPS = ["rectify", "issues", "measures", "reports"]
MODELS: list[Any] = [model for model in apps.get_models() if issubclass(model, Tracked)]

each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)

WAYS_PAST: dict[str, Callable[[Any], Any]] = {
    "update": lambda rows: rows.update(version=9),
    "filtered update": lambda rows: rows.filter(pk=1).update(version=9),
    "bulk_create": lambda rows: rows.bulk_create([]),
    "bulk_update": lambda rows: rows.bulk_update([], ["version"]),
    "delete": lambda rows: rows.filter(pk=1).delete(),
    "delete all": lambda rows: rows.all().delete(),
}


def test_the_tracked_models_are_these() -> None:
    assert sorted(model._meta.label for model in MODELS) == [
        "accounts.Department",
        "accounts.Person",
        "accounts.User",
        "issues.Aspect",
        "issues.Issue",
        "issues.KeyProblem",
        "issues.MaskingRule",
        "issues.Meeting",
        "issues.Membership",
        "issues.NarrativeSection",
        "issues.Opinion",
        "issues.OpinionClause",
        "issues.PaperDecision",
        "issues.Round",
        "measures.Assignment",
        "measures.Clearing",
        "measures.Consultation",
        "measures.Evidence",
        "measures.Extension",
        "measures.LookBack",
        "measures.Measure",
        "measures.ProgressNote",
        "measures.RegisterFile",
        "measures.RegisterItem",
        "measures.RegisterLink",
        "measures.Remark",
        "measures.RemarkFile",
        "reports.Feedback",
        "reports.FeedbackWindow",
        "reports.Notice",
        "reports.ReviewAttachment",
        "reports.ReviewStep",
    ]


@each_model
@pytest.mark.parametrize("way", WAYS_PAST)
def test_a_queryset_of_tracked_records_does_not_write(model: Any, way: str, db: None) -> None:
    with make.prepared(), pytest.raises(UntrackedWrite):
        WAYS_PAST[way](model._default_manager)


def any_row(world: World, model: Any) -> Any:
    """Return a row of `model`, made where the world has none."""
    row = model._default_manager.order_by("pk").first()
    if row is None:
        row = model(**NEW[model._meta.label](world))
        with make.prepared():
            row.save()
    return model._default_manager.get(pk=row.pk)


FILE = {"name": "一.txt", "size": 1, "sha256": "0" * 64, "content_type": "text/plain", "path": "0" * 32}
NOON = "2022-05-01T00:00:00Z"


def version_of(w: World) -> Notice:
    return make._made(Notice(round=w.cast.round, number=1))


def step_of(w: World) -> ReviewStep:
    return make._made(ReviewStep(notice=version_of(w), attempt=1, order=1, name="部门核对"))


def attachment_of(w: World) -> dict[str, Any]:
    step = step_of(w)
    return {**FILE, "notice": step.notice, "step": step, "uploaded_by": w.cast.clerk, "uploaded_at": NOON}


NEW: dict[str, Callable[[World], dict[str, Any]]] = {
    "issues.MaskingRule": lambda w: {"round": w.cast.round, "term": "某机构", "replacement": "**"},
    "issues.Meeting": lambda w: {
        "round": w.cast.round, "kind": "promotion", "held_on": w.cast.round.feedback_on, "title": "推动整改",
    },
    "issues.NarrativeSection": lambda w: {"round": w.cast.round, "slot": "next", "order": 1, "heading": "下步"},
    "issues.Opinion": lambda w: {"round": w.cast.round, "number": 1, "text": "意见"},
    "issues.OpinionClause": lambda w: {"key_problem": w.key_problem, "text": "条款"},
    "measures.Clearing": lambda w: {
        "round": w.cast.round, "record_type": "measures.measure", "record": w.measure.pk, "label": "措施", "what": "整改措施",
        "field": "plan", "reason": "误录", "asked_by": w.cast.clerk, "asked_at": NOON,
    },
    "measures.Consultation": lambda w: {
        "issue": w.issue, "asked_by": w.cast.clerk, "asked_on": "2022-05-01", "due_on": "2022-05-08",
    },
    "measures.Extension": lambda w: {
        "measure": w.measure,
        "due_before": "2022-06-30",
        "until": "2022-09-30",
        "reason": "等待批复",
        "asked_by": w.cast.lead,
        "asked_on": "2022-06-20",
    },
    "measures.LookBack": lambda w: {"issue": w.issue, "planned_on": "2022-11-01"},
    "measures.Evidence": lambda w: {
        "measure": w.measure, "name": "一.txt", "size": 1, "sha256": "0" * 64, "content_type": "text/plain",
        "path": "0" * 32, "uploaded_by": w.cast.lead, "uploaded_at": "2022-05-01T00:00:00Z",
    },
    "measures.RegisterFile": lambda w: {
        **FILE, "item": make.make_paper(w.cast.round, w.cast.clerk), "part": "received",
        "uploaded_by": w.cast.clerk, "uploaded_at": NOON,
    },
    "measures.RegisterItem": lambda w: {
        "round": w.cast.round, "kind": "reminder", "sender": "纪检监察组", "dated_on": w.cast.round.feedback_on,
        "matter": "事由", "recorded_by": w.cast.clerk, "recorded_at": NOON,
    },
    "measures.RegisterLink": lambda w: {"item": make.make_paper(w.cast.round, w.cast.clerk), "issue": w.issue},
    "measures.Remark": lambda w: {
        "round": w.cast.round, "number": 1, "issue": w.issue, "text": "意见", "answer_by": w.cast.round.feedback_on,
        "made_by": w.cast.inspector, "maker_role": "inspector", "maker_post": "副组长", "made_at": NOON,
    },
    "measures.RemarkFile": lambda w: {
        **FILE, "remark": make.make_remark(w.issue, w.cast.inspector), "attempt": 1,
        "uploaded_by": w.cast.lead, "uploaded_at": NOON,
    },
    "measures.ProgressNote": lambda w: {
        "measure": w.measure, "text": "进展", "written_by": w.cast.lead, "written_at": "2022-05-01T00:00:00Z",
    },
    "reports.Feedback": lambda w: {
        "round": w.cast.round, "channel": "letter", "received_on": "2022-06-13", "message": "意见",
    },
    "reports.FeedbackWindow": lambda w: {
        "round": w.cast.round, "opens_on": w.cast.round.feedback_on, "closes_on": w.cast.round.feedback_on,
        "answered_by": "办公室", "organ": "纪检监察组",
    },
    "issues.PaperDecision": lambda w: {
        **FILE, "round": w.cast.round, "subject_type": "reports.notice", "subject": 1, "subject_label": "通报", "step": "sign",
        "text": "同意", "signatory": w.cast.head.person, "decided_on": "2022-05-01",
        "recorded_by": w.cast.clerk, "recorded_at": NOON,
    },
    "reports.Notice": lambda w: {"round": w.cast.round, "number": 1},
    "reports.ReviewStep": lambda w: {"notice": version_of(w), "attempt": 1, "order": 1, "name": "部门核对"},
    "reports.ReviewAttachment": attachment_of,
}  # fmt: skip

# a field of each model, and another value for it
OTHER: dict[str, tuple[str, Any]] = {
    "accounts.Department": ("short", "改"),
    "accounts.Person": ("title", "改"),
    "accounts.User": ("email", "a@example.org"),
    "issues.Aspect": ("title", "改"),
    "issues.Issue": ("hard", True),
    "issues.KeyProblem": ("title", "改"),
    "issues.MaskingRule": ("reason", "改"),
    "issues.Meeting": ("title", "改"),
    "issues.Membership": ("post", "改"),
    "issues.NarrativeSection": ("heading", "改"),
    "issues.Opinion": ("text", "改"),
    "issues.OpinionClause": ("text", "改"),
    "issues.Round": ("opening", "改"),
    "measures.Assignment": ("until", "2022-12-31"),
    "measures.Clearing": ("reason", "改"),
    "measures.Consultation": ("text", "改"),
    "measures.Evidence": ("note", "改"),
    "measures.Extension": ("reason", "改"),
    "measures.LookBack": ("planned_on", "2022-12-01"),
    "measures.Measure": ("status", "in_progress"),
    "measures.ProgressNote": ("text", "改"),
    "measures.RegisterFile": ("name", "改"),
    "measures.RegisterItem": ("matter", "改"),
    "measures.RegisterLink": ("withdrawn", True),
    "measures.Remark": ("text", "改"),
    "measures.RemarkFile": ("name", "改"),
    "reports.Feedback": ("state", "declined"),
    "reports.FeedbackWindow": ("organ_phone", "改"),
    "issues.PaperDecision": ("text", "改"),
    "reports.Notice": ("way", "改"),
    "reports.ReviewAttachment": ("name", "改"),
    "reports.ReviewStep": ("name", "改"),
}


@each_model
def test_a_tracked_record_is_saved_only_inside_a_recording(model: Any, world: World) -> None:
    row, entries = any_row(world, model), Entry.objects.count()
    field, value = OTHER[model._meta.label]
    was = getattr(row, field)
    setattr(row, field, value)
    with pytest.raises(UntrackedWrite):
        row.save()
    with pytest.raises(UntrackedWrite):
        row.save(update_fields=[field])
    again = model._default_manager.get(pk=row.pk)
    assert (getattr(again, field), again.version, Entry.objects.count()) == (was, row.version, entries)
    assert model.history.filter(id=row.pk).count() == 1
    with make.prepared():
        row.save()
    again = model._default_manager.get(pk=row.pk)
    assert str(getattr(again, field)) == str(value)
    assert (again.version, Entry.objects.count(), model.history.filter(id=row.pk).count()) == (2, entries + 1, 2)


@each_model
def test_a_tracked_record_is_never_deleted(model: Any, world: World) -> None:
    row = any_row(world, model)
    with make.prepared(), pytest.raises(UntrackedWrite):
        row.delete()
    assert model._default_manager.filter(pk=row.pk).exists()


@each_model
def test_a_new_record_is_saved_only_inside_a_recording(model: Any, world: World) -> None:
    row, count = any_row(world, model), model._default_manager.count()
    row.pk, row._state.adding = None, True
    with pytest.raises(UntrackedWrite):
        row.save()
    assert model._default_manager.count() == count


# Every call by which code could write past save(), as it stands in the sources. A new one is read by a person and added here, or
# written another way: only what isn't tracked (jobs, deliveries, the log's own lines) may be. Some merely share the name.
ALLOWED: dict[str, set[str]] = {
    "issues/services/drafts.py": {
        "SectionDraft.objects.filter(section=section, user=user).delete",
        "NewSectionDraft.objects.filter(round=round, user=user, begun=begun).delete",
        "draft.delete",
    },
    "measures/services/plan.py": {"Measure._base_manager.filter(pk=measure.pk).update"},  # a version, of which no entry tells
    # the one exception of the guards: lines of the log that a clearing's entry names (its history rows are saved)
    "measures/clearing/erasing.py": {"lines.update"},
    "rectify/files/keeping.py": {"digest.update"},
    "rectify/pausing.py": {"cache.delete"},
    "rectify/celery.py": {"app.conf.update"},
    "rectify/history/guards.py": {"cursor.execute"},
    "rectify/history/kinds.py": {"_actions.update", "_fields.update", "_records.update", "found.update"},  # tables of words
    "rectify/history/tagging.py": {"EntryTag.objects.bulk_create"},  # the index of new entries
    "rectify/history/retagging.py": {"own.filter(tag__in=stale).delete", "tags.bulk_create"},  # the index, by a migration
    "rectify/history/recording.py": {"Entry.objects.bulk_create"},
    "rectify/history/sealing.py": {"Seal.objects.bulk_create", "cursor.execute"},  # insert-only, and the lock
    "measures/paper/registry.py": {"STEPS.update"},  # a dictionary
    "rectify/history/exporting.py": {"digest.update"},
    "rectify/history/verifying/files.py": {"digest.update"},
    "rectify/history/verifying/reading.py": {"cursor.execute"},  # reads alone
    "rectify/jobs/leases.py": {"Job.objects.filter(pk=job_id, state=State.QUEUED).update", "_ours(job).update"},
    "rectify/jobs/services.py": {"Job.objects.filter(pk=job.pk, state=State.FAILED).update"},
    "rectify/jobs/sweeping.py": {"expired.update", "forgotten.delete", "waiting.update"},
    "rectify/jobs/workers.py": {"WorkerBeat.objects.filter(name=name).delete"},
    "rectify/urls.py": {"cursor.execute"},
    "reports/bench/cloning.py": {"cursor.execute"},
    # a long log in the bench's own scratch database, with rows as the doors would leave them
    "reports/bench/log.py": {"Entry.objects.bulk_create", "Measure.history.bulk_create", "cursor.execute"},
    "reports/bench/reviewing.py": {"EntryTag.objects.bulk_create", "cursor.execute"},
    "reports/review/finding.py": {"cursor.execute"},  # reads alone
    "reports/bench/scratch.py": {"cursor.execute"},
    "reports/render/embedding.py": {"printed[role].update"},  # a set of characters
    "reports/digests/delivery.py": {
        "Delivery.objects.filter(pk=delivery.pk, claimed_at=delivery.claimed_at).update",
        "Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.PENDING).update",
        "failed.update",
        "stuck.update",
    },
    "reports/views/overview.py": {"listed.update"},
}
WRITING = {"update", "bulk_create", "bulk_update", "delete", "_raw_delete", "execute", "executemany", "executescript"}


def calls(path: Path) -> Iterator[str]:
    """Give each call in a file that could write, by what is called."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITING:
            yield ast.unparse(node.func)


def sources() -> Iterator[Path]:
    for app in APPS:
        yield from (path for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts)


def test_the_code_writes_past_save_only_where_it_may() -> None:
    found = {path.relative_to(ROOT).as_posix(): set(calls(path)) for path in sources()}
    assert {path: names for path, names in found.items() if names} == ALLOWED


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    path = tmp_path / "wrong.py"
    path.write_text("Measure.objects.filter(pk=1).update(status='done')\ncursor.execute('DELETE')\nmeasure.save()\n")
    assert sorted(calls(path)) == ["Measure.objects.filter(pk=1).update", "cursor.execute"]
