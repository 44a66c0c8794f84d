"""The responsible leader's sign on paper: recorded with its scan, confirmed by a second person, shown in the exchange."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from issues.models import PaperDecision
from measures.models import Measure, Remark
from measures.paper.services import confirm_paper, record_paper
from measures.remarks.selectors import exchange
from measures.signing import ON_PAPER
from rectify.errors import Refused
from rectify.history.models import Entry
from tests.conftest import World
from tests.measures.conftest import PDF, upload
from tests.measures.remarks.conftest import again, brought, made, step

DAY = dt.date(2022, 6, 9)


def recorded(world: World, remark: Remark, by: str = "clerk", **values: Any) -> PaperDecision:
    given: dict[str, Any] = {
        "content_hash": ON_PAPER.bound(remark),
        "scan": upload("签批单.pdf", PDF),
        "text": "同意答复",
        "signatory": world.cast.leader.person,
        "decided_on": DAY,
        "number": "签批单3号",
    }
    return record_paper(subject=remark, key="remark-sign", by=again(getattr(world.cast, by)), **{**given, **values})


def test_it_holds_once_a_second_person_has_confirmed_it(world: World, measure: Measure) -> None:
    remark = brought(world, measure, "answered")
    decision = recorded(world, remark)
    assert Remark.objects.get(pk=remark.pk).state == "answered"
    confirm_paper(decision=decision, by=again(world.cast.director), version=1)
    remark = Remark.objects.get(pk=remark.pk)
    assert (remark.state, remark.signed_by, remark.signed_on, remark.sign_note) == (
        "signed", world.cast.leader.person, DAY, "同意答复",
    )  # fmt: skip
    assert [e.record_type for e in Entry.objects.filter(action="decision.confirm").order_by("id")] == [
        "measures.remark", "issues.paperdecision",
    ]  # fmt: skip
    last = exchange(remark)[-1]
    assert (last.who, last.what, last.text) == ("director的姓名", "审签（线下签批）", "同意答复")
    assert last.facts == ["审签人：leader的姓名，2022年6月9日"]


def test_the_one_who_recorded_it_does_not_confirm_it(world: World, measure: Measure) -> None:
    decision = recorded(world, brought(world, measure, "answered"))
    with pytest.raises(Refused, match="由您代录"):
        confirm_paper(decision=decision, by=again(world.cast.clerk), version=1)


def test_nor_does_who_typed_the_answer_in(world: World, measure: Measure) -> None:
    remark = step(brought(world, measure, "open"), "answer", world.cast.director, world)
    decision = recorded(world, remark)
    with pytest.raises(Refused, match="由您提出"):
        confirm_paper(decision=decision, by=again(world.cast.director), version=1)
    assert Remark.objects.get(pk=remark.pk).state == "answered"


def test_only_the_office_records_it(world: World, measure: Measure) -> None:
    remark = brought(world, measure, "answered")
    for name in ("lead", "leader", "inspector"):
        with pytest.raises(PermissionDenied):
            recorded(world, remark, by=name)


def test_another_person_may_not_have_signed_it(world: World, measure: Measure) -> None:
    remark = brought(world, measure, "answered")
    with pytest.raises(Refused, match="签批人应当是leader的姓名") as refused:
        recorded(world, remark, signatory=world.cast.head.person)
    assert refused.value.field == "signatory"


@pytest.mark.parametrize(("who", "fits"), [("head", True), ("two_posts", True), ("clerk", False), ("inspector", False)])
def test_without_a_responsible_leader_it_is_one_of_the_group(who: str, fits: bool, world: World) -> None:
    remark = step(made(world, world.measure), "answer", world.cast.lead, world)
    person = getattr(world.cast, who).person
    if fits:
        assert recorded(world, remark, signatory=person).signatory == person
    else:
        with pytest.raises(Refused, match="领导小组成员"):
            recorded(world, remark, signatory=person)


def test_an_answer_that_was_rewritten_is_not_the_one_that_was_signed(world: World, measure: Measure) -> None:
    remark = brought(world, measure, "answered")
    decision = recorded(world, remark)
    step(remark, "answer", world.cast.lead, world)
    with pytest.raises(Refused, match="之后已有变动"):
        confirm_paper(decision=decision, by=again(world.cast.director), version=1)
    with pytest.raises(Refused, match="之后已有变动"):
        recorded(world, Remark.objects.get(pk=remark.pk), content_hash=ON_PAPER.bound(remark))


@pytest.mark.parametrize("state", ["open", "signed", "returned", "settled", "withdrawn"])
def test_only_an_answer_that_waits_for_it_is_signed(state: str, world: World, measure: Measure) -> None:
    with pytest.raises(Refused, match="不能“审签”"):
        recorded(world, brought(world, measure, state))
