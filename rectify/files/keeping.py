"""Keeping an uploaded file: its bytes under a generated name below the uploads' folder, outside the web root, read-only."""

import hashlib
import os
import unicodedata
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.conf import settings
from django.core.files.base import File

from rectify.errors import Refused
from rectify.files.types import content_type_of

NAME_LIMIT = 200
SUFFIX_LIMIT = 10
CHUNK = 1024 * 1024


class TooLarge(Refused):
    """The file is larger than the limit (HTTP 413)."""

    status = 413


@dataclass(frozen=True)
class Kept:
    """A file that was kept: what a record holds of it. `size` is in bytes, `path` the generated name within its room."""

    name: str
    size: int
    sha256: str
    content_type: str
    path: str


class Keeper:
    """Keeps files in one room (a folder of the uploads); see `keeping()`."""

    def __init__(self, room: str) -> None:
        self.room = room
        self.written: list[Path] = []

    def keep(self, file: File[bytes], *, field: str = "files") -> Kept:
        """Write one file's bytes; Refused (at `field`) for an empty or too large file, or one that isn't what its name says."""
        name = clean_name(file.name or "")
        if not file.size:
            raise Refused(f"“{name}”是空文件，没有上传。", field=field)
        if file.size > settings.UPLOAD_LIMIT_MB * 1024 * 1024:
            raise TooLarge(f"“{name}”超过{settings.UPLOAD_LIMIT_MB} MB，没有上传。", field=field)
        file.seek(0)
        content_type = content_type_of(name, file.file, field=field)  # type: ignore[arg-type]
        path = uuid.uuid4().hex
        target = path_of(self.room, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        self.written.append(target)
        digest = hashlib.sha256()
        with target.open("xb") as out:
            for chunk in file.chunks():
                digest.update(chunk)
                out.write(chunk)
        target.chmod(0o440)
        return Kept(name=name, size=file.size, sha256=digest.hexdigest(), content_type=content_type, path=path)


@contextmanager
def keeping(room: str) -> Iterator[Keeper]:
    """Keep files inside the block; where it raises, all that was written is gone again.

    The block holds the transaction too: bytes are written before it, so that nobody waits for a slow disk.
    """
    keeper = Keeper(room)
    try:
        yield keeper
    except BaseException:
        for path in keeper.written:
            path.unlink(missing_ok=True)
        raise


def path_of(room: str, path: str) -> Path:
    """Return where the bytes of a generated name lie."""
    return Path(settings.UPLOADS) / room / path[:2] / path


def erase(room: str, path: str) -> bool:
    """Overwrite a kept file's bytes and take it away; False where it is gone already. A backup keeps its own copy."""
    target = path_of(room, path)
    if not target.is_file():
        return False
    target.chmod(0o640)
    with target.open("r+b") as out:
        for _ in range(0, target.stat().st_size, CHUNK):
            out.write(bytes(CHUNK))
        out.flush()
        os.fsync(out.fileno())
    target.unlink()
    return True


def clean_name(name: str) -> str:
    """Return a file's name without folders and control characters, cut to what the record holds with its ending kept."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    base = "".join(c for c in unicodedata.normalize("NFC", base) if unicodedata.category(c)[0] != "C").strip(" .") or "未命名"
    suffix = PurePath(base).suffix
    suffix = suffix if len(suffix) <= SUFFIX_LIMIT else ""
    return base if len(base) <= NAME_LIMIT else base[: NAME_LIMIT - len(suffix)] + suffix
