"""The files of a notice on disk: each under its SHA-256, there whole or not at all, and read only when it is what it was."""

import hashlib
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from rectify.errors import Refused
from rectify.files.reasons import FULL as FULL_DISK
from rectify.files.reasons import reason_of
from reports.render.fonts import FontError

logger = logging.getLogger(__name__)

FOLDER = "notices"  # below the renders' folder
PART = ".part"  # how the name of a file ends that isn't whole yet
FULL = "磁盘空间不足，文件没有生成。请系统管理员腾出空间后重试。"
UNWRITABLE = "文件没有生成：{reason}。请系统管理员处理后重试。"
GONE = "这个文件没有找到，不能提供。请联系系统管理员从备份恢复。"
CHANGED = "这个文件与登记的SHA-256不符，可能被改动或损坏，不能提供。请联系系统管理员从备份恢复。"


class Unsound(Refused):
    """A kept file is gone, or isn't what was kept."""


@contextmanager
def clear_failures() -> Iterator[None]:
    """Turn what fonts and disk refuse inside the block into a Refused that says what to do; the log keeps the details.

    The one place for it: what renders lets an OSError pass, since it can't know whom it is to be said to.
    """
    try:
        yield
    except FontError as error:
        logger.exception("no font to set a document in")
        raise Refused(str(error)) from error
    except OSError as error:
        logger.exception("a document's file could not be made")
        if error.errno in FULL_DISK:
            raise Refused(FULL) from error
        raise Refused(UNWRITABLE.format(reason=reason_of(error))) from error


def path_of(name: str) -> Path:
    """Return where a file lies, by the path that its record keeps."""
    return Path(settings.RENDERS) / name


def keep(data: bytes, suffix: str) -> tuple[str, str]:
    """Write a file under its digest and return (SHA-256, path); the same bytes are one file."""
    digest = hashlib.sha256(data).hexdigest()
    name = f"{FOLDER}/{digest}{suffix}"
    write(path_of(name), data)
    return digest, name


def write(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all; what an error leaves half done is taken away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=PART, delete=False) as file:
        part = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def read(name: str, sha256: str) -> bytes:
    """Return a kept file's bytes; Unsound where it is gone or its SHA-256 is no longer `sha256`."""
    try:
        data = path_of(name).read_bytes()
    except OSError as error:
        raise Unsound(GONE) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        logger.error("%s is not what was kept under this name", name)
        raise Unsound(CHANGED)
    return data
