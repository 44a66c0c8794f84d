"""What a verification finds: each broken place in words a person understands, and the counts of what was looked at."""

from dataclasses import dataclass, field
from typing import Any

SHOWN = 100  # broken places that are kept in words; the others are counted

# kind → what it is called where the place itself may not be told (another round's record)
KINDS = {
    "seal_missing": "封记缺号",
    "seal_duplicate": "封记重号",
    "seal_previous": "封记与前一封记不衔接",
    "seal_hash": "封记与所封的变更记录对不上",
    "seal_entry_twice": "同一条变更记录被封存两次",
    "entry_missing": "所封的变更记录不存在",
    "entry_payload": "变更记录的内容被改动",
    "entry_column": "变更记录的栏目与原文不符",
    "entry_backdated": "变更记录疑似事后补入",
    "row_missing": "变更记录对应的历史记录不存在",
    "row_changed": "历史记录被改动",
    "row_shared": "两条变更记录对应同一条历史记录",
    "row_without_entry": "历史记录没有对应的变更记录",
    "record_changed": "现有记录被绕过变更记录改动",
    "record_missing": "现有记录被删除",
    "record_without_history": "现有记录没有历史记录",
    "index_missing": "变更记录在查阅用的索引中缺少",
    "file_missing": "文件不存在",
    "file_changed": "文件内容被改动",
    "publication_changed": "公布记录被改动",
    "guard_missing": "数据库防护缺失",
    "guard_foreign": "数据库中有外来的触发器、规则或设置",
    "table_missing": "数据表不存在",
    "unreadable": "内容无法识别，校验中断",
    "anchor_missing": "外部留存的封记在库中不存在",
    "anchor_changed": "与外部留存的封记不符",
}


@dataclass(frozen=True)
class Broken:
    """One broken place: its kind (a key of KINDS), where (“seal:812”), a sentence, and the round it belongs to, if any.

    `open` says that the sentence tells nothing of a record, so that whoever may verify may read it.
    """

    kind: str
    where: str
    text: str
    round: int | None = None
    open: bool = False

    def as_json(self) -> dict[str, str]:
        """Return it as the command prints it."""
        return {"kind": self.kind, "where": self.where, "text": self.text}


@dataclass
class Unsealed:
    """The tail without a seal: how many, how many of them for more than an hour, the first one's key and time."""

    count: int = 0
    late: int = 0
    first: int | None = None
    since: str = ""

    @property
    def text(self) -> str:
        """The tail in words."""
        if not self.count:
            return "全部变更记录均已封存。"
        said = f"尾部有{self.count}条变更记录还没有封存，最早一条（编号{self.first}）记于{self.since}。"
        late = f"其中{self.late}条超过一小时仍未封存，请检查后台进程是否运行。" if self.late else "封存由后台自动进行。"
        return said + late

    def as_json(self) -> dict[str, Any]:
        """Return it as the command prints it."""
        return {"count": self.count, "late": self.late, "first": self.first, "text": self.text}


@dataclass
class Report:
    """The whole answer. `broken` holds the first SHOWN places, `broken_count` all; `since` is the first seal looked at."""

    entries: int = 0
    seals: int = 0
    rows: int = 0
    records: int = 0
    files: int = 0
    cleared: int = 0
    head: tuple[int, str] | None = None
    unsealed: Unsealed = field(default_factory=Unsealed)
    broken: list[Broken] = field(default_factory=list)
    broken_count: int = 0
    since: int | None = None
    seconds: float = 0.0
    log_seconds: float | None = None  # without the index of the log, and the files, whose time is their size's

    def add(self, found: Broken) -> None:
        """Take note of a broken place."""
        self.broken_count += 1
        if len(self.broken) < SHOWN:
            self.broken.append(found)

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.broken_count

    @property
    def speed(self) -> int:
        """Entries a second."""
        return round(self.entries / max(self.log_seconds or self.seconds, 1e-6))

    def as_json(self) -> dict[str, Any]:
        """Return the answer as one JSON object."""
        return {
            "ok": self.ok,
            "entries": self.entries,
            "seals": self.seals,
            "rows": self.rows,
            "records": self.records,
            "files": self.files,
            "cleared": self.cleared,
            "head": {"seq": self.head[0], "hash": self.head[1]} if self.head else None,
            "unsealed": self.unsealed.as_json(),
            "since": self.since,
            "broken_count": self.broken_count,
            "broken": [found.as_json() for found in self.broken],
            "seconds": round(self.seconds, 2),
            "entries_per_second": self.speed,
        }
