"""A database for the bench alone, of the configured kind: made, migrated, used by this process, and gone afterwards."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.test.utils import override_settings

# the bench serves itself: no manifest of collected files is needed, and no host's name is asked for
PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@contextmanager
def scratch() -> Iterator[None]:
    """Turn this process to a fresh database and fresh folders; the configured ones are not touched.

    Raises CommandError where the database's role may not make one (in production it may not).
    """
    with tempfile.TemporaryDirectory(prefix="rectify-bench-") as folder:
        var, kept = Path(folder), connection.settings_dict["NAME"]
        name = str(var / "bench.sqlite3") if connection.vendor == "sqlite" else f"rectify_bench_{secrets.token_hex(4)}"
        connection.settings_dict["TEST"] = {**connection.settings_dict["TEST"], "NAME": name}
        settings = {"UPLOADS": var / "uploads", "RENDERS": var / "renders", "EMAIL_FILE_PATH": var / "mail"}
        try:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        except (DatabaseError, SystemExit) as error:
            raise CommandError(f"The bench needs a database of its own and can't make one: {error}") from error
        try:
            with override_settings(**settings, STORAGES=PLAIN, ALLOWED_HOSTS=["*"]):
                yield
        finally:
            connection.creation.destroy_test_db(kept, verbosity=0)


def settle() -> None:
    """Have the database take stock of its tables, as it does by itself in time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
