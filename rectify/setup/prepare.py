"""Bring the data to where a start needs it: `python -P prepare.py PASSWORD_FILE` prints the cast as JSON on stdout.

One process for all steps, since starting Django takes longer than each of them once there is nothing to do. Run by its
path: a wrong setting fails while the package is imported, and is still to be told in one sentence.
"""

# ruff: noqa: T201 (a script of the command line: it prints)

import hashlib
import io
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def static_state() -> str:
    """Return a digest of the static files' names, sizes and times; another one means collecting them again."""
    from django.contrib.staticfiles.finders import get_finders

    def lines() -> Iterator[str]:
        for finder in get_finders():
            for name, storage in finder.list([]):
                stat = Path(storage.path(name)).stat()
                yield f"{name} {stat.st_size} {stat.st_mtime_ns}"

    return hashlib.sha256("\n".join(sorted(lines())).encode()).hexdigest()


def collect_static() -> None:
    """Collect, fingerprint and compress the static files, unless they are as they were the last time."""
    from django.conf import settings
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    state, mark = static_state(), root / ".collected"
    if not mark.is_file() or mark.read_text(encoding="ascii") != state:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        mark.write_text(state, encoding="ascii")


def load_once(password_file: str) -> str:
    """Load the demonstration into an empty database and return its cast as JSON; beside a real round alone, there is none."""
    from django.core.management import call_command

    cast = io.StringIO()
    call_command("load_demo", password_file=Path(password_file), once=True, json=True, stdout=cast)
    return cast.getvalue()


def prepare(password_file: str) -> str:
    """Migrate, collect the static files, load the demonstration where it isn't yet; returns the cast as JSON."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    collect_static()
    return load_once(password_file)


def main(arguments: Sequence[str]) -> int:
    """Prepare; returns the exit status. What the person at the terminal can mend is said in one sentence on stderr."""
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError
    from django.db import DatabaseError

    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rectify.settings")
    try:
        django.setup()
        print(prepare(*arguments))
    except (ImproperlyConfigured, CommandError, DatabaseError) as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
