"""How states look: each has its word, and its shape alone tells it apart within its kind."""

import pytest

from issues.words import Conclusion
from measures.badges import CONCLUSION, LIGHT, STATUS, Badge
from measures.workflow import Light, Status


def test_every_state_has_a_badge() -> None:
    assert set(STATUS) == set(Status.values)
    assert set(LIGHT) == set(Light.values)
    assert set(CONCLUSION) == set(Conclusion.values)


@pytest.mark.parametrize("badges", [STATUS, LIGHT, CONCLUSION])
def test_shapes_tell_states_apart_in_black_and_white(badges: dict[str, Badge]) -> None:
    assert len({badge.shape for badge in badges.values()}) == len(badges)


def test_the_words_tones_and_shapes_are_those_of_the_design() -> None:
    assert STATUS["reported"] == ("已报待核验", "pending", "eye")
    assert LIGHT["overdue"] == ("已逾期", "bad", "peak")
    assert LIGHT["done"] == ("已完成", "quiet", "full")
    assert LIGHT["due_soon"] == ("临期", "warn", "rise")
    assert [CONCLUSION[word] for word in ("completed", "phased", "basic", "incomplete")] == [
        ("完成整改", "good", "full"),
        ("阶段性完成", "phased", "half"),
        ("基本完成", "basic", "low"),
        ("未完成", "open", "ring"),
    ]
