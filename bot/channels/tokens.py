"""A button's reply as the token that a platform's button carries, and back: pure, the same for every channel.

A token is

    TURN . APPLICATION . REPLY

the turn in base 36, the application's id ("" in the lobby), and the reply: `cNAME` this choice, `+NAME` `-NAME` a
tick that is set or taken away, `!NAME ARGUMENT` a command, `=PATH CHOICE` a choice for this question, and for
whatever is longer `#MARK`, which `dialogues/marks.py` finds again. It never holds what a person wrote, and is ASCII.
Whoever forges one says something that only the owner of that application may say, and only now: the engine looks at
both. What is not printable ASCII is none of ours: no database or log need take it. How long one may be is the
platform's (`telegram/tokens.py`, `slack/tokens.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import ascii_lowercase, digits
from typing import Final

from dialogues.application import ApplicationId
from dialogues.marks import mark_of
from dialogues.reply import Chosen, Command, Meant, Pressed, Reply, Ticked, is_plain

_DIGITS: Final = digits + ascii_lowercase
#: what a column of a database holds
_MOST_TURNS: Final = 2**31 - 1
_TOKEN: Final = re.compile(r"([0-9a-z]{1,8})\.([0-9a-z]{0,32})\.([c+!=#-])(.*)", re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """What a button says: for which prompt of which application, and what."""

    turn: int
    application: ApplicationId | None
    reply: Reply


def pack(turn: int, application: ApplicationId | None, reply: Reply, longest: int) -> str:
    """The token of a button, of at most `longest` bytes, at least 56."""
    head = f"{_base36(turn)}.{application or ''}."
    spelt = _spelt(reply)
    if spelt is None or len(head) + len(spelt.encode()) > longest:
        spelt = f"#{reply.mark if isinstance(reply, Pressed) else mark_of(reply)}"
    return head + spelt


def unpack(data: str) -> Token | None:
    """The button of a token; None where nobody made such a one."""
    found = _TOKEN.fullmatch(data) if data.isascii() and data.isprintable() else None
    reply = _read(found[3], found[4]) if found is not None else None
    turn = int(found[1], 36) if found is not None else 0
    if found is None or reply is None or turn > _MOST_TURNS:
        return None
    return Token(turn=turn, application=ApplicationId(found[2]) if found[2] else None, reply=reply)


def _spelt(reply: Reply) -> str | None:
    """The reply in short; None where it has no short form, or may hold what a person wrote."""
    parts: tuple[str, ...]
    match reply:
        case Chosen(names=(name,)):
            parts, spelt = (name,), f"c{name}"
        case Ticked(name=name, on=on):
            parts, spelt = (name,), f"{'+' if on else '-'}{name}"
        case Command(name=name, argument=argument):
            parts, spelt = (name, argument), f"!{name} {argument}" if argument else f"!{name}"
        case Meant(path=path, reply=Chosen(names=(name,))) if path and name:
            parts, spelt = (path, name), f"={path} {name}"
        case _:
            return None
    return spelt if all(map(is_plain, parts)) else None


def _read(kind: str, rest: str) -> Reply | None:
    first, _, second = rest.partition(" ")
    match kind:
        case "c":
            return Chosen(names=(rest,))
        case "+" | "-":
            return Ticked(name=rest, on=kind == "+")
        case "!":
            return Command(name=first, argument=second)
        case "=" if first and second:
            return Meant(path=first, reply=Chosen(names=(second,)))
        case "#":
            return Pressed(mark=rest)
        case _:
            return None


def _base36(number: int) -> str:
    spelt = ""
    while number:
        number, digit = divmod(number, 36)
        spelt = _DIGITS[digit] + spelt
    return spelt or "0"
