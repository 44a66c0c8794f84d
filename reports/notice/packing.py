"""公开包 of a version: offered once the head has signed it and its files are there, with just the bytes that are kept."""

from reports.models import Notice
from reports.notice import keeping
from reports.notice.files import Files
from reports.notice.package import archive_name, package, zipped
from reports.notice.published import bytes_of, publication_of
from reports.notice.versions import frozen_of
from reports.workflow import ONCE_PUBLIC, PACKED


def may_pack(notice: Notice, files: Files | None) -> bool:
    """Tell whether a version's 公开包 can be made: signed, not withdrawn, every file there."""
    return notice.signed and notice.status in PACKED and files is not None and bool(files.made)


def packed(notice: Notice) -> tuple[str, bytes] | None:
    """Return the package's file name and its bytes (zip), None where there is none; Unsound where a kept file was changed."""
    frozen = frozen_of(notice)
    files = Files(frozen) if frozen else None
    if frozen is None or files is None or not may_pack(notice, files):
        return None
    if notice.status in ONCE_PUBLIC:
        made = publication_of(notice)
        pdf, docx = bytes_of(made, "pdf"), bytes_of(made, "docx")
    else:
        pdf, docx = (keeping.read(files.made[key].path, files.made[key].sha256) for key in ("pdf", "docx"))
    document = frozen.document
    return archive_name(document), zipped(document, package(document, pdf, docx))
