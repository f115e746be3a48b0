"""Links from a group into the private chat with the bot: pure.

`https://t.me/<bot>?start=<payload>` opens the private chat, and Telegram sends `/start <payload>` when the person
presses Start (core.telegram.org/bots/features#deep-linking: up to 64 of A-Z a-z 0-9 _ -). So what is pressed in a group
makes no noise there, and is answered where nobody else reads. A payload is `read_A-7F3K`: a command and a reference,
whose hyphen no name of a dialogue has. It names, it does not allow: who may read is not decided by a link.
"""

from __future__ import annotations

import re
from typing import Final

from dialogues.reply import Command

_PAYLOAD: Final = re.compile(r"(read|whole|files)_([A-Z]{1,3}-[0-9A-Z]{1,16})")


def link(username: str, command: Command) -> str:
    """The address that says this command in private; "" for one that no link carries."""
    payload = f"{command.name}_{command.argument}"
    return f"https://t.me/{username}?start={payload}" if linked(payload) == command else ""


def linked(payload: str) -> Command | None:
    """What a link says; None for one of another kind."""
    found = _PAYLOAD.fullmatch(payload)
    return Command(name=found[1], argument=found[2]) if found is not None else None
