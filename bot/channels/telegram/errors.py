"""What Telegram says when it does not take a call, in the words of the contract.

Codes are from this page alone: a description may quote what a person wrote ("can't parse entities: …"), and the
library's own messages may hold the token, so no text of either goes further. Nor does the error itself: raise what
this page returns with `from None`. Exact strings are those of the Bot API server (tdlib/telegram-bot-api,
Client.cpp) without their "Bad Request: " and in lower case, as python-telegram-bot capitalises some of them.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Final

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channels.base import (
    ChannelError,
    Malformed,
    Migrated,
    Misconfigured,
    Refused,
    Throttled,
    Unanswered,
    Unreachable,
)

# The library's documented way to have `retry_after` as a timedelta; without it every 429 gives a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")

#: code of a Refused: the message that was to be edited cannot be, so what it was to show is sent anew
GONE: Final = "message_gone"

#: what was wanted is so already, or is of no use any more: a success
_AS_WANTED: Final = (
    "message is not modified",
    "query is too old and response timeout expired or query id is invalid",
    "message to delete not found",
)

#: how what is said begins, and what it is. Beginnings only: what follows may be a quotation.
_SAID: Final[tuple[tuple[str, type[ChannelError], str], ...]] = (
    ("bot was blocked by the user", Unreachable, "blocked"),
    ("user is deactivated", Unreachable, "deactivated"),
    ("bot can't initiate conversation with a user", Unreachable, "never_started"),
    ("bot can't send messages to bots", Unreachable, "is_a_bot"),
    ("bot was kicked from", Unreachable, "kicked"),
    ("bot is not a member of", Unreachable, "not_a_member"),
    ("the group chat was deleted", Unreachable, "chat_deleted"),
    ("chat not found", Unreachable, "chat_not_found"),
    ("user not found", Unreachable, "chat_not_found"),
    ("peer_id_invalid", Unreachable, "chat_not_found"),
    ("message to edit not found", Refused, GONE),
    ("message can't be edited", Refused, GONE),
    ("message_id_invalid", Refused, GONE),
    ("message can't be deleted", Refused, "too_old_to_delete"),
    ("message thread not found", Refused, "topic_not_found"),
    ("topic_deleted", Refused, "topic_not_found"),
    ("topic_closed", Refused, "topic_closed"),
    ("message to be replied not found", Refused, "replied_not_found"),
    ("not enough rights", Refused, "no_rights"),
    ("have no rights to send a message", Refused, "no_rights"),
    ("need administrator rights", Refused, "no_rights"),
    ("chat_write_forbidden", Refused, "no_rights"),
    ("file is too big", Refused, "too_large"),
    ("wrong file_id or the file is temporarily unavailable", Unanswered, "file_unavailable"),
    ("wrong file identifier", Refused, "file_unknown"),
    ("wrong remote file identifier", Refused, "file_unknown"),
    ("invalid file_id", Refused, "file_unknown"),
    ("can't parse entities", Malformed, "entities"),
    ("can't parse", Malformed, "unreadable"),
    ("button_data_invalid", Malformed, "button_data"),
    ("message is too long", Malformed, "message_too_long"),
    ("message_too_long", Malformed, "message_too_long"),
    ("message caption is too long", Malformed, "caption_too_long"),
    ("media_caption_too_long", Malformed, "caption_too_long"),
    ("reply markup is too long", Malformed, "markup_too_long"),
    ("message text is empty", Malformed, "empty"),
    ("text must be non-empty", Malformed, "empty"),
    ("strings must be encoded in utf-8", Malformed, "not_utf8"),
    # 413 and 429 of what stands before the Bot API: the library has no classes of its own for them
    ("request entity too large", Malformed, "body_too_large"),
    ("content too large", Malformed, "body_too_large"),
    ("too many requests", Throttled, "too_many_requests"),
)


class ProxyUnusable(TelegramError):
    """The environment names a proxy that does not speak HTTP, SOCKS for example."""


def refusal(problem: TelegramError) -> ChannelError | None:
    """Why a call was not taken; None where all is as it was wanted (a second tap, an edit that changes nothing)."""
    match problem:
        case RetryAfter(retry_after=wait):
            seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
            return Throttled("too_many_requests", retry_after=seconds)
        case ChatMigrated():
            return Migrated(str(problem.new_chat_id))
        case InvalidToken():
            return Misconfigured("token_refused")
        case ProxyUnusable():
            return Misconfigured("proxy_not_http")
        case EndPointNotFound():
            return Malformed("unknown_method")
        case Conflict():  # another program polls with the same token, or a webhook is set
            return Unanswered("conflict")
        case TimedOut():
            return Unanswered("timed_out")
        case _:
            return _by_what_is_said(problem)


def refusal_of_file(status: int, retry_after: str = "") -> ChannelError:
    """Why a download was not given: its HTTP status, and its `Retry-After`, in seconds."""
    match status:
        case 401:
            return Misconfigured("token_refused")
        case 429:
            seconds = float(retry_after) if retry_after.isascii() and retry_after.isdecimal() else None
            return Throttled("too_many_requests", retry_after=seconds)
        case 404:  # a link is good for an hour at least; a new one is had with the next try
            return Unanswered("link_expired")
        case _ if status < 500:
            return Refused(f"file_{status}")
        case _:
            return Unanswered("network")


def _by_what_is_said(problem: TelegramError) -> ChannelError | None:
    said = problem.message.lower().removeprefix("forbidden: ").removeprefix("bad request: ")
    if said.startswith(_AS_WANTED):
        return None
    for begins, kind, code in _SAID:
        if said.startswith(begins):
            return kind(code)
    match problem:
        case Forbidden():
            return Unreachable("forbidden")
        case BadRequest():
            return Refused("bad_request")
        case _:
            return Unanswered("network")
