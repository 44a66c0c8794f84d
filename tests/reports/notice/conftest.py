"""A world with something to tell, no queue, and an engine that takes no second."""

from typing import Any

import pytest

from rectify.jobs import waking
from reports.render import pdf, text
from tests.conftest import World
from tests.reports.telling import tell


@pytest.fixture
def told(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world with all that a notice prints; rendering a PDF is writing its text."""

    def fake(document: Any, chosen: Any) -> bytes:
        return b"%PDF-1.7 " + text.render(document).encode()

    monkeypatch.setattr(waking, "send", lambda job: None)
    monkeypatch.setattr(pdf, "render", fake)
    return tell(world)
