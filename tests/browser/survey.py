"""Looking over many pages one after the other: addresses of a round, and what is wrong with each."""

from typing import Any

from issues.models import Round
from tests.browser.soundness import faults, low_targets
from tests.browser.visitor import Visitor


def below(round: Round, *paths: str) -> list[str]:
    """Return addresses below a round's."""
    return [f"/rounds/{round.pk}/{path}" for path in paths]


def survey(visitor: Visitor, path: str) -> dict[str, Any]:
    """Return what is wrong with one page, by kind."""
    visitor.page.goto(visitor.home + path)
    low = low_targets(visitor.page) if visitor.phone else []
    return {**faults(visitor.page), **({"low": low} if low else {})}


def survey_all(visitor: Visitor, paths: list[str]) -> dict[str, Any]:
    """Return what is wrong with each of many pages; a sound one isn't named."""
    return {path: wrong for path in paths if (wrong := survey(visitor, path))}
