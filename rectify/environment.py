"""Settings from the environment, read so that a wrong one fails at once and says how to mend it."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import get_random_string


def flag(name: str, *, default: bool) -> bool:
    """Read a yes-or-no variable: 1/true/yes/on or 0/false/no/off. Anything else raises ImproperlyConfigured."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not “{value}”.")


def whole_number(name: str, *, default: int, least: int = 1) -> int:
    """Read a whole number of at least `least` and at most nine digits; anything else raises ImproperlyConfigured."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal() or len(value) > 9 or int(value) < least:
        wanted = f"a whole number of at least {least}, and of nine digits at most"
        raise ImproperlyConfigured(f"{name} must be {wanted}, not “{value}”.")
    return int(value)


def words(name: str, *, default: str) -> list[str]:
    """Read a list separated by commas; empty items are dropped."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def folder(name: str, *, default: Path) -> Path:
    """Read a folder and make it; one that can't be made or written raises ImproperlyConfigured."""
    path = Path(os.environ.get(name) or default).absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: the folder {path} can't be made ({error.strerror}).") from error
    if not os.access(path, os.W_OK):
        raise ImproperlyConfigured(f"{name}: the folder {path} can't be written.")
    return path


def secret_key(var: Path, *, production: bool) -> str:
    """Return SECRET_KEY; the demonstration generates one into `var/secret_key`, production must be given one.

    The file is made with O_EXCL, so that two processes that start together agree on one key.
    """
    value = os.environ.get("SECRET_KEY", "")
    if value:
        return value
    if production:
        raise ImproperlyConfigured("SECRET_KEY is missing: production has no default secret.")
    path = var / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = get_random_string(64)
        file.write(key)
    return key
