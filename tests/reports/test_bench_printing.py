"""The bench of printing: what it measures, and how it tells it."""

import pytest

from reports.bench.printing import lines_of, printing
from tests.reports.printing import packaged
from tests.reports.trees import make_notice


@pytest.fixture(scope="module")
def answer() -> dict[str, object]:
    return printing(make_notice(), packaged(), runs=1)


def test_it_measures_both_ways_every_stage_and_a_new_process(answer: dict[str, object]) -> None:
    assert list(answer) == ["pages", "milliseconds", "weasyprint_alone", "ratio", "stages", "cold"]
    assert answer["pages"] == 1
    stages, cold = answer["stages"], answer["cold"]
    assert isinstance(stages, dict)
    assert isinstance(cold, dict)
    assert list(stages) == ["lines", "layout", "writing", "finishing"]
    assert sum(stages.values()) == pytest.approx(1, abs=0.01)
    assert list(cold) == ["milliseconds", "peak_megabytes"]
    assert min(cold.values()) > 0


def test_it_tells_it_in_lines() -> None:
    answer = {
        "pages": 41,
        "milliseconds": 990,
        "weasyprint_alone": 1000,
        "ratio": 0.99,
        "stages": {"lines": 0.07, "layout": 0.5, "writing": 0.33, "finishing": 0.1},
        "cold": {"milliseconds": 2500, "peak_megabytes": 230},
    }
    assert lines_of(answer) == [
        "printing 41 pages, warm: 990 ms; WeasyPrint alone on the same text: 1000 ms; ratio 0.99",
        "stages: lines 7%  layout 50%  writing 33%  finishing 10%",
        "in a new process: 2500 ms, at most 230 MB",
    ]
