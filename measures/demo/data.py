"""Reading `fixtures/`: plain JSON, and the short keys by which its files name a measure (3-1-2, 1-1-f2-1, d1-3)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
Json = dict[str, Any]


@dataclass(frozen=True)
class IssueData:
    """One issue as the fixture describes it; `key` is 3-1, 1-1-f2 or d1, `parent` the key of the manifestation above it."""

    key: str
    kind: str
    key_problem: int | None
    parent: str | None
    number: int
    values: Json
    placeholder: bool = False

    @property
    def measures(self) -> list[tuple[str, Json]]:
        """The measures with their keys, in order."""
        return [(f"{self.key}-{n}", values) for n, values in enumerate(self.values.get("measures", []), start=1)]


class Fixtures:
    """The files of one folder, read when they are asked for."""

    def __init__(self, folder: Path = FIXTURES) -> None:
        self.folder = folder

    def _read(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    @cached_property
    def round(self) -> Json:
        """The round, its aspects, opinions and narrative."""
        return self._read("round.json")

    @cached_property
    def people(self) -> Json:
        """Departments, people and the cast."""
        return self._read("people.json")

    @cached_property
    def notes(self) -> Json:
        """Progress notes, evidence, moved dates and returns."""
        return self._read("notes.json")

    @cached_property
    def meetings(self) -> list[Json]:
        """The meetings in the order of their days."""
        return list(self._read("meetings.json")["meetings"])

    @cached_property
    def supervision(self) -> Json:
        """Remarks with their answers, and what came on paper."""
        return self._read("supervision.json")

    @property
    def closures(self) -> list[Json]:
        """The issues that are closed, on their way to it, or go on, each with its steps."""
        return list(self._read("closures.json")["closures"])

    @property
    def extensions(self) -> Json:
        """Requests for a later date and decisions on paper."""
        return self._read("extensions.json")

    @cached_property
    def key_problems(self) -> list[Json]:
        """The key problems in their order, each with its issues."""
        files = sorted((self.folder / "ledger").glob("[0-9][0-9].json"))
        return [json.loads(path.read_text(encoding="utf-8")) for path in files]

    def issues(self) -> Iterator[IssueData]:
        """Give every issue: manifestations with what follows each, placeholders, deep tasks."""
        for problem in self.key_problems:
            yield from self._of_problem(problem)
        for task in self._read("ledger/deep.json")["deep_tasks"]:
            yield IssueData(f"d{task['number']}", "deep_task", None, None, task["number"], task)

    def _of_problem(self, problem: Json) -> Iterator[IssueData]:
        number = problem["number"]
        for manifestation in problem["manifestations"]:
            key = f"{number}-{manifestation['number']}"
            yield IssueData(key, "manifestation", number, None, manifestation["number"], manifestation)
            for n, follow_on in enumerate(manifestation.get("follow_on", []), start=1):
                yield IssueData(f"{key}-f{n}", "follow_on", number, key, n, follow_on)
        yield from self._placeholders(problem)

    def _placeholders(self, problem: Json) -> Iterator[IssueData]:
        """Give the issues that are counted and not printed: their wording was not published."""
        gaps, number = problem["placeholders"], problem["number"]
        first = f"{number}-{problem['manifestations'][0]['number']}"
        shared = {"title": gaps.get("wording", ""), "disclosure": "internal", "disclosure_reason": gaps.get("disclosure_reason")}
        after = len(problem["manifestations"])
        for n, conclusion in enumerate(gaps.get("manifestation_conclusions", []), start=after + 1):
            values = {**shared, "conclusion": conclusion}
            yield IssueData(f"{number}-{n}", "manifestation", number, None, n, values, placeholder=True)
        after = len(problem["manifestations"][0].get("follow_on", []))
        for n, conclusion in enumerate(gaps.get("follow_on_conclusions", []), start=after + 1):
            values = {**shared, "conclusion": conclusion}
            yield IssueData(f"{first}-f{n}", "follow_on", number, first, n, values, placeholder=True)
