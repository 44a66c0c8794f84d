"""What the eight people's database is asked from inside: to be made, and to tell what is left. Run by a process of its own."""

import hashlib
import json
from typing import Any

from measures.models import Measure
from rectify.accounts.roles import Role
from rectify.history import sealing
from rectify.history.models import Entry
from rectify.history.recording import row_digest
from rectify.history.verifying.checking import verify
from tests import factories as make
from tests.services.eight import DEPARTMENTS, ISSUES, MEASURES, OFFICE


def furnish() -> dict[str, Any]:
    """Make a round with its measures and the eight people; tell their keys."""
    with make.prepared():
        round = make.make_round("八人同时办理")
        for name in OFFICE:
            make.make_membership(make.make_user(name), round, Role.OFFICE)
        departments = [make.make_department(f"{name}的部门") for name in DEPARTMENTS]
        for name, department in zip(DEPARTMENTS, departments, strict=True):
            make.make_membership(make.make_user(name), round, Role.DEPARTMENT, department)
        reporter, problem = make.make_person("报送人"), make.make_key_problem(round)
        issues = [make.make_issue(problem, n + 1) for n in range(ISSUES)]
        measures = [make.make_measure(issues[n % ISSUES], n // ISSUES + 1, lead=departments[n % 3]) for n in range(MEASURES)]
    leads = {measure.pk: DEPARTMENTS[n % 3] for n, measure in enumerate(measures)}
    return {"round": round.pk, "reporter": reporter.pk, "leads": leads}


def tell() -> dict[str, Any]:
    """Tell the steps in the log in their order, each measure's status, version and history, and what doesn't verify."""
    steps: list[Any] = []
    broken: list[Any] = []
    for entry in Entry.objects.filter(action__startswith="measure.").order_by("id").select_related("actor"):
        steps.append([entry.record, entry.actor.username if entry.actor else "", entry.action])
        row = json.loads(entry.payload)["row"]
        sound = hashlib.sha256(entry.payload.encode()).hexdigest() == entry.sha256
        if not sound or row_digest(Measure.history.get(pk=row["id"])) != row:
            broken.append(entry.pk)
    sealing.seal_all()
    broken += [found.text for found in verify().broken]
    return {
        "steps": steps,
        "broken": broken,
        "measures": {measure.pk: [measure.status, measure.version] for measure in Measure.objects.all()},
        "history": {
            measure.pk: list(Measure.history.filter(id=measure.pk).order_by("history_id").values_list("version", flat=True))
            for measure in Measure.objects.all()
        },
    }
