"""The page of a closure's step: what its form carries, and what became of it."""

from typing import Any

from django.urls import reverse

from issues.models import Issue
from measures.closure.recusal import consultation_of
from measures.closure.services.opinions import give_opinion
from measures.closure.services.steps import take
from rectify.history.models import Entry
from tests.conftest import World
from tests.measures.conftest import changed
from tests.reports.reading import text_of


def test_the_form_carries_the_last_entry_that_its_reader_saw(world: World, sign_in: Any) -> None:
    for measure in (world.measure, world.second):
        changed(measure, status="done")
    issue = take(issue=changed(world.issue, conclusion="completed"), name="request", by=world.cast.director)
    asked = consultation_of(issue)
    assert asked is not None
    give_opinion(consultation=asked, by=world.cast.inspector, opinion="no_objection")
    client = sign_in(world.cast.head)
    address = reverse("measures:closure_step", args=[world.cast.round.pk, issue.pk, "approve"])
    form = client.get(address).context["form"]
    last = Entry.objects.latest("pk").pk
    assert form["seen"].initial == last

    changed(world.second, plan="另一个方案")
    answer = client.post(address, {"version": form["version"].initial, "note": "同意销号", "seen": last}, follow=True)

    issue = Issue.objects.get(pk=issue.pk)
    assert (issue.closure, issue.closed_after) == ("closed", last)
    assert "已办理“同意销号”。" in text_of(answer)
    assert "销号后有变动" in text_of(answer)
