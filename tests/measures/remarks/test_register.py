"""The register: recording a paper, what it is about, its steps, who keeps it and who sees it."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from measures.models import RegisterItem
from measures.remarks.register_flow import REGISTER_NEEDS, REGISTER_STEPS, RegisterNeed
from measures.remarks.services.register import edit_item, record_item, scan_path, take_register_step
from measures.words import RegisterKind, RegisterState
from rectify.accounts.permissions import visible
from rectify.errors import Refused
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import upload
from tests.measures.remarks.conftest import again

DAY = dt.date(2022, 6, 8)


def recorded(world: World, by: str = "clerk", **values: Any) -> RegisterItem:
    given: dict[str, Any] = {
        "kind": RegisterKind.REMINDER, "sender": "驻局纪检监察组", "dated_on": DAY, "matter": "请说明",
        "answer_by": dt.date(2022, 6, 20),
    }  # fmt: skip
    return record_item(round=world.cast.round, by=again(getattr(world.cast, by)), **{**given, **values})


def stepped(item: RegisterItem, name: str, world: World, **values: Any) -> RegisterItem:
    given: dict[RegisterNeed, Any] = {need: f"{need}的内容" for need in RegisterNeed}
    given |= {RegisterNeed.REPLIED_ON: timezone.localdate(), **{RegisterNeed(name): value for name, value in values.items()}}
    return take_register_step(item=item, name=name, by=again(world.cast.clerk), given=given)


def test_a_paper_is_kept_with_its_scan_and_what_it_is_about(world: World) -> None:
    item = recorded(world, about=[world.issue, world.of_deep_task], files=[upload("提醒函.txt", b"scan")])
    assert str(item) == "驻局纪检监察组提醒函"
    assert [str(link) for link in item.current] == ["（三）2 推动能力提升有差距", "第深1-1条"]
    file = item.files.get()
    assert (file.part, file.name, scan_path(file.path).read_bytes()) == ("received", "提醒函.txt", b"scan")
    entry = Entry.objects.for_record(item).get()
    cast = world.cast
    departments = sorted(d.pk for d in (cast.lead_department, cast.cooperating_department, cast.outside_department))
    assert (entry.issue, entry.others) == (None, "".join(f"|{pk}|" for pk in departments))


def test_about_one_measure_its_entry_leads_there(world: World) -> None:
    entry = Entry.objects.for_record(recorded(world, about=[world.measure])).get()
    assert (entry.issue, entry.measure) == (world.issue.pk, world.measure.pk)


@pytest.mark.parametrize("by", ["lead", "head", "leader", "supervisor", "admin", "stranger"])
def test_who_does_not_keep_it(by: str, world: World) -> None:
    with pytest.raises(PermissionDenied):
        recorded(world, by=by)


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"sender": " "}, "sender", "请填写来文单位或批示领导。"),
        ({"matter": " "}, "matter", "请填写事由。"),
        ({"dated_on": dt.date(2122, 1, 1)}, "dated_on", "来文日期不能晚于今天。"),
        ({"answer_by": dt.date(2022, 6, 7)}, None, "回复期限不能早于来文日期。"),
    ],
)
def test_what_is_refused(values: dict[str, Any], field: str | None, message: str, world: World) -> None:
    with pytest.raises(Refused) as refused:
        recorded(world, **values)
    assert (refused.value.message, refused.value.field) == (message, field)
    assert RegisterItem.objects.count() == 0


def test_an_issue_of_another_round_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="不属于本轮次"):
        recorded(world, about=[world.elsewhere])


def test_correcting_changes_what_it_is_about(world: World) -> None:
    item = recorded(world, about=[world.issue, world.measure])
    edit_item(item=item, by=again(world.cast.inspector), version=1, about=[world.measure, world.second], matter="改写")
    item = RegisterItem.objects.get(pk=item.pk)
    assert item.matter == "改写"
    assert [link.measure for link in item.current] == [world.measure, world.second]
    assert item.links.filter(withdrawn=True).count() == 1


SOURCES = {"reply": ["open"], "finish": ["open", "replied"], "reopen": ["replied", "done"], "withdraw": ["open"]}
TARGETS = {"reply": "replied", "finish": "done", "reopen": "open", "withdraw": "withdrawn"}


@pytest.mark.parametrize("name", list(REGISTER_STEPS))
@pytest.mark.parametrize("state", [state.value for state in RegisterState])
def test_which_step_may_follow_which(state: str, name: str, world: World) -> None:
    item = make.make_paper(world.cast.round, world.cast.clerk, state=state)
    if state in SOURCES[name]:
        assert stepped(item, name, world).state == TARGETS[name]
    else:
        with pytest.raises(Refused, match="不能“"):
            stepped(item, name, world)


@pytest.mark.parametrize(
    ("name", "need"),
    [
        ("reply", RegisterNeed.REPLIED_ON),
        ("reply", RegisterNeed.REPLY),
        ("finish", RegisterNeed.NOTE),
        ("withdraw", RegisterNeed.REASON),
    ],
)
def test_what_a_step_needs(name: str, need: RegisterNeed, world: World) -> None:
    with pytest.raises(Refused) as refused:
        stepped(recorded(world), name, world, **{need.value: None})
    assert (refused.value.message, refused.value.field) == (f"请填写{REGISTER_NEEDS[need]}。", need.value)


def test_a_reply_lies_between_the_paper_and_today(world: World) -> None:
    for day in (dt.date(2022, 6, 7), dt.date(2122, 6, 7)):
        with pytest.raises(Refused, match="回复日期"):
            stepped(recorded(world), "reply", world, replied_on=day)
    assert stepped(recorded(world), "reply", world, reply_number="").reply_number == ""


def test_only_what_is_under_way_is_corrected(world: World) -> None:
    item = stepped(recorded(world), "finish", world)
    with pytest.raises(Refused, match="先恢复办理再修改"):
        edit_item(item=item, by=again(world.cast.clerk), version=item.version, about=[], matter="改写")


def test_who_sees_which(world: World) -> None:
    cast = world.cast
    nothing, about, deep = recorded(world), recorded(world, about=[world.measure]), recorded(world, about=[world.deep_task])
    seen = {
        name: set(visible(RegisterItem.objects.all(), again(getattr(cast, name))))
        for name in ("director", "head", "inspector", "supervisor", "lead", "cooperating", "outsider", "stranger", "admin")
    }
    everything = {nothing, about, deep}
    assert seen == {
        "director": everything, "head": everything, "inspector": everything, "supervisor": everything,
        "lead": {about}, "cooperating": {about}, "outsider": {deep}, "stranger": set(), "admin": set(),
    }  # fmt: skip


def test_what_is_overdue(world: World) -> None:
    late, replied = recorded(world), stepped(recorded(world), "reply", world)
    never = recorded(world, answer_by=None)
    day = dt.date(2022, 6, 21)
    assert list(RegisterItem.objects.overdue(day)) == [late]
    assert [item.overdue(day) for item in (late, replied, never)] == [True, False, False]
    assert list(RegisterItem.objects.overdue(dt.date(2022, 6, 20))) == []
