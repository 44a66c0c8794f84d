"""A production of its own: a database, its two roles, and the environment that docker-compose.yml gives a process."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Production:
    """One database, who may do what in it, and the environment that docker-compose.yml gives the application."""

    server: str  # address of the superuser's connection
    broker: str
    var: Path
    name: str = field(default_factory=lambda: f"rectify_{secrets.token_hex(4)}")

    @property
    def owner(self) -> str:
        """Return the role that migrates."""
        return f"{self.name}_owner"

    @property
    def app(self) -> str:
        """Return the application's role."""
        return f"{self.name}_app"

    def url(self, role: str) -> str:
        """Return the database's address for a role; the password is the role's name."""
        parts = urlsplit(self.server)
        return f"postgresql://{role}:{role}@{parts.hostname}:{parts.port or 5432}/{self.name}"

    def env(self, **more: str) -> dict[str, str]:
        """Return the environment of a production process; nothing of the test run's own settings is left in it."""
        return {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "RECTIFY_PRODUCTION": "yes",
            "RECTIFY_VAR": str(self.var),
            "SECRET_KEY": "a key for this test alone, long enough to be taken for one",
            "ALLOWED_HOSTS": "rectify.example.org,127.0.0.1",
            "DATABASE_URL": self.url(self.app),
            "CELERY_BROKER_URL": self.broker,
            **more,
        }

    def manage(self, *arguments: str, **more: str) -> str:
        """Run one command of manage.py in this environment and return what it prints; a failure fails the test."""
        result = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.env(**more), capture_output=True, text=True
        )
        assert result.returncode == 0, result.stderr
        return result.stdout

    @contextmanager
    def connect(self, role: str) -> Iterator["psycopg2.extensions.connection"]:
        """Connect as a role, with every statement a transaction of its own."""
        with closing(psycopg2.connect(self.url(role))) as connection:
            connection.autocommit = True
            yield connection


def as_superuser(server: str, *statements: str) -> None:
    """Run statements outside of a transaction."""
    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
