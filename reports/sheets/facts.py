"""What a weekly sheet says, as facts: filled from the ledger by a builder, put into words by `wording`.

All of it is frozen, and dates and times are local (Asia/Shanghai). A list is in the order in which it is to be read.
"""

import datetime as dt
from dataclasses import dataclass

from reports.content import Ref


@dataclass(frozen=True, slots=True)
class Counts:
    """Measures by status, with the lights of those not done; `total` is the sum of the four statuses."""

    done: int = 0
    in_progress: int = 0
    reported: int = 0
    not_started: int = 0
    overdue: int = 0
    due_soon: int = 0

    @property
    def total(self) -> int:
        """All measures that count (withdrawn ones don't)."""
        return self.done + self.in_progress + self.reported + self.not_started


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened in the week before the sheet's: measures verified as done, measures with new progress."""

    verified: int = 0
    updated: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """A measure as the sheet names it (第3-2-1条) and its due date; `department` is for the office's sheet only."""

    label: str
    due: dt.date
    department: str = ""
    ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """A measure sent back, and what is missing, as the one who returned it wrote."""

    label: str
    missing: str
    department: str = ""
    ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A measure reported as complete on a day and not yet verified."""

    label: str
    reported_on: dt.date
    department: str = ""
    ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class Cooperating:
    """A measure that another department leads and the recipient helps with."""

    label: str
    lead: str
    ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class Remarked:
    """A remark that isn't settled: whose, of which day, and where it stands.

    `standing` is one of unanswered, returned, unsigned, unsettled; `due` is when its answer was asked for, `ask_by` by when the
    sheet asks for it: that day, or, where it has passed, the week's.
    """

    number: int
    maker: str
    made_on: dt.date
    standing: str
    due: dt.date
    ask_by: dt.date
    department: str = ""
    ref: Ref | None = None

    @property
    def late(self) -> bool:
        """Whether the day on which the answer was due has passed."""
        return self.ask_by != self.due


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the register whose reply was due before the week began."""

    label: str
    due: dt.date
    ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class IssueCounts:
    """The issues of one kind: their number with its unit, the facts of their closure, each with its word; `rest` is 未销号's."""

    word: str
    unit: str
    total: int
    facts: tuple[tuple[str, int], ...]
    rest: str


@dataclass(frozen=True, slots=True)
class Closing:
    """An issue about whose closure something is to be done: what (`turn`), by or on which day, and what was said of it."""

    label: str
    turn: str
    on: dt.date | None = None
    note: str = ""
    department: str = ""
    ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """A later date that was asked for, and by whom it is decided, or that was granted in the week before (`times`: how often)."""

    label: str
    until: dt.date
    due: dt.date
    granter: str = ""
    times: int = 0
    department: str = ""
    ref: Ref | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A scheduling meeting (调度会) and how long a department may speak."""

    at: dt.datetime
    minutes: int = 5


@dataclass(frozen=True, slots=True)
class Week:
    """The week of rectification a sheet is for: its number and its days, Monday to Sunday."""

    number: int
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Deadlines:
    """By when what is asked for: explaining an overdue measure, cooperating, sending again, updating, verifying."""

    explain: dt.date
    cooperate: dt.date
    resend: dt.datetime
    update: dt.datetime
    verify: dt.datetime

    @classmethod
    def of_week(cls, monday: dt.date) -> "Deadlines":
        """The usual ones: Wednesday for what is written, Thursday 17:00 for what goes into the ledger."""
        wednesday = monday + dt.timedelta(days=2)
        thursday = dt.datetime.combine(monday + dt.timedelta(days=3), dt.time(17))
        return cls(explain=wednesday, cooperate=wednesday, resend=thursday, update=thursday, verify=thursday)


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """One department's week. `address` is how it is spoken to (你支队, 你室); `counts` are of the measures it leads.

    What is reported and not yet verified counts as overdue or due soon, but stands under `waiting`: nothing is asked for it.
    """

    recipient: str
    address: str
    week: Week
    cut_off: dt.date
    counts: Counts
    deadlines: Deadlines
    issuer: str = ""
    issued_on: dt.date | None = None
    changes: Changes = Changes()
    overdue: tuple[Item, ...] = ()
    due_soon: tuple[Item, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    returned: tuple[Returned, ...] = ()
    cooperating: tuple[Cooperating, ...] = ()
    remarks: tuple[Remarked, ...] = ()
    others: tuple[Remarked, ...] = ()
    """Unsettled remarks that concern what it leads or helps with, and that somebody else answers (`department`)."""
    issues: tuple[IssueCounts, ...] = ()
    closing: tuple[Closing, ...] = ()
    asked: tuple[Later, ...] = ()
    granted: tuple[Later, ...] = ()
    extension_days: int | None = None
    """Working days before the due date by which an extension must be asked for; None: extensions can't be asked for."""
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A department's line in the office's table."""

    name: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """The office's week over all departments. `counts` are of the round, measures without a department included."""

    recipient: str
    week: Week
    cut_off: dt.date
    counts: Counts
    departments: tuple[DepartmentRow, ...]
    deadlines: Deadlines
    issuer: str = ""
    issued_on: dt.date | None = None
    changes: Changes = Changes()
    overdue: tuple[Item, ...] = ()
    due_soon: tuple[Item, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    returned: tuple[Returned, ...] = ()
    remarks: tuple[Remarked, ...] = ()
    issues: tuple[IssueCounts, ...] = ()
    closing: tuple[Closing, ...] = ()
    papers: tuple[Paper, ...] = ()
    asked: tuple[Later, ...] = ()
    granted: tuple[Later, ...] = ()
    meeting: Meeting | None = None
