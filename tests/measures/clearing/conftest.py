"""A clearing, asked for by the office and confirmed by the inspection team."""

from typing import Any

from measures.clearing.services import ask_clearing, decide_clearing
from measures.models import Clearing
from rectify.history.models import Tracked
from tests.conftest import World


def decided(subject: Tracked, what: str, world: World, **values: Any) -> Clearing:
    """Clear something of a record, by two people."""
    clearing = ask_clearing(subject=subject, what=what, by=world.cast.clerk, reason="误录", **values)
    return decide_clearing(clearing=clearing, name="confirm", by=world.cast.inspector, version=clearing.version)
