"""The Web API's ways to say no."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Refusal(Exception):
    """`{"ok": false, "error": …}` and what else is said; with `retry_after` it is a 429 and its header."""

    def __init__(
        self, error: str, *details: str, retry_after: int = 0, status: int = 200, **said: str
    ) -> None:
        super().__init__(error, *details)
        self.error = error
        self.details = details
        self.said = said
        self.retry_after = retry_after
        self.status = 429 if retry_after else status

    def answer(self) -> Json:
        answer: Json = {"ok": False, "error": self.error, **self.said}
        if self.details:
            answer["errors"] = list(self.details)
            answer["response_metadata"] = {"messages": [f"[ERROR] {detail}" for detail in self.details]}
        return answer


def throttled(seconds: int) -> Refusal:
    return Refusal("ratelimited", retry_after=seconds)
