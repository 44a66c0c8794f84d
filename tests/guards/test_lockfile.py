"""The lock file names the public package index alone, and a hash for every file: it installs the same everywhere.

And what the application imports is among the packages that an environment without the developers' own has.
"""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
INDEX = "https://pypi.org/simple"
FILES = "https://files.pythonhosted.org/packages/"


def faults(lock: dict[str, Any]) -> list[str]:
    """Return what is wrong with the packages of a lock file, one line each."""
    found = []
    for package in lock["package"]:
        name, source = package["name"], package["source"]
        if source not in ({"registry": INDEX}, {"virtual": "."}):
            found.append(f"{name}: source {source}")
        for file in [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]:
            if not file.get("url", "").startswith(FILES):
                found.append(f"{name}: file {file.get('url')}")
            if not re.fullmatch(r"sha256:[0-9a-f]{64}", file.get("hash", "")):
                found.append(f"{name}: hash {file.get('hash')}")
    return found


def test_the_lock_file_names_the_public_index_alone() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    assert faults(lock) == []
    assert len(lock["package"]) > 50


def test_no_other_address_stands_anywhere_in_the_lock_file() -> None:
    hosts = set(re.findall(r"\w+://[^/\"]+", (ROOT / "uv.lock").read_text(encoding="utf-8")))
    assert hosts == {"https://pypi.org", "https://files.pythonhosted.org"}


def test_the_project_names_no_other_index() -> None:
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"]
    assert tool["index-url"] == INDEX
    assert {"index", "extra-index-url", "find-links", "sources"} & set(tool) == set()


GOOD = {"url": FILES + "aa/one-1.tar.gz", "hash": "sha256:" + "0" * 64}


@pytest.mark.parametrize(
    ("package", "fault"),
    [
        ({"source": {"registry": INDEX}, "sdist": GOOD, "wheels": [GOOD]}, []),
        ({"source": {"registry": "https://mirror.example.org/simple"}}, ["source"]),
        ({"source": {"git": "https://example.org/one"}}, ["source"]),
        ({"source": {"registry": INDEX}, "wheels": [{**GOOD, "url": "https://mirror.example.org/one.whl"}]}, ["file"]),
        ({"source": {"registry": INDEX}, "sdist": {"url": GOOD["url"]}}, ["hash"]),
        ({"source": {"registry": INDEX}, "wheels": [{**GOOD, "hash": "md5:00"}, {"path": "one.whl"}]}, ["hash", "file", "hash"]),
    ],
)  # fmt: skip
def test_what_counts_as_a_fault(package: dict[str, Any], fault: list[str]) -> None:
    found = faults({"package": [{"name": "one", **package}]})
    assert [line.split()[1] for line in found] == fault


APPS = ["rectify", "issues", "measures", "reports"]


def without_developers(lock: dict[str, Any]) -> set[str]:
    """Return the packages that `uv sync --no-dev` installs, by name."""
    packages = {package["name"]: package for package in lock["package"]}
    found: set[str] = set()
    queue = [(name, set[str]()) for name in ["rectify"]]
    while queue:
        name, extras = queue.pop()
        found.add(name)
        optional = packages[name].get("optional-dependencies", {})
        wanted = [*packages[name].get("dependencies", []), *(row for extra in extras for row in optional[extra])]
        queue += [(row["name"], set(row.get("extra", []))) for row in wanted if row["name"] not in found]
    return found


def imported() -> dict[str, str]:
    """Return the top names that the application's files import, each with one of the files."""
    names = {}
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    names.update({alias.name.partition(".")[0]: str(path) for alias in node.names})
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names[node.module.partition(".")[0]] = str(path)
    return names


def test_production_has_every_package_that_the_application_imports() -> None:
    installed = without_developers(tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8")))
    foreign = {name: file for name, file in imported().items() if name not in {*sys.stdlib_module_names, *APPS}}
    assert {"django", "celery", "simple_history"} <= set(foreign)
    homes = packages_distributions()
    missing = {
        name: file
        for name, file in foreign.items()
        if not {re.sub(r"[-_.]+", "-", home).lower() for home in homes.get(name, [])} & installed
    }
    assert missing == {}
