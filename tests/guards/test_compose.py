"""What docker-compose.yml, the Dockerfile and .env.example promise about production, read from the files themselves."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from rectify.setup import install

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")

DEMANDED = ["ALLOWED_HOSTS", "APP_PASSWORD", "OWNER_PASSWORD", "POSTGRES_PASSWORD", "PUBLIC_URL", "SECRET_KEY"]
WITH_A_DEFAULT = {
    "CSRF_TRUSTED_ORIGINS": "",
    "DEFAULT_FROM_EMAIL": "rectify@localhost",
    "EMAIL_HOST": "",
    "EMAIL_HOST_PASSWORD": "",
    "EMAIL_HOST_USER": "",
    "EMAIL_PORT": "25",
    "EMAIL_USE_TLS": "no",
    "FONT_FALLBACK": "",
    "FONT_FANGSONG": "",
    "FONT_HEITI": "",
    "FONT_KAITI": "",
    "FONT_SONGTI": "",
    "FONT_XIAOBIAOSONG": "",
    "PORT": "8000",
    "PUBLIC_PAGES": "yes",
    "RECTIFY_HTTPS": "yes",
}


def test_the_services() -> None:
    assert sorted(SERVICES) == ["beat", "migrate", "postgres", "redis", "web", "worker"]


def test_whatever_runs_on_restarts_and_tells_its_health() -> None:
    running = {name: service for name, service in SERVICES.items() if name != "migrate"}
    assert {service["restart"] for service in running.values()} == {"unless-stopped"}
    assert [name for name, service in running.items() if "test" not in service.get("healthcheck", {})] == []


def test_migrate_runs_once_and_the_application_waits_for_it() -> None:
    assert SERVICES["migrate"]["restart"] == "no"
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"},
            "redis": {"condition": "service_healthy"},
        }


@pytest.mark.parametrize("name", ["web", "worker", "beat", "migrate"])
def test_the_application_is_in_production_under_its_own_role(name: str) -> None:
    environment = SERVICES[name]["environment"]
    assert environment["RECTIFY_PRODUCTION"] == "yes"
    assert environment["DATABASE_URL"].startswith("postgresql://rectify_app:")
    assert environment["CELERY_BROKER_URL"] == "redis://redis:6379/0"


def test_migrate_alone_knows_the_owner_of_the_tables() -> None:
    knowing = [name for name, service in SERVICES.items() if "OWNER_PASSWORD" in str(service)]
    assert knowing == ["migrate", "postgres"]
    assert SERVICES["migrate"]["environment"]["MIGRATION_DATABASE_URL"].startswith("postgresql://rectify_owner:")


def test_no_secret_has_a_default() -> None:
    assert sorted(set(re.findall(r"\$\{(\w+):\?", TEXT))) == DEMANDED
    assert dict(re.findall(r"\$\{(\w+):-([^}]*)\}", TEXT)) == WITH_A_DEFAULT
    assert len(re.findall(r"\$", TEXT)) == len(re.findall(r"\$\{\w+:[?-]", TEXT))


def test_the_example_names_every_variable_and_no_secret() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert sorted(example) == sorted([*DEMANDED, *WITH_A_DEFAULT])
    assert {example[name] for name in DEMANDED} == {""}


def test_what_must_last_lies_in_named_volumes() -> None:
    assert sorted(COMPOSE["volumes"]) == ["pgdata", "redis", "var"]
    mounted = {volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert mounted == {"var", "pgdata", "redis", "./rectify/setup/postgres-init.sql", "./fonts"}
    assert (ROOT / "rectify/setup/postgres-init.sql").is_file()


def test_only_the_web_server_can_be_reached_and_only_from_this_machine() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert ports == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}


def test_the_image_installs_what_the_setup_installs() -> None:
    packages = re.search(r"--no-install-recommends \\\n\s+(.*) \\\n", DOCKERFILE)
    assert packages
    assert sorted(packages[1].split()) == sorted(install.LIBRARIES.values())
    assert f"uv=={install.UV} " in DOCKERFILE


def test_the_image_takes_the_application_and_nothing_else() -> None:
    copied = set(re.findall(r"^COPY (.*) \S+$", DOCKERFILE, re.MULTILINE))
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    assert {name for names in copied for name in names.split()} == let_in
    assert ignored[0] == "*"
    assert let_in <= {path.name for path in ROOT.iterdir()}


def test_the_image_runs_without_root() -> None:
    assert re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE) == ["rectify"]
