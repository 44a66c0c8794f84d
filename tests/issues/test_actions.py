"""Every action that a door of this app records has its word, and no word is left over."""

import re
from pathlib import Path

from issues.actions import ACTIONS

SERVICES = Path(__file__).resolve().parents[2] / "issues" / "services"
ACTION = re.compile(r'"((?:round|plan|aspect|key_problem|opinion|clause|meeting|masking|narrative|issue|decision)\.[a-z]+)"')


def test_words_and_doors_agree() -> None:
    used = {action for path in SERVICES.glob("*.py") for action in ACTION.findall(path.read_text())}

    assert used == set(ACTIONS)
    assert len(set(ACTIONS.values())) == len(ACTIONS) == 36
