"""Secrets in every private field of every record, and every form in which something goes out to the public.

A new model is seeded by itself; a field that is printed is named in PRINTED. A new public form is one more line in OUTPUTS:
its name, and a function that gives what it says as text.
"""

import re
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from issues.models import Issue, MaskingRule, Meeting, NarrativeSection, Round, SectionDraft
from issues.words import Disclosure
from measures.models import ProgressNote
from reports.builders.notice import public_notice
from reports.render import html, pdf, text
from tests import factories as make
from tests.conftest import World
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
}
# words by which records are found or files kept, not told; a secret there would break the record
MACHINERY = {
    "accounts.User": {"username", "password"},
    "measures.Evidence": {"path", "sha256"},
}
# not tracked and not of the ledger: they hold what was told, or serve the machinery
ASIDE = {"auth", "jobs", "history", "reports", "sessions", "contenttypes", "django_celery_beat"}


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
    return [model for model in found if private_fields(model)]


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
    section = NarrativeSection.objects.filter(round=round).first()
    assert section is not None
    SectionDraft.objects.create(section=section, user=cast.clerk, heading="", body="", base_version=1)
    for model in seeded_models():
        for record in model._default_manager.all():
            _seed(record)
    withheld = Issue.objects.get(pk=world.follow_on.pk)
    save(withheld, disclosure=Disclosure.TITLE_WITHHELD, title=f"{SECRET}隐去的题目")


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


def _answers(world: World) -> str:
    """What somebody who isn't signed in gets from addresses of the round, headers and error pages included."""
    client, round = Client(raise_request_exception=False), world.cast.round.pk
    named = [("reports:notice", [round]), ("measures:issue", [round, world.issue.pk]), ("reports:notice_report", [round])]
    paths = [reverse(name, args=args) for name, args in named] + ["/nowhere/", "/accounts/sign-in/", "/healthz"]
    answers = [client.get(path, follow=True) for path in paths]
    answers += [client.post(paths[0]), client.post("/accounts/sign-in/", {"username": "clerk", "password": "wrong"})]
    return "\n".join(f"{answer.status_code} {dict(answer.headers)}\n{answer.content.decode()}" for answer in answers)


OUTPUTS: dict[str, Callable[[World], str]] = {
    "text": lambda world: text.render(_notice(world)),
    "web page": lambda world: html.page(_notice(world)),
    "PDF text": lambda world: words(pdf.render(_notice(world))),
    "PDF file": lambda world: raw(pdf.render(_notice(world))),
    "answers to the public": _answers,
}
# what each of them says all the same, so that an empty output isn't taken for a clean one
SAID = {
    "text": "监管模式已改进",
    "web page": "监管模式已改进",
    "PDF text": "监管模式已改进",
    "PDF file": "市文化市场行政执法总队",
    "answers to the public": "没有找到这个页面",
}
