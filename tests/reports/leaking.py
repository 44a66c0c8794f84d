"""Secrets in every private field of every record, and every form in which something goes out to the public.

A new model is seeded by itself; a field that is printed is named in PRINTED. A new public form is one more line in OUTPUTS:
its name, and a function that gives what it says as text.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from issues.models import Issue, MaskingRule, Meeting, NarrativeSection, NewSectionDraft, Round, SectionDraft
from issues.words import Disclosure
from measures.models import Clearing, Consultation, Extension, LookBack, ProgressNote, RegisterFile, RemarkFile
from reports.builders.notice import public_notice
from reports.feedback.models import Feedback, FeedbackWindow
from reports.models import Notice
from reports.notice.packing import packed
from reports.render import docx, html, pdf, text
from tests import factories as make
from tests.conftest import World
from tests.reports.leaking_published import OPENS
from tests.reports.telling import CUT_OFF
from tests.reports.test_render_pdf import words

SECRET = "机密"

# what a notice prints; everything else that can hold words is private
PRINTED = {
    "issues.Issue": {"title", "public_title"},
    "issues.KeyProblem": {"title"},
    "issues.MaskingRule": {"term", "replacement"},
    "issues.NarrativeSection": {"heading", "body"},
    "issues.OpinionClause": {"text"},
    "issues.Round": {
        "unit",
        "opening",
        "closing",
        "contact_phone",
        "contact_email",
        "issuer_mark",
        "document_number",
        "signature",
    },
    "measures.Measure": {"public_text"},
    "reports.FeedbackWindow": {"answered_by", "organ", "organ_phone", "organ_address", "organ_note"},
}
# words by which records are found, bound or kept, not told; a secret there would break the record
MACHINERY = {
    "accounts.User": {"username", "password"},
    "issues.PaperDecision": {"subject_type", "step", "content_hash", "sha256", "path"},
    "measures.Clearing": {"record_type", "field"},
    "measures.Evidence": {"path", "sha256"},
    "measures.RegisterFile": {"path", "sha256"},
    "measures.RemarkFile": {"path", "sha256"},
    "reports.Digest": {"tree_hash"},
    "reports.Feedback": {"receipt"},
    "reports.ImportedNotice": {"sha256"},
    "reports.Notice": {"content_hash", "submission_hash", "approved_hash", "pdf_sha256", "publication_hash"},
    "reports.Publication": {"files", "log_head"},
    "reports.Rendering": {"format", "faces_hash", "sha256", "path"},
    "reports.ReviewAttachment": {"sha256", "path"},
}
# they serve the machinery
ASIDE = {"auth", "jobs", "history", "sessions", "contenttypes", "django_celery_beat"}
# what was printed, word for word: it is looked for in the files that were made of it
TOLD = {"reports.FrozenTree"}


def private_fields(model: Any) -> list[str]:
    """Return the names of a model's fields that hold free words and are not printed."""
    label = model._meta.label
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, kinds)
        and not field.choices
        and field.name not in PRINTED.get(label, set()) | MACHINERY.get(label, set())
    ]


def seeded_models() -> list[Any]:
    """Return every model of the ledger that has a private field."""
    found = [m for m in apps.get_models() if m._meta.app_label not in ASIDE and not m.__name__.startswith("Historical")]
    return [model for model in found if model._meta.label not in TOLD and private_fields(model)]


def seed(world: World) -> None:
    """Add records of the kinds that a notice doesn't know, hide some, and write a secret into every private field there is."""
    round, cast = world.cast.round, world.cast
    with make.prepared():
        make._made(Meeting(round=round, kind="group", held_on=CUT_OFF, title="研究整改"))
        make._made(MaskingRule(round=round, term="没有出现的词", replacement="**"))
        hidden = make.make_issue(world.key_problem, 60, title=f"{SECRET}题目", disclosure=Disclosure.INTERNAL)
        make.make_measure(hidden, 1, public_text=f"{SECRET}公开文本", responsible=cast.lead.person)
        make.make_key_problem(round, 61, title=f"{SECRET}重点问题")
        evidence = make.make_evidence(world.measure, cast.clerk)
        note = {"written_by": cast.clerk, "written_at": evidence.uploaded_at}
        make._made(ProgressNote(measure=world.measure, text="进展", **note))
        asked = {
            "asked_by": cast.clerk,
            "asked_at": evidence.uploaded_at,
            "record_type": "measures.evidence",
            "record": evidence.pk,
        }
        make._made(Clearing(round=round, label="材料", what="文件内容", file=True, reason="误传", **asked))
        _supervise(world)
    section = NarrativeSection.objects.filter(round=round).first()
    assert section is not None
    SectionDraft.objects.create(section=section, user=cast.clerk, heading="", body="", base_version=1)
    NewSectionDraft.objects.create(round=round, user=cast.clerk, begun="next", slot="next", heading="", body="")
    seed_everything()
    withheld = Issue.objects.get(pk=world.follow_on.pk)
    save(withheld, disclosure=Disclosure.TITLE_WITHHELD, title=f"{SECRET}隐去的题目")


def _supervise(world: World) -> None:
    """Add a remark with its answer's file, and a paper with its scan, inside an open recording."""
    cast, kept = world.cast, {"name": "件.pdf", "size": 1, "sha256": "0" * 64, "content_type": "application/pdf"}
    by = {"uploaded_by": cast.clerk, "uploaded_at": "2022-05-01T00:00:00Z"}
    make._made(Consultation(issue=world.issue, asked_by=cast.clerk, asked_on="2022-05-01", due_on="2022-05-08"))
    make._made(LookBack(issue=world.issue, planned_on="2022-11-01"))
    asked = {"asked_by": cast.lead, "asked_on": "2022-05-01", "due_before": "2022-06-10", "until": "2022-06-30"}
    make._made(Extension(measure=world.measure, reason="理由", **asked))
    remark = make.make_remark(world.issue, cast.inspector, measure=world.measure, department=cast.lead_department)
    make._made(RemarkFile(remark=remark, attempt=1, path="remark", **kept, **by))
    make._made(RegisterFile(item=make.make_paper(cast.round, cast.clerk), part="received", path="paper", **kept, **by))


def seed_everything() -> None:
    """Write a secret into every private field of every record there is."""
    for model in seeded_models():
        for record in model._default_manager.all():
            _seed(record)


def _seed(record: Any) -> None:
    values: dict[str, Any] = {}
    for name in private_fields(type(record)):
        field = record._meta.get_field(name)
        word = f"{SECRET}{record._meta.model_name}{name}{record.pk}"
        if isinstance(field, models.JSONField):
            values[name] = {word: word}
        elif isinstance(field, models.EmailField):
            values[name] = f"{word}@b.test"
        else:
            values[name] = word[: field.max_length] if field.max_length else word
    save(record, **values)


def save(record: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    with make.prepared():
        record.save()


# what goes out

_HEX = re.compile(rb"<([0-9A-Fa-f]{4,})>")


def _notice(world: World) -> Any:
    return public_notice(Round.objects.get(pk=world.cast.round.pk), CUT_OFF)


def raw(data: bytes) -> str:
    """All a PDF holds in clear: the file, its unpacked streams and hex strings, as UTF-8 and, at both places, as UTF-16."""
    parts = [data]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        with suppress(zlib.error):
            parts.append(zlib.decompressobj().decompress(stream))
    hexes = [bytes.fromhex(found.decode()[: len(found) // 2 * 2]) for part in parts for found in _HEX.findall(part)]
    whole = b"\n\n".join([*parts, *hexes])
    return "\n".join([whole.decode("utf-8", "ignore"), *(whole[at:].decode("utf-16-be", "ignore") for at in (0, 1))])


def opened(data: bytes) -> str:
    """All that a file says: a PDF's text and everything in it, each part of a DOCX or zip file with its name, else the text."""
    if data.startswith(b"%PDF-"):
        return f"{words(data)}\n{raw(data)}"
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(f"{part.filename}\n{part.comment!r}\n{opened(archive.read(part))}" for part in archive.infolist())
    return data.decode(errors="replace")


def said(answer: Any) -> str:
    """An answer with its status and its headers, those that were written in another alphabet read."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = [f"{name}: {value}\n{unquote(value)}" for name, value in answer.headers.items()]
    return "\n".join([str(answer.status_code), *headers, opened(content)])


def visitor() -> Client:
    """Somebody who isn't signed in."""
    return Client(raise_request_exception=False)


def _package(world: World) -> str:
    found = packed(Notice.objects.published().get())
    assert found is not None
    return f"{found[0]}\n{opened(found[1])}"


def _answers(world: World) -> str:
    """What somebody who isn't signed in gets from addresses of the round, headers and error pages included."""
    client, round = visitor(), world.cast.round.pk
    named = [("reports:notice", [round]), ("measures:issue", [round, world.issue.pk]), ("reports:notice_report", [round])]
    named += [("reports:notice_version", [round, 1]), ("reports:notice_package", [round, 1]), ("reports:feedback", [round])]
    paths = [reverse(name, args=args) for name, args in named] + ["/nowhere/", "/accounts/sign-in/", "/healthz"]
    answers = [client.get(path, follow=True) for path in paths]
    answers += [client.post(paths[0]), client.post("/accounts/sign-in/", {"username": "clerk", "password": "wrong"})]
    return "\n".join(map(said, answers))


def _public_paths(round: int) -> list[str]:
    """Every public address of a notice, one that gives no file and one of a version that isn't there among them."""
    files = [
        reverse(f"reports:public_{name}", args=[*args, key])
        for name, args in (("file", [round]), ("version_file", [round, 1]))
        for key in ("pdf", "docx", "txt", "article")
    ]
    pages = [reverse("reports:public_notice", args=[round]), reverse("reports:public_version", args=[round, 1])]
    return [reverse("reports:public_notices"), *pages, *files, reverse("reports:public_version", args=[round, 9])]


def _public(world: World) -> str:
    client, paths = visitor(), _public_paths(world.cast.round.pk)
    answers = [getattr(client, method)(path) for path in paths for method in ("get", "head", "post")]
    return "\n".join(map(said, answers))


def _feedback(world: World) -> str:
    """The form, what is wrong with it, and the thanks; then the form once it is closed."""
    client, round = visitor(), world.cast.round
    path = reverse("reports:feedback_public", args=[round.pk])
    answers = [client.get(path), client.post(path, {}), client.post(path, {"message": "窗口服务很好"}, follow=True)]
    receipt = Feedback.objects.filter(channel="letter").values_list("receipt", flat=True)[0]
    answers.append(client.get(reverse("reports:feedback_thanks", args=[round.pk, receipt])))
    save(FeedbackWindow.objects.get(), closes_on=OPENS)
    return "\n".join(map(said, [*answers, client.get(path), client.post(path, {"message": "迟到的话"})]))


def _withdrawn(world: World) -> str:
    """The public pages once the notice is withdrawn, and where its record was tampered with."""
    notice, client = Notice.objects.get(), visitor()
    save(notice, publication_hash="0" * 64)
    answers = [client.get(path) for path in _public_paths(world.cast.round.pk)]
    why = {"withdrawn_reason": notice.withdrawn_reason or "数字有误", "withdrawn_by": world.cast.clerk}
    save(notice, status="withdrawn", withdrawn_at=notice.published_at, **why)
    answers += [client.get(path) for path in _public_paths(world.cast.round.pk)]
    return "\n".join(map(said, answers))


OUTPUTS: dict[str, Callable[[World], str]] = {
    "text": lambda world: text.render(_notice(world)),
    "web page": lambda world: html.page(_notice(world)),
    "PDF": lambda world: opened(pdf.render(_notice(world))),
    "DOCX": lambda world: opened(docx.render(_notice(world))),
    "package": _package,
    "answers to the public": _answers,
    "public pages": _public,
    "feedback": _feedback,
    "public pages of what is no longer public": _withdrawn,
}
# what each of them says all the same, so that an empty output isn't taken for a clean one
SAID: dict[str, tuple[str, ...]] = {
    "text": ("监管模式已改进",),
    "web page": ("监管模式已改进",),
    "PDF": ("监管模式已改进", "市文化市场行政执法总队"),
    "DOCX": ("监管模式已改进", "docProps/core.xml"),
    "package": ("监管模式已改进", "index.html", "说明.txt", "docProps/core.xml", "/StructTreeRoot"),
    "answers to the public": ("没有找到这个页面",),
    "public pages": ("监管模式已改进", "docProps/core.xml", "/StructTreeRoot", "ETag", "405"),
    "feedback": ("驻局纪检监察组", "受理编号", "403"),
    "public pages of what is no longer public": ("410", "503"),
}
