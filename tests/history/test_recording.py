"""recording(): one block, one transaction, one entry for each record; no other way to write a tracked record."""

import datetime
import hashlib
import json
from typing import Any

import pytest
from django.db import models, transaction
from django.utils import timezone

from measures.models import Measure
from rectify.accounts.models import Department
from rectify.history.models import Entry, Tracked, UntrackedWrite
from rectify.history.recording import SYSTEM, ActingAs, current, recording, row_digest
from tests import factories as make
from tests.conftest import Cast, World

OFFICE = ActingAs("office", "领导小组办公室主任")


@pytest.fixture
def department(db: None) -> Department:
    return make.make_department("执法三支队", short="一支队")


def _entries() -> int:
    return Entry.objects.count()


def test_a_new_record_leaves_one_entry_with_what_it_says(db: None) -> None:
    with recording(actor=None, acting_as=SYSTEM, action="department.create", reason="机构设立"):
        department = Department(name="法制监督室", short="法制室", order=0)
        department.save()

    entry = Entry.objects.get()
    assert (entry.action, entry.reason, entry.created) == ("department.create", "机构设立", True)
    assert (entry.record_type, entry.record, entry.record_label) == ("accounts.department", department.pk, "法制监督室")
    assert (entry.actor, entry.actor_name, entry.acting_role, entry.acting_as) == (None, "系统", "system", "系统")
    assert entry.changes == [
        {"field": "name", "label": "名称", "old": None, "new": "法制监督室", "old_text": "", "new_text": "法制监督室"},
        {"field": "short", "label": "简称", "old": None, "new": "法制室", "old_text": "", "new_text": "法制室"},
        {"field": "address", "label": "称谓", "old": None, "new": "你部门", "old_text": "", "new_text": "你部门"},
        {"field": "active", "label": "启用", "old": None, "new": True, "old_text": "", "new_text": "是"},
    ]
    assert department.version == 1


def test_a_change_leaves_one_entry_old_and_new(department: Department, cast: Cast) -> None:
    before = _entries()
    with recording(actor=cast.admin, acting_as=ActingAs("admin", "系统管理员"), action="department.edit"):
        department.short = "一队"
        department.active = False
        department.save()

    assert _entries() == before + 1
    entry = Entry.objects.first()
    assert entry is not None
    assert (entry.actor, entry.actor_name, entry.acting_role, entry.created) == (cast.admin, "admin的姓名", "admin", False)
    assert [(c["field"], c["old_text"], c["new_text"]) for c in entry.changes] == [
        ("short", "一支队", "一队"),
        ("active", "是", "否"),
    ]
    assert department.version == 2
    assert Department.objects.get(pk=department.pk).version == 2
    assert department.history.count() == 2
    assert department.history.order_by("-pk").first().history_change_reason == "department.edit"
    assert department.history.order_by("-pk").first().history_user == cast.admin


def test_a_save_that_changes_nothing_leaves_nothing(department: Department) -> None:
    before = _entries()
    with recording(actor=None, acting_as=SYSTEM, action="department.edit"):
        department.name = "执法三支队"
        department.save()
    department.save()

    assert (_entries(), department.version, department.history.count()) == (before, 1, 1)


def test_several_records_leave_one_entry_each_of_one_moment(db: None) -> None:
    with recording(actor=None, acting_as=SYSTEM, action="department.create"):
        for name in ("甲", "乙", "丙"):
            Department(name=name, short=name).save()

    entries = list(Entry.objects.order_by("id"))
    assert [entry.record_label for entry in entries] == ["甲", "乙", "丙"]
    assert len({entry.recorded_at for entry in entries}) == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda d: Department(name="外来", short="外").save(),
        lambda d: Department.objects.create(name="外来", short="外"),
        lambda d: Department.objects.get_or_create(name="外来", defaults={"short": "外"}),
        lambda d: _changed(d).save(),
        lambda d: _changed(d).save(update_fields=["name"]),
        lambda d: Department.objects.update_or_create(pk=d.pk, defaults={"name": "外来"}),
    ],
)
def test_a_save_outside_is_refused(write: Any, department: Department) -> None:
    before = _entries()
    with pytest.raises(UntrackedWrite):
        write(department)

    assert list(Department.objects.values_list("name", flat=True)) == ["执法三支队"]
    assert _entries() == before


def _changed(department: Department) -> Department:
    department.name = "改名"
    return department


@pytest.mark.parametrize(
    "write",
    [
        lambda rows: rows.update(name="改名"),
        lambda rows: rows.delete(),
        lambda rows: rows.bulk_create([Department(name="外来", short="外")]),
        lambda rows: rows.bulk_update(list(rows), ["name"]),
        lambda rows: rows.get().delete(),
    ],
)
def test_ways_past_the_log_are_refused_even_inside(write: Any, department: Department) -> None:
    with pytest.raises(UntrackedWrite), recording(actor=None, acting_as=SYSTEM, action="department.edit"):
        write(Department.objects.filter(pk=department.pk))

    assert Department.objects.get().name == "执法三支队"


def test_every_tracked_model_uses_a_manager_that_refuses(db: None) -> None:
    tracked = [model for model in _below(Tracked) if not model._meta.abstract]
    assert len(tracked) == 32
    for model in tracked:
        with pytest.raises(UntrackedWrite):
            model._default_manager.all().update(version=3)


def _below(model: type[models.Model]) -> set[type[models.Model]]:
    return set(model.__subclasses__()).union(*(_below(child) for child in model.__subclasses__()))


def test_blocks_are_not_nested(db: None) -> None:
    with (
        recording(actor=None, acting_as=SYSTEM, action="a"),
        pytest.raises(UntrackedWrite),
        recording(actor=None, acting_as=SYSTEM, action="b"),
    ):
        pass
    assert current() is None


def test_a_record_is_saved_once_in_a_block(department: Department) -> None:
    def save_twice() -> None:
        for short in ("一", "二"):
            department.short = short
            department.save()

    with pytest.raises(UntrackedWrite), recording(actor=None, acting_as=SYSTEM, action="department.edit"):
        save_twice()

    assert Department.objects.get().short == "一支队"


def test_where_the_body_raises_nothing_stays(department: Department) -> None:
    def save_and_fail() -> None:
        _changed(department).save()
        raise ZeroDivisionError

    before = _entries()
    with pytest.raises(ZeroDivisionError), recording(actor=None, acting_as=SYSTEM, action="department.edit"):
        save_and_fail()

    assert (Department.objects.get().name, _entries(), Department.history.count()) == ("执法三支队", before, 1)
    assert current() is None


def test_a_save_that_switches_history_off_is_refused(department: Department) -> None:
    department.skip_history_when_saving = True
    with pytest.raises(UntrackedWrite), recording(actor=None, acting_as=SYSTEM, action="department.edit"):
        _changed(department).save()

    assert Department.objects.get().name == "执法三支队"


def test_some_fields_alone_are_saved_only_where_no_other_changed(department: Department) -> None:
    department.short = "一队"
    with pytest.raises(UntrackedWrite), recording(actor=None, acting_as=SYSTEM, action="department.edit"):
        _changed(department).save(update_fields=["name"])

    department = Department.objects.get()
    with recording(actor=None, acting_as=SYSTEM, action="department.edit"):
        _changed(department).save(update_fields=["name"])
    assert Department.objects.values_list("name", "short", "version").get() == ("改名", "一支队", 2)


def test_effective_at_is_the_past_and_recorded_at_the_clock(department: Department) -> None:
    past = datetime.datetime(2022, 3, 10, 9, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
    before = timezone.now()
    with recording(actor=None, acting_as=SYSTEM, action="department.edit", effective_at=past):
        _changed(department).save()

    entry = Entry.objects.first()
    assert entry is not None
    assert entry.effective_at == past
    assert before <= entry.recorded_at <= timezone.now()
    assert department.history.order_by("-pk").first().history_date == past


def test_the_entry_keeps_where_the_record_stood(world: World) -> None:
    measure = world.measure
    with recording(actor=world.cast.clerk, acting_as=OFFICE, action="measure.edit", reason="会议纪要第2号"):
        measure.due_on = datetime.date(2022, 7, 31)
        measure.save()

    entry = Entry.objects.for_record(measure).first()
    assert entry is not None
    cast = world.cast
    assert (entry.round, entry.key_problem, entry.issue, entry.measure) == (
        cast.round.pk, world.key_problem.pk, world.issue.pk, measure.pk,
    )  # fmt: skip
    assert (entry.department, entry.others) == (cast.lead_department.pk, f"|{cast.cooperating_department.pk}|")
    assert [(c["old"], c["new"], c["old_text"], c["new_text"]) for c in entry.changes] == [
        ("2022-06-30", "2022-07-31", "2022年6月30日", "2022年7月31日")
    ]
    assert list(Entry.objects.filter(Entry.objects.all().department_q(cast.cooperating_department.pk), pk=entry.pk)) == [entry]
    assert not Entry.objects.filter(Entry.objects.all().department_q(cast.outside_department.pk), pk=entry.pk).exists()


def test_the_digests_hold_after_reading_everything_back(world: World) -> None:
    """What was assigned ("2022-07-31", "3", a Chinese time) and what the database gives back have one digest."""
    past = datetime.datetime(2022, 5, 1, 8, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
    measure = Measure.objects.get(pk=world.measure.pk)
    with recording(actor=world.cast.clerk, acting_as=OFFICE, action="measure.edit", effective_at=past):
        measure.due_on = "2022-07-31"
        measure.number = "3"
        measure.withdrawn_at, measure.status = past, "withdrawn"
        measure.save()

    entry = Entry.objects.for_record(measure).first()
    assert entry is not None
    payload = json.loads(entry.payload)
    assert hashlib.sha256(entry.payload.encode()).hexdigest() == entry.sha256
    assert payload["row"] == row_digest(measure.history.get(pk=payload["row"]["id"]))
    assert payload["row"]["table"] == "measures_historicalmeasure"
    assert (payload["format"], payload["action"], payload["changes"]) == (1, "measure.edit", entry.changes)


def test_the_longest_department_and_post_fit(db: None) -> None:
    label, name = f"{'部' * 60}　{'职' * 60}", "姓" * 40
    actor = make.make_user("longest", make.make_person(name))
    with recording(actor=actor, acting_as=ActingAs("department", label), action="department.create"):
        Department(name="部" * 60, short="部").save()

    entry = Entry.objects.latest("id")
    assert (entry.acting_as, entry.actor_name, entry.record_label) == (label, name, "部" * 60)


def test_a_door_in_an_outer_transaction_goes_with_it(department: Department) -> None:
    before = _entries()
    with transaction.atomic():
        with recording(actor=None, acting_as=SYSTEM, action="department.edit"):
            _changed(department).save()
        transaction.set_rollback(True)

    assert (Department.objects.get().name, _entries()) == ("执法三支队", before)
