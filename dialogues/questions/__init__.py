"""The question types: one file each, and the folder is the registry.

A module's name is the type's name; its class is the one whose `type` is that name. Adding a type is adding a
file: the tests then demand its cases, and the docs its row.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from typing import get_args

from dialogues.question import Entry


def _found() -> Mapping[str, type[Entry]]:
    types: dict[str, type[Entry]] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("_"):
            continue
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        for thing in vars(loaded).values():
            is_own = (
                isinstance(thing, type) and issubclass(thing, Entry) and thing.__module__ == loaded.__name__
            )
            if is_own and module.name in get_args(thing.model_fields["type"].annotation):
                types[module.name] = thing
    return dict(sorted(types.items()))


TYPES: Mapping[str, type[Entry]] = _found()
