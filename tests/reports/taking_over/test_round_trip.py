"""Both directions: a notice is read, and built again it says the same, to the character."""

from pathlib import Path

import pytest

from issues.models import Issue, Round
from measures.figures import figures
from tests.conftest import Cast
from tests.reports.taking_over.reader import SOURCE, built, conclude, sample, squeezed, taken

# What comes back otherwise than it stood, each with its reason: (reason, as it stood, as it comes back)
MUST_DIFFER = {
    "whole": [],
    "source": [
        (
            "the file holds no title; a notice has one",
            "根据十一届市委",
            "市文化市场行政执法总队党总支关于巡视整改进展情况的通报根据十一届市委",
        ),
    ],
}


def expected(name: str, text: str) -> str:
    """Return the text as it comes back: each difference must be in it, once."""
    text = squeezed(text)
    for reason, stood, back in MUST_DIFFER[name]:
        assert text.count(stood) == 1, reason
        text = text.replace(stood, back)
    return text


def test_a_compact_notice_comes_back_to_the_character(cast: Cast) -> None:
    round = taken(sample("whole"), cast.director)
    conclude(round, "whole")

    assert squeezed(built(round)) == expected("whole", sample("whole"))


def test_line_for_line_too(cast: Cast) -> None:
    """White space aside isn't all: paragraphs and headings stand where they stood."""
    round = taken(sample("whole"), cast.director)
    conclude(round, "whole")

    assert built(round).splitlines() == sample("whole").splitlines()


@pytest.fixture
def source() -> str:
    """Return the source notice, where it stands beside this repository."""
    if not SOURCE.is_file():
        pytest.skip("the source notice does not stand beside this repository")
    return Path(SOURCE).read_text(encoding="utf-8")


def test_the_source_comes_back_to_the_character(source: str, cast: Cast) -> None:
    round = taken(source, cast.director)
    conclude(round, "source")

    assert squeezed(built(round)) == expected("source", source)
    assert built(round).splitlines()[1:] == source.rstrip().splitlines()


def test_the_sources_figures_meet(source: str, cast: Cast) -> None:
    round = taken(source, cast.director)
    conclude(round, "source")

    found = figures(round)
    assert (found.aspects, found.key_problems, found.opinions.total, found.measures.total) == (4, 14, 4, 130)
    kinds = (found.manifestations, found.follow_on_items, found.deep_tasks)
    assert [kind.total for kind in kinds] == [34, 28, 2]
    assert [[count for _, count in kind.words()] for kind in kinds] == [[10, 20, 4, 0], [12, 13, 3, 0], [0, 0, 0, 2]]
    assert printed(round) == {"manifestation": 33, "follow_on": 25, "deep_task": 2}


def printed(round: Round) -> dict[str, int]:
    kinds = list(Issue.objects.filter(round=round, placeholder=False).values_list("kind", flat=True))
    return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
