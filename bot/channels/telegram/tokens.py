"""Tokens (`bot/channels/tokens.py`) as Telegram's `callback_data`: 1 to 64 bytes of UTF-8 (Bot API,
InlineKeyboardButton)."""

from __future__ import annotations

from typing import Final

from bot.channels import tokens
from bot.channels.tokens import Token, unpack
from dialogues.application import ApplicationId
from dialogues.reply import Reply

#: bytes
LONGEST: Final = 64


def pack(turn: int, application: ApplicationId | None, reply: Reply) -> str:
    """The token of a button, at most 64 bytes."""
    return tokens.pack(turn, application, reply, LONGEST)


__all__ = ["LONGEST", "Token", "pack", "unpack"]
