"""Which keys a block, an element and a composition object have, and what their values may be: what the models of
slack_sdk accept in silence. A shape is called with a value and where it stands, and refuses by `Misshapen`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Shape = Callable[[Any, str], None]


class Misshapen(Exception):
    """What is wrong, and where: "no more than 75 characters [json-pointer:/blocks/0/text]"."""

    def __init__(self, what: str, where: str) -> None:
        super().__init__(f"{what} [json-pointer:{where}]")


def string(most: int, least: int = 1) -> Shape:
    """Of so many characters."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, str):
            raise Misshapen("must be a string", where)
        if len(value) > most:
            raise Misshapen(f"must be less than {most + 1} characters", where)
        if len(value) < least:
            raise Misshapen(f"must be more than {least - 1} characters", where)

    return check


def boolean(value: Any, where: str) -> None:
    if not isinstance(value, bool):
        raise Misshapen("must be a boolean", where)


def integer(least: int, most: int) -> Shape:
    def check(value: Any, where: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Misshapen(f"must be an integer from {least} to {most}", where)

    return check


def like(pattern: str, what: str) -> Shape:
    def check(value: Any, where: str) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise Misshapen(f"must be {what}", where)

    return check


def among(*values: str) -> Shape:
    def check(value: Any, where: str) -> None:
        if value not in values:
            raise Misshapen(f"must be one of {', '.join(values)}", where)

    return check


def items(one: Shape, most: int, least: int = 1) -> Shape:
    def check(value: Any, where: str) -> None:
        if not isinstance(value, list):
            raise Misshapen("must be a list", where)
        if not least <= len(value) <= most:
            raise Misshapen(f"must have from {least} to {most} items", where)
        for place, item in enumerate(value):
            one(item, f"{where}/{place}")

    return check


def thing(**keys: Shape) -> Shape:
    """An object of these keys; those whose name ends with "_" may be left out."""
    shapes = {name.removesuffix("_"): shape for name, shape in keys.items()}
    required = {name for name in keys if not name.endswith("_")}

    def check(value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise Misshapen("must be an object", where)
        if missing := sorted(required - value.keys()):
            raise Misshapen(f"missing required field: {missing[0]}", where)
        for name, inner in value.items():
            if name not in shapes:
                raise Misshapen(f"invalid additional property: {name}", where)
            shapes[name](inner, f"{where}/{name}")

    return check


def typed(kinds: dict[str, Shape], *only: str) -> Shape:
    """An object whose "type" is one of `kinds`, or of those named."""

    def check(value: Any, where: str) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in kinds or (only and kind not in only):
            raise Misshapen(f"unsupported type: {kind}", f"{where}/type")
        kinds[kind](value, where)

    return check


def anything(_value: Any, _where: str) -> None:
    """Left to the models of slack_sdk."""
