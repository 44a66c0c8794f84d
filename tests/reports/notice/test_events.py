"""What leaves the system is an entry: who took which bytes away, as what. Looking at a page leaves none."""

from typing import Any

import pytest
from django.urls import reverse

from measures.services.proof import attach
from rectify.history.models import Entry
from tests.conftest import World
from tests.files.samples import pdf
from tests.measures.conftest import upload
from tests.reports.notice import way

pytestmark = pytest.mark.django_db


def downloads() -> list[tuple[Any, ...]]:
    found = Entry.objects.filter(action__startswith="download.").order_by("pk")
    return [(e.action, e.actor_name, e.acting_as, e.record_label, [c["new_text"] for c in e.changes]) for e in found]


def test_a_file_of_a_version(told: World, sign_in: Any) -> None:
    notice = way.rendered(way.approved(told))
    address = reverse("reports:notice_file", args=[told.cast.round.pk, notice.number, "pdf"])
    client = sign_in(told.cast.inspector)
    given = client.get(address)
    assert given.status_code == 200
    digest = given["ETag"].strip('"')
    assert downloads() == [
        ("download.notice", "inspector的姓名", "纪检监察组副组长", "通报第1版（PDF）", [digest]),
    ]  # fmt: skip
    assert client.get(address, headers={"If-None-Match": given["ETag"]}).status_code == 304
    assert sign_in(told.cast.lead).get(address).status_code == 404
    assert len(downloads()) == 1
    assert Entry.objects.latest("pk").round == told.cast.round.pk


def test_looking_and_evidence_leave_none(world: World, sign_in: Any) -> None:
    [evidence] = attach(measure=world.measure, by=world.cast.lead, files=[upload("纪要.pdf", pdf())])
    client, before = sign_in(world.cast.clerk), Entry.objects.count()
    for name in ("evidence_download", "evidence_preview"):
        given = client.get(reverse(f"measures:{name}", args=[world.cast.round.pk, evidence.pk]))
        assert b"".join(given.streaming_content).startswith(b"%PDF")
    assert client.get(reverse("reports:notice_report", args=[world.cast.round.pk])).status_code == 200
    assert Entry.objects.count() == before
