"""What was cleared verifies, and what was blanked by another way doesn't."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from measures.clearing.services import ask_clearing, decide_clearing
from measures.models import Measure
from measures.services.proof import attach, evidence_path
from rectify.history import guards
from rectify.history.clearing import ACTION, mark, tombstone
from rectify.history.models import Entry
from rectify.history.sealing import seal_all
from rectify.history.verifying.checking import verify
from tests.conftest import World
from tests.measures.conftest import changed

SECRET = "某某专案的涉密会议内容"


@pytest.fixture
def cleared(world: World, django_capture_on_commit_callbacks: Any) -> Measure:
    """A measure whose outcome was cleared, with an evidence file that was, too."""
    measure = changed(world.measure, outcome=SECRET)
    [evidence] = attach(measure=measure, by=world.cast.lead, files=[ContentFile(b"secret", name="纪要.txt")])
    with django_capture_on_commit_callbacks(execute=True):
        for subject, what in ((measure, "outcome"), (evidence, "file_name")):
            clearing = ask_clearing(subject=subject, what=what, by=world.cast.clerk, reason="误录")
            decide_clearing(clearing=clearing, name="confirm", by=world.cast.inspector, version=1)
    assert not evidence_path(evidence.path).exists()
    seal_all()
    return Measure.objects.get(pk=measure.pk)


def test_it_verifies(cleared: Measure) -> None:
    report = verify()
    assert report.ok, report.as_json()


def test_an_entry_blanked_without_a_clearing_is_found(cleared: Measure) -> None:
    number = Entry.objects.filter(action=ACTION).latest("pk").pk
    other = Entry.objects.filter(action="test.prepare", changes__0__isnull=False).earliest("pk")
    with guards.lifted(connection):
        values = {"payload": tombstone(number), "changes": [], "record_label": mark(number), "reason": mark(number)}
        Entry.objects.filter(pk=other.pk).update(**values)
    assert not verify().ok


def test_a_history_row_blanked_without_a_clearing_is_found(cleared: Measure) -> None:
    number = Entry.objects.filter(action=ACTION).latest("pk").pk
    row = Measure.history.filter(id=cleared.pk).earliest("history_id")
    with guards.lifted(connection):
        Measure.history.filter(pk=row.pk).update(plan=mark(number))
    assert not verify().ok


def test_a_cleared_row_is_not_changed_further(cleared: Measure) -> None:
    row = next(row for row in Measure.history.filter(id=cleared.pk) if "已清除，见" in row.outcome)
    with guards.lifted(connection):
        Measure.history.filter(pk=row.pk).update(plan="改写的措施")
    assert not verify().ok
