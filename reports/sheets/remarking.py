"""The sentences of a weekly sheet about remarks and the register: what is unsettled, and what is asked for by when."""

from reports.content import Run
from reports.numbering import month_day
from reports.sheets.facts import Paper, Remarked

AWAITED = {"unanswered", "returned"}
SIGNED = "经部门主要负责人审核、责任领导签批后报送。"
Sentence = list[Run]


def to_answer(remarks: tuple[Remarked, ...]) -> Sentence:
    """Ask a department for its answers: 驻局纪检监察组6月8日所提第7号意见尚未答复，请于6月15日前形成书面答复，…."""
    asked = [
        [*_named(r), Run(f"{_standing(r)}，请于{month_day(r.ask_by)}前{_request(r)}")] for r in remarks if r.standing in AWAITED
    ]
    joint = "，" if len(asked) == 1 else "；以上答复"
    return [Run("监督意见："), *_joined(asked), Run(joint + SIGNED)] if asked else []


def to_go_on(remarks: tuple[Remarked, ...]) -> Sentence:
    """Say which answers wait for the leader's sign, and which for whoever remarked."""
    found = [[*_named(r), Run(_going_on(r))] for r in remarks if r.standing not in AWAITED]
    return [Run("已答复的监督意见："), *_joined(found), Run("。")] if found else []


def _going_on(remark: Remarked) -> str:
    if remark.standing == "unsigned":
        return f"尚未审签，请于{month_day(remark.ask_by)}前报请责任领导审签"
    return f"已审签（答复期限{month_day(remark.due)}），待{remark.maker}办结"


def to_know(remarks: tuple[Remarked, ...], you: str) -> Sentence:
    """Tell a department of the remarks that concern it and that somebody else answers."""
    found = [[*_named(remark, answering=True), Run(_known(remark))] for remark in remarks]
    return [Run(f"涉及{you}的监督意见："), *_joined(found), Run("。")] if found else []


def _known(remark: Remarked) -> str:
    if remark.standing in AWAITED:
        return f"{_standing(remark)}，请于{month_day(remark.ask_by)}前向其提供有关情况"
    return f"已答复（答复期限{month_day(remark.due)}），尚未办结"


def to_urge(remarks: tuple[Remarked, ...]) -> Sentence:
    """Tell the office of every unsettled remark, with who answers, and ask it to see to the answers."""
    found = [[*_named(remark), Run(_urged(remark))] for remark in remarks]
    return [Run("监督意见："), *_joined(found), Run("。")] if found else []


def _urged(remark: Remarked) -> str:
    if remark.standing in AWAITED:
        return f"{_standing(remark)}，请督促于{month_day(remark.ask_by)}前{_request(remark)}"
    waits = "待责任领导审签" if remark.standing == "unsigned" else "待办结"
    return f"已答复（答复期限{month_day(remark.due)}），{waits}"


def to_reply(papers: tuple[Paper, ...]) -> Sentence:
    """Tell the office which papers of the register are overdue."""
    found = [[Run(paper.label, ref=paper.ref), Run(f"应于{month_day(paper.due)}前回复")] for paper in papers]
    return [Run("来文："), *_joined(found), Run("，尚未登记回复，请抓紧办理并登记回复情况。")] if found else []


def _named(remark: Remarked, *, answering: bool = False) -> Sentence:
    number = Run(f"第{remark.number}号意见", ref=remark.ref)
    who = f"由{remark.department}答复" if answering else remark.department
    department = [Run(f"（{who}）")] if remark.department else []
    return [Run(f"{remark.maker}{month_day(remark.made_on)}所提"), number, *department]


def _standing(remark: Remarked) -> str:
    if remark.standing == "returned":
        return f"退回重新答复，应于{month_day(remark.due)}前答复" if remark.late else "退回重新答复"
    return f"应于{month_day(remark.due)}前答复，尚未答复" if remark.late else "尚未答复"


def _request(remark: Remarked) -> str:
    return "重新答复" if remark.standing == "returned" else "形成书面答复"


def _joined(parts: list[Sentence]) -> Sentence:
    return [run for place, part in enumerate(parts) for run in ([Run("；")] if place else []) + part]
