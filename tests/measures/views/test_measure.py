"""The measure's page: what it shows to whom, and its queries."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.services.plan import edit_outcome
from measures.services.proof import add_note
from measures.services.transitions import transition
from measures.workflow import Need
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import changed, url


def text(response: Any) -> str:
    return str(response.content.decode())


def page(world: World, client: Any) -> str:
    return text(client.get(url("measure", world.cast.round, world.measure.pk)))


def test_internal_text_stands_beside_the_public_one(world: World, sign_in: Any) -> None:
    changed(world.measure, outcome="内部的话", public_text="公开的话")

    shown = page(world, sign_in(world.cast.inspector))

    assert "内部的话" in shown
    assert "公开的话" in shown
    assert "改进监管模式" in shown
    assert "法制监督室" in shown


def test_the_timeline_says_who_as_what_and_old_to_new(world: World, sign_in: Any) -> None:
    transition(measure=world.measure, name="start", by=world.cast.lead)

    shown = page(world, sign_in(world.cast.inspector))

    assert '<span class="who">lead的姓名</span><span class="post">（执法一支队　负责人）</span><span>启动</span>' in shown
    assert "<del>尚未启动</del>" in shown
    assert "<ins>推进中</ins>" in shown


def test_each_sees_the_doors_that_are_open_to_them(world: World, sign_in: Any) -> None:
    names = ["measure_plan", "measure_outcome", "measure_public", "measure_verifier", "evidence_add", "note_add"]
    shown = {
        who: {
            name
            for name in names
            if url(name, world.cast.round, world.measure.pk) in page(world, sign_in(getattr(world.cast, who)))
        }
        for who in ("clerk", "lead", "cooperating", "head", "leader", "inspector")
    }

    assert shown == {
        "clerk": {"measure_plan", "measure_outcome", "measure_public", "evidence_add", "note_add"},
        "lead": {"measure_outcome", "evidence_add", "note_add"},
        "cooperating": {"note_add"},
        "head": {"measure_verifier"},
        "leader": set(),
        "inspector": set(),
    }


def test_once_done_the_outcome_is_the_offices(world: World, sign_in: Any) -> None:
    changed(world.measure, status="done")
    address = url("measure_outcome", world.cast.round, world.measure.pk)

    assert address not in page(world, sign_in(world.cast.lead))
    assert address in page(world, sign_in(world.cast.clerk))


def test_a_withdrawn_measure_offers_nothing_but_restoring(world: World, sign_in: Any) -> None:
    transition(measure=world.measure, name="withdraw", by=world.cast.clerk, given={Need.BASIS: "会议纪要第2号"})

    shown = page(world, sign_in(world.cast.clerk))

    assert "steps/restore/" in shown
    assert url("measure_plan", world.cast.round, world.measure.pk) not in shown
    assert url("evidence_add", world.cast.round, world.measure.pk) not in shown
    assert "会议纪要第2号" in shown


def test_long_histories_are_folded_and_whole(world: World, sign_in: Any) -> None:
    for number in range(25):
        edit_outcome(measure=world.measure, by=world.cast.lead, outcome=f"第{number}稿")

    shown = page(world, sign_in(world.cast.clerk))

    # 25 drafts, the measure itself and its two assignments
    assert "更早的8条" in shown
    assert "第0稿" in shown


def test_who_may_not_see_it_finds_nothing(world: World, sign_in: Any) -> None:
    for who in ("outsider", "stranger", "admin"):
        assert sign_in(getattr(world.cast, who)).get(url("measure", world.cast.round, world.measure.pk)).status_code == 404
    assert sign_in(world.cast.clerk).get(url("measure", world.cast.round, world.elsewhere.pk)).status_code == 404
    assert sign_in(world.cast.clerk).get(url("measure", world.cast.round, 999999)).status_code == 404


def test_the_queries_are_fourteen_and_do_not_grow(world: World, sign_in: Any) -> None:
    client, address = sign_in(world.cast.clerk), url("measure", world.cast.round, world.measure.pk)
    make.make_evidence(world.measure, world.cast.lead)  # of evidence it is asked what was cleared
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    for number in range(12):
        make.make_evidence(world.measure, world.cast.lead, provided_by=make.make_person())
        add_note(measure=world.measure, by=world.cast.clerk, text=f"进展{number}", reported_by=make.make_person())
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200

    assert (len(few), len(many)) == (15, 15)
