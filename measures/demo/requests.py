"""Extensions and decisions on paper of the demonstration: one request granted on paper, one pending, one paper that waits.

Who asked for what is made up, as all dates are: the source says nothing of it.
"""

import datetime
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from issues.models import Issue, PaperDecision
from measures.demo.actors import Actors
from measures.demo.story import Moment, Story
from measures.extensions.services import ask_extension
from measures.models import Extension, Measure
from measures.paper.registry import STEPS
from measures.paper.services import confirm_paper, record_paper
from rectify.accounts.models import Person

MORNING, LATE = 9, 20  # o'clock; late: after all that the day's story holds
READING = datetime.timedelta(minutes=25)  # until another has confirmed a paper
SCAN = "签批件（示例）.pdf"
LINES = ("线下签批件（示例）", "同意。", "本件内容为演示而写")


def tell_requests(story: Story, measures: dict[str, int], issues: dict[str, Issue], rows: dict[str, Any]) -> None:
    """Tell what was asked for and what was decided on paper; `rows` is the fixture, its keys are those of the measures."""
    weeks = story.weeks
    for row in rows["extensions"]:
        asked = _at(weeks.day(row["week"], row["day"]), MORNING)
        story.at(asked, partial(_ask, story.actors, measures[row["measure"]], weeks.due(row["to_week"]), row))
        if "paper" in row:
            on = weeks.day(row["week"], row["day"] + 1)
            recorded = _at(on, MORNING)
            story.at(recorded, partial(_grant, story.actors, measures[row["measure"]], on, row["paper"]))
            story.at(min(recorded + READING, timezone.now()), partial(_confirm, story.actors, measures[row["measure"]]))
    for row in rows["papers"]:
        on = weeks.day(row["week"], row["day"])
        story.at(_at(on, LATE), partial(_conclude, story.actors, issues[row["issue"]].pk, on, row))


def _at(day: datetime.date, hour: int) -> Moment:
    moment = timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, 10)))
    return min(moment, timezone.now())


def _ask(actors: Actors, pk: int, until: datetime.date, row: dict[str, Any], at: Moment) -> None:
    measure = Measure.objects.with_people().get(pk=pk)
    by = actors.worker(measure)
    asker = measure.responsible if by == actors.cast["clerk"] else None
    ask_extension(measure=measure, by=by, until=until, reason=row["reason"], asked_for=asker, effective_at=at)


def _grant(actors: Actors, pk: int, on: datetime.date, row: dict[str, Any], at: Moment) -> None:
    extension = Extension.objects.pending().with_people().get(measure=pk)
    signatory = actors.people[row["signatory"]]
    _recorded(actors, extension, "extension-grant", signatory, on, row, at)


def _confirm(actors: Actors, pk: int, at: Moment) -> None:
    extension = Extension.objects.pending().get(measure=pk)
    [decision] = PaperDecision.objects.pending().filter(subject_type=extension._meta.label_lower, subject=extension.pk)
    confirm_paper(decision=decision, by=actors.cast["director"], effective_at=at)


def _conclude(actors: Actors, pk: int, on: datetime.date, row: dict[str, Any], at: Moment) -> None:
    issue = Issue.objects.select_related("key_problem", "parent", "round").get(pk=pk)
    _recorded(actors, issue, "conclusion", actors.people[row["signatory"]], on, row, at)


def _recorded(
    actors: Actors, subject: Any, key: str, signatory: Person, on: datetime.date, row: dict[str, Any], at: Moment
) -> PaperDecision:
    return record_paper(
        subject=subject,
        key=key,
        by=actors.cast["clerk"],
        content_hash=STEPS[key].bound(subject),
        scan=ContentFile(scan(), name=SCAN),
        text=row["text"],
        signatory=signatory,
        decided_on=on,
        number=row["number"],
        effective_at=at,
    )


def scan() -> bytes:
    """Return a page as PDF, in a face that every reader has for Chinese text."""
    shown = "".join(f"1 0 0 1 90 {720 - 40 * n} Tm <{line.encode('utf-16-be').hex()}> Tj " for n, line in enumerate(LINES))
    stream = f"BT /F 20 Tf {shown}ET".encode()
    face = (
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        face,
    ]
    out, places = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return out + head + table + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
