"""What the pages of a measure read together."""

from measures.models import Measure
from measures.selectors import entries_since
from measures.services.plan import assign_lead
from measures.services.transitions import transition
from rectify.history.models import Entry
from tests.conftest import World


def since(world: World, version: int) -> list[tuple[str, str]]:
    measure = Measure.objects.get(pk=world.measure.pk)
    return [(entry.action, entry.record_type.partition(".")[2]) for entry in entries_since(measure, version)]


def test_lines_since_a_version_are_those_of_the_changes_since(world: World) -> None:
    transition(measure=world.measure, name="start", by=world.cast.clerk)
    outside, by = world.cast.outside_department, world.cast.director
    assign_lead(measure=world.measure, by=by, department=outside, basis="会议纪要第9号")

    assert since(world, 3) == []
    assert since(world, 2) == [("measure.assign", "assignment"), ("measure.assign", "assignment")]
    assert since(world, 1) == [*since(world, 2), ("measure.start", "measure")]


def test_lines_since_a_version_are_the_measures_own(world: World) -> None:
    transition(measure=world.second, name="start", by=world.cast.clerk)

    assert since(world, 1) == []
    assert Entry.objects.filter(action="measure.start").count() == 1
