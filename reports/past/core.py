"""compare(then, now): what differs between the ledger at two moments. Pure: values in, values out."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rectify.differences import Part, difference
from reports.past.kinds import FIELDS, KIND_WORDS, ChangeKind
from reports.past.records import Key, Ledger, Record, Value

OPENING = 40  # characters of a text that is new as a whole
EMPTY = Value(None, "")
ELSEWHERE = "其他部门"  # what is said of a record that wasn't the reader's own


@dataclass(frozen=True)
class Change:
    """One field's change, or that a record was added; `text` is running text, `note` what else belongs to it."""

    kind: ChangeKind
    word: str
    old: str
    new: str
    text: bool = False
    note: str = ""

    @property
    def kind_word(self) -> str:
        """The kind in Chinese."""
        return KIND_WORDS[self.kind]

    @property
    def parts(self) -> list[Part]:
        """How running text differs, character by character; a long text where none was opens to its rest."""
        if self.old or len(self.new) <= OPENING:
            return difference(self.old, self.new)
        return [Part("new", self.new[:OPENING]), Part("fold", self.new[OPENING:])]


@dataclass(frozen=True)
class Changed:
    """A record with its changes; `then` or `now` is None where it didn't stand, or wasn't the reader's own."""

    then: Record | None
    now: Record | None
    changes: tuple[Change, ...]

    @property
    def record(self) -> Record:
        """The record as it stood last."""
        found = self.now or self.then
        assert found is not None
        return found

    @property
    def kinds(self) -> list[ChangeKind]:
        """The kinds of its changes, in their order, each once."""
        return [kind for kind in ChangeKind if any(change.kind is kind for change in self.changes)]

    @property
    def departments(self) -> frozenset[int]:
        """Whose own it was or is."""
        return frozenset().union(*(record.departments for record in (self.then, self.now) if record))


@dataclass(frozen=True)
class Comparison:
    """All that differs, in the notice's order."""

    rows: tuple[Changed, ...] = ()

    @property
    def counts(self) -> list[tuple[ChangeKind, int]]:
        """How many records have a change of each kind; kinds that nothing has are left out."""
        found = Counter(kind for row in self.rows for kind in row.kinds)
        return [(kind, found[kind]) for kind in ChangeKind if found[kind]]

    def of(self, type: str, kind: ChangeKind) -> set[int]:
        """Return the keys of the records of one type that have a change of one kind."""
        return {row.record.pk for row in self.rows if row.record.type == type and kind in row.kinds}

    def narrowed(
        self,
        *,
        kind: ChangeKind | None = None,
        department: int | None = None,
        problem: int | None = None,
        measure: int | None = None,
    ) -> "Comparison":
        """Return the rows that all given conditions admit; of a row only the changes of `kind`. `problem` 0: the deep tasks."""
        rows = [row for row in self.rows if department is None or department in row.departments]
        rows = [row for row in rows if problem is None or (row.record.problem or 0) == problem]
        rows = [row for row in rows if measure is None or row.record.key == ("measure", measure)]
        if kind is not None:
            rows = [replace(row, changes=tuple(c for c in row.changes if c.kind is kind)) for row in rows if kind in row.kinds]
        return Comparison(tuple(rows))


def compare(then: Ledger, now: Ledger) -> Comparison:
    """Return how `now` differs from `then`. A record that only one side may know tells nothing of the other side."""
    keys = sorted({*then.records, *now.records}, key=lambda key: (_last(then, now, key).place, key))
    found = (_row(then, now, key) for key in keys)
    return Comparison(tuple(row for row in found if row.changes))


def _last(then: Ledger, now: Ledger, key: Key) -> Record:
    return now.records.get(key) or then.records[key]


def _row(then: Ledger, now: Ledger, key: Key) -> Changed:
    old, new = then.records.get(key), now.records.get(key)
    return Changed(old, new, tuple(_changes(old, new, moved=key in then.hidden or key in now.hidden)))


def _changes(old: Record | None, new: Record | None, *, moved: bool) -> Iterator[Change]:
    if old is not None and new is not None:
        yield from _fields(old, new)
    elif moved:
        yield Change(ChangeKind.REASSIGNED, "部门", _whose(old), _whose(new))
    elif new is not None:
        yield Change(ChangeKind.ADDED, "内容", "", new.title, text=True)
        yield from _fields(new, new, added=True)


def _whose(record: Record | None) -> str:
    return ELSEWHERE if record is None else record.said("lead") or record.said("departments") or "本部门"


def _fields(old: Record, new: Record, *, added: bool = False) -> Iterator[Change]:
    """The fields that differ; of a record added in between only that it was withdrawn or done again, or given a word."""
    for field in FIELDS[new.type]:
        was, now = EMPTY if added else old.values.get(field.name, EMPTY), new.values.get(field.name, EMPTY)
        kind = field.kind_of(was.raw, now.raw)
        if added and kind not in {ChangeKind.WITHDRAWN, ChangeKind.DONE}:
            continue
        if was.raw != now.raw:
            yield Change(kind, field.word, was.said, now.said, field.text, _note(kind, was, new))


def _note(kind: ChangeKind, was: Value, new: Record) -> str:
    """A delay's original date, where that isn't the one beside it."""
    original = new.values.get("original_due_on", EMPTY)
    return f"原定{original.said}" if kind is ChangeKind.DELAYED and original.raw not in {None, was.raw} else ""
