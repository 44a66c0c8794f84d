"""Extensions' pages: asking from the measure's page, deciding, what each person is shown, and the round's list."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from measures.extensions.forms import hint
from measures.extensions.services import ask_extension, take_extension_step
from measures.models import Extension, Measure
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import changed, fresh, url

DUE, WITHIN = datetime.date(2099, 5, 29), datetime.date(2099, 6, 8)
OPINION = {"opinion": "同意延期。"}


@pytest.fixture
def measure(world: World) -> Measure:
    """Return the world's measure, in progress and due in a far year, whose concentrated period ends on 10 June."""
    changed(world.cast.round, concentrated_until=datetime.date(2099, 6, 10))
    values: dict[str, Any] = {"due_on": DUE, "original_due_on": DUE, "status": "in_progress"}
    changed(world.measure, responsible_leader=world.cast.leader.person, **values)
    return Measure.objects.with_people().get(pk=world.measure.pk)


@pytest.fixture
def asked(world: World, measure: Measure) -> Extension:
    return ask_extension(measure=measure, by=world.cast.lead, until=WITHIN, reason="等待上级批复")


def shown(world: World, client: Client) -> str:
    return client.get(url("measure", world.cast.round, world.measure.pk)).content.decode()


def step_url(world: World, extension: Extension, name: str) -> str:
    return url("extension_step", world.cast.round, extension.pk, name)


def test_the_lead_department_asks(world: World, measure: Measure, sign_in: Any) -> None:
    client = sign_in(world.cast.lead)
    assert "申请延期至" in shown(world, client)
    posted = {"until": "2099-06-08", "reason": "等待上级批复"}
    answer = client.post(url("extension_ask", world.cast.round, measure.pk), posted, follow=True)
    page = answer.content.decode()

    extension = Extension.objects.get()
    assert (extension.until, extension.asked_by, extension.asked_for) == (WITHIN, world.cast.lead, None)
    assert "已申请延期，由责任领导leader的姓名审批；批准前仍按原时限统计。" in page
    assert "<summary>申请延期</summary>" not in page  # one at a time
    assert fresh(measure).due_on == DUE


def test_the_office_says_who_asked_and_what_is_typed_is_kept(world: World, measure: Measure, sign_in: Any) -> None:
    client, address = sign_in(world.cast.clerk), url("extension_ask", world.cast.round, measure.pk)
    refused = client.post(address, {"until": "2099-05-01", "reason": "等待上级批复", "asked_for": world.cast.lead.person_id})

    assert refused.status_code == 400
    assert "延期后的时限应晚于现在的时限和今天。" in refused.content.decode()
    assert "等待上级批复" in refused.content.decode()
    assert "请选择申请人。" in client.post(address, {"until": "2099-06-08", "reason": "等待上级批复"}).content.decode()
    client.post(address, {"until": "2099-06-08", "reason": "等待", "asked_for": world.cast.lead.person_id})
    assert "lead的姓名申请" in shown(world, client)
    assert "由clerk的姓名代录" in shown(world, client)


def test_the_responsible_leader_grants(world: World, asked: Extension, sign_in: Any) -> None:
    client, address = sign_in(world.cast.leader), step_url(world, asked, "grant")
    assert f'href="{address}"' in shown(world, client)
    page = client.get(address).content.decode()
    assert ("等待上级批复" in page, "同意延期。" in page) == (True, True)
    answer = client.post(address, {"version": asked.version, **OPINION}, follow=True).content.decode()

    assert "第1次延期至2099年6月8日" in answer
    assert "已抄送驻局纪检监察组" in answer
    assert (fresh(asked.measure).due_on, fresh(asked.measure).original_due_on) == (WITHIN, DUE)


def test_another_leader_is_told_whose_it_is(world: World, asked: Extension, sign_in: Any) -> None:
    client = sign_in(world.cast.head)
    assert step_url(world, asked, "grant") not in shown(world, client)
    refused = client.get(step_url(world, asked, "grant"))
    assert refused.status_code == 400
    assert "这次延期由责任领导leader的姓名审批。" in refused.content.decode()
    posted = client.post(step_url(world, asked, "grant"), {"version": asked.version, **OPINION})
    assert (posted.status_code, fresh(asked.measure).due_on) == (400, DUE)


def test_who_was_slower_is_told(world: World, asked: Extension, sign_in: Any) -> None:
    client = sign_in(world.cast.leader)
    take_extension_step(extension=asked, name="refuse", by=world.cast.leader, given={"reason": "理由不足"})
    answer = client.post(step_url(world, asked, "grant"), {"version": asked.version, **OPINION})
    assert answer.status_code == 409
    assert fresh(asked.measure).due_on == DUE


def test_the_inspection_team_takes_note(world: World, asked: Extension, sign_in: Any) -> None:
    granted = take_extension_step(extension=asked, name="grant", by=world.cast.leader, given=OPINION)
    client = sign_in(world.cast.inspector)
    client.post(step_url(world, granted, "acknowledge"), {"version": granted.version})
    assert "驻局纪检监察组inspector的姓名阅知" in shown(world, client)


def test_the_list_is_filtered_by_state_and_by_sight(world: World, asked: Extension, sign_in: Any) -> None:
    changed(world.of_deep_task, status="in_progress", due_on=DUE, original_due_on=DUE)
    deep = Measure.objects.with_people().get(pk=world.of_deep_task.pk)
    ask_extension(measure=deep, by=world.cast.outsider, until=WITHIN, reason="办公室的理由")
    take_extension_step(extension=asked, name="grant", by=world.cast.leader, given=OPINION)
    address = url("extensions", world.cast.round)

    def lines(who: str, query: str = "") -> list[str]:
        found = sign_in(getattr(world.cast, who)).get(address + query).context["lines"]
        return [str(line.extension.measure) for line in found]

    assert lines("clerk") == ["第深1-1条", "第3-2-1条"]
    assert lines("clerk", "?state=granted") == ["第3-2-1条"]
    assert lines("clerk", "?state=burnt") == ["第深1-1条", "第3-2-1条"]
    assert lines("outsider") == ["第深1-1条"]
    assert "等待上级批复" not in sign_in(world.cast.outsider).get(address).content.decode()


def test_the_lists_queries_do_not_grow(world: World, asked: Extension, sign_in: Any) -> None:
    client, address = sign_in(world.cast.clerk), url("extensions", world.cast.round)
    take_extension_step(extension=asked, name="withdraw", by=world.cast.lead, given={"reason": "按期完成"})
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(3, 9):
        made = make.make_measure(world.issue, number, lead=world.cast.lead_department, due_on=DUE, status="in_progress")
        request = ask_extension(measure=made, by=world.cast.lead, until=WITHIN, reason="理由")
        take_extension_step(extension=request, name="withdraw", by=world.cast.lead, given={"reason": "按期完成"})
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ((2022, 6, 20), "现在的时限为6月30日；一般在到期3个工作日前提出。批准前仍按原时限统计。"),
        ((2022, 6, 28), "现在的时限为6月30日；一般在到期3个工作日前提出，现已不足。批准前仍按原时限统计。"),
        ((2022, 7, 1), "完成时限6月30日已过，申请上将注明逾期后申请；批准前仍按原时限统计。"),
    ],
)
def test_the_hint_stops_nobody_and_says_how_it_stands(day: tuple[int, int, int], sentence: str, world: World) -> None:
    assert hint(world.measure, datetime.date(*day)) == sentence
