"""Rounds: who may make one, what stops it, and the settings' door."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from issues.models import Membership, Round
from issues.services.rounds import create_round, edit_round, may_create_round
from rectify.accounts.models import User
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action, Role
from rectify.errors import Refused, Stale
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import Cast
from tests.issues.conftest import changed

VALUES: dict[str, Any] = {
    "title": "新一轮巡视整改",
    "unit": "市某单位党组",
    "unit_short": "某单位",
    "inspection": "十二届市委第一轮巡视",
    "feedback_on": datetime.date(2023, 11, 30),
}


def logged() -> list[tuple[str, str, int]]:
    return list(Entry.objects.exclude(action="test.prepare").order_by("id").values_list("action", "record_type", "record"))


def test_the_office_makes_a_round_with_itself_as_its_first_post(cast: Cast) -> None:
    round = create_round(by=cast.clerk, classified=False, **VALUES)

    post = round.memberships.get()
    assert (round.plan_state, round.warning_days, round.demonstration) == ("draft", 10, False)
    assert round.concentrated_until == datetime.date(2024, 2, 29)
    assert (post.user, post.role, post.post, post.director) == (cast.clerk, Role.OFFICE, "领导小组办公室主任", True)
    assert logged() == [("round.create", "issues.round", round.pk), ("round.create", "issues.membership", post.pk)]
    assert can(cast.clerk, Action.EDIT_ROUND, round)
    assert not can(cast.director, Action.VIEW_LEDGER, round)


def test_a_director_may_be_named(cast: Cast) -> None:
    round = create_round(
        by=cast.clerk, classified=False, director=cast.outsider, concentrated_until=datetime.date(2024, 1, 31), **VALUES
    )

    assert [post.user for post in round.memberships.all()] == [cast.outsider]
    assert round.concentrated_until == datetime.date(2024, 1, 31)
    assert can(cast.outsider, Action.EDIT_ROUND, round)
    assert not can(cast.clerk, Action.VIEW_LEDGER, round)


def test_classified_feedback_stops_and_saves_nothing(cast: Cast) -> None:
    before = Round.objects.count()

    with pytest.raises(Refused) as refused:
        create_round(by=cast.clerk, classified=True, **VALUES)

    assert refused.value.field == "classified"
    assert refused.value.message.startswith("反馈意见标密的，不得录入本系统。")
    assert (Round.objects.count(), logged()) == (before, [])


@pytest.mark.parametrize("name", ["head", "leader", "lead", "inspector", "supervisor", "admin", "nobody"])
def test_others_may_not_make_one_where_there_is_an_office(name: str, cast: Cast) -> None:
    user = getattr(cast, name)

    with pytest.raises(PermissionDenied):
        create_round(by=user, classified=False, director=cast.clerk, **VALUES)

    assert not may_create_round(user)
    assert logged() == []


class TestFreshInstallation:
    """Nobody holds an office's post yet: the administrator makes the round with its director."""

    @pytest.fixture
    def admin(self, db: None) -> User:
        user = make.make_user("admin")
        make.make_membership(user, None, Role.ADMIN)
        return user

    def test_the_administrator_makes_it(self, admin: User) -> None:
        director = make.make_user("director")

        round = create_round(by=admin, classified=False, director=director, **VALUES)

        assert can(director, Action.EDIT_ROUND, round)
        assert not can(admin, Action.VIEW_LEDGER, round)
        assert Entry.objects.filter(action="round.create").values_list("acting_role", flat=True).distinct().get() == "admin"
        assert not may_create_round(admin)

    def test_who_must_name_somebody(self, admin: User) -> None:
        with pytest.raises(Refused) as refused:
            create_round(by=admin, classified=False, **VALUES)

        assert (refused.value.field, refused.value.message) == ("director", "请选择领导小组办公室主任。")
        assert (Round.objects.count(), Membership.objects.exclude(role="admin").count()) == (0, 0)

    def test_somebody_without_a_post_may_not(self, admin: User) -> None:
        user = make.make_user("someone")

        with pytest.raises(PermissionDenied):
            create_round(by=user, classified=False, **VALUES)


def test_the_system_makes_one_for_a_director_whom_it_names(cast: Cast) -> None:
    round = create_round(by=None, classified=False, director=cast.outsider, **VALUES)

    assert [(m.user, m.role, m.director) for m in round.memberships.all()] == [(cast.outsider, "office", True)]
    assert {(entry.actor, entry.acting_role) for entry in Entry.objects.filter(round=round.pk)} == {(None, "system")}
    with pytest.raises(Refused) as refused:
        create_round(by=None, classified=False, **VALUES)
    assert refused.value.field == "director"


def test_editing_changes_what_is_given_and_leaves_one_entry(cast: Cast) -> None:
    glosses = {"completed": "任务全部完成", "phased": "阶段任务完成"}

    round = edit_round(round=cast.round, by=cast.clerk, version=1, warning_days=7, glosses=glosses, stated={"measures": 130})

    entry = Entry.objects.exclude(action="test.prepare").get()
    assert (round.version, round.warning_days, round.glosses, round.stated) == (2, 7, glosses, {"measures": 130})
    assert (entry.action, entry.record, entry.round, entry.acting_as) == (
        "round.edit", cast.round.pk, cast.round.pk, "领导小组办公室经办人",
    )  # fmt: skip
    assert [change["field"] for change in entry.changes] == ["warning_days", "stated", "glosses"]
    assert round.title == cast.round.title


def test_the_past_can_be_given(cast: Cast) -> None:
    past = datetime.datetime(2022, 4, 1, tzinfo=datetime.UTC)

    edit_round(round=cast.round, by=cast.clerk, version=None, warning_days=7, effective_at=past)

    assert Entry.objects.get(action="round.edit").effective_at == past


def test_nothing_changed_leaves_nothing(cast: Cast) -> None:
    assert edit_round(round=cast.round, by=cast.clerk, version=1, warning_days=10).version == 1
    assert logged() == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "长" * 121}, "title"),
        ({"unit_short": "长" * 31}, "unit_short"),
        ({"feedback_on": "昨天"}, "feedback_on"),
        ({"concentrated_until": datetime.date(2022, 3, 9)}, None),
        ({"warning_days": -1}, "warning_days"),
        ({"stated": {"measures": -1}}, "measures"),
        ({"stated": {"measures": True}}, "measures"),
        ({"stated": {"measures": "130"}}, "measures"),
        ({"stated": {"人数": 3}}, "stated"),
        ({"glosses": {"undetermined": "没有审定"}}, "glosses"),
    ],
)
def test_what_is_refused_changes_nothing(values: dict[str, Any], field: str | None, cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        edit_round(round=cast.round, by=cast.clerk, version=1, **values)

    assert refused.value.field == field
    assert (Round.objects.get(pk=cast.round.pk).version, logged()) == (1, [])


@pytest.mark.parametrize("name", ["head", "lead", "inspector", "supervisor", "admin", "stranger", "nobody"])
def test_the_office_alone_edits(name: str, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        edit_round(round=cast.round, by=getattr(cast, name), version=1, warning_days=3)

    assert (Round.objects.get(pk=cast.round.pk).warning_days, logged()) == (10, [])


def test_a_stale_version_is_refused(cast: Cast) -> None:
    changed(cast.round, warning_days=5)

    with pytest.raises(Stale) as stale:
        edit_round(round=cast.round, by=cast.clerk, version=1, warning_days=3)

    assert (stale.value.current.warning_days, stale.value.current.version) == (5, 2)
    assert (Round.objects.get(pk=cast.round.pk).warning_days, logged()) == (5, [])


def test_a_name_the_door_does_not_know_is_an_error(cast: Cast) -> None:
    with pytest.raises(TypeError):
        edit_round(round=cast.round, by=cast.clerk, version=1, plan_state="filed")  # type: ignore[call-arg]

    assert logged() == []
