"""What happened to each measure and issue in ten weeks: moments, each with what was done, played in the order of time."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from django.utils import timezone

from issues.models import Issue, Opinion
from issues.words import Conclusion
from measures.demo.actors import Actors
from measures.demo.closures import closing
from measures.demo.data import Fixtures, Json
from measures.demo.weeks import Weeks
from measures.models import Measure

Moment = datetime.datetime
Deed = Callable[[Moment], Any]
LAST = 10
PROPOSED = 9.3
EVENING = datetime.time(17, 40)


class Story:
    """Gathers what happened after the plan was `adopted`, and plays it; measures and issues are given by the fixture's keys."""

    def __init__(self, fixtures: Fixtures, actors: Actors, weeks: Weeks, adopted: Moment) -> None:
        self.actors, self.weeks, self.adopted = actors, weeks, adopted
        self.notes = _by_measure(fixtures.notes["notes"])
        self.evidence = _by_measure(fixtures.notes["evidence"])
        self.moved = _by_measure(fixtures.notes["due_changes"])
        self.returns = _by_measure(fixtures.notes["returns"])
        self.proposals = fixtures.notes["proposals"]
        self.concluded = {row["issue"]: row["concluded"] for row in fixtures.closures}
        self.approved: dict[str, Moment] = {}
        self.deeds: list[tuple[Moment, int, Deed]] = []
        self.verified: dict[int, Moment] = {}

    def play(self) -> None:
        """Do everything, the earliest first, so that the log grows as it would have."""
        for moment, _, deed in sorted(self.deeds, key=lambda item: item[:2]):
            deed(moment)

    def at(self, moment: Moment, deed: Deed) -> Moment:
        """Note that `deed` is done at `moment`, which is returned."""
        self.deeds.append((moment, len(self.deeds), deed))
        return moment

    def tell_measure(self, key: str, pk: int, values: Json) -> None:
        """Tell a measure's way to the status that the fixture gives it."""
        actors, moment, do = self.actors, self.weeks.moment, partial(self._do, pk)
        status, last = values["status"], min(values["due_week"], LAST)
        for change in self.moved[key]:
            do(moment(change["week"]), actors.move, self.weeks.due(change["to_week"]), change["basis"])
        do(moment(9.6), actors.publish, _public(values))
        if status == "not_started":
            return
        begun = latest = do(moment(2 + self.weeks.share() * max(0, last - 4), after=self.adopted), actors.start)
        for note in self.notes[key]:
            latest = max(latest, do(moment(note["week"], after=begun), actors.note, note["text"], actors.people[note["by"]]))
        for name, content, week in self._files(key, values, last):
            latest = do(moment(week, after=latest), actors.attach, name, content)
        for back in self.returns[key]:
            latest = do(moment(back["week"] - 1, after=latest), actors.report, _internal(values))
            latest = do(moment(back["week"], after=latest), actors.send_back, back["what_is_missing"])
        if status == "in_progress":
            do(moment(max(4, last - 1), after=latest), actors.outcome, _internal(values))
            return
        week = LAST if status == "reported" else last - 0.4
        latest = do(moment(week, after=latest), actors.report, _internal(values))
        if status == "done":
            self.verified[pk] = do(moment(last + 0.5, after=latest), actors.verify)

    def _do(self, pk: int, moment: Moment, deed: Callable[..., None], *what: Any) -> Moment:
        """Note that at `moment` the measure as it stands then goes through `deed`."""
        return self.at(moment, lambda at: deed(Measure.objects.select_related("round", "issue").get(pk=pk), at, *what))

    def _files(self, key: str, values: Json, last: int) -> Iterator[tuple[str, str, int]]:
        for n, title in enumerate(values.get("evidence", [])):
            yield f"{title}.txt", f"{title}\n（示例材料，内容为演示而写）\n", max(2, last - 2 + n)
        for item in self.evidence[key]:
            yield item["name"], item["content"] + "\n", item["week"]

    def tell_issue(self, key: str, pk: int, measures: Iterable[int], word: str) -> None:
        """Tell how an issue got its conclusion; 完成整改 only after its last measure was verified. Some wait with another.

        What is closed within the ten weeks was concluded before the rest.
        """
        after = max((self.verified[m] for m in measures), default=None) if word == Conclusion.COMPLETED else None
        week = self.concluded.get(key, PROPOSED)
        proposed = self.at(self.weeks.moment(week, after=after), lambda at: self.actors.propose(_issue(pk), at, word))
        week = self.concluded.get(key, LAST)
        approved = self.at(self.weeks.moment(week, after=proposed), lambda at: self.actors.approve(_issue(pk), at))
        self.approved[key] = approved
        for again in (p for p in self.proposals if p["issue"] == key):
            self.at(self.weeks.moment(LAST, after=approved), partial(self._propose_again, pk, again))

    def _propose_again(self, pk: int, again: Json, at: Moment) -> None:
        self.actors.propose(_issue(pk), at, again["conclusion"], again["reason"])

    def tell_meetings(self, rows: list[Json]) -> None:
        """Tell that each meeting was recorded on the evening of its day, those before the plan was adopted right after that.

        The one that deliberates the notice is of the day of loading: whoever tries the way of a notice submits it today.
        """
        for n, row in enumerate(rows, start=1):
            held_on = self._held_on(row)
            evening = timezone.make_aware(datetime.datetime.combine(held_on, EVENING))
            at = max(evening, self.adopted + datetime.timedelta(minutes=n))
            self.at(min(at, timezone.now()), partial(self.actors.record_meeting, row, held_on))

    def _held_on(self, row: Json) -> datetime.date:
        if row.get("deliberates_notice"):
            return self.weeks.today
        return self.adopted.date() if row.get("adopts_plan") else self.weeks.day(row["week"], row["day"])

    def tell_closures(self, rows: list[Json], issues: dict[str, int], measures: dict[str, int]) -> None:
        """Tell how issues were closed, or weren't yet; told last, so that nothing else is drawn by another lot."""
        for row in rows:
            for moment, deed in closing(row, issues, measures, self.actors, self.weeks, self.approved[row["issue"]]):
                self.at(moment, deed)

    def tell_opinion(self, opinion: Opinion, basis: str) -> None:
        """Tell that an opinion was approved as implemented."""
        self.at(self.weeks.moment(9), lambda at: self.actors.implemented(opinion, at, basis))


def _issue(pk: int) -> Issue:
    return Issue.objects.select_related("key_problem", "parent", "round").get(pk=pk)


def _by_measure(rows: Iterable[Json]) -> dict[str, list[Json]]:
    grouped: dict[str, list[Json]] = defaultdict(list)
    for row in rows:
        grouped[row["measure"]].append(row)
    return grouped


def _internal(values: Json) -> str:
    return "\n".join(text for text in (values["outcome"], values.get("internal_note", "")) if text)


def _public(values: Json) -> str:
    return str(values.get("heading", "")) + str(values["public"])
