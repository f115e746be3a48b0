"""Tokens (`bot/channels/tokens.py`) as Slack's values, and what a control says beside them: pure.

A button's `value` holds 2000 characters, an option's `value` 150, an `action_id` 255 (docs.slack.dev, block elements
and the option object). A control that can come back with no value at all (a day, or checkboxes without a tick) carries
its turn and application in its `action_id`:

    KIND . AT . TURN . APPLICATION

An option of checkboxes says the tick that is *set*: which options are on is the state of the whole control, so
`ticks` says for each of them what it is to be, and a doubled or late press changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, Literal, cast

from bot.channels import tokens
from bot.channels.tokens import Token, unpack
from dialogues.application import ApplicationId
from dialogues.reply import Command, Reply, Ticked

#: characters; a token is ASCII
LONGEST_VALUE: Final = 2000
LONGEST_OPTION: Final = 150

#: one of some options, any of some options, a day; a button says everything in its value
Kind = Literal["one", "many", "day"]
_ACTION: Final = re.compile(r"(one|many|day)\.([0-9]{1,3})\.([0-9a-z]{1,8}\.[0-9a-z]{0,32})")
_NOTHING: Final = Command(name="x")


@dataclass(frozen=True, kw_only=True, slots=True)
class Control:
    """What an `action_id` says."""

    kind: Kind
    turn: int
    application: ApplicationId | None


def pack(turn: int, application: ApplicationId | None, reply: Reply) -> str:
    """The token of a button."""
    return tokens.pack(turn, application, reply, LONGEST_VALUE)


def pack_option(turn: int, application: ApplicationId | None, reply: Reply) -> str:
    """The token of an option: of checkboxes, the tick that is set."""
    meant = Ticked(name=reply.name, on=True) if isinstance(reply, Ticked) else reply
    return tokens.pack(turn, application, meant, LONGEST_OPTION)


def action_id(kind: Kind, at: int, turn: int, application: ApplicationId | None) -> str:
    """Of the control at this place in its block."""
    head = tokens.pack(turn, application, _NOTHING, LONGEST_VALUE).removesuffix(".!x")
    return f"{kind}.{at}.{head}"


def read_action_id(said: str) -> Control | None:
    """The control; None where nobody made such a one."""
    found = _ACTION.fullmatch(said)
    token = unpack(f"{found[3]}.!x") if found is not None else None
    if found is None or token is None:
        return None
    return Control(kind=cast("Kind", found[1]), turn=token.turn, application=token.application)


def ticks(options: Iterable[str], on: Collection[str]) -> tuple[Ticked, ...]:
    """What each option of checkboxes is to be: of the values of all, and of those that have a tick."""
    replies = ((value, token.reply) for value in options if (token := unpack(value)) is not None)
    return tuple(Ticked(name=it.name, on=value in on) for value, it in replies if isinstance(it, Ticked))


__all__ = [
    "LONGEST_OPTION",
    "LONGEST_VALUE",
    "Control",
    "Kind",
    "Token",
    "action_id",
    "pack",
    "pack_option",
    "read_action_id",
    "ticks",
    "unpack",
]
