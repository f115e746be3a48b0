"""What Telegram says, in the words of the contract: each sentence of `reference` once, none of them further."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
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
from bot.channels.telegram.errors import GONE, ProxyUnusable, refusal, refusal_of_file

ANSWER = "my answer"
TOKEN = "4242:a-secret-token"


@pytest.mark.parametrize(
    "said",
    [
        (
            "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
            "same as a current content and reply markup of the message"
        ),
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
        "Bad Request: message to delete not found",
    ],
)
def test_what_is_so_already_is_a_success(said: str) -> None:
    """A second tap, a press that is answered late."""
    assert refusal(BadRequest(said)) is None


@pytest.mark.parametrize(
    ("problem", "kind", "code"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Unreachable, "blocked"),
        (Forbidden("Forbidden: user is deactivated"), Unreachable, "deactivated"),
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), Unreachable, "never_started"),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), Unreachable, "kicked"),
        (Forbidden("Forbidden: bot is not a member of the group chat"), Unreachable, "not_a_member"),
        (Forbidden("Forbidden: the group chat was deleted"), Unreachable, "chat_deleted"),
        (Forbidden(f"Forbidden: something new about {ANSWER}"), Unreachable, "forbidden"),
        (BadRequest("Bad Request: chat not found"), Unreachable, "chat_not_found"),
        (BadRequest("Bad Request: PEER_ID_INVALID"), Unreachable, "chat_not_found"),
        (BadRequest("Bad Request: message to edit not found"), Refused, GONE),
        (BadRequest("Bad Request: message can't be edited"), Refused, GONE),
        (BadRequest("Bad Request: message thread not found"), Refused, "topic_not_found"),
        (BadRequest("Bad Request: TOPIC_CLOSED"), Refused, "topic_closed"),
        (BadRequest("Bad Request: not enough rights to send text messages to the chat"), Refused, "no_rights"),
        (BadRequest("Bad Request: CHAT_WRITE_FORBIDDEN"), Refused, "no_rights"),
        (BadRequest("Bad Request: file is too big"), Refused, "too_large"),
        (BadRequest(f"Bad Request: something new about {ANSWER}"), Refused, "bad_request"),
        (BadRequest("Bad Request: group chat was upgraded to a supergroup chat"), Refused, "bad_request"),
        (
            BadRequest(f'Bad Request: can\'t parse entities: Unsupported start tag "{ANSWER}" at byte offset 3'),
            Malformed,
            "entities",
        ),
        (BadRequest("Bad Request: BUTTON_DATA_INVALID"), Malformed, "button_data"),
        (BadRequest("Bad Request: message is too long"), Malformed, "message_too_long"),
        (BadRequest("Bad Request: message caption is too long"), Malformed, "caption_too_long"),
        (BadRequest("Bad Request: reply markup is too long"), Malformed, "markup_too_long"),
        (BadRequest("Bad Request: message text is empty"), Malformed, "empty"),
        (BadRequest("Bad Request: strings must be encoded in UTF-8"), Malformed, "not_utf8"),
        (NetworkError("Request Entity Too Large (413)"), Malformed, "body_too_large"),
        (EndPointNotFound("Endpoint 'sendPigeon' not found in Bot API"), Malformed, "unknown_method"),
        (RetryAfter(timedelta(seconds=7)), Throttled, "too_many_requests"),
        (NetworkError("Too Many Requests (429)"), Throttled, "too_many_requests"),
        (InvalidToken(f"The token `{TOKEN}` was rejected by the server."), Misconfigured, "token_refused"),
        (ProxyUnusable("The proxy is not an HTTP proxy"), Misconfigured, "proxy_not_http"),
        (TimedOut(), Unanswered, "timed_out"),
        (Conflict("Conflict: terminated by other getUpdates request"), Unanswered, "conflict"),
        (NetworkError("Bad Gateway (502)"), Unanswered, "network"),
        (NetworkError("Internal Server Error: chat not found"), Unanswered, "network"),
        (TelegramError(f"anything, {ANSWER}"), Unanswered, "network"),
        (BadRequest("Bad Request: wrong file_id or the file is temporarily unavailable"), Unanswered,
         "file_unavailable"),
    ],
)  # fmt: skip
def test_each_sentence_is_a_kind_and_a_code(
    problem: TelegramError, kind: type[ChannelError], code: str
) -> None:
    """The code is of a known list: nothing that is said gets into it."""
    refused = refusal(problem)
    assert refused is not None
    assert (type(refused), refused.code) == (kind, code)
    assert re.fullmatch("[a-z0-9_]+", str(refused))
    assert refused.retryable is (kind in {Throttled, Unanswered})


def test_what_a_person_wrote_is_no_sentence_of_telegrams() -> None:
    """Only beginnings count: a quotation does not make a mistake of ours a success."""
    refused = refusal(BadRequest("Bad Request: can't parse entities: message is not modified"))
    assert isinstance(refused, Malformed)


def test_flood_control_is_to_the_letter() -> None:
    """Nothing in its scope before so many seconds."""
    refused = refusal(RetryAfter(timedelta(seconds=37)))
    assert refused is not None
    assert refused.retry_after == 37.0


def test_a_migrated_group_says_where_it_is_now() -> None:
    """As an external id, so that the room can be rewritten."""
    refused = refusal(ChatMigrated(-1001234567890))
    assert isinstance(refused, Migrated)
    assert (refused.external_id, refused.code) == ("-1001234567890", "migrated")


@pytest.mark.parametrize(
    ("status", "header", "kind", "code", "wait"),
    [
        (401, "", Misconfigured, "token_refused", None),
        (404, "", Unanswered, "link_expired", None),
        (429, "12", Throttled, "too_many_requests", 12.0),
        (429, "Wed, 21 Oct 2026 07:28:00 GMT", Throttled, "too_many_requests", None),
        (302, "", Refused, "file_302", None),
        (416, "", Refused, "file_416", None),
        (502, "", Unanswered, "network", None),
    ],
)
def test_a_download_that_is_not_given(
    status: int, header: str, kind: type[ChannelError], code: str, wait: float | None
) -> None:
    """Its status says why; a link that is no longer good is asked for again."""
    refused = refusal_of_file(status, header)
    assert (type(refused), refused.code, refused.retry_after) == (kind, code, wait)
