"""What counts as a change: links, dictionaries, deferred fields, and what history leaves out."""

import pytest
from django.utils import timezone

from issues.models import Round
from rectify.accounts.models import Department, Person, User
from rectify.history.models import Entry, UntrackedWrite
from rectify.history.recording import SYSTEM, ActingAs, recording
from tests import factories as make
from tests.conftest import Cast

OFFICE = ActingAs("office", "领导小组办公室主任")


@pytest.fixture
def department(db: None) -> Department:
    return make.make_department("执法三支队", short="一支队")


def _entries() -> int:
    return Entry.objects.count()


def test_a_link_to_a_record_saved_after_it_was_set_is_logged(db: None) -> None:
    with recording(actor=None, acting_as=SYSTEM, action="person.create"):
        department = Department(name="办公室", short="办")
        person = Person(name="周衡", department=department)
        department.save()
        person.save()

    entry = Entry.objects.get(record_type="accounts.person")
    assert [(c["field"], c["new"], c["new_text"]) for c in entry.changes][:2] == [
        ("name", "周衡", "周衡"),
        ("department", department.pk, "办公室"),
    ]


def test_a_dictionary_changed_in_its_place_is_a_change(cast: Cast) -> None:
    round = Round.objects.get(pk=cast.round.pk)
    with recording(actor=None, acting_as=SYSTEM, action="round.edit"):
        round.stated["measures"] = 130
        round.save()

    assert Round.objects.get(pk=round.pk).stated == {"measures": 130}
    entry = Entry.objects.for_record(round).first()
    assert entry is not None
    assert [(c["field"], c["old"], c["new"], c["new_text"]) for c in entry.changes] == [
        ("stated", {}, {"measures": 130}, "measures：130")
    ]


def test_reading_a_deferred_field_forgets_no_change(department: Department) -> None:
    partly = Department.objects.defer("email").get(pk=department.pk)
    partly.name = "改名"
    assert partly.email == ""
    with recording(actor=None, acting_as=SYSTEM, action="department.edit"):
        partly.save()

    assert Department.objects.get().name == "改名"


def test_a_deferred_field_set_unread_has_its_old_value(department: Department) -> None:
    partly = Department.objects.only("pk", "version").get(pk=department.pk)
    partly.short = "一队"
    with recording(actor=None, acting_as=SYSTEM, action="department.edit"):
        partly.save()

    entry = Entry.objects.first()
    assert entry is not None
    assert [(c["field"], c["old"], c["new"]) for c in entry.changes] == [("short", "一支队", "一队")]


def test_a_password_alone_must_be_named(db: None) -> None:
    user = make.make_user("somebody")
    user.set_password("另一个密码-2022")
    with pytest.raises(UntrackedWrite):
        user.save()
    before = _entries()
    user.save(update_fields=["password"])
    user.last_login = timezone.now()
    user.save(update_fields=["last_login"])
    user.save()

    assert User.objects.get(username="somebody").check_password("另一个密码-2022")
    assert (_entries(), user.version, user.history.count()) == (before, 1, 1)


def test_history_keeps_no_password() -> None:
    names = {field.name for field in User.history.model._meta.get_fields()}
    assert names & {"password", "last_login"} == set()
