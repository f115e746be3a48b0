"""What Slack says when it does not take a call, in the words of the contract.

Codes are Slack's own `error` words, which quote nobody; the details beside them may, and go no further. Which words
there are: the page of each method (docs.slack.dev), and what is common to all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.channels.base import (
    ChannelError,
    Malformed,
    Misconfigured,
    Refused,
    Throttled,
    Unanswered,
    Unreachable,
)

#: code of a Refused: the message that was to be changed is gone, so what it was to show is sent anew
GONE: Final = "message_gone"

#: seconds where a refusal for haste does not say how long
_WHILE: Final = 30.0

_KINDS: Final[Mapping[type[ChannelError], frozenset[str]]] = {
    Misconfigured: frozenset(
        {"invalid_auth", "not_authed", "token_revoked", "token_expired", "org_login_required",
         "not_allowed_token_type", "team_access_not_granted"}
    ),
    Unreachable: frozenset(
        {"user_not_found", "user_disabled", "account_inactive", "user_not_visible", "cannot_dm_bot", "user_is_restricted"}
    ),
    Refused: frozenset(
        {"channel_not_found", "not_in_channel", "is_archived", "restricted_action", "missing_scope", "no_permission",
         "thread_not_found", "file_not_found", "file_deleted", "restricted_action_read_only_channel",
         "access_denied", "messages_tab_disabled", "storage_limit_reached", "file_upload_size_restricted", "file_uploads_disabled"}
    ),
    Unanswered: frozenset(
        {"fatal_error", "internal_error", "service_unavailable", "request_timeout", "team_added_to_org",
         "accesslimited"}
    ),
}  # fmt: skip
#: a person cannot shut a bot out of Slack: who manages the workspace did something, or has to
_SET_UP: Final = _KINDS[Unreachable] | {"messages_tab_disabled", "missing_scope"}
_GONE: Final = frozenset(
    {"message_not_found", "cant_update_message", "edit_window_closed", "cant_delete_message"}
)


def refusal(error: str, retry_after: str = "") -> ChannelError:
    """Why a call was not taken; what is not known by its word is ours (`invalid_blocks`, `msg_too_long` …)."""
    if error in {"ratelimited", "rate_limited", "message_limit_exceeded"}:
        seconds = float(retry_after) if retry_after.isascii() and retry_after.isdecimal() else _WHILE
        return Throttled("ratelimited", retry_after=seconds)
    if error in _GONE:
        return Refused(GONE)
    for kind, words in _KINDS.items():
        if error in words:
            return kind(error, is_alarm=error in _SET_UP)
    return Malformed(error if error.replace("_", "").isalnum() else "unknown")


def refusal_of_status(status: int, retry_after: str = "") -> ChannelError:
    """Of an answer that is no JSON: from what stands before Slack, or from a link."""
    if status == 429:
        return refusal("ratelimited", retry_after)
    return Unanswered(f"http_{status}") if status >= 500 or status == 200 else Refused(f"http_{status}")
