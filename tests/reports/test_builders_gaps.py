"""What is missing before a notice says all it should: each kind, and nothing where nothing is missing."""

import pytest
from pytest_django import DjangoAssertNumQueries

from issues.models import Issue
from issues.words import Conclusion, Disclosure
from reports.builders.gaps import gaps
from reports.content import Ref
from tests import factories as make
from tests.conftest import World
from tests.reports.telling import change, tell


@pytest.fixture
def told(world: World) -> World:
    return tell(world)


def named(world: World) -> list[tuple[str, str]]:
    return [(gap.name, gap.missing) for gap in gaps(world.cast.round)]


def test_nothing_is_missing(told: World) -> None:
    assert gaps(told.cast.round) == []


def test_contacts_that_are_masked_or_empty(told: World) -> None:
    change(told.cast.round, contact_phone="**", contact_email=" ")

    assert named(told) == [("联系电话", "仍含“**”，公布前须填写"), ("电子邮箱", "尚未填写")]


def test_a_measure_without_public_text_of_an_issue_that_is_printed(told: World) -> None:
    with make.prepared():
        change(told.second, public_text="")
        internal = make.make_issue(told.key_problem, 9, disclosure=Disclosure.INTERNAL, conclusion=Conclusion.BASIC)
        make.make_measure(internal, 1)
        make.make_measure(told.issue, 5, status="withdrawn", withdrawn_at="2022-05-05T00:00:00Z")

    [gap] = gaps(told.cast.round)
    assert (gap.ref, gap.name, gap.missing) == (Ref("measure", told.second.pk), "第3-2-2条", "没有公开文本，不印出")


def test_an_issue_with_nothing_to_print_and_the_key_problem_above_it(told: World) -> None:
    with make.prepared():
        for measure in (told.measure, told.second, told.of_follow_on):
            change(measure, public_text="")

    assert named(told) == [
        ("重点问题“深化改革有差距”", "没有可公开的事项，不印出"),
        ("（三）2 推动能力提升有差距", "没有可公开的措施文本，不印出"),
        ("（三）2-① 规范化建设不够扎实", "没有可公开的措施文本，不印出"),
        ("第3-2-1条", "没有公开文本，不印出"),
        ("第3-2-2条", "没有公开文本，不印出"),
        ("第3-2-①-1条", "没有公开文本，不印出"),
    ]


def test_an_issue_merged_into_one_that_is_not_printed(told: World) -> None:
    with make.prepared():
        target = make.make_issue(told.key_problem, 8, title="没有措施", conclusion=Conclusion.BASIC)
        merged = {"title": "合并的", "disclosure": Disclosure.MERGED, "merged_into": target, "conclusion": Conclusion.BASIC}
        make.make_measure(make.make_issue(told.key_problem, 9, **merged), 1, public_text="落空的文本")

    # its own text would give the target something to say, so it is printed with it
    assert named(told) == []
    change(Issue.objects.get(pk=target.pk), disclosure=Disclosure.INTERNAL)
    assert named(told) == [("（三）9 合并的", "所合并到的事项不印出，本事项也不印出")]


def test_a_conclusion_that_is_not_approved(told: World) -> None:
    change(told.follow_on, conclusion=Conclusion.UNDETERMINED)

    [gap] = gaps(told.cast.round)
    assert (gap.ref, gap.missing) == (Ref("issue", told.follow_on.pk), "结论待认定，总数中列为“待认定”")


def test_the_queries_do_not_grow(told: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    round = told.cast.round
    with make.prepared():
        change(told.second, public_text="")
    with django_assert_num_queries(7):
        gaps(round)
    with make.prepared():
        for number in range(20, 30):
            make.make_measure(make.make_issue(told.key_problem, number), 1)
    with django_assert_num_queries(7):
        assert len(gaps(round)) == 31
