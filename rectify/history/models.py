"""Tracked records and the change log: every change of a tracked record is one `Entry` and one history row.

Source of the rule: “Nothing is lost, nothing is rewritten” in the domain's description.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q

from rectify.history.changes import Change, changed_fields, remember, remember_only, unrecorded_changes
from rectify.history.context import current

M = TypeVar("M", bound=models.Model, covariant=True)


class UntrackedWrite(RuntimeError):
    """A tracked record was to be written by a way that leaves no entry: a programming error, never a user's."""


@dataclass(frozen=True)
class Belonging:
    """Where a record stood when it changed: primary keys kept as values, since an entry outlives every link.

    `department` is the lead, `others` are the cooperating departments: together they are who may read the entry later.
    `closed` tells that its issue is closed: the log's index keeps it, the entry doesn't.
    """

    round: int | None = None
    key_problem: int | None = None
    issue: int | None = None
    measure: int | None = None
    department: int | None = None
    others: tuple[int, ...] = ()
    closed: bool = False


class TrackedQuerySet(models.QuerySet[M]):
    """Reads only: what would write past the log raises UntrackedWrite."""

    def _refuse(self) -> NoReturn:
        raise UntrackedWrite(f"{self.model.__name__} is tracked: save each record inside recording().")

    def update(self, **kwargs: Any) -> int:
        """Refuse: no entry would be left."""
        self._refuse()

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Refuse: no entry would be left."""
        self._refuse()

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        """Refuse: no entry would be left."""
        self._refuse()

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: records are withdrawn, never deleted."""
        self._refuse()

    def round_q(self, rounds: list[int]) -> Q:
        """Return the condition that a row belongs to one of `rounds` (primary keys)."""
        return Q(round__in=rounds)

    def department_q(self, department: int, share: str = "any") -> Q:
        """Return the condition that a row is `department`'s own by its `share`; most kinds of record are nobody's own."""
        return Q(pk__in=[])

    def installation_q(self) -> Q:
        """Return the condition that a row belongs to the installation: only accounts, departments, people and memberships do."""
        return Q(pk__in=[])

    def for_department(self, department: int, share: str = "any") -> Self:
        """Return the rows that are `department`'s own, by whichever part it has (`share`: any, lead, cooperating)."""
        return self.filter(self.department_q(department, share))


class Tracked(models.Model):
    """A record whose every change is an entry; saved only inside `recording()`, never deleted.

    `version` counts the changes: a form carries the one it was made from.
    """

    version = models.PositiveIntegerField("版本", default=1, editable=False)

    # what a door reads of the record's surroundings: loaded together with the row that it locks, and not locked themselves
    held_with: ClassVar[tuple[str, ...]] = ()

    # A kind of record that is kept apart names the fields whose values its entries may tell. They tell no other value, bear
    # the kind's name alone and belong to no round: nobody meets them in a log, a count or an export, but through the record.
    told: ClassVar[frozenset[str] | None] = None

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        history: Any
        pk: int

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **kwargs: Any) -> Self:
        """Load a row and remember its values, so that a save can tell what changed."""
        record = super().from_db(db, field_names, values, **kwargs)
        remember(record)
        return record

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Reload the row and remember the values anew; of some fields alone (a deferred one's first use) only those."""
        super().refresh_from_db(*args, **kwargs)
        fields = kwargs.get("fields") or (args[1] if len(args) > 1 else None)
        if fields is None:
            remember(self)
        else:
            remember_only(self, fields)

    def belongs_to(self) -> Belonging:
        """Return where the record stands now; each tracked model says it for itself."""
        raise NotImplementedError(f"{type(self).__name__} must say where it belongs.")

    def own_departments(self, share: str = "any") -> set[int]:
        """Return the keys of the departments whose own the record is by their `share`; most kinds of record are nobody's own."""
        return set()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save what changed inside the current `recording()`; raise UntrackedWrite outside one; do nothing without a change."""
        # a link may lead to a record that was saved after it was set: Django takes its key now, and so must the log
        self._prepare_related_fields_for_save(operation_name="save")  # type: ignore[attr-defined]
        changes = changed_fields(self)
        if not changes and not self._state.adding:
            self._save_untracked(*args, **kwargs)
            return
        recorder = current()
        if recorder is None:
            raise UntrackedWrite(f"{type(self).__name__} is tracked: save it inside recording().")
        self._check_named(changes, kwargs.get("update_fields"))
        recorder.prepare(self, changes)
        if not self._state.adding:
            self.version += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
        super().save(*args, **kwargs)
        recorder.check_kept(self)
        remember(self)

    def _check_named(self, changes: list[Change], update_fields: Any) -> None:
        """Refuse a save of some fields beside which others changed: the log would tell what the table doesn't hold."""
        named = None if update_fields is None else {name.removesuffix("_id") for name in update_fields}
        if named is not None and any(change.field.removesuffix("_id") not in named for change in changes):
            raise UntrackedWrite(f"{type(self).__name__} has changed beyond update_fields: save it whole.")

    def _save_untracked(self, *args: Any, **kwargs: Any) -> None:
        """Save fields that history leaves out (a password's hash, the last sign-in); leave nothing behind for them.

        They must be named: a password changed without anything that is recorded is a mistake, not a save without a change.
        """
        names = kwargs.get("update_fields")
        if not names:
            if unrecorded_changes(self):
                raise UntrackedWrite(f"{type(self).__name__}: {unrecorded_changes(self)} would change and leave no entry.")
            return
        self.skip_history_when_saving = True
        try:
            super().save(*args, **kwargs)
        finally:
            del self.skip_history_when_saving
        remember_only(self, names)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: records are withdrawn, never deleted."""
        raise UntrackedWrite(f"{type(self).__name__} is tracked: withdraw it instead of deleting it.")


def kept_apart() -> list[str]:
    """Return the kinds of record whose entries are met through the record alone."""
    tracked = (model for model in apps.get_models() if issubclass(model, Tracked))
    return [model._meta.label_lower for model in tracked if model.told is not None]


class EntryQuerySet(models.QuerySet["Entry"]):
    """Reads of the change log."""

    def round_q(self, rounds: list[int]) -> Q:
        """Return the condition that an entry belongs to one of `rounds`."""
        return Q(round__in=rounds)

    def department_q(self, department: int, share: str = "any") -> Q:
        """Return the condition that the record was `department`'s when it changed, as lead or cooperating."""
        return Q(department=department) | Q(others__contains=f"|{department}|")

    def installation_q(self) -> Q:
        """Return the condition that an entry belongs to the installation: to no round, and to no record that is kept apart."""
        return Q(round=None) & ~Q(record_type__in=kept_apart())

    def for_record(self, record: models.Model) -> Self:
        """Return the entries of one record."""
        return self.filter(record_type=record._meta.label_lower, record=record.pk)


class Entry(models.Model):
    """One line of the change log (变更记录): who, as what, when, what, old → new, why. Insert-only, held by the guards.

    `recorded_at` is always the clock; `effective_at` differs only in the demonstration's past. What a record belonged to is
    kept as values. `payload` is the canonical JSON of the whole line and `sha256` its digest; the other columns are read from it.
    """

    recorded_at = models.DateTimeField("记录时间")
    effective_at = models.DateTimeField("发生时间")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="操作人")
    actor_name = models.CharField("操作人姓名", max_length=60)
    acting_role = models.CharField("角色", max_length=20)
    acting_as = models.CharField("身份", max_length=160)
    action = models.CharField("动作", max_length=60)
    record_type = models.CharField("记录种类", max_length=60)
    record = models.BigIntegerField("记录编号")
    record_label = models.CharField("记录名称", max_length=200)
    created = models.BooleanField("新增")
    round = models.BigIntegerField("轮次", null=True)
    key_problem = models.BigIntegerField("重点问题", null=True)
    issue = models.BigIntegerField("整改事项", null=True)
    measure = models.BigIntegerField("整改措施", null=True)
    department = models.BigIntegerField("牵头部门", null=True)
    others = models.TextField("配合部门", blank=True)
    changes = models.JSONField("变更内容")
    reason = models.TextField("原因", blank=True)
    payload = models.TextField("原文")
    sha256 = models.CharField("摘要", max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "变更记录"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["round", "-id"], name="entry_round"),
            models.Index(fields=["round", "effective_at", "id"], name="entry_round_moment"),
            models.Index(fields=["record_type", "record", "id"], name="entry_record"),
            models.Index(fields=["measure", "effective_at", "id"], name="entry_measure_moment"),
            models.Index(fields=["issue", "effective_at", "id"], name="entry_issue_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.action} {self.record_label}"


class EntryTag(models.Model):
    """Where an entry is found when the log is reviewed: one row for each tag (`rectify.history.tagging`). Insert-only.

    `at` is when the entry's change happened. The key is the index: all that a page of the log needs to know its entries.
    """

    pk = models.CompositePrimaryKey("tag", "at", "entry")
    tag = models.BigIntegerField("索引")
    at = models.DateTimeField("发生时间")
    entry = models.BigIntegerField("变更记录")

    class Meta:
        verbose_name = "变更记录索引"

    def __str__(self) -> str:
        return f"{self.tag} {self.entry}"


class Seal(models.Model):
    """One link of the chain over the entries, made after commit, in batches: insert-only, held by the guards.

    `hash` is taken over the number, the entry's key and digest, and the link before (`rectify.history.sealing.seal_hash`). The
    order of the chain is that of sealing: an entry whose transaction ended late has a later number than its key would say.
    """

    seq = models.BigIntegerField("封记号", primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="seal", verbose_name="变更记录", db_constraint=False)
    previous = models.CharField("前一封记摘要", max_length=64)
    hash = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "封记"
        ordering = ["seq"]
        constraints = [models.CheckConstraint(condition=Q(seq__gt=0), name="seal_seq")]

    def __str__(self) -> str:
        return f"第{self.seq}号封记"
