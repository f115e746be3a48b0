"""A person with a phone, who does what a transcript says and sees what Telegram shows.

Types, presses buttons by what stands on them, sends files; waits until the bot has said all that it has to say.
Messages are counted as the budgets of the model conversation count them.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.assembly import Running
from tests.fakes.telegram import Message, Press, Telegram, User

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000"
    "000049454e44ae426082"
)
PDF = b"%PDF-1.4\n%%EOF\n"
CONTENTS = {"pdf": PDF, "png": PNG, "jpg": PNG}


@dataclass
class Phone:
    """Someone's phone."""

    telegram: Telegram
    user: User
    parts: Running
    #: rooms that summaries go to
    rooms: tuple[str, ...] = ()
    taps: int = 0
    #: messages of the bot after each act
    messages: list[int] = field(default_factory=list)

    async def say(self, text: str) -> None:
        before = self._count()
        await self.user.say(text)
        await self.quiet()
        self.messages.append(self._count() - before)

    async def send(self, name: str, caption: str = "", *, megabytes: float | None = None) -> None:
        before = self._count()
        suffix = name.rsplit(".", maxsplit=1)[-1]
        content = CONTENTS.get(suffix, b"words") + name.encode()  # no two files are the same
        if name.startswith("photo"):
            await self.user.send_photo(content, caption=caption)
        else:
            size = None if megabytes is None else round(megabytes * 1024 * 1024)
            await self.user.send_document(content, name, caption=caption, size=size)
        await self.quiet()
        self.messages.append(self._count() - before)

    async def tap(self, label: str) -> Press:
        """By what stands on the button, its marks and arrows apart."""
        before = self._count()
        message, wanted = self._button(label)
        press = await self.user.press(wanted, message=message)
        await press.answer()
        await self.quiet()
        self.taps += 1
        self.messages.append(self._count() - before)
        return press

    def told(self, name: str) -> None:
        """The counts, for `pytest -s`."""
        print(  # noqa: T201 - the counts are to be seen
            f"\n{name}: {sum(self.messages)} messages, {self.taps} taps, at most {max(self.messages)} in a row"
        )

    async def quiet(self) -> None:
        """Until every update is handled and all that it led to is shown."""
        while self.telegram.updates.waiting or (await self.parts.storage.stuck()).waiting:
            await asyncio.sleep(
                0.002
            )  # what is confirmed and what is sent has no event that a test could wait for
            await self.parts.relay.settled(str(self.user.id), *self.rooms)

    def _button(self, label: str) -> tuple[Message, str]:
        for message in self.user.chat.newest_first():
            lines = (bare(line).partition(" ") for line in message.text.splitlines())
            number = next(
                (number for number, _, words in lines if words == label and number.isdecimal()), label
            )
            for row in message.keyboard:
                for button in row:
                    text = bare(button["text"])
                    if text in (bare(label), number) or text.startswith(f"{number} "):
                        return message, button["text"]
        raise AssertionError(f"no button {label!r}; the screen:\n{self.user.screen}")

    def _count(self) -> int:
        return len(self.user.chat.from_bot)


def bare(label: str) -> str:
    """A label without its marks."""
    return label.replace("✅", "").strip("‹›☐ ")
