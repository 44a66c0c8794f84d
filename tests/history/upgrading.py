"""One database under two releases: what each does to it and tells of it. Run by processes of their own (see test_upgraded)."""

import json
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models.signals import post_migrate

from measures.clearing.services import ask_clearing, decide_clearing
from measures.models import Evidence, Measure
from measures.services.proof import attach
from measures.services.transitions import transition
from measures.workflow import Need
from rectify.accounts.models import User
from rectify.history import guards, sealing
from rectify.history.recording import SYSTEM, recording
from rectify.history.verifying.checking import verify
from tests.conftest import set_stage
from tests.history.tampering import run

BENT = {
    "a row of before": "UPDATE measures_historicalmeasure SET plan = '编造' WHERE history_id = 1",
    "a cleared row of before": "UPDATE measures_historicalevidence SET size = 99 WHERE history_id = 1",
    "its new field": "UPDATE measures_historicalevidence SET place = '编造' WHERE history_id = 1",
    "a row cleared since": "UPDATE measures_historicalevidence SET place = '编造' WHERE history_id = 2",
    "a seal of before": "UPDATE history_seal SET hash = previous WHERE seq = 5",
    "an entry of before": "UPDATE history_entry SET reason = '编造' WHERE id = 5",
    "a new field in a row of after": "UPDATE measures_historicalmeasure SET weight = 9 WHERE weight = 3 AND version = 3",
    "a new field of a record": "UPDATE measures_measure SET checked_on = '2022-07-01' WHERE id = 2",
}


def begin() -> dict[str, Any]:
    """Let a small world be worked on: a step, two files, the name of one cleared; seal everything and verify it."""
    _, world = set_stage()
    assert world is not None
    measure = transition(measure=world.measure, name="start", by=world.cast.lead)
    files = [ContentFile(name.encode(), name=name) for name in ("某某专案的涉密会议内容.txt", "会议纪要.txt")]
    secret, _ = attach(measure=measure, by=world.cast.lead, files=files)
    clearing = ask_clearing(subject=secret, what="file_name", by=world.cast.clerk, reason="误传")
    decide_clearing(clearing=clearing, name="confirm", by=world.cast.inspector, version=clearing.version)
    sealing.seal_all()
    return verify().as_json()


def migrate() -> list[Any]:
    """Apply the new migrations, first without what follows them; return the guards that are gone, and both reports."""
    history = apps.get_app_config("history")
    post_migrate.disconnect(guards.install_after_migrate, sender=history)
    call_command("migrate", verbosity=0)
    gone, bare = guards.missing(connection), verify().as_json()
    post_migrate.connect(guards.install_after_migrate, sender=history)
    call_command("migrate", verbosity=0)
    return [gone, bare, verify().as_json()]


def go_on() -> list[Any]:
    """Use the new fields of the measure that was started before, and report it done; return its rows and the report."""
    measure = Measure.objects.with_people().get(pk=1)
    with recording(actor=None, acting_as=SYSTEM, action="measure.edit"):
        measure.weight, measure.checked_on = 3, "2022-06-01"  # type: ignore[attr-defined]
        measure.save()
    [kept] = Evidence.objects.filter(name="会议纪要.txt")
    lead = User.objects.get(username="lead")
    again = ask_clearing(subject=kept, what="file_name", by=User.objects.get(username="clerk"), reason="误传")
    decide_clearing(clearing=again, name="confirm", by=User.objects.get(username="inspector"), version=again.version)
    given = {Need.OUTCOME: "已修订办法。", Need.PROOF: "原件存档。"}
    transition(measure=Measure.objects.with_people().get(pk=1), name="report", by=lead, given=given)
    sealing.seal_all()
    rows = Measure.history.filter(id=1).order_by("version").values_list("version", "status", "weight", "checked_on")
    return [[[*row[:3], str(row[3])] for row in rows], verify().as_json()]


def bend() -> dict[str, list[str]]:
    """Bend the record in several ways, each undone again; return as what each is found."""
    found = {}
    for name, sql in BENT.items():
        with transaction.atomic():
            run(sql)
            found[name] = [place.kind for place in verify().broken]
            transaction.set_rollback(True)
    return found


def tell(answer: Any) -> None:
    """Print an answer for the process that asked."""
    print(json.dumps(answer))  # noqa: T201
