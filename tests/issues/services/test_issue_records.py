"""Issues: making and editing them, their disclosure, withdrawing and restoring."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from issues.models import Issue, Round
from issues.services.issue_records import create_issue, edit_issue, restore_issue, set_disclosure, withdraw_issue
from issues.words import Disclosure, Kind
from rectify.errors import Refused, Stale
from tests import factories as make
from tests.conftest import World
from tests.issues.conftest import Lines, changed

BASIS = "领导小组会议纪要第4号"
APPROVAL: dict[str, Any] = {"reason": "涉及内部事项", "body": "党总支委员会", "on": datetime.date(2022, 6, 1)}


class TestCreating:
    """Each kind in its place."""

    def test_a_manifestation(self, world: World, draft: Round, log: Callable[[], Lines]) -> None:
        issue = create_issue(
            round=draft, by=world.cast.clerk, kind=Kind.MANIFESTATION, title="新表现", key_problem=world.key_problem, hard=True
        )

        assert (issue.number, issue.kind, issue.parent, issue.hard) == (3, "manifestation", None, True)
        assert (issue.disclosure, issue.conclusion, issue.mark) == ("internal", "undetermined", "（三）3")
        assert log() == [("issue.create", "issues.issue", "")]

    def test_a_follow_on_item_takes_its_parents_key_problem(self, world: World, draft: Round) -> None:
        issue = create_issue(round=draft, by=world.cast.clerk, kind=Kind.FOLLOW_ON, title="又一项", parent=world.issue)

        assert (issue.number, issue.key_problem, issue.mark) == (2, world.key_problem, "（三）2-②")

    def test_a_deep_task(self, world: World, draft: Round) -> None:
        issue = create_issue(round=draft, by=world.cast.clerk, kind=Kind.DEEP_TASK, title="又一任务")

        assert (issue.number, issue.key_problem, issue.mark) == (2, None, "深2")

    def test_a_placeholder_has_no_wording_of_its_own(self, world: World, draft: Round) -> None:
        issue = create_issue(
            round=draft,
            by=world.cast.clerk,
            kind=Kind.FOLLOW_ON,
            title="不会用到",
            key_problem=world.key_problem,
            placeholder=True,
        )

        assert (issue.title, issue.placeholder, issue.parent, issue.number) == ("未刊载", True, None, 1)
        with pytest.raises(Refused) as refused:
            edit_issue(issue=issue, by=world.cast.clerk, version=1, title="写上题目")
        assert refused.value.field == "title"

    def test_after_adoption_with_its_basis(self, world: World, log: Callable[[], Lines]) -> None:
        with pytest.raises(Refused) as refused:
            create_issue(round=world.cast.round, by=world.cast.clerk, kind=Kind.DEEP_TASK, title="新任务")
        assert (refused.value.field, log()) == ("basis", [])

        create_issue(round=world.cast.round, by=world.cast.clerk, kind=Kind.DEEP_TASK, title="新任务", basis=BASIS)

        assert log() == [("issue.create", "issues.issue", BASIS)]

    @pytest.mark.parametrize(
        ("kind", "place", "field"),
        [
            (Kind.MANIFESTATION, {}, None),
            (Kind.MANIFESTATION, {"parent": "issue", "key_problem": "key_problem"}, None),
            (Kind.FOLLOW_ON, {"key_problem": "key_problem"}, None),
            (Kind.FOLLOW_ON, {"parent": "follow_on"}, "parent"),
            (Kind.FOLLOW_ON, {"parent": "deep_task"}, "parent"),
            (Kind.DEEP_TASK, {"key_problem": "key_problem"}, None),
            (Kind.MANIFESTATION, {"key_problem": "foreign_problem"}, "key_problem"),
            (Kind.FOLLOW_ON, {"parent": "foreign_issue"}, "key_problem"),
            (Kind.FOLLOW_ON, {"parent": "issue", "key_problem": "second_problem"}, "parent"),
            (Kind.MANIFESTATION, {"key_problem": "withdrawn_problem"}, "key_problem"),
            ("unknown", {}, "kind"),
        ],
    )
    def test_a_wrong_place(
        self, kind: Any, place: dict[str, str], field: str | None, world: World, draft: Round, log: Callable[[], Lines]
    ) -> None:
        extra = {
            "foreign_issue": world.elsewhere.issue,
            "foreign_problem": world.elsewhere.issue.key_problem,
            "second_problem": make.make_key_problem(draft, 5),
            "withdrawn_problem": make.make_key_problem(draft, 6, withdrawn=True),
        }
        given: dict[str, Any] = {name: extra.get(value) or getattr(world, value) for name, value in place.items()}
        before = Issue.objects.count()

        with pytest.raises(Refused) as refused:
            create_issue(round=draft, by=world.cast.clerk, kind=kind, title="放错地方", **given)

        assert refused.value.field == field
        assert (Issue.objects.count(), log()) == (before, [])

    @pytest.mark.parametrize(
        ("values", "field"),
        [({"title": ""}, "title"), ({"number": 2}, None), ({"number": -1}, "number"), ({"number": "二"}, "number")],
    )
    def test_wrong_values(self, values: dict[str, Any], field: str | None, world: World, draft: Round) -> None:
        with pytest.raises(Refused) as refused:
            create_issue(
                round=draft,
                by=world.cast.clerk,
                kind=Kind.MANIFESTATION,
                key_problem=world.key_problem,
                **{"title": "题目", **values},
            )

        assert refused.value.field == field


class TestEditing:
    """Wording, number, public wording, mark."""

    def test_the_mark_and_public_wording_need_no_basis(self, world: World, log: Callable[[], Lines]) -> None:
        issue = edit_issue(issue=world.issue, by=world.cast.clerk, version=1, hard=True, public_title="公开题目")

        assert (issue.hard, issue.public_title, issue.title, issue.version) == (True, "公开题目", "推动能力提升有差距", 2)
        assert log() == [("issue.edit", "issues.issue", "")]

    @pytest.mark.parametrize("values", [{"title": "改了"}, {"number": 5}])
    def test_the_plans_wording_does(self, values: dict[str, Any], world: World, log: Callable[[], Lines]) -> None:
        with pytest.raises(Refused) as refused:
            edit_issue(issue=world.issue, by=world.cast.clerk, version=1, basis="  ", **values)
        assert (refused.value.field, log()) == ("basis", [])

        edit_issue(issue=world.issue, by=world.cast.clerk, version=1, basis=BASIS, **values)

        assert log() == [("issue.edit", "issues.issue", BASIS)]

    def test_nothing_changed_asks_and_leaves_nothing(self, world: World, log: Callable[[], Lines]) -> None:
        edit_issue(issue=world.issue, by=world.cast.clerk, version=1, title=world.issue.title)

        assert log() == []

    def test_a_conclusion_is_not_edited_here(self, world: World) -> None:
        with pytest.raises(TypeError):
            edit_issue(issue=world.issue, by=world.cast.clerk, version=1, conclusion="completed")  # type: ignore[call-arg]


class TestDisclosure:
    """How an issue appears in public."""

    @pytest.mark.parametrize("disclosure", [Disclosure.INTERNAL, Disclosure.TITLE_WITHHELD])
    def test_withholding(self, disclosure: Disclosure, world: World, log: Callable[[], Lines]) -> None:
        issue = set_disclosure(issue=world.issue, by=world.cast.clerk, version=1, disclosure=disclosure, **APPROVAL)

        assert (issue.disclosure, issue.disclosure_reason, issue.disclosure_body, issue.disclosure_on) == (
            disclosure, "涉及内部事项", "党总支委员会", datetime.date(2022, 6, 1),
        )  # fmt: skip
        assert log() == [("issue.disclose", "issues.issue", "涉及内部事项")]

    def test_merging_and_back(self, world: World, log: Callable[[], Lines]) -> None:
        merged = set_disclosure(
            issue=world.follow_on,
            by=world.cast.clerk,
            version=1,
            disclosure=Disclosure.MERGED,
            merged_into=world.issue,
            **APPROVAL,
        )
        assert merged.merged_into == world.issue

        alone = set_disclosure(issue=merged, by=world.cast.clerk, version=2, disclosure=Disclosure.FULL)

        assert (alone.disclosure, alone.merged_into, alone.disclosure_reason, alone.disclosure_on) == ("full", None, "", None)
        assert len(log()) == 2

    @pytest.mark.parametrize("disclosure", [Disclosure.MERGED, Disclosure.INTERNAL, Disclosure.TITLE_WITHHELD])
    @pytest.mark.parametrize("missing", ["reason", "body", "on"])
    def test_reason_body_and_date_are_needed(
        self, disclosure: Disclosure, missing: str, world: World, log: Callable[[], Lines]
    ) -> None:
        given = {name: value for name, value in APPROVAL.items() if name != missing}

        with pytest.raises(Refused) as refused:
            set_disclosure(
                issue=world.follow_on,
                by=world.cast.clerk,
                version=1,
                disclosure=disclosure,
                merged_into=world.issue if disclosure == Disclosure.MERGED else None,
                **given,
            )

        assert (refused.value.field, log()) == (missing, [])

    def test_wrong_targets(self, world: World, log: Callable[[], Lines]) -> None:
        internal = make.make_issue(world.key_problem, 7, disclosure=Disclosure.INTERNAL)
        gone = make.make_issue(world.key_problem, 8, withdrawn=True)

        for target in (None, world.follow_on, world.elsewhere.issue, internal, gone):
            with pytest.raises(Refused) as refused:
                set_disclosure(
                    issue=world.follow_on,
                    by=world.cast.clerk,
                    version=1,
                    disclosure=Disclosure.MERGED,
                    merged_into=target,
                    **APPROVAL,
                )
            assert refused.value.field == "merged_into"
        with pytest.raises(Refused) as not_merged:
            set_disclosure(
                issue=world.follow_on, by=world.cast.clerk, version=1, disclosure=Disclosure.FULL, merged_into=world.issue
            )

        assert (not_merged.value.field, log()) == ("merged_into", [])

    def test_what_others_are_printed_with_stays_printed(self, world: World) -> None:
        set_disclosure(
            issue=world.follow_on,
            by=world.cast.clerk,
            version=1,
            disclosure=Disclosure.MERGED,
            merged_into=world.issue,
            **APPROVAL,
        )

        for disclosure, target in ((Disclosure.INTERNAL, None), (Disclosure.MERGED, world.deep_task)):
            with pytest.raises(Refused) as refused:
                set_disclosure(
                    issue=world.issue,
                    by=world.cast.clerk,
                    version=1,
                    disclosure=disclosure,
                    merged_into=target,
                    **APPROVAL,
                )
            assert refused.value.field == "disclosure"

    def test_an_unknown_word(self, world: World, log: Callable[[], Lines]) -> None:
        with pytest.raises(Refused) as refused:
            set_disclosure(
                issue=world.issue,
                by=world.cast.clerk,
                version=1,
                disclosure="secret",  # type: ignore[arg-type]
                **APPROVAL,
            )

        assert (refused.value.field, log()) == ("disclosure", [])


class TestWithdrawing:
    """Follow-on items and deep tasks on their basis; manifestations never once the plan is adopted."""

    @pytest.mark.parametrize("name", ["follow_on", "deep_task"])
    def test_and_restoring(self, name: str, world: World, log: Callable[[], Lines]) -> None:
        issue = getattr(world, name)

        gone = withdraw_issue(issue=issue, by=world.cast.clerk, version=1, basis=BASIS)
        assert (gone.withdrawn, gone.withdrawn_reason) == (True, BASIS)
        with pytest.raises(Refused, match="已经撤销"):
            withdraw_issue(issue=issue, by=world.cast.clerk, version=2, basis="再撤")
        with pytest.raises(Refused, match="请先恢复再修改"):
            edit_issue(issue=issue, by=world.cast.clerk, version=2, hard=True)
        with pytest.raises(Refused, match="请先恢复再修改"):
            set_disclosure(issue=issue, by=world.cast.clerk, version=2, disclosure=Disclosure.FULL)

        back = restore_issue(issue=issue, by=world.cast.clerk, version=2, basis="领导小组会议纪要第5号")
        assert (back.withdrawn, back.withdrawn_reason) == (False, "")
        with pytest.raises(Refused, match="没有撤销"):
            restore_issue(issue=issue, by=world.cast.clerk, version=3, basis="再恢复")
        assert log() == [
            ("issue.withdraw", "issues.issue", BASIS),
            ("issue.restore", "issues.issue", "领导小组会议纪要第5号"),
        ]

    def test_a_manifestation_never_once_the_plan_is_adopted(self, world: World, log: Callable[[], Lines]) -> None:
        alone = make.make_issue(world.key_problem, 9)

        with pytest.raises(Refused) as refused:
            withdraw_issue(issue=alone, by=world.cast.clerk, version=1, basis=BASIS)
        assert refused.value.message == "整改方案已审议通过，反馈所列的具体问题不得撤销。"
        assert (Issue.objects.get(pk=alone.pk).withdrawn, log()) == (False, [])

        changed(world.cast.round, plan_state="draft", plan_adopted_on=None, plan_basis="")
        assert withdraw_issue(issue=alone, by=world.cast.clerk, version=1, basis="录入重复").withdrawn is True

    def test_not_while_something_hangs_on_it(self, world: World, draft: Round, log: Callable[[], Lines]) -> None:
        changed(world.follow_on, disclosure=Disclosure.MERGED, merged_into=world.deep_task)

        with pytest.raises(Refused, match="还有“举一反三”整改事项"):
            withdraw_issue(issue=world.issue, by=world.cast.clerk, version=1, basis=BASIS)
        with pytest.raises(Refused, match="合并到该事项公开"):
            withdraw_issue(issue=world.deep_task, by=world.cast.clerk, version=1, basis=BASIS)

        assert log() == []

    def test_not_restored_to_a_taken_number_or_under_a_withdrawn_parent(self, world: World, draft: Round) -> None:
        withdraw_issue(issue=world.deep_task, by=world.cast.clerk, version=1, basis=BASIS)
        make.make_issue(None, 1, round=draft)
        with pytest.raises(Refused, match="该序号已被另一事项使用"):
            restore_issue(issue=world.deep_task, by=world.cast.clerk, version=2, basis=BASIS)
        withdraw_issue(issue=world.follow_on, by=world.cast.clerk, version=1, basis=BASIS)
        withdraw_issue(issue=world.issue, by=world.cast.clerk, version=1, basis=BASIS)
        with pytest.raises(Refused, match="须归入一个未撤销的具体问题"):
            restore_issue(issue=world.follow_on, by=world.cast.clerk, version=2, basis=BASIS)

    def test_a_basis_is_needed(self, world: World) -> None:
        for door in (withdraw_issue, restore_issue):
            with pytest.raises(Refused) as refused:
                door(issue=world.deep_task, by=world.cast.clerk, version=1, basis="  ")
            assert refused.value.field == "basis"


@pytest.mark.parametrize("name", ["head", "lead", "inspector", "supervisor", "admin", "stranger", "nobody"])
def test_the_office_alone(name: str, world: World, log: Callable[[], Lines]) -> None:
    user, issue = getattr(world.cast, name), world.follow_on

    for door in (
        lambda: create_issue(round=world.cast.round, by=user, kind=Kind.DEEP_TASK, title="新", basis=BASIS),
        lambda: edit_issue(issue=issue, by=user, version=1, hard=True),
        lambda: set_disclosure(issue=issue, by=user, version=1, disclosure=Disclosure.FULL),
        lambda: withdraw_issue(issue=issue, by=user, version=1, basis=BASIS),
        lambda: restore_issue(issue=issue, by=user, version=1, basis=BASIS),
    ):
        with pytest.raises(PermissionDenied):
            door()
    assert log() == []


def test_stale(world: World, log: Callable[[], Lines]) -> None:
    issue = world.follow_on
    changed(issue, title="他人改过")

    for door in (
        lambda: edit_issue(issue=issue, by=world.cast.clerk, version=1, hard=True),
        lambda: set_disclosure(issue=issue, by=world.cast.clerk, version=1, disclosure=Disclosure.FULL),
        lambda: withdraw_issue(issue=issue, by=world.cast.clerk, version=1, basis=BASIS),
        lambda: restore_issue(issue=issue, by=world.cast.clerk, version=1, basis=BASIS),
    ):
        with pytest.raises(Stale):
            door()
    assert log() == []
