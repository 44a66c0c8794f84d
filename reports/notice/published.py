"""Reading what was published: byte for byte what was kept then, or a refusal that says so; never anything else."""

from typing import Any

from issues.models import Round
from rectify.errors import Refused
from reports.models import Notice, Publication
from reports.notice import keeping
from reports.notice.formats import ARTICLE, OFFERED
from reports.notice.services.publishing import digest_of

ALTERED = "这一版的公布记录与变更记录不符，可能被改动，不能提供。请联系系统管理员。"


def publication_of(notice: Notice) -> Publication:
    """Return the record of a version's publication; Unsound where it isn't the one that the version binds."""
    made = Publication.objects.select_related("frozen").filter(notice=notice).first()
    if made is None:
        raise Refused(f"{notice}没有公布过。")
    if digest_of(made) != notice.publication_hash or made.files["pdf"]["sha256"] != notice.pdf_sha256:
        raise keeping.Unsound(ALTERED)
    return made


def bytes_of(made: Publication, key: str) -> bytes:
    """Return a published file, read whole and compared with the SHA-256 that was recorded; Unsound where they differ."""
    kept = made.files[key]
    return keeping.read(kept["path"], kept["sha256"])


def kept_file(round: Round, number: int, key: str) -> bytes | None:
    """Return a published version's file in one of the kept forms; None where that version, or that form, was not published."""
    notice = Notice.objects.filter(round=round, number=number, publication__isnull=False).first()
    if notice is None:
        return None
    made = publication_of(notice)
    return bytes_of(made, key) if key in made.files else None


def article_of(made: Publication) -> str:
    """Return the notice as its public page shows it: the article as it was rendered then."""
    return bytes_of(made, ARTICLE).decode()


def offered_files(made: Publication) -> list[dict[str, Any]]:
    """Return the published files that can be downloaded: format, size in bytes, SHA-256."""
    return [{"format": form, **made.files[form.key]} for form in OFFERED if form.key in made.files]


def unsound(notice: Notice) -> str:
    """Return what is wrong with a publication's record or files, "" where all of it is what was published."""
    try:
        made = publication_of(notice)
        for key in made.files:
            bytes_of(made, key)
    except keeping.Unsound as error:
        return error.message
    return ""
