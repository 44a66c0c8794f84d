"""After a closure: what counts as a change, the leader's confirmation, and look-backs."""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from issues.models import Issue
from issues.services.issue_records import edit_issue
from measures.changes import changes_after
from measures.closure.listing import listing
from measures.closure.panel import panel_of
from measures.closure.recusal import team_concerned
from measures.closure.services.look_backs import plan_look_back, record_look_back
from measures.closure.services.opinions import give_opinion
from measures.closure.services.steps import SEEN, last_entry, take
from measures.closure.way import way_of
from measures.models import Consultation, LookBack, Measure
from measures.services.proof import add_note, attach
from measures.services.transitions import transition
from measures.workflow import Need
from rectify.accounts.models import User
from rectify.errors import Refused
from rectify.history.models import Entry
from reports.waiting.rows import waiting_issues
from reports.waiting.rules import Who
from tests import factories as make
from tests.conftest import World
from tests.measures.closure.conftest import MONDAY, asked_of
from tests.measures.conftest import changed, fresh


def actions_after(issue: Issue) -> list[str]:
    """Return the actions that count as changes after the closure."""
    fresh = Issue.objects.get(pk=issue.pk)
    return [entry.action for entry in changes_after([fresh]).get(issue.pk, [])]


def test_its_own_closing_is_no_change_and_neither_is_a_note(world: World, closed: Issue) -> None:
    assert actions_after(closed) == []
    add_note(measure=world.measure, by=world.cast.lead, text="继续巩固")
    assert actions_after(closed) == []


@pytest.mark.parametrize(("later", "unseen"), [(0, ["test.prepare"]), (10**9, [])])
def test_what_was_written_after_the_form_was_shown_is_a_change(
    world: World, answered: Issue, later: int, unseen: list[str]
) -> None:
    seen = last_entry(answered) + later  # a number yet to come would hide what follows: it isn't believed
    changed(world.measure, plan="另一个方案")
    take(issue=answered, name="approve", by=world.cast.head, given={"note": "同意", SEEN: seen})
    assert actions_after(answered) == unseen

    seen = last_entry(answered) + later
    changed(world.second, plan="又一个方案")
    take(issue=Issue.objects.get(pk=answered.pk), name="confirm", by=world.cast.head, given={"note": "已核对", SEEN: seen})
    assert actions_after(answered) == unseen
    changed(world.second, plan="再一个方案")
    assert actions_after(answered) == [*unseen, "test.prepare"]


def test_evidence_counts_but_of_a_long_term_measure(world: World, closed: Issue) -> None:
    attach(measure=world.measure, by=world.cast.lead, files=[ContentFile(b"one", name="1.txt")])
    changed(world.second, long_term=True)
    before = actions_after(closed)
    attach(measure=world.second, by=world.cast.lead, files=[ContentFile(b"two", name="2.txt")])

    assert before == ["evidence.attach", "test.prepare"]
    assert actions_after(closed) == before


def test_a_reopened_measure_shows_until_a_leader_confirms(world: World, closed: Issue) -> None:
    transition(measure=world.measure, name="reopen", by=world.cast.director, given={Need.REASON: "不实"})
    issue = Issue.objects.get(pk=closed.pk)
    assert (issue.closure, issue.conclusion) == ("closed", "undetermined")
    assert sorted(actions_after(closed)) == ["measure.reopen", "measure.reopen"]  # the measure, and the conclusion it took back

    take(issue=issue, name="confirm", by=world.cast.head, given={"note": "已知悉"})

    assert actions_after(closed) == []
    after = Issue.objects.get(pk=closed.pk)
    assert (after.closure_by, after.closure_on, after.closure_note) == (world.cast.head, MONDAY.date(), "同意")
    with pytest.raises(Refused, match="销号后没有变动，不需要确认。"):
        take(issue=Issue.objects.get(pk=closed.pk), name="confirm", by=world.cast.head, given={"note": "已知悉"})


def test_the_way_tells_of_changes_and_of_who_confirmed_them(world: World, closed: Issue) -> None:
    def told() -> list[tuple[str, str, list[str], str]]:
        issue = Issue.objects.select_related("round", "key_problem", "parent").get(pk=closed.pk)
        stages = [stage for stage in way_of(issue, timezone.localdate()) if stage.word == "确认销号后变动"]
        return [(stage.word, stage.mark, stage.lines, stage.turn) for stage in stages]

    on = f"{timezone.localdate().year}年{timezone.localdate().month}月{timezone.localdate().day}日"
    assert told() == []
    transition(measure=world.measure, name="reopen", by=world.cast.director, given={Need.REASON: "不实"})
    assert told() == [("确认销号后变动", "later", [f"销号后变动2处，最近一处{on}。"], "")]  # the measures come first again
    take(issue=Issue.objects.get(pk=closed.pk), name="confirm", by=world.cast.head, given={"note": "已核对"})
    assert told() == [("确认销号后变动", "done", [f"head的姓名　{on}　已核对。"], "")]


def test_a_change_waits_for_the_leaders_who_may_confirm_it(world: World, closed: Issue) -> None:
    def waits(user: User) -> list[str]:
        who = Who(User.objects.get(pk=user.pk), world.cast.round, MONDAY.date())
        return [issue.waits for issue in waiting_issues(who)]  # type: ignore[attr-defined]

    cast = world.cast
    before = [waits(user) for user in (cast.head, cast.leader, cast.two_posts, cast.inspector)]
    changed(world.measure, plan="另一个方案")
    assert before == [[], [], [], []]
    assert [waits(user) for user in (cast.head, cast.leader, cast.two_posts, cast.inspector)] == [["changed"]] * 3 + [[]]

    changed(Consultation.objects.get(issue=closed), asked_by=cast.two_posts)
    changed(world.second, responsible_leader=cast.leader.person)
    assert [waits(user) for user in (cast.head, cast.leader, cast.two_posts)] == [["changed"], [], []]
    transition(measure=fresh(world.second), name="reopen", by=cast.two_posts, given={Need.REASON: "不实"})
    changed(Consultation.objects.get(issue=closed), asked_by=cast.clerk)
    assert [waits(user) for user in (cast.head, cast.two_posts)] == [["changed"], []]
    take(issue=Issue.objects.get(pk=closed.pk), name="confirm", by=cast.head, given={"note": "已核对"})
    assert waits(cast.head) == []


def test_nobody_confirms_a_change_of_their_own_or_of_what_they_asked_for(world: World, completed: Issue) -> None:
    cast = world.cast
    issue = take(issue=completed, name="request", by=cast.two_posts, effective_at=MONDAY)
    give_opinion(consultation=asked_of(issue), by=cast.inspector, opinion="no_objection", effective_at=MONDAY)
    issue = take(issue=issue, name="approve", by=cast.head, given={"note": "同意"}, effective_at=MONDAY)
    transition(measure=world.measure, name="reopen", by=cast.director, given={Need.REASON: "不实"})
    with pytest.raises(Refused, match="销号由您申请，须由他人审批。"):
        take(issue=Issue.objects.get(pk=issue.pk), name="confirm", by=cast.two_posts, given={"note": "已知悉"})

    changed(Consultation.objects.get(issue=issue), asked_by=cast.clerk)
    transition(measure=world.second, name="reopen", by=cast.two_posts, given={Need.REASON: "不实"})
    with pytest.raises(Refused, match="销号后的变动由您作出，须由他人确认。"):
        take(issue=Issue.objects.get(pk=issue.pk), name="confirm", by=cast.two_posts, given={"note": "已知悉"})

    assert take(issue=Issue.objects.get(pk=issue.pk), name="confirm", by=cast.head, given={"note": "已知悉"}).closure == "closed"


def test_what_the_public_reads_is_no_change_of_what_was_closed(world: World, closed: Issue) -> None:
    edit_issue(issue=closed, by=world.cast.director, version=closed.version, public_title="公开题目")
    assert actions_after(closed) == []


def test_a_look_back_that_finds_it_held(world: World, closed: Issue) -> None:
    planned = LookBack.objects.get(issue=closed)

    done = record_look_back(look_back=planned, by=world.cast.inspector, result="held", findings="机制运行正常")

    assert (done.result, done.done_by, done.findings) == ("held", world.cast.inspector, "机制运行正常")
    with pytest.raises(Refused, match="这次回头看已经办结。"):
        record_look_back(look_back=planned, by=world.cast.inspector, result="held", findings="再一次")


def test_one_that_asks_for_more_plans_the_next(world: World, closed: Issue) -> None:
    planned = LookBack.objects.get(issue=closed)
    with pytest.raises(Refused, match="请填写下次回头看的日期"):
        record_look_back(look_back=planned, by=world.cast.inspector, result="supplement", findings="台账不全")

    record_look_back(
        look_back=planned,
        by=world.cast.inspector,
        result="supplement",
        findings="台账不全",
        next_on=datetime.date(2099, 1, 5),
    )

    assert [(back.result, back.planned_on) for back in LookBack.objects.filter(issue=closed).order_by("id")] == [
        ("supplement", datetime.date(2022, 11, 9)),
        ("", datetime.date(2099, 1, 5)),
    ]


def test_a_rebound_reopens_the_issue_and_the_measures_it_names(world: World, closed: Issue) -> None:
    planned = LookBack.objects.get(issue=closed)
    before = Entry.objects.count()

    done = record_look_back(
        look_back=planned, by=world.cast.inspector, result="rebound", findings="又出现了", measures=[world.second]
    )

    issue = Issue.objects.get(pk=closed.pk)
    assert (issue.closure, issue.closed_after, issue.conclusion, issue.closure_note) == ("open", None, "undetermined", "又出现了")
    statuses = dict(Measure.objects.filter(issue=issue).values_list("pk", "status"))
    assert statuses == {world.measure.pk: "done", world.second.pk: "in_progress"}
    assert done.reopened == str(world.second)
    assert sorted((e.action, e.record_type) for e in Entry.objects.order_by("id")[before:]) == [
        ("closure.rebound", "issues.issue"),
        ("closure.rebound", "measures.lookback"),
        ("closure.rebound", "measures.measure"),
    ]


def test_a_rebound_names_measures_of_its_issue(world: World, closed: Issue) -> None:
    planned = LookBack.objects.get(issue=closed)
    for measures, sentence in (([], "请选择需要恢复整改的措施"), ([world.of_deep_task], "所选措施不属于这一事项")):
        with pytest.raises(Refused, match=sentence):
            record_look_back(look_back=planned, by=world.cast.inspector, result="rebound", findings="又出现了", measures=measures)
    assert Issue.objects.get(pk=closed.pk).closure == "closed"


def test_who_asked_for_the_closure_does_not_look_back(world: World, closed: Issue) -> None:
    planned = LookBack.objects.get(issue=closed)
    with pytest.raises(Refused, match="销号由您申请，须由他人开展回头看。"):
        record_look_back(look_back=planned, by=world.cast.director, result="held", findings="正常")


def test_only_what_is_closed_is_looked_back_at(world: World, answered: Issue) -> None:
    with pytest.raises(Refused, match="销号后才开展回头看。"):
        plan_look_back(issue=answered, by=world.cast.inspector, planned_on=datetime.date(2099, 1, 5))


def test_the_team_does_not_judge_its_own_measures(world: World, closed: Issue) -> None:
    planned = LookBack.objects.get(issue=closed)
    changed(world.measure, responsible=world.cast.supervisor.person)  # somebody else's: no reason to step back
    changed(world.second, responsible=world.cast.inspector.person)
    other = world.cast.clerk
    with pytest.raises(Refused, match="回头看由其上级机关开展，由领导小组办公室代录。"):
        record_look_back(look_back=planned, by=other, result="held", findings="正常")

    done = record_look_back(look_back=planned, by=other, result="held", findings="正常", done_for="市纪委监委")

    assert (done.done_for, done.done_by) == ("市纪委监委", other)


def test_what_the_teams_department_leads_is_its_own_whoever_is_named(world: World, requested: Issue) -> None:
    """The responsible person may have no account: the department that leads tells that the team answers for it."""
    home = world.cast.outside_department
    assert not team_concerned(requested)
    changed(world.cast.inspector.person, department=home)
    assert not team_concerned(requested)  # it leads nothing of this issue

    make.make_measure(requested, 3, lead=home)

    assert team_concerned(requested)
    asked = Consultation.objects.get(issue=requested)
    with pytest.raises(Refused, match="意见由其上级机关提出"):
        give_opinion(consultation=asked, by=world.cast.inspector, opinion="no_objection")
    given = give_opinion(consultation=asked, by=world.cast.clerk, opinion="no_objection", given_for="市纪委监委")
    assert given.given_for == "市纪委监委"


def test_cooperating_is_not_answering(world: World, requested: Issue) -> None:
    changed(world.cast.inspector.person, department=world.cast.cooperating_department)

    assert not team_concerned(requested)


@pytest.fixture
def of_the_team(world: World, requested: Issue) -> Issue:
    """Let the inspector answer for one of the measures."""
    changed(world.second, responsible=world.cast.inspector.person)
    return requested


def close_for_the_team(world: World, issue: Issue) -> None:
    """Record the superior's opinion and close it."""
    asked = Consultation.objects.get(issue=issue)
    give_opinion(consultation=asked, by=world.cast.clerk, opinion="no_objection", given_for="市纪委监委", effective_at=MONDAY)
    take(issue=issue, name="approve", by=world.cast.head, given={"note": "同意"}, effective_at=MONDAY)


def test_the_way_says_that_the_office_records_for_the_superior(world: World, of_the_team: Issue) -> None:
    day = MONDAY.date()

    def waiting() -> list[tuple[str, str, str]]:
        issue = Issue.objects.select_related("round", "key_problem", "parent").get(pk=of_the_team.pk)
        return [(stage.word, stage.turn, stage.lines[-1]) for stage in way_of(issue, day) if stage.mark == "now"]

    said = "驻局纪检监察组是所属措施的责任方，由其上级机关{}，领导小组办公室代录。"
    assert waiting() == [("征求驻局纪检监察组意见", "领导小组办公室", said.format("提出意见"))]

    close_for_the_team(world, of_the_team)
    assert waiting() == [("回头看", "领导小组办公室", said.format("开展"))]


def test_the_team_is_offered_nothing_of_its_own(world: World, of_the_team: Issue) -> None:
    close_for_the_team(world, of_the_team)
    closed = Issue.objects.get(pk=of_the_team.pk)
    planned = LookBack.objects.get(issue=closed)
    day = changed(planned, planned_on=datetime.date(2022, 6, 1)).planned_on
    found = {
        user.username: [issue.waits for issue in waiting_issues(Who(user, world.cast.round, day))]  # type: ignore[attr-defined]
        for user in (world.cast.inspector, world.cast.clerk)
    }

    assert found == {"inspector": [], "clerk": ["look_back"]}
    assert not panel_of(closed, world.cast.inspector).may_look
    assert panel_of(closed, world.cast.clerk).may_look
    shown = listing(world.cast.round, world.cast.head).groups
    assert [(group.word, group.whose) for group in shown] == [("到期回头看，待代录上级机关的结果", "领导小组办公室")]
