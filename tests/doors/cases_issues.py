"""The doors of rounds and their parts. The world's plan is adopted: what only a draft allows is opened in a draft."""

import datetime
from typing import Any

from issues.models import MaskingRule, Meeting, NarrativeSection, Opinion, OpinionClause, Round
from issues.words import Disclosure, Kind, MeetingKind, OpinionState, Slot
from tests import factories as make
from tests.conftest import World
from tests.doors.cases import Case, Keywords, one
from tests.measures.conftest import changed

ISSUES = "issues.services"
BASIS = {"basis": "党总支委员会会议纪要第5号"}
DAY = datetime.date(2022, 4, 20)


def made(record: Any) -> Any:
    with make.prepared():
        record.save()
    return record


def fresh(record: Any, keyword: str, /, **more: Any) -> Keywords:
    """Return a record as it stands, under its door's keyword, with its version."""
    record = type(record)._default_manager.get(pk=record.pk)
    return {keyword: record, "version": record.version, **more}


def draft(w: World) -> Round:
    return changed(w.cast.round, plan_state="draft")


def opinion(w: World, **values: Any) -> Opinion:
    return made(Opinion(**{"round": w.cast.round, "number": 9, "text": "压实主体责任", **values}))


def clause(w: World, **values: Any) -> OpinionClause:
    return made(OpinionClause(**{"key_problem": w.key_problem, "text": "条款", **values}))


def section(w: World, order: int = 1) -> NarrativeSection:
    return made(NarrativeSection(round=w.cast.round, slot=Slot.NEXT, order=order, heading=f"第{order}节"))


def meeting(w: World) -> Meeting:
    return made(Meeting(round=w.cast.round, kind=MeetingKind.PROMOTION, held_on=DAY, title="推动整改落实"))


def rule(w: World) -> MaskingRule:
    return made(MaskingRule(round=w.cast.round, term="某机构", replacement="**"))


def moved_section(w: World) -> Keywords:
    section(w, 1)
    return fresh(section(w, 2), "section", up=True)


def new_round(w: World) -> Keywords:
    values = {"title": "新一轮", "unit": "某单位", "unit_short": "单位", "inspection": "第十一轮", "feedback_on": DAY}
    return {"classified": False, **values}


def bare_problem(w: World, **values: Any) -> Keywords:
    draft(w)
    return fresh(make.make_key_problem(w.cast.round, 8, **values), "key_problem", reason="误录")


def by_office(door: str, action: str, record: str, opened: Any) -> Case:
    return one(f"{ISSUES}.{door}", "clerk", "stranger", action, f"issues.{record}", opened)


CASES: list[Case] = [
    Case(
        f"{ISSUES}.rounds.create_round",
        "director",
        "lead",
        [("round.create", "issues.round"), ("round.create", "issues.membership")],
        new_round,
    ),
    by_office("rounds.edit_round", "round.edit", "round", lambda w: fresh(w.cast.round, "round", title="改名")),
    by_office("plan.adopt_plan", "plan.adopt", "round", lambda w: fresh(draft(w), "round", on=DAY, **BASIS)),
    by_office("plan.file_plan", "plan.file", "round", lambda w: fresh(w.cast.round, "round", basis="报备函第1号")),
    by_office(
        "aspects.create_aspect", "aspect.create", "aspect", lambda w: {"round": w.cast.round, "title": "第二方面", **BASIS}
    ),
    by_office(
        "aspects.edit_aspect", "aspect.edit", "aspect", lambda w: fresh(w.key_problem.aspect, "aspect", title="改名", **BASIS)
    ),
    by_office(
        "key_problems.create_key_problem",
        "key_problem.create",
        "keyproblem",
        lambda w: {"round": w.cast.round, "title": "新的重点问题", **BASIS},
    ),
    by_office(
        "key_problems.edit_key_problem",
        "key_problem.edit",
        "keyproblem",
        lambda w: fresh(w.key_problem, "key_problem", title="改写", **BASIS),
    ),
    by_office("key_problems.withdraw_key_problem", "key_problem.withdraw", "keyproblem", bare_problem),
    by_office("key_problems.restore_key_problem", "key_problem.restore", "keyproblem", lambda w: bare_problem(w, withdrawn=True)),
    by_office(
        "clauses.create_clause",
        "clause.create",
        "opinionclause",
        lambda w: {"key_problem": w.key_problem, "text": "条款", **BASIS},
    ),
    by_office("clauses.edit_clause", "clause.edit", "opinionclause", lambda w: fresh(clause(w), "clause", text="改写", **BASIS)),
    by_office("clauses.withdraw_clause", "clause.withdraw", "opinionclause", lambda w: fresh(clause(w), "clause", reason="误录")),
    by_office(
        "clauses.restore_clause",
        "clause.restore",
        "opinionclause",
        lambda w: fresh(clause(w, withdrawn=True), "clause", reason="误撤"),
    ),
    by_office(
        "opinions.create_opinion", "opinion.create", "opinion", lambda w: {"round": w.cast.round, "text": "新的意见", **BASIS}
    ),
    by_office("opinions.edit_opinion", "opinion.edit", "opinion", lambda w: fresh(opinion(w), "opinion", text="改写", **BASIS)),
    one(
        f"{ISSUES}.opinions.set_opinion_state",
        "head",
        "clerk",
        "opinion.state",
        "issues.opinion",
        lambda w: fresh(opinion(w), "opinion", state=OpinionState.IMPLEMENTED, implementation="已印发制度"),
    ),
    by_office(
        "opinions.withdraw_opinion",
        "opinion.withdraw",
        "opinion",
        lambda w: fresh(opinion(w, round=draft(w)), "opinion", reason="误录"),
    ),
    by_office(
        "opinions.restore_opinion",
        "opinion.restore",
        "opinion",
        lambda w: fresh(opinion(w, withdrawn=True), "opinion", reason="误撤"),
    ),
    by_office(
        "meetings.record_meeting",
        "meeting.record",
        "meeting",
        lambda w: {"round": w.cast.round, "kind": MeetingKind.GROUP, "held_on": DAY, "title": "研究整改方案"},
    ),
    by_office("meetings.edit_meeting", "meeting.edit", "meeting", lambda w: fresh(meeting(w), "meeting", title="改写")),
    by_office("meetings.withdraw_meeting", "meeting.withdraw", "meeting", lambda w: fresh(meeting(w), "meeting", reason="误录")),
    by_office(
        "narrative.create_section",
        "narrative.create",
        "narrativesection",
        lambda w: {"round": w.cast.round, "slot": Slot.NEXT, "heading": "下步"},
    ),
    by_office(
        "narrative.edit_section", "narrative.edit", "narrativesection", lambda w: fresh(section(w), "section", heading="改写")
    ),
    Case(
        f"{ISSUES}.narrative.move_section",
        "clerk",
        "stranger",
        [("narrative.move", "issues.narrativesection"), ("narrative.move", "issues.narrativesection")],
        moved_section,
    ),
    by_office(
        "masking.create_rule",
        "masking.create",
        "maskingrule",
        lambda w: {"round": w.cast.round, "term": "某机构", "replacement": "**"},
    ),
    by_office("masking.edit_rule", "masking.edit", "maskingrule", lambda w: fresh(rule(w), "rule", replacement="×××")),
    by_office("masking.withdraw_rule", "masking.withdraw", "maskingrule", lambda w: fresh(rule(w), "rule", reason="不再需要")),
    by_office(
        "issue_records.create_issue",
        "issue.create",
        "issue",
        lambda w: {"round": w.cast.round, "kind": Kind.DEEP_TASK, "title": "新任务", **BASIS},
    ),
    by_office("issue_records.edit_issue", "issue.edit", "issue", lambda w: fresh(w.issue, "issue", title="改写", **BASIS)),
    by_office(
        "issue_records.set_disclosure",
        "issue.disclose",
        "issue",
        lambda w: fresh(w.issue, "issue", disclosure=Disclosure.INTERNAL, reason="涉密", body="领导小组", on=DAY),
    ),
    by_office("issue_records.withdraw_issue", "issue.withdraw", "issue", lambda w: fresh(w.deep_task, "issue", **BASIS)),
    by_office(
        "issue_records.restore_issue",
        "issue.restore",
        "issue",
        lambda w: fresh(changed(w.deep_task, withdrawn=True), "issue", **BASIS),
    ),
]
