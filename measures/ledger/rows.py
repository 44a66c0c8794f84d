"""A row of the ledger: a measure as one person sees it, with the steps that person may take."""

import datetime
from dataclasses import dataclass

from django.db.models import Max

from issues.models import Round
from measures.badges import LIGHT, STATUS, Badge
from measures.figures import today
from measures.models import Measure
from measures.services.transitions import Step, steps_for
from measures.workflow import Light, Status
from rectify.accounts.models import User
from rectify.accounts.permissions import can, visible
from rectify.accounts.roles import Action
from rectify.history.models import Entry


@dataclass(frozen=True)
class Row:
    """One measure in the ledger: `original` is the date that has moved, `last` when it changed last, `conflicts` why not."""

    measure: Measure
    standing: Light
    steps: list[Step]
    last: datetime.datetime | None = None
    pickable: bool = False

    @property
    def status(self) -> Badge:
        """The status as a badge."""
        return STATUS[self.measure.status]

    @property
    def light(self) -> Badge:
        """The light as a badge."""
        return LIGHT[self.standing]

    @property
    def original(self) -> datetime.date | None:
        """The original due date, where the present one is another."""
        moved = self.measure.original_due_on != self.measure.due_on
        return self.measure.original_due_on if moved else None

    @property
    def counts(self) -> bool:
        """Whether the measure is among the round's count: neither it nor its issue is withdrawn."""
        return self.measure.status != Status.WITHDRAWN and not self.measure.issue.withdrawn

    @property
    def open_steps(self) -> list[Step]:
        """The steps that nothing stands against."""
        return [step for step in self.steps if not step.conflict]

    @property
    def conflicts(self) -> list[str]:
        """Why the other steps aren't this person's to take (recusal), each reason once."""
        return list(dict.fromkeys(step.conflict for step in self.steps if step.conflict))


def make_row(measure: Measure, user: User, day: datetime.date, last: datetime.datetime | None) -> Row:
    """Return `measure` as `user` sees it on `day`; pickable for the bulk by whoever works on it."""
    light = measure.light(day, measure.round.warning_days)
    return Row(measure, light, steps_for(measure, user), last, can(user, Action.WORK, measure))


def load_rows(round: Round, user: User) -> list[Row]:
    """Return every measure of `round` that `user` may see, in the order of the notice. Three queries, however many rows."""
    measures = visible(Measure.objects.filter(round=round), user).with_people().in_order()
    last, day = last_changes(round, user), today(round)
    return [make_row(measure, user, day, last.get(measure.pk)) for measure in measures]


def last_changes(round: Round, user: User) -> dict[int, datetime.datetime]:
    """Return when each measure of `round` changed last, by its key, out of the change log. One query."""
    entries = visible(Entry.objects.filter(round=round.pk, measure__isnull=False), user, Action.VIEW_HISTORY)
    return dict(entries.order_by().values_list("measure").annotate(Max("effective_at")))


def last_change(measure: Measure) -> datetime.datetime | None:
    """Return when one measure changed last. One query."""
    when: datetime.datetime | None = Entry.objects.filter(measure=measure.pk).aggregate(last=Max("effective_at"))["last"]
    return when
