"""How the server says no: the strings are those of the official Bot API server (tdlib/telegram-bot-api)."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An answer with `ok: false`. `strict` marks what only this fake refuses: the real server would ignore it, and
    a test wants to hear of it."""

    def __init__(self, code: int, description: str, *, strict: bool = False, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.strict = strict
        self.parameters = parameters

    def answer(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad(what: str) -> Refusal:
    return Refusal(400, f"Bad Request: {what}")


def strictly(what: str) -> Refusal:
    """What the schema does not allow, though the real server might overlook it."""
    return Refusal(400, f"Bad Request: [schema] {what}", strict=True)


def forbidden(what: str) -> Refusal:
    return Refusal(403, f"Forbidden: {what}")


def throttled(seconds: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def conflict(what: str) -> Refusal:
    return Refusal(409, f"Conflict: {what}")


NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
UPGRADED = "group chat was upgraded to a supergroup chat"
