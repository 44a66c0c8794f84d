"""A notice's files: its tree is frozen when somebody asks, a job renders it, each file is kept under its SHA-256."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from django.db import transaction

from issues.models import Round
from rectify.accounts.models import User
from rectify.jobs.models import Job, State
from rectify.jobs.services import enqueue
from reports.content import Document
from reports.frozen import to_data, tree_hash
from reports.models import FrozenTree, Rendering
from reports.notice import keeping
from reports.notice.faces import Faces, current_faces
from reports.notice.formats import FORMATS, Format
from reports.render import fonts

PDF = FORMATS["pdf"]
Progress = Callable[[int, str], None]


def freeze(round: Round, document: Document) -> FrozenTree:
    """Keep the tree as it is; the same content of the same day is kept once."""
    values = {"tree": to_data(document), "cut_off": document.cut_off}
    frozen, _ = FrozenTree.objects.get_or_create(round=round, tree_hash=tree_hash(document), defaults=values)
    return frozen


def ask(*, round: Round, document: Document, by: User) -> Job:
    """Freeze the tree and queue the rendering of its PDF for `by`; Refused where no font can be used.

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


def kept(frozen: FrozenTree, faces: Faces, form: Format = PDF) -> Rendering | None:
    """Return the file of this tree in these faces, None where there is none or it is gone."""
    found = Rendering.objects.filter(frozen=frozen, format=form.key, faces_hash=faces.digest).first()
    return found if found and file_of(found).is_file() else None


def latest(round: Round) -> Rendering | None:
    """Return the PDF of the latest tree that has one, whatever its faces; None where its file is gone."""
    made = Rendering.objects.filter(frozen__round=round, format=PDF.key)
    found = made.select_related("frozen").order_by("-frozen", "-id").first()
    return found if found and file_of(found).is_file() else None


def says_the_same(frozen: FrozenTree, document: Document) -> bool:
    """Tell whether a frozen tree says what `document` says, whatever the day of its figures and the number of its version."""
    before = frozen.document
    return tree_hash(replace(document, cut_off=before.cut_off, version=before.version)) == frozen.tree_hash


def file_of(rendering: Rendering) -> Path:
    """Return where the file lies."""
    return keeping.path_of(rendering.path)


def render(frozen: FrozenTree, report: Progress, formats: tuple[Format, ...] = (PDF,)) -> list[Rendering]:
    """Make the files of a frozen tree that aren't kept already, and return all of them in the order of `formats`.

    Refused where no font can be used or the disk is full. Nobody ever reads half a file, and two who render at once write the
    same bytes.
    """
    report(5, "读取通报内容")
    document, faces = frozen.document, current_faces()
    if all(found := [kept(frozen, faces, form) for form in formats]):
        return [rendering for rendering in found if rendering]
    report(15, "检查字体")
    made = []
    with keeping.clear_failures():
        missing = fonts.missing_glyphs(document, faces.chosen)
        for place, form in enumerate(formats):
            report(30 + 60 * place // len(formats), f"排版，生成{form.label}")
            made.append(_made(frozen, document, faces, form, missing))
    report(90, "保存文件")
    return made


def _made(frozen: FrozenTree, document: Document, faces: Faces, form: Format, missing: str) -> Rendering:
    data = form.make(document, faces)
    digest, path = keeping.keep(data, form.suffix)
    values = {"sha256": digest, "size": len(data), "path": path, "missing": missing, "faces": faces.as_data()}
    rendering, _ = Rendering.objects.update_or_create(frozen=frozen, format=form.key, faces_hash=faces.digest, defaults=values)
    return rendering


def newest_file(frozen: FrozenTree) -> Rendering | None:
    """Return the newest PDF of a tree whose file is there."""
    made = frozen.renderings.filter(format=PDF.key).order_by("-id")
    return next((rendering for rendering in made if file_of(rendering).is_file()), None)
