"""The kinds of change that a comparison tells apart, and which field's change is of which kind: data.

A field that isn't listed here isn't compared. Only what the ledger itself says is listed, not who handled it and when.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import StrEnum

from measures.workflow import Status


class ChangeKind(StrEnum):
    """What happened to a record between the two moments; a record can have changes of several kinds."""

    ADDED = "added"
    WITHDRAWN = "withdrawn"
    DONE = "done"
    REOPENED = "reopened"
    DELAYED = "delayed"
    REASSIGNED = "reassigned"
    REWORDED = "reworded"
    CONCLUSION = "conclusion"
    CLOSURE = "closure"
    STATUS = "status"
    PROGRESS = "progress"
    PUBLIC = "public"
    CHANGED = "changed"


KIND_WORDS: dict[ChangeKind, str] = {
    ChangeKind.ADDED: "新增",
    ChangeKind.WITHDRAWN: "撤销",
    ChangeKind.DONE: "完成",
    ChangeKind.REOPENED: "恢复整改",
    ChangeKind.DELAYED: "延期",
    ChangeKind.REASSIGNED: "调整部门",
    ChangeKind.REWORDED: "改动文字",
    ChangeKind.CONCLUSION: "结论变化",
    ChangeKind.CLOSURE: "销号变化",
    ChangeKind.STATUS: "其他状态变化",
    ChangeKind.PROGRESS: "更新落实情况",
    ChangeKind.PUBLIC: "公开方式和文本",
    ChangeKind.CHANGED: "其他变化",
}

Kinds = ChangeKind | Callable[[Hashable, Hashable], ChangeKind]


def _status(old: Hashable, new: Hashable) -> ChangeKind:
    if new == Status.WITHDRAWN:
        return ChangeKind.WITHDRAWN
    if new == Status.DONE:
        return ChangeKind.DONE
    return ChangeKind.REOPENED if old == Status.DONE else ChangeKind.STATUS


def _withdrawn(old: Hashable, new: Hashable) -> ChangeKind:
    return ChangeKind.WITHDRAWN if new else ChangeKind.STATUS


def _due(old: Hashable, new: Hashable) -> ChangeKind:
    """A date taken away is a delay as well; one set for the first time, or moved forward, is none."""
    later = old is not None and (new is None or new > old)  # type: ignore[operator]
    return ChangeKind.DELAYED if later else ChangeKind.CHANGED


@dataclass(frozen=True)
class Field:
    """A field that is compared: its name, its word, of which kind its change is, and whether it is running text."""

    name: str
    word: str
    kind: Kinds = ChangeKind.CHANGED
    text: bool = False

    def kind_of(self, old: Hashable, new: Hashable) -> ChangeKind:
        """Return of which kind the change from `old` to `new` is."""
        return self.kind if isinstance(self.kind, ChangeKind) else self.kind(old, new)


FIELDS: dict[str, tuple[Field, ...]] = {
    "issue": (
        Field("withdrawn", "撤销", _withdrawn),
        Field("title", "题目", ChangeKind.REWORDED, text=True),
        Field("code", "编号"),
        Field("proposed", "拟定结论", ChangeKind.CONCLUSION),
        Field("conclusion", "审定结论", ChangeKind.CONCLUSION),
        Field("closure", "销号情况", ChangeKind.CLOSURE),
        Field("continuing_until", "持续整改至", ChangeKind.CLOSURE),
        Field("hard", "重点难点"),
        Field("disclosure", "公开方式", ChangeKind.PUBLIC),
    ),
    "measure": (
        Field("status", "状态", _status),
        Field("due_on", "完成时限", _due),
        Field("long_term", "长期坚持"),
        Field("plan", "整改措施", ChangeKind.REWORDED, text=True),
        Field("code", "编号"),
        Field("lead", "牵头部门", ChangeKind.REASSIGNED),
        Field("cooperating", "配合部门", ChangeKind.REASSIGNED),
        Field("responsible_leader", "责任领导"),
        Field("responsible", "责任人"),
        Field("outcome", "落实情况", ChangeKind.PROGRESS, text=True),
        Field("public_text", "公开文本", ChangeKind.PUBLIC, text=True),
    ),
}
