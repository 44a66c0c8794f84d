"""What the tests of measures share: addresses, changing a record past the doors, a fresh row, and files to upload."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from measures.models import Measure
from rectify.history.models import Entry
from tests import factories as make

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def url(name: str, round: Any, *args: Any, query: str = "") -> str:
    """Return an address of this app, of a round and what is in it."""
    return reverse(f"measures:{name}", args=[round.pk, *args]) + (f"?{query}" if query else "")


def changed(record: Any, **values: Any) -> Any:
    """Change a record past the doors, for a test's preparation, and return it as it stands."""
    record = type(record)._default_manager.get(pk=record.pk)
    for name, value in values.items():
        setattr(record, name, value)
    with make.prepared():
        record.save()
    return record


def fresh(measure: Measure) -> Measure:
    """Return a measure as it stands in the database."""
    return Measure.objects.get(pk=measure.pk)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, content)


@pytest.fixture
def log(db: None) -> Callable[[], list[tuple[str, str]]]:
    """Return a function that gives what the doors left in the change log: (action, kind of record), in their order."""
    return lambda: list(Entry.objects.exclude(action="test.prepare").order_by("id").values_list("action", "record_type"))
