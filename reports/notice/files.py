"""The files of a version: asked for when it is submitted, made by a job, all of them or not yet."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Q

from rectify.accounts.models import User
from rectify.jobs.models import Job, State
from rectify.jobs.services import enqueue, retry
from reports.models import FrozenTree, Rendering
from reports.notice import keeping
from reports.notice.formats import FORMATS, OFFERED
from reports.notice.rendering import file_of

KIND = "notice_files"


@dataclass
class Files:
    """Where the files of a frozen tree stand: made, under way, failed with a reason, or never asked for."""

    frozen: FrozenTree

    @cached_property
    def made(self) -> dict[str, Rendering]:
        """The newest complete set in one set of faces, by format; empty without one. One query."""
        sets: dict[str, dict[str, Rendering]] = {}
        for rendering in self.frozen.renderings.order_by("-id"):
            found = sets.setdefault(rendering.faces_hash, {})
            if file_of(rendering).is_file():
                found[rendering.format] = rendering
            if found.keys() == FORMATS.keys():
                return {key: found[key] for key in FORMATS}
        return {}

    @cached_property
    def job(self) -> Job | None:
        """The latest job that was asked to make them. One query."""
        key = key_of(self.frozen)
        return Job.objects.filter(Q(key=key) | Q(key__startswith=f"{key}:")).order_by("-id").first()

    @property
    def offered(self) -> list[dict[str, Any]]:
        """The files that can be downloaded: format, size in bytes, SHA-256."""
        made = [(form, self.made[form.key]) for form in OFFERED if form.key in self.made]
        return [{"format": form, "size": file.size, "sha256": file.sha256} for form, file in made]

    @property
    def labels(self) -> list[str]:
        """What the files that can be downloaded are called."""
        return [form.label for form in OFFERED if form.key in self.made]

    @property
    def missing(self) -> str:
        """The characters that no face has."""
        return self.made["pdf"].missing if self.made else ""

    @property
    def failed(self) -> str:
        """Why they couldn't be made, "" where they could or may yet be."""
        return self.job.error if self.job and self.job.state == State.FAILED and not self.made else ""

    @property
    def under_way(self) -> bool:
        """Whether a job makes them now or waits for its turn."""
        return not self.made and self.job is not None and not self.job.finished

    @property
    def can_ask(self) -> bool:
        """Whether asking again is of any use: nothing is under way, and they aren't there or lack glyphs."""
        return not self.under_way and (not self.made or bool(self.missing))

    def unsound(self) -> str:
        """Return why the files can't be published, "" where they can; every one of them is read and compared."""
        if not self.made:
            return self.failed or "文件还没有全部生成。"
        if self.missing:
            return f"所用字体没有这些字，不能公布：{self.missing}。请更换字体或改写后重新生成。"
        try:
            for rendering in self.made.values():
                keeping.read(rendering.path, rendering.sha256)
        except keeping.Unsound as error:
            return f"{FORMATS[rendering.format].label}：{error.message}"
        return ""


def key_of(frozen: FrozenTree) -> str:
    """Return the key of the first job that makes a tree's files; later ones add their predecessor's."""
    return f"notice-files:{frozen.pk}"


def ask_files(frozen: FrozenTree, by: User, url: str) -> Job:
    """Queue the files of a frozen tree for `by` unless they are there or under way; a job that failed is queued again.

    `url` is where the job's page leads when it is done.
    """
    with transaction.atomic():
        files, args = Files(frozen), {"frozen": frozen.pk, "url": url}
        job = files.job
        if job is None:
            return enqueue(kind=KIND, key=key_of(frozen), args=args, requested_by=by)
        if job.state == State.FAILED:
            return retry(job=job)
        if job.state == State.DONE and files.can_ask:
            return enqueue(kind=KIND, key=f"{key_of(frozen)}:{job.pk}", args=args, requested_by=by)
        return job
