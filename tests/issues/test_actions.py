"""Every action that a door of this app records has its word, and no word is left over."""

import re
from pathlib import Path

from issues.actions import ACTIONS

SERVICES = Path(__file__).resolve().parents[2] / "issues" / "services"


def test_words_and_doors_agree() -> None:
    used = set()
    for path in SERVICES.glob("*.py"):
        used |= set(
            re.findall(
                r'"((?:round|plan|aspect|key_problem|opinion|clause|meeting|decision|narrative|issue)\.[a-z]+)"', path.read_text()
            )
        )

    assert used == set(ACTIONS)
    assert len(set(ACTIONS.values())) == len(ACTIONS) == 33
