"""What the story tells of supervision: remarks with their answers, and what came on paper. Illustrative, like the rest of it."""

import datetime
import io
from functools import partial
from typing import Any

from django.core.files.base import File
from django.utils import timezone

from issues.models import Issue
from measures.demo.data import Json
from measures.demo.story import Story
from measures.models import Measure, RegisterItem, Remark
from measures.remarks.deadlines import answer_by
from measures.remarks.register_flow import RegisterNeed
from measures.remarks.services.register import record_item, take_register_step
from measures.remarks.services.remarks import make_remark, take_step
from measures.remarks.workflow import Need
from measures.words import RegisterKind
from rectify.accounts.models import Department

Moment = datetime.datetime
MORNING = datetime.time(9, 40)


class Supervision:
    """Tells the story what was remarked and registered; issues, measures and departments are found by the fixture's keys."""

    def __init__(
        self, story: Story, issues: dict[str, Issue], measures: dict[str, int], departments: dict[str | None, Department | None]
    ) -> None:
        self.story, self.issues, self.measures, self.departments = story, issues, measures, departments
        self.cast, self.round = story.actors.cast, story.actors.round

    def tell(self, rows: Json) -> None:
        """Tell all of it; nothing is drawn by lot, so that the rest of the story stays as it is."""
        for row in rows["remarks"]:
            self._remark(row)
        for row in rows["register"]:
            self._paper(row)

    def _at(self, row: Json) -> Moment:
        """A morning of the day that a row names, the step after another on one day an hour later."""
        day = self.story.weeks.day(row["week"], row["day"])
        return min(timezone.make_aware(datetime.datetime.combine(day, MORNING)), timezone.now())

    def _remark(self, row: Json) -> None:
        made: list[Remark] = []
        at = self.story.at(self._at(row), lambda at: made.append(self._made(row, at)))
        for step in row["steps"]:
            at = max(self._at(step), min(at + datetime.timedelta(hours=1), timezone.now()))
            self.story.at(at, partial(self._step, made, step))

    def _made(self, row: Json, at: Moment) -> Remark:
        about = self._measure(row["measure"]) if "measure" in row else self._issue(row["issue"])
        department = self.departments[row.get("department")]
        return make_remark(about=about, by=self.cast[row["by"]], text=row["text"], department=department, effective_at=at)

    def _step(self, made: list[Remark], row: Json, at: Moment) -> None:
        given: dict[Need, Any] = {need: row.get(need.value) for need in Need}
        given[Need.ANSWER_BY] = answer_by(self.round, timezone.localdate(at))
        files = [_file(row["file"])] if "file" in row else []
        take_step(remark=made[0], name=row["name"], by=self.cast[row["by"]], given=given, files=files, effective_at=at)

    def _paper(self, row: Json) -> None:
        came: list[RegisterItem] = []
        self.story.at(self._at(row), lambda at: came.append(self._came(row, at)))
        if reply := row.get("reply"):
            self.story.at(self._at(reply), partial(self._reply, came, reply))

    def _came(self, row: Json, at: Moment) -> RegisterItem:
        about: list[Issue | Measure] = [self._issue(k) if k in self.issues else self._measure(k) for k in row["about"]]
        return record_item(
            round=self.round,
            by=self.cast["clerk"],
            about=about,
            files=[_file(row["file"])],
            kind=RegisterKind(row["kind"]),
            number=row["number"],
            sender=row["sender"],
            dated_on=timezone.localdate(at),
            matter=row["matter"],
            answer_by=self.story.weeks.day(row["answer_week"], 0),
            effective_at=at,
        )

    def _reply(self, came: list[RegisterItem], row: Json, at: Moment) -> None:
        given: dict[RegisterNeed, Any] = {need: row.get(need.value) for need in RegisterNeed}
        given[RegisterNeed.REPLIED_ON] = timezone.localdate(at)
        files = [_file(row["file"])]
        take_register_step(item=came[0], name="reply", by=self.cast["clerk"], given=given, files=files, effective_at=at)

    def _issue(self, key: str) -> Issue:
        return Issue.objects.select_related("key_problem", "parent", "round").get(pk=self.issues[key].pk)

    def _measure(self, key: str) -> Measure:
        return Measure.objects.select_related("round", "issue").get(pk=self.measures[key])


def _file(name: str) -> File[bytes]:
    return File(io.BytesIO(f"{name}\n（示例材料，内容为演示而写）\n".encode()), name=name)
