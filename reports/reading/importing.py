"""Taking a notice over: the one way of page, job and command. The same text makes one round, unless another copy is wanted."""

import datetime
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from issues.models import Round
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.files.keeping import clean_name
from rectify.jobs.models import Job, State
from rectify.jobs.services import enqueue, retry
from reports.models import ImportedNotice
from reports.reading import files, limits
from reports.reading.counting import answer
from reports.reading.lines import lines_of
from reports.reading.model import ParsedNotice
from reports.reading.naming import names_of
from reports.reading.parsing import parse
from reports.reading.storing import Storing

KIND = "import_notice"


@dataclass(frozen=True)
class Wish:
    """What is to be taken over. `title` is the round's (empty: the notice's own), `feedback_on` empty means today."""

    text: str
    name: str = ""
    title: str = ""
    feedback_on: datetime.date | None = None
    again: bool = False


@dataclass(frozen=True)
class Importer:
    """In whose name: `maker` makes the round (None: the system), `director` heads its office and writes the rest."""

    maker: User | None
    director: User


def read(text: str) -> ParsedNotice:
    """Read a text; Refused where it has no structure or the ledger couldn't hold it."""
    limits.check_lines(files.checked(text))
    notice = parse(text)
    limits.check(notice)
    return notice


def digest(text: str) -> str:
    """Return the SHA-256 by which a text is known again: of its lines without outer blanks, in whatever file they came."""
    return hashlib.sha256("\n".join(line.text for line in lines_of(text)).encode()).hexdigest()


def existing(text: str) -> ImportedNotice | None:
    """Return the import that made a round of this text, the first of several."""
    found = ImportedNotice.objects.filter(sha256=digest(text), round__isnull=False)
    return found.select_related("round").order_by("copy").first()


def kept(wish: Wish, notice: ParsedNotice, by: User | None) -> ImportedNotice:
    """Keep the text with what was read of it; the row that stands already where it waits or no other copy is wanted."""
    sha256 = digest(wish.text)
    last = ImportedNotice.objects.filter(sha256=sha256).order_by("-copy").first()
    if last is not None and (last.round_id is None or not wish.again):
        return last
    return ImportedNotice.objects.create(
        sha256=sha256,
        copy=last.copy + 1 if last else 1,
        name=clean_name(wish.name) if wish.name else "",
        text=wish.text,
        answer=answer(notice),
        imported_by=by,
    )


@contextmanager
def _alone() -> Iterator[None]:
    """Open the transaction; Refused where somebody else keeps the same text at this very moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Refused("同一份通报正在由他人导入，请稍后查看轮次列表。") from error


def import_notice(wish: Wish, who: Importer) -> tuple[Round, bool]:
    """Make a round of a text and tell whether it is new; all of it or nothing. Raises Refused, PermissionDenied."""
    if not wish.again and (found := existing(wish.text)) is not None and found.round is not None:
        return found.round, False
    notice = read(wish.text)
    with _alone():
        return fill(kept(wish, notice, who.director), notice, wish, who), True


def ask(*, wish: Wish, by: User) -> Job | None:
    """Keep the text and queue its import for `by`; None where it was imported and no other copy is wanted.

    Raises Refused, PermissionDenied. A job that failed is queued again.
    """
    permit(by, Action.IMPORT)
    if not wish.again and existing(wish.text) is not None:
        return None
    notice = read(wish.text)
    with _alone():
        row = kept(wish, notice, by)
        day = wish.feedback_on.isoformat() if wish.feedback_on else ""
        args = {"notice": row.pk, "by": by.pk, "title": wish.title, "feedback_on": day}
        job = enqueue(kind=KIND, key=f"import-notice:{row.pk}:{by.pk}", args=args, requested_by=by)
        return retry(job=job) if job.state == State.FAILED else job


def carry_out(*, notice: int, by: int, title: str, feedback_on: str, hold: Callable[[], None]) -> Round:
    """Make the round that a job was asked for, as far as nobody has made it. `hold` binds the commit to the job's lease."""
    row = ImportedNotice.objects.get(pk=notice)
    user = User.objects.get(pk=by)
    day = datetime.date.fromisoformat(feedback_on) if feedback_on else None
    with transaction.atomic():
        round = fill(row, read(row.text), Wish(row.text, row.name, title, day), Importer(user, user))
        hold()
    return round


def fill(row: ImportedNotice, notice: ParsedNotice, wish: Wish, who: Importer) -> Round:
    """Make the round of a kept text, inside the caller's transaction; the one that it has already where somebody was quicker."""
    row = ImportedNotice.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.round is not None:
        return row.round
    today = timezone.localdate()
    names = names_of(notice, wish.title)
    storing = Storing(notice, by=who.director, on=today)
    row.round = storing.store(names, maker=who.maker, feedback_on=wish.feedback_on or today)
    row.imported_at = timezone.now()
    row.save(update_fields=["round", "imported_at"])
    return row.round
