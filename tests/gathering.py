"""Hand-written tables that stand in several files, one a subject: gathered by the files' names."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any


def gathered(package: str, prefix: str, name: str) -> list[Any]:
    """Return the lists called `name` of the modules of `package` that begin with `prefix`, one after another."""
    paths = import_module(package).__path__
    found = sorted(module.name for module in iter_modules(paths) if module.name.startswith(prefix))
    return [row for module in found for row in getattr(import_module(f"{package}.{module}"), name)]
