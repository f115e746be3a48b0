"""A Bot API server on loopback, for the tests of the Telegram channel: strict by construction.

    async with Telegram(clock=…) as telegram:
        ann = telegram.user("Ann Lee", language_code="en")
        await ann.say("/start")
        await ann.sees("Welcome")
        press = await ann.press("Yes")
        assert await press.answer() == "Noted"
        print(ann.screen)
        assert not telegram.violations

The product runs unmodified: `TELEGRAM_API_URL` is `telegram.url`. The state lives here, so that a bot may be killed and
started again; `telegram.stop()` and `start()` are an outage of Telegram itself.

- `telegram.group(…)`: rooms, topics, standing of the bot, `migrate()`. People write there with `to=room`.
- `telegram.calls`, `called(method)`, `refused`: what the bot called, and what it was told.
- `telegram.violations`: what a bot must not do; of the kinds "schema", "closed", "group", "bulk" (see Violation).
- `telegram.faults`: `throttle`, `fail`, `cut`, `slow`, `forbid`, `conflict`, and `by_chance(0.2)`.
- `telegram.updates`: `hold()` and `release(backwards=True)` let a press overtake a message, `doubled = n` delivers the
  next n updates twice, `replay(n)` the last n again, `expired` are those that nobody fetched in time.
- `telegram.polling.opened()`: once the bot waits for updates, and has none left to fetch.

Not here: Markdown, inline mode, channels, business, ephemeral and rich messages, and what the real server does to a poll
that repeats its offset within three seconds.
"""

from __future__ import annotations

from tests.fakes.telegram.chats import Chat, Message
from tests.fakes.telegram.cloud import Press
from tests.fakes.telegram.faults import Fault, Faults
from tests.fakes.telegram.groups import Group
from tests.fakes.telegram.observing import Violation
from tests.fakes.telegram.people import User
from tests.fakes.telegram.server import TOKEN, Call, Telegram

__all__ = [
    "TOKEN",
    "Call",
    "Chat",
    "Fault",
    "Faults",
    "Group",
    "Message",
    "Press",
    "Telegram",
    "User",
    "Violation",
]
