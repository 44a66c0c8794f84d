"""A notice's PDF: its tree is frozen when somebody asks, a job renders it, the file is kept under its SHA-256."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.db import transaction

from issues.models import Round
from rectify.accounts.models import User
from rectify.jobs.models import Job, State
from rectify.jobs.services import enqueue
from reports.content import Document
from reports.frozen import to_data, tree_hash
from reports.models import FrozenTree, Rendering
from reports.notice.faces import Faces, current_faces
from reports.render import fonts, pdf

FOLDER = "notices"
Progress = Callable[[int, str], None]


def freeze(round: Round, document: Document) -> FrozenTree:
    """Keep the tree as it is; the same content of the same day is kept once."""
    values = {"tree": to_data(document), "cut_off": document.cut_off}
    frozen, _ = FrozenTree.objects.get_or_create(round=round, tree_hash=tree_hash(document), defaults=values)
    return frozen


def ask(*, round: Round, document: Document, by: User) -> Job:
    """Freeze the tree and queue its rendering for `by`; Refused where no font can be used.

    A job that was done and whose file is gone since (a lost disk) is followed by another one.
    """
    faces = current_faces()
    with transaction.atomic():
        frozen = freeze(round, document)
        key = f"notice-pdf:{frozen.pk}:{faces.digest[:12]}:{by.pk}"
        job = enqueue(kind="notice_pdf", key=key, args={"frozen": frozen.pk}, requested_by=by)
        while job.state == State.DONE and kept(frozen, faces) is None:
            job = enqueue(kind="notice_pdf", key=f"{key}:{job.pk}", args={"frozen": frozen.pk}, requested_by=by)
    return job


def kept(frozen: FrozenTree, faces: Faces) -> Rendering | None:
    """Return the PDF of this tree in these faces, None where there is none or its file is gone."""
    found = Rendering.objects.filter(frozen=frozen, faces_hash=faces.digest).first()
    return found if found and file_of(found).is_file() else None


def latest(round: Round) -> Rendering | None:
    """Return the PDF of the latest tree that has one, whatever its faces; None where its file is gone."""
    found = Rendering.objects.filter(frozen__round=round).select_related("frozen").order_by("-frozen", "-id").first()
    return found if found and file_of(found).is_file() else None


def says_the_same(rendering: Rendering, document: Document) -> bool:
    """Tell whether a PDF says what `document` says, whatever the day of its figures."""
    frozen = rendering.frozen
    return tree_hash(replace(document, cut_off=frozen.cut_off)) == frozen.tree_hash


def file_of(rendering: Rendering) -> Path:
    """Return where the PDF lies."""
    return Path(settings.RENDERS) / rendering.path


def render(frozen: FrozenTree, report: Progress) -> Rendering:
    """Make the PDF of a frozen tree unless it is kept already. Refused where no font can be used.

    The file is written aside and renamed: nobody ever reads half of it, and two who render at once write the same bytes.
    """
    report(5, "读取通报内容")
    document, faces = frozen.document, current_faces()
    if (found := kept(frozen, faces)) is not None:
        return found
    report(15, "检查字体")
    missing = fonts.missing_glyphs(document, faces.chosen)
    report(30, "排版，生成PDF")
    data = pdf.render(document, faces.chosen)
    report(90, "保存文件")
    digest = hashlib.sha256(data).hexdigest()
    values = {"sha256": digest, "size": len(data), "path": f"{FOLDER}/{digest}.pdf", "missing": missing, "faces": faces.as_data()}
    write(Path(settings.RENDERS) / str(values["path"]), data)
    rendering, _ = Rendering.objects.update_or_create(frozen=frozen, faces_hash=faces.digest, defaults=values)
    return rendering


def write(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


def newest_file(frozen: FrozenTree) -> Rendering | None:
    """Return the newest PDF of a tree whose file is there."""
    return next((r for r in frozen.renderings.order_by("-id") if file_of(r).is_file()), None)
