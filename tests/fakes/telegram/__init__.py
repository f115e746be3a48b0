"""A Bot API server on loopback, for the tests of the Telegram channel: strict by construction.

    async with Telegram(clock=…) as telegram:
        ann = telegram.user("Ann Lee", language_code="en")
        await ann.say("/start")
        await ann.sees("Welcome")
        await ann.press("Yes")

The product runs unmodified: `TELEGRAM_API_URL` is `telegram.url`. The state lives here, so a bot may be killed.
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
