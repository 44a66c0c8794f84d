"""Finding the doors: every public function of a services module that takes `by`, the person who opens it."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

APPS = ["rectify.accounts", "issues", "measures", "reports"]
Door = Callable[..., Any]


def doors() -> dict[str, Door]:
    """Return every door by its full name."""
    return {f"{door.__module__}.{door.__name__}": door for module in _modules() for door in _doors_of(module)}


def _modules() -> Iterator[Any]:
    for app in APPS:
        package = importlib.import_module(app)
        for found in pkgutil.walk_packages(package.__path__, f"{app}."):
            if "services" in found.name.split("."):
                yield importlib.import_module(found.name)


def _doors_of(module: Any) -> Iterator[Door]:
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ != module.__name__ or name.startswith("_"):
            continue
        by = inspect.signature(function).parameters.get("by")
        if by is not None and by.kind is by.KEYWORD_ONLY:
            yield function


def versioned(door: Door) -> bool:
    """Tell whether a door takes the version that its form was made from."""
    return "version" in inspect.signature(door).parameters
