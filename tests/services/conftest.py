"""What the tests against PostgreSQL and Redis share."""

import os
import subprocess
from collections.abc import Iterator

import pytest

from tests.services.production import ROOT, Production, as_superuser

ROLES = ROOT / "rectify" / "setup" / "postgres-init.sql"


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    """Make a migrated production as docker-compose.yml does: the roles from the same file, `migrate` with the owner's."""
    server, broker = os.environ["DATABASE_URL"], os.environ["CELERY_BROKER_URL"]
    made = Production(server, f"{broker.rpartition('/')[0]}/6", tmp_path_factory.mktemp("production"))
    as_superuser(server, f"CREATE DATABASE {made.name}")
    try:
        roles = {
            role: value
            for kind, value in (("OWNER", made.owner), ("APP", made.app))
            for role in (f"{kind}_ROLE", f"{kind}_PASSWORD")
        }
        database = server.rpartition("/")[0] + f"/{made.name}"
        subprocess.run(
            ["psql", "--quiet", "--no-psqlrc", "-f", ROLES, database],
            env={**os.environ, **roles},
            check=True,
            capture_output=True,
        )
        made.manage("migrate", "--noinput", MIGRATION_DATABASE_URL=made.url(made.owner))
        yield made
    finally:
        as_superuser(server, f"DROP DATABASE {made.name} WITH (FORCE)", f"DROP ROLE IF EXISTS {made.owner}, {made.app}")
