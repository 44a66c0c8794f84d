"""The doors of decisions on paper: recording any, confirming each."""

from typing import Any

from tests.conftest import World
from tests.doors.cases import Case, one
from tests.doors.cases_issues import fresh
from tests.measures.paper.conftest import SUBJECTS, on_paper, paper_values, proposed

DOOR, RECORD = "measures.paper.services", "issues.paperdecision"
ISSUE, CONSULTATION, EXTENSION = "issues.issue", "measures.consultation", "measures.extension"


def confirming(key: str, *leaves: str) -> Case:
    """Return the case of confirming a decision about one step: what it leaves beside the decision itself."""

    def opened(w: World) -> dict[str, Any]:
        return fresh(on_paper(w, key, SUBJECTS[key](w), by="two_posts"), "decision")

    lines = [("decision.confirm", record) for record in (*leaves, RECORD)]
    return Case(f"{DOOR}.confirm_paper", "clerk", "head", lines, opened, key)


CASES = [
    one(
        f"{DOOR}.record_paper",
        "clerk",
        "head",
        "decision.record",
        RECORD,
        lambda w: paper_values(w, "conclusion", proposed(w)),
    ),
    confirming("conclusion", ISSUE),
    confirming("implement", "issues.opinion"),
    confirming("extension-grant", "measures.measure", EXTENSION),
    confirming("extension-refuse", EXTENSION),
    confirming("closure-approve", CONSULTATION, "measures.lookback", ISSUE),
    confirming("closure-refuse", CONSULTATION, ISSUE),
]
