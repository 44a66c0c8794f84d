"""The pages of clearings: asked for where the thing stands, decided with what goes in sight, shown afterwards as gone."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from measures.clearing.services import ask_clearing, decide_clearing
from measures.models import Clearing, Evidence
from measures.services.proof import attach, evidence_path
from tests.conftest import World
from tests.files.samples import pdf
from tests.measures.conftest import changed, url


@pytest.fixture
def evidence(world: World) -> Evidence:
    [kept] = attach(measure=world.measure, by=world.cast.lead, files=[ContentFile(pdf(), name="误传的纪要.pdf")])
    return kept


def asked(evidence: Evidence, world: World) -> Clearing:
    return ask_clearing(subject=evidence, what="file", by=world.cast.clerk, reason="误传标密文件")


def text(client: Any, address: str) -> str:
    page: str = client.get(address).content.decode()
    return page


@pytest.mark.parametrize(
    ("name", "offered"), [("clerk", True), ("director", True), ("lead", False), ("inspector", False), ("head", False)]
)
def test_the_office_alone_is_offered_it(name: str, offered: bool, world: World, evidence: Evidence, sign_in: Any) -> None:
    client, round = sign_in(getattr(world.cast, name)), world.cast.round
    shown = text(client, url("measure", round, world.measure.pk))
    asks = [url("clearing_ask", round, "evidence", evidence.pk), url("clearing_ask", round, "measure", world.measure.pk)]
    assert [address in shown for address in asks] == [offered] * 2
    assert (url("clearing_ask", round, "issue", world.issue.pk) in text(client, url("issue", round, world.issue.pk))) is offered


def test_asking_on_the_page_leads_to_the_clearing(world: World, evidence: Evidence, sign_in: Any) -> None:
    client, address = sign_in(world.cast.clerk), url("clearing_ask", world.cast.round, "evidence", evidence.pk)
    refused = client.post(address, {"what": "file"})
    assert (refused.status_code, refused.context["form"].errors["reason"]) == (400, ["请填写清除的原因。"])
    given = client.post(address, {"what": "file", "reason": "误传标密文件"}, follow=True)
    assert given.redirect_chain == [(url("clearing", world.cast.round, Clearing.objects.get().pk), 302)]
    assert "已提出清除，待驻局纪检监察组确认。" in given.content.decode()
    again = client.post(address, {"what": "file", "reason": "误传标密文件"})
    assert (again.status_code, "这项内容已提出清除，正待确认。" in again.content.decode()) == (400, True)


def test_the_confirming_page_says_what_goes_and_that_nothing_brings_it_back(
    world: World, evidence: Evidence, sign_in: Any
) -> None:
    clearing = asked(evidence, world)
    shown = text(sign_in(world.cast.inspector), url("clearing_step", world.cast.round, clearing.pk, "confirm"))
    said = ["任何人都不能恢复", "误传的纪要.pdf", evidence.sha256, "误传标密文件", "clerk的姓名", "以及系统备份，不在清除范围内"]
    assert [words for words in said if words not in shown] == []


def test_a_texts_page_shows_the_text_to_those_who_decide_alone(world: World, sign_in: Any) -> None:
    measure = changed(world.measure, outcome="不宜留存的一段文字")
    clearing = ask_clearing(subject=measure, what="outcome", by=world.cast.clerk, reason="误录")
    address = url("clearing", world.cast.round, clearing.pk)
    assert {
        name: "不宜留存的一段文字" in text(sign_in(getattr(world.cast, name)), address)
        for name in ("clerk", "inspector", "lead", "head", "stranger")
    } == {"clerk": True, "inspector": True, "lead": False, "head": False, "stranger": False}
    decide_clearing(clearing=clearing, name="confirm", by=world.cast.inspector, version=1)
    assert "不宜留存的一段文字" not in text(sign_in(world.cast.inspector), address)


def test_the_file_that_is_to_go_can_be_looked_at_until_then(
    world: World, evidence: Evidence, sign_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    clearing, client = asked(evidence, world), sign_in(world.cast.inspector)
    address = url("clearing_file", world.cast.round, clearing.pk)
    assert b"".join(client.get(address).streaming_content) == pdf()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("clearing_step", world.cast.round, clearing.pk, "confirm"), {"version": 1})
    assert not evidence_path(evidence.path).exists()
    assert client.get(address).status_code == 404


def test_afterwards_the_evidence_says_when_by_whom_and_why(world: World, evidence: Evidence, sign_in: Any) -> None:
    decide_clearing(clearing=asked(evidence, world), name="confirm", by=world.cast.inspector, version=1)
    client, round = sign_in(world.cast.clerk), world.cast.round
    shown = text(client, url("measure", round, world.measure.pk))
    assert "经clerk的姓名提出、inspector的姓名确认，原因：误传标密文件" in shown
    gone = [url("evidence_download", round, evidence.pk), url("clearing_ask", round, "evidence", evidence.pk)]
    assert [f'href="{address}"' in shown for address in gone] == [False, False]
    for name in ("evidence_download", "evidence_preview"):  # even before the bytes have left the disk
        refused = client.get(url(name, round, evidence.pk))
        assert (refused.status_code, "清除，不能再下载。原因：误传标密文件" in refused.content.decode()) == (400, True)


def test_it_waits_for_the_inspection_team_and_not_for_who_asked(world: World, evidence: Evidence, sign_in: Any) -> None:
    clearing = asked(evidence, world)
    address = url("clearing_step", world.cast.round, clearing.pk, "confirm")
    pages = [reverse("reports:waiting", args=[world.cast.round.pk]), reverse("reports:overview", args=[world.cast.round.pk])]
    shown = {
        name: [address in text(sign_in(getattr(world.cast, name)), page) for page in pages]
        for name in ("inspector", "clerk", "head")
    }
    assert shown == {"inspector": [True, True], "clerk": [False, False], "head": [False, False]}
    decide_clearing(clearing=clearing, name="refuse", by=world.cast.inspector, version=1, note="不涉密")
    assert address not in text(sign_in(world.cast.inspector), pages[0])


def test_the_list(world: World, evidence: Evidence, sign_in: Any, django_assert_num_queries: Any) -> None:
    client, address = sign_in(world.cast.inspector), url("clearings", world.cast.round)
    assert "没有清除过任何内容。" in text(client, address)
    asked(evidence, world)
    with django_assert_num_queries(7):
        assert "1项待确认。" in text(client, address)
    for what in ("plan", "outcome"):
        measure = changed(world.measure, **{what: "不宜留存的一段文字"})
        ask_clearing(subject=measure, what=what, by=world.cast.clerk, reason="误录")
    with django_assert_num_queries(7):
        assert "3项待确认。" in text(client, address)
