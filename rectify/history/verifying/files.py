"""Kept files against their fingerprints, and the rows that a hash binds."""

import hashlib
from pathlib import Path

from rectify.history.clearing import Clearings
from rectify.history.kept import Kept, kept_files
from rectify.history.verifying.findings import Broken, Report

BLOCK = 1024 * 1024
MISSING = "的文件不存在或无法读取。"
CHANGED = "的文件内容被改动或替换，与登记的SHA-256不符。"


def check_files(report: Report, clearings: Clearings) -> None:
    """Read every kept file and compare it; one that was cleared isn't looked for."""
    for kept in kept_files():
        if not isinstance(kept, Kept):
            text = f"{kept.label}被改动，与登记的摘要不符。"
            report.add(Broken("publication_changed", kept.label, text, kept.round))
        elif (kept.record_type, kept.record) in clearings.files:
            report.cleared += 1
        else:
            _check(report, kept)


def _check(report: Report, kept: Kept) -> None:
    try:
        digest = digest_of(kept.path)
    except OSError:
        digest = ""
    if digest != kept.sha256 and (kept.record_type, kept.record) in Clearings.of_log().files:
        report.cleared += 1  # while we were looking
        return
    report.files += 1
    if digest != kept.sha256:
        kind, text = ("file_changed", CHANGED) if digest else ("file_missing", MISSING)
        report.add(Broken(kind, f"{kept.record_type}:{kept.record}", f"{kept.label}{text}", kept.round))


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
