"""A remark on its way, made through the doors: who remarked, answered and signed, and a second person of the inspection team."""

import datetime
from typing import Any

import pytest

from measures.models import Measure, Remark
from measures.remarks.services.remarks import make_remark, take_step
from measures.remarks.workflow import Need
from rectify.accounts.models import User
from rectify.accounts.roles import Role
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import changed

LATER = datetime.date(2122, 6, 20)


def again(user: Any) -> User:
    """Return a person as a request has them: read anew."""
    return User.objects.get(pk=user.pk)


def given(world: World, **values: Any) -> dict[Need, Any]:
    """Return something for every need; a department is asked of the office's redirecting alone."""
    texts: dict[Need, Any] = {need: f"{need}的内容" for need in Need}
    people = {Need.ANSWER_FROM: world.cast.lead.person, Need.ANSWER_BY: LATER, Need.DEPARTMENT: None}
    return {**texts, **people, **{Need(name): value for name, value in values.items()}}


def step(remark: Remark, name: str, by: Any, world: World, **values: Any) -> Remark:
    """Take a step with all that it needs."""
    return take_step(remark=remark, name=name, by=again(by), given=given(world, **values))


@pytest.fixture
def colleague(world: World) -> User:
    """Another person of the inspection team."""
    user = make.make_user("colleague", make.make_person("colleague的姓名"))
    make.make_membership(user, world.cast.round, Role.INSPECTOR, post="纪检监察组干部")
    return user


@pytest.fixture
def measure(world: World) -> Measure:
    """The world's measure, for which `leader` answers."""
    found: Measure = changed(world.measure, responsible_leader=world.cast.leader.person)
    return found


def made(world: World, about: Any, by: str = "inspector", **values: Any) -> Remark:
    """Make a remark through its door."""
    return make_remark(about=about, by=again(getattr(world.cast, by)), text="台账与现场不符，请说明。", **values)


WAY: dict[str, list[tuple[str, str]]] = {
    "open": [],
    "answered": [("answer", "lead")],
    "signed": [("answer", "lead"), ("sign", "leader")],
    "returned": [("answer", "lead"), ("sign", "leader"), ("return", "inspector")],
    "settled": [("answer", "lead"), ("sign", "leader"), ("settle", "inspector")],
    "withdrawn": [("withdraw", "inspector")],
}


def brought(world: World, measure: Measure, state: str) -> Remark:
    """Make a remark on `measure` and bring it to a state, by those whose steps these are."""
    remark = made(world, measure)
    for name, by in WAY[state]:
        remark = step(remark, name, getattr(world.cast, by), world)
    assert remark.state == state
    return remark
