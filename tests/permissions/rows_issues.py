"""The addresses of issues: rounds, their settings and parts, an issue's forms. How to write a row: see table.py."""

from typing import Any

from issues.models import NarrativeSection, Opinion, OpinionClause
from tests import factories as make
from tests.permissions.table import Row, page


def opinion(world: Any) -> int:
    """Return the key of the round's opinion, made at the first asking."""
    found = Opinion.objects.filter(round=world.cast.round).first()
    return (found or make._made(Opinion(round=world.cast.round, number=1, text="完善制度"))).pk


def clause(world: Any) -> int:
    """Return the key of the round's clause."""
    found = OpinionClause.objects.filter(key_problem=world.key_problem).first()
    return (found or make._made(OpinionClause(key_problem=world.key_problem, text="要认真履行职责"))).pk


def section(world: Any) -> int:
    """Return the key of the round's narrative section."""
    found = NarrativeSection.objects.filter(round=world.cast.round).first()
    return (found or make._made(NarrativeSection(round=world.cast.round, slot="next", order=1, heading="标题"))).pk


def aspect(world: Any) -> int:
    """Return the key of the round's aspect."""
    return world.key_problem.aspect_id


ROUND = "cast.round.pk"
# who may look and not edit: those who see everything and the departments; whom nothing is shown
LOOK = "head=403 leader=403 inspector=403 supervisor=403"
AWAY = "stranger=404 admin=404"
# a page of the round that a department reaches too
OF_ROUND = f"{LOOK} lead=403 cooperating=403 outsider=403 {AWAY}"
# a part that no department sees
OF_PART = f"{LOOK} lead=404 cooperating=404 outsider=404 {AWAY}"
# a key problem or an issue that two departments see
OF_ISSUE = f"{LOOK} lead=403 cooperating=403 outsider=404 {AWAY}"
# the settings' own pages: to be looked at by those who may read the notice's drafts, so by no department
SETTINGS = f"200 lead=403 cooperating=403 outsider=403 {AWAY}"
BASIS = "领导小组会议纪要第4号"

ROWS: list[Row] = [
    page("issues:rounds", GET="200"),
    page(
        "issues:round_new",
        GET="200 head=403 leader=403 inspector=403 supervisor=403 lead=403 cooperating=403 outsider=403 admin=403",
        POST="302 head=403 leader=403 inspector=403 supervisor=403 lead=403 cooperating=403 outsider=403 admin=403",
        post={
            "classified": "no",
            "title": "新轮次",
            "unit": "某单位党组",
            "unit_short": "某单位",
            "inspection": "第一轮",
            "feedback_on": "2023-11-30",
        },
    ),
    page("issues:settings", round_id=ROUND, GET=SETTINGS),
    page("issues:settings", round_id="cast.other_round.pk", GET="404 stranger=200"),
    page(
        "issues:settings_edit",
        round_id=ROUND,
        section="contact",
        GET=f"200 {OF_ROUND}",
        POST=f"302 {OF_ROUND}",
        post={"version": 1, "contact_phone": "12345"},
    ),
    page("issues:settings_edit", round_id=ROUND, section="nothing", GET=f"404 {OF_ROUND}", POST=f"404 {OF_ROUND}"),
    # the plan of this round is adopted already: the form is shown, the door refuses
    page(
        "issues:plan_adopt",
        round_id=ROUND,
        GET=f"200 {OF_ROUND}",
        POST=f"400 {OF_ROUND}",
        post={"version": 1, "on": "2022-04-12", "basis": BASIS},
    ),
    page(
        "issues:plan_file",
        round_id=ROUND,
        GET=f"200 {OF_ROUND}",
        POST=f"302 {OF_ROUND}",
        post={"version": 1, "basis": "报告"},
    ),
    page("issues:structure", round_id=ROUND, GET=SETTINGS),
    page(
        "issues:aspect_new",
        round_id=ROUND,
        GET=f"200 {OF_ROUND}",
        POST=f"302 {OF_ROUND}",
        post={"title": "第二方面", "basis": BASIS},
    ),
    page(
        "issues:aspect_edit",
        round_id=ROUND,
        pk=aspect,
        GET=f"200 {OF_PART}",
        POST=f"302 {OF_PART}",
        post={"version": 1, "number": 1, "title": "改名", "basis": BASIS},
    ),
    page(
        "issues:key_problem_new",
        round_id=ROUND,
        GET=f"200 {OF_ROUND}",
        POST=f"302 {OF_ROUND}",
        post={"title": "新的重点问题", "basis": BASIS},
    ),
    page(
        "issues:key_problem_edit",
        round_id=ROUND,
        pk="key_problem.pk",
        GET=f"200 {OF_ISSUE}",
        POST=f"302 {OF_ISSUE}",
        post={"version": 1, "number": 3, "title": "改名", "basis": BASIS},
    ),
    # never withdrawn once the plan is adopted, and not withdrawn so nothing to restore
    page(
        "issues:key_problem_withdraw",
        round_id=ROUND,
        pk="key_problem.pk",
        GET=f"200 {OF_ISSUE}",
        POST=f"400 {OF_ISSUE}",
        post={"version": 1, "reason": "不要了"},
    ),
    page(
        "issues:key_problem_restore",
        round_id=ROUND,
        pk="key_problem.pk",
        GET=f"200 {OF_ISSUE}",
        POST=f"400 {OF_ISSUE}",
        post={"version": 1, "reason": "恢复"},
    ),
    page("issues:key_problem_edit", round_id=ROUND, pk="elsewhere.issue.key_problem.pk", GET="404", POST="404"),
    page("issues:opinions", round_id=ROUND, GET=SETTINGS),
    page(
        "issues:opinion_new",
        round_id=ROUND,
        GET=f"200 {OF_ROUND}",
        POST=f"302 {OF_ROUND}",
        post={"text": "新的意见", "basis": BASIS},
    ),
    page(
        "issues:opinion_edit",
        round_id=ROUND,
        pk=opinion,
        GET=f"200 {OF_PART}",
        POST=f"302 {OF_PART}",
        post={"version": 1, "number": 1, "text": "改了", "basis": BASIS},
    ),
    page(
        "issues:opinion_state",
        round_id=ROUND,
        pk=opinion,
        GET="403 head=200 leader=200 two_posts=200 lead=404 cooperating=404 outsider=404 stranger=404 admin=404",
        POST="403 head=302 leader=302 two_posts=302 lead=404 cooperating=404 outsider=404 stranger=404 admin=404",
        post={"version": 1, "implementation": "已执行"},
    ),
    page(
        "issues:opinion_withdraw",
        round_id=ROUND,
        pk=opinion,
        GET=f"200 {OF_PART}",
        POST=f"400 {OF_PART}",
        post={"version": 1, "reason": "不要了"},
    ),
    page(
        "issues:opinion_restore",
        round_id=ROUND,
        pk=opinion,
        GET=f"200 {OF_PART}",
        POST=f"400 {OF_PART}",
        post={"version": 1, "reason": "恢复"},
    ),
    page(
        "issues:clause_new",
        round_id=ROUND,
        GET=f"200 {OF_ROUND}",
        POST=f"302 {OF_ROUND}",
        post={"key_problem": "key_problem.pk", "text": "引述", "basis": BASIS},
    ),
    page(
        "issues:clause_edit",
        round_id=ROUND,
        pk=clause,
        GET=f"200 {OF_PART}",
        POST=f"302 {OF_PART}",
        post={"version": 1, "order": 1, "text": "改了引述", "basis": BASIS},
    ),
    page(
        "issues:clause_withdraw",
        round_id=ROUND,
        pk=clause,
        GET=f"200 {OF_PART}",
        POST=f"302 {OF_PART}",
        post={"version": 1, "reason": "引述有误"},
    ),
    page(
        "issues:clause_restore",
        round_id=ROUND,
        pk=clause,
        GET=f"200 {OF_PART}",
        POST=f"400 {OF_PART}",
        post={"version": 1, "reason": "恢复"},
    ),
    page("issues:narrative", round_id=ROUND, GET=SETTINGS),
    page(
        "issues:section_new",
        round_id=ROUND,
        GET=f"200 {OF_ROUND}",
        POST=f"302 {OF_ROUND}",
        post={"slot": "overview", "heading": "标题"},
    ),
    page(
        "issues:section_edit",
        round_id=ROUND,
        pk=section,
        GET=f"200 {OF_PART}",
        POST=f"302 {OF_PART}",
        post={"version": 1, "heading": "改了标题"},
    ),
    # the only section of its slot moves nowhere
    page(
        "issues:section_move",
        round_id=ROUND,
        pk=section,
        POST=f"400 {OF_PART}",
        post={"version": 1, "direction": "up"},
    ),
    # without a kind in the address there is nothing to make
    page("issues:issue_new", round_id=ROUND, GET=f"404 {OF_ROUND}", POST=f"404 {OF_ROUND}"),
    page(
        "issues:issue_edit",
        round_id=ROUND,
        pk="issue.pk",
        GET=f"200 {OF_ISSUE}",
        POST=f"302 {OF_ISSUE}",
        post={"version": 1, "number": 2, "title": "改了题目", "basis": BASIS},
    ),
    page(
        "issues:issue_withdraw",
        round_id=ROUND,
        pk="follow_on.pk",
        GET="200 head=403 leader=403 inspector=403 supervisor=403 lead=404 cooperating=403 outsider=404 stranger=404 admin=404",
        POST="302 head=403 leader=403 inspector=403 supervisor=403 lead=404 cooperating=403 outsider=404 stranger=404 admin=404",
        post={"version": 1, "basis": BASIS},
    ),
    page(
        "issues:issue_restore",
        round_id=ROUND,
        pk="follow_on.pk",
        GET="200 head=403 leader=403 inspector=403 supervisor=403 lead=404 cooperating=403 outsider=404 stranger=404 admin=404",
        POST="400 head=403 leader=403 inspector=403 supervisor=403 lead=404 cooperating=403 outsider=404 stranger=404 admin=404",
        post={"version": 1, "basis": BASIS},
    ),
    page("issues:issue_edit", round_id=ROUND, pk="elsewhere.issue.pk", GET="404", POST="404"),
]
