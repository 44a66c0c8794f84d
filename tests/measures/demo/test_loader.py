"""The demonstration round as it stands after loading: its figures, its log, and that nobody decided on their own work."""

import datetime
import hashlib
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from simple_history.models import HistoricalChanges

from issues.models import Issue, Meeting, Membership, NarrativeSection, Round
from issues.naming import called
from issues.words import Conclusion
from measures.demo.loader import load
from measures.figures import figures, meeting_counts
from measures.models import Assignment, Evidence, Measure
from measures.services.proof import evidence_path
from rectify.accounts.models import Department, Person, User
from rectify.history.models import Entry, Tracked
from rectify.history.recording import row_digest
from reports.builders.notice import public_notice
from reports.notice.services.approving import lacking
from reports.render import text
from tests.measures.demo.conftest import DEMO_PASSWORD


def test_the_figures_are_those_of_the_source(demonstration: Round) -> None:
    counted = figures(demonstration).as_json()
    assert counted.pop("cut_off") == timezone.localdate().isoformat()
    measures = counted.pop("measures")
    assert counted == {
        "aspects": 4,
        "key_problems": 14,
        "manifestations": {"total": 34, "completed": 10, "phased": 20, "basic": 4, "incomplete": 0, "undetermined": 0},
        "follow_on_items": {"total": 28, "completed": 12, "phased": 13, "basic": 3, "incomplete": 0, "undetermined": 0},
        "deep_tasks": {"total": 2, "completed": 0, "phased": 0, "basic": 0, "incomplete": 2, "undetermined": 0},
        "opinions": {"total": 4, "implemented": 4},
    }
    assert (measures["total"], measures["withdrawn"]) == (130, 0)
    assert measures["not_started"] + measures["in_progress"] + measures["reported"] + measures["done"] == 130
    assert min(measures[status] for status in ("not_started", "in_progress", "reported", "done", "overdue")) > 0


def test_one_manifestation_and_three_follow_on_items_are_counted_and_not_printed(demonstration: Round) -> None:
    gaps = Issue.objects.filter(placeholder=True).order_by("kind")
    assert Counter((issue.kind, issue.title, issue.disclosure) for issue in gaps) == {
        ("manifestation", "未刊载", "internal"): 1,
        ("follow_on", "未刊载", "internal"): 3,
    }
    assert not Measure.objects.filter(issue__placeholder=True).exists()


def test_the_narrative_calls_its_figures_and_says_them_as_they_stand(demonstration: Round) -> None:
    """No number is typed twice: what the ledger counts is called by name, and printed as it was."""
    called_names = [
        called(section.body) for section in NarrativeSection.objects.filter(round=demonstration).order_by("slot", "order")
    ]
    printed = text.render(public_notice(demonstration))

    assert sorted(name for names in called_names for name in names) == sorted([
        "推动会次数", "重点问题数", "重点问题数", "具体问题数", "举一反三事项数", "举一反三事项数", "措施总数", "深度整改任务数",
    ])  # fmt: skip
    assert "整改以来，书记先后主持推动会14次。" in printed
    assert "14个重点问题、34种问题表现，连同自查发现的28个举一反三事项，列出措施130条。" in printed
    assert "继续推进14个重点问题、28项举一反三事项和2项深度整改任务，" in printed


def test_every_measure_has_plan_date_people_and_one_lead(demonstration: Round) -> None:
    assert not Measure.objects.filter(plan="").exists()
    assert not Measure.objects.filter(due_on=None).exists()
    assert not Measure.objects.filter(responsible=None).exists()
    assert not Measure.objects.filter(responsible_leader=None).exists()
    assert Assignment.objects.in_force().filter(part="lead").count() == 130
    assert not Measure.objects.exclude(status="not_started").filter(outcome="").exclude(status="in_progress").exists()


def test_what_is_illustrative_says_so(demonstration: Round) -> None:
    assert demonstration.demonstration
    assert "示例" in demonstration.illustrative or "演示" in demonstration.illustrative
    assert demonstration.measure_count_note == "按公开稿条目计，与方案口径未必一致"


def test_no_completed_issue_has_an_unfinished_measure(demonstration: Round) -> None:
    completed = Issue.objects.filter(conclusion=Conclusion.COMPLETED)
    assert completed.count() == 22
    assert not Measure.objects.filter(issue__in=completed).exclude(status="done").exists()
    assert not completed.filter(measures=None).exists()


def test_entries_lie_within_the_ten_weeks_before_today_in_their_order(demonstration: Round) -> None:
    moments = list(Entry.objects.order_by("id").values_list("effective_at", flat=True))
    assert moments == sorted(moments)
    today = timezone.localdate()
    assert timezone.localdate(moments[0]) >= today - datetime.timedelta(days=70)
    assert timezone.localdate(moments[-2]) < today
    last = Entry.objects.get(effective_at=moments[-1])  # the meeting that may deliberate what is submitted today
    assert (last.action, timezone.localdate(moments[-1])) == ("meeting.record", today)
    assert timezone.localdate(Entry.objects.earliest("id").recorded_at) == today


def test_history_is_dated_like_its_entries(demonstration: Round) -> None:
    for entry in Entry.objects.filter(record_type="measures.measure").order_by("-id")[:200]:
        row = json.loads(entry.payload)["row"]
        assert Measure.history.get(pk=row["id"]).history_date == entry.effective_at


def test_each_entry_stands_for_one_history_row_and_verifies(demonstration: Round) -> None:
    tables = {model._meta.db_table: model for model in apps.get_models() if issubclass(model, HistoricalChanges)}
    rows = {table: {row.pk: row for row in model._default_manager.all()} for table, model in tables.items()}
    claimed = Counter[tuple[str, int]]()
    for payload, sha256 in Entry.objects.values_list("payload", "sha256"):
        assert hashlib.sha256(payload.encode()).hexdigest() == sha256
        row = json.loads(payload)["row"]
        assert row_digest(rows[row["table"]][row["id"]]) == row
        claimed[row["table"], row["id"]] += 1
    assert claimed == Counter({(table, pk): 1 for table, found in rows.items() for pk in found})


def test_versions_count_the_changes_of_each_record(demonstration: Round) -> None:
    changes = Counter(Entry.objects.values_list("record_type", "record"))
    for model in apps.get_models():
        if issubclass(model, Tracked):
            for pk, version in model._default_manager.values_list("pk", "version"):
                assert (model.__name__, pk, version) == (model.__name__, pk, changes[model._meta.label_lower, pk])


def test_evidence_lies_where_it_says_with_the_digest_it_says(demonstration: Round, uploads: Path, settings: Any) -> None:
    settings.UPLOADS = uploads
    kept = list(Evidence.objects.all())
    assert len(kept) > 100
    for evidence in kept[:20]:
        content = evidence_path(evidence.path).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (evidence.size, evidence.sha256)


class Told:
    """What the log alone tells of a measure's people, as it grows: read here once more, apart from the rules' code."""

    def __init__(self) -> None:
        self.person_of = dict(User.objects.values_list("pk", "person"))
        self.answering: dict[int, set[int]] = defaultdict(set)
        self.reported: dict[int, set[int]] = defaultdict(set)
        self.leads: dict[int, int] = {}
        self.issue_of: dict[int, int] = {}
        self.proposed: dict[int, int] = {}

    def read(self, entry: Entry) -> None:
        new = {change["field"]: change["new"] for change in entry.changes}
        measure, issue, actor = entry.measure or 0, entry.issue or 0, entry.actor_id or 0
        if entry.record_type == "measures.measure":
            self.issue_of[measure] = issue
            self.answering[measure] |= {new[name] for name in ("responsible", "responsible_leader") if new.get(name)}
        if entry.action == "measure.report":
            self.reported[measure] = {new.get("reported_by") or 0, self.person_of[actor]}
        if entry.record_type == "measures.assignment" and new.get("part") == "lead":
            self.leads[measure] = new["department"]
        if entry.action == "issue.propose":
            self.proposed[issue] = actor


def test_nobody_verified_what_was_theirs(demonstration: Round) -> None:
    told, verified = Told(), 0
    at_home = dict(Person.objects.values_list("pk", "department"))
    posts = set(Membership.objects.filter(role="department").values_list("user", "department"))
    for entry in Entry.objects.order_by("id"):
        told.read(entry)
        if entry.action == "measure.verify" and entry.actor_id and entry.measure:
            person, lead = told.person_of[entry.actor_id], told.leads[entry.measure]
            assert person not in told.answering[entry.measure] | told.reported[entry.measure]
            assert at_home[person] != lead
            assert (entry.actor_id, lead) not in posts
            verified += 1
    assert verified == Measure.objects.filter(status="done").count() > 50


def test_nobody_approved_what_was_theirs(demonstration: Round) -> None:
    told, approved = Told(), 0
    for entry in Entry.objects.order_by("id"):
        told.read(entry)
        if entry.action == "issue.approve" and entry.actor_id and entry.issue:
            person = told.person_of[entry.actor_id]
            measures = [measure for measure, issue in told.issue_of.items() if issue == entry.issue]
            assert all(person not in told.answering[m] | told.reported.get(m, set()) for m in measures)
            assert entry.actor_id != told.proposed[entry.issue]
            approved += 1
    assert approved == 64


def test_the_cast_signs_in_with_the_one_password(demonstration: Round) -> None:
    users = list(User.objects.all())
    assert [user.username for user in users if not user.check_password(DEMO_PASSWORD) or user.must_change_password] == []
    assert {user.username for user in users} == {
        "director", "clerk", "head", "leader", "lead", "cooperating", "outsider",
        "inspector", "supervisor", "admin", "twoposts",
    }  # fmt: skip


def rows() -> dict[str, list[Any]]:
    models: list[Any] = apps.get_models()
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in models
        if issubclass(model, (Tracked, Entry, HistoricalChanges))
    }


def test_loading_twice_changes_nothing(demonstration: Round) -> None:
    before = rows()
    assert load(password="another password", today=timezone.localdate()) is None
    assert rows() == before


@pytest.mark.parametrize("model", [Department, Person])
def test_departments_are_addressed_and_people_have_titles(demonstration: Round, model: type[Tracked]) -> None:
    field = "address" if model is Department else "title"
    assert not model._default_manager.filter(**{field: ""}).exists()


def test_the_meetings_are_those_of_the_source(demonstration: Round) -> None:
    meetings = Meeting.objects.filter(round=demonstration)
    secretary = Person.objects.get(title__startswith="党总支书记")

    assert {str(kind.label): n for kind, n in meeting_counts(demonstration).items()} == {
        "党总支委员会会议": 6,
        "领导小组会议": 0,
        "推动会": 14,
        "调度会": 0,
        "专题民主生活会": 1,
    }
    assert set(meetings.values_list("chair", flat=True)) == {secretary.pk}
    assert meetings.get(title="审议整改工作方案").held_on == demonstration.plan_adopted_on
    entries = Entry.objects.filter(action="meeting.record").order_by("id")
    held = dict(meetings.values_list("pk", "held_on"))
    assert len(entries) == 21
    assert all(timezone.localdate(entry.effective_at) >= held[entry.record] for entry in entries)
    assert [lacking(meeting) for meeting in meetings.filter(kind="committee")] == [[]] * 6
    assert meetings.get(held_on=timezone.localdate()).title == "审议巡视整改进展情况通报（送审稿）"
    assert demonstration.feedback_on <= min(held.values()) <= max(held.values()) == timezone.localdate()
