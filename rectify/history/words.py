"""The words of action codes and of entries, gathered from every app's `actions` module."""

import datetime
from functools import cache
from importlib import import_module

from django.apps import apps
from django.utils import timezone
from django.utils.module_loading import module_has_submodule


@cache
def action_words() -> dict[str, str]:
    """Return the Chinese word of every action code."""
    words: dict[str, str] = {}
    for config in apps.get_app_configs():
        if config.module is not None and module_has_submodule(config.module, "actions"):
            words |= getattr(import_module(f"{config.name}.actions"), "ACTIONS", {})
    return words


def moment_words(iso: str) -> str:
    """Return a moment (ISO, UTC) as a person reads it, in local time: 2022年3月4日 10:20."""
    try:
        local = timezone.localtime(datetime.datetime.fromisoformat(iso))
    except ValueError:  # bent
        return iso
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def entry_words(recorded_at: str, actor: str, action: str, label: str) -> str:
    """Return an entry in a few words: 2022年3月4日 10:20 张三 核验通过 第3-2-1条."""
    return f"{moment_words(recorded_at)} {actor} {action_words().get(action, action)} {label}".strip()
