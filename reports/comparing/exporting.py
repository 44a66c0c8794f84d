"""A comparison handed on: as a workbook at once, as a PDF by a job, each with an entry of who took it, and what."""

import datetime
import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from issues.models import Round
from rectify.accounts.models import User
from rectify.accounts.permissions import confined_to, permit
from rectify.accounts.roles import Action
from rectify.history.models import Belonging
from rectify.history.recording import note_event
from rectify.jobs.models import Job
from rectify.jobs.services import enqueue
from rectify.tables import xlsx_bytes
from rectify.templatetags.rectify import ctime
from reports.comparing.asked import FILTERS, LABELS, Asked
from reports.comparing.document import document, sheets
from reports.comparing.gathering import gather
from reports.notice.faces import current_faces
from reports.notice.keeping import clear_failures, write
from reports.past.kinds import KIND_WORDS, ChangeKind
from reports.past.moments import Moment
from reports.text.reporting import FOLDER, watermarked_pdf

KIND = "comparison_pdf"


def workbook(*, round: Round, reader: User, asked: Asked) -> bytes:
    """Return the comparison that `reader` asks for as XLSX, and leave an entry. Raises PermissionDenied."""
    compared = gather(round, asked, confined_to(reader, Action.VIEW_HISTORY, round.pk))
    note_export(round=round, reader=reader, asked=asked, form="XLSX")
    return xlsx_bytes(sheets(compared))


def ask_pdf(*, round: Round, reader: User, asked: Asked) -> Job:
    """Queue the PDF for one person and leave an entry; raises PermissionDenied, Refused where no font can be used."""
    current_faces()
    now = timezone.now()
    own = confined_to(reader, Action.VIEW_HISTORY, round.pk)
    args = {
        "round": round.pk,
        "then": _packed(asked.then),
        "now": _packed(asked.now),
        "filters": asked.conditions,
        "departments": None if own is None else sorted(own),
        "reader": str(reader),
        "at": now.isoformat(),
    }
    with transaction.atomic():
        note_export(round=round, reader=reader, asked=asked, form="PDF")
        return enqueue(kind=KIND, key=f"{KIND}:{round.pk}:{reader.pk}:{now.timestamp()}", args=args, requested_by=reader)


def note_export(*, round: Round, reader: User, asked: Asked, form: str) -> None:
    """Leave the entry of an export: the moments, the filters, the form. Raises PermissionDenied."""
    acting_as = permit(reader, Action.EXPORT, round)
    own = confined_to(reader, Action.VIEW_HISTORY, round.pk)
    place = Belonging(round=round.pk, department=min(own) if own else None, others=tuple(sorted(own or ())[1:]))
    facts = [("格式", form), ("此前", asked.then.label), ("此后", asked.now.label)]
    if asked.kind is not None:
        facts.append(("变化", KIND_WORDS[asked.kind]))
    facts += [(f"{LABELS[name]}编号", value) for name, value in asked.given.items() if name != "kind"]
    note_event(
        actor=reader,
        acting_as=acting_as,
        action="export.comparison",
        label="基线对比",
        round=round.pk,
        record_type=Round._meta.label_lower,
        record=round.pk,
        place=place,
        facts=facts,
    )


def render(job: Job, report: Any) -> dict[str, Any]:
    """Make the PDF that a job asks for, of what its reader might see when they asked; returns the job's result."""
    report(5, "比较两个时点")
    args = job.args
    round, own = Round.objects.get(pk=args["round"]), args["departments"]
    filters = {name: args["filters"][name] for name in FILTERS}
    given = filters.pop("kind")
    kind = ChangeKind(given) if given else None
    asked = Asked(_unpacked(args["then"]), _unpacked(args["now"]), kind, **filters)
    tree = document(gather(round, asked, None if own is None else frozenset(own)))
    report(20, "排版，生成PDF")
    at = datetime.datetime.fromisoformat(args["at"])
    with clear_failures():
        data = watermarked_pdf(tree, current_faces().chosen, f"{args['reader']}　{ctime(at)}")
        report(95, "保存文件")
        path = f"{FOLDER}/{hashlib.sha256(data).hexdigest()}.pdf"
        write(Path(settings.RENDERS) / path, data)
    return {"url": reverse("reports:comparison_file", args=[round.pk, job.pk]), "label": "下载PDF", "path": path}


def _packed(moment: Moment) -> dict[str, str]:
    return {"key": moment.key, "label": moment.label, "at": moment.at.isoformat()}


def _unpacked(packed: dict[str, str]) -> Moment:
    return Moment(packed["key"], packed["label"], datetime.datetime.fromisoformat(packed["at"]))
